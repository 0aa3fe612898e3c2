"""Workspaces in which a roster said that somebody was there to control: the shift is a walk, and else as it was."""

from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, text

from karta.store.database import Store
from karta.store.engine import FILE
from tests.store.later_tables import COLUMNS_SINCE_0020, SINCE_0020


def test_a_shift_for_control_is_a_walk_and_nothing_else_changes(tmp_path: Path) -> None:
    """The purpose alone is another; version, hours and the other shift are as they were."""
    store = Store.open(tmp_path)
    with store.act("test", "import") as act:
        schedule = act.insert("schedule", [{"date": date(2026, 9, 18), "start": "20:00", "end": "23:00"}])[0]
        act.insert(
            "shift", [{"schedule_id": schedule, "purpose": purpose} for purpose in ("walk", "relation")]
        )
    before = store.frame("shift")
    store.close()
    with create_engine(f"sqlite:///{tmp_path / FILE}").begin() as connection:
        connection.execute(text("UPDATE shift SET purpose='control' WHERE purpose='walk'"))
        for table in SINCE_0020:
            connection.execute(text(f"DROP TABLE {table}"))
        for table, column in (*COLUMNS_SINCE_0020, ("visit", "company")):
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num='0020'"))
    store = Store.open(tmp_path)
    after = store.frame("shift")
    store.close()
    assert after.equals(before)

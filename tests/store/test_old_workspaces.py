"""A workspace of the first version keeps its figures, and its roster lines can be opened without changing them."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from karta.coverage.gaps import View, cover
from karta.services.workspace import create
from karta.store import migrate, occurrences
from karta.store.database import Store
from karta.store.engine import FILE, WRITES
from karta.store.records import load_tables

FRIDAY, SECOND = date(2026, 9, 18), date(2026, 9, 25)
COMMON = {"municipality": "", "sharing": "public", "version": 1, "recorded_at": "2026-09-01 10:00:00.000000"}
# A square that needs two adults on Fridays 20-23. Two of an admitted organisation are there on Fridays 21-22,
# confirmed; one more line names no number, on the second Friday 22-23.
ROWS: dict[str, list[dict[str, Any]]] = {
    "place": [{"id": "p", "name": "Torget", "kind": "square", "priority_weight": 1.0, "access_known": 0}],
    "organisation": [
        {"id": "o", "name": "Nattvandrarna", "sector": "civil_society", "admitted_on": "2026-01-01"}
    ],
    "need_rule": [{
        "id": "n", "place_id": "p", "type": "base", "days": "FR", "start": "20:00", "end": "23:00", "adults": 2.0,
        "outside_sessions": 0, "within_access": 0, "mode": "stay", "anchor": "clock", "start_offset_min": 0.0,
        "end_offset_min": 0.0, "min_civil_society": 0.0, "min_trained": 0.0, "state": "decided",
        "responsible": "Kommunen", "decided_by": "samordnare", "decided_on": "2026-01-01",
    }],
    "expected_source": [
        {"id": "e", "organisation_id": "o", "place_id": "p", "status": "known", "to_local": "2026-12-31T06:00"}
    ],
    "schedule": [
        {"id": "a", "start": "21:00", "end": "22:00", "byday": "FR", "school_days_only": 0},
        {"id": "b", "start": "22:00", "end": "23:00", "date": "2026-09-25", "school_days_only": 0},
    ],
    "shift": [
        {
            "id": f"s{series}", "schedule_id": series, "located": "place", "place_id": "p", "purpose": "walk",
            "min_team": 2.0,
        }
        for series in "ab"
    ],
    "shift_party": [
        {
            "id": f"l{series}", "shift_id": f"s{series}", "organisation_id": "o", "kind": "night_walker",
            "mode": "active", "adults": adults, "status": "confirmed",
        }
        for series, adults in (("a", 2.0), ("b", None))
    ],
    # A kept sheet said for whose eyes it is: the coordinator's, as whoever sat at the machine was called.
    "snapshot": [{"id": "k", "name": "Maj", "day": "2026-05-01", "revision": 1, "source": "coordinator||"}],
}  # fmt: skip


def first_version(folder: Path) -> None:
    """Make the database of the first migration with the rows."""
    folder.mkdir()
    engine = create_engine(f"sqlite:///{folder / FILE}")
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    config.set_main_option("path_separator", "os")
    with engine.execution_options(**WRITES).connect() as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        for table, rows in ROWS.items():
            for row in rows:
                full = {**COMMON, **row}
                names = ", ".join(f'"{name}"' for name in full)
                marks = ", ".join("?" * len(full))
                connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(full.values()))


def figures(store: Store, view: View = "planned") -> list[tuple[float, ...]]:
    """Return covered, gap and unknown adult-hours of both Fridays."""
    both = [cover(load_tables(store, day, day, FRIDAY), view) for day in (FRIDAY, SECOND)]
    return [
        tuple(float(hours.sum()) * each.grid.hours for hours in (each.covered, each.gap, each.unknown))
        for each in both
    ]


def test_lines_of_the_first_version_are_opened_without_changing_a_figure(tmp_path: Path) -> None:
    """Of 6 adult-hours 2 are covered each Friday; on the second, a line without a number makes 2 more unknown."""
    first_version(tmp_path / "own")
    store = Store.open(tmp_path / "own")
    expected = [(2.0, 4.0, 0.0), (2.0, 2.0, 2.0)]
    assert [figures(store, view) for view in ("planned", "confirmed")] == [expected, expected]
    with store.reading() as reading:
        (owner,) = occurrences.owners(reading, FRIDAY, SECOND)
        assert (owner["organisation"], owner["lines"]) == ("Nattvandrarna", 2)
        assert not any(row["sign_up"] for row in occurrences.shifts(reading, FRIDAY, SECOND))
    with store.act("samordnare", "open_sign_up") as act:
        act.update("shift", "sa", 1, {"sign_up": True, "adults_are": "present"})
    assert [figures(store, view) for view in ("planned", "confirmed")] == [expected, expected]
    with store.act("samordnare", "open_sign_up") as act:
        act.update("shift", "sb", 1, {"sign_up": True, "adults_are": "wanted"})
    # Nobody has signed up: what was unknown is missing, and nothing more is covered.
    assert figures(store) == [(2.0, 4.0, 0.0), (2.0, 4.0, 0.0)]
    store.close()


def test_a_kept_sheet_of_the_first_version_is_found_again(tmp_path: Path) -> None:
    """Whoever sat at the machine when a sheet was kept finds it after all migrations."""
    first_version(tmp_path / "own")
    workspace = create(tmp_path / "own", now=lambda: datetime(2026, 9, 18, 10, 0, tzinfo=UTC))
    assert list(workspace.store.frame("snapshot").query("source == 'local||*'")["name"]) == ["Maj"]
    workspace.store.close()

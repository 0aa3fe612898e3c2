"""Workspaces from before admission was a decision: whom they counted goes on counting, and it is told how that came."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.migrate import FOLDER

ROW = (
    "INSERT INTO organisation (id, name, sector, admitted_on, admitted_by, municipality, sharing, version, recorded_at)"
    " VALUES (:id, :name, 'civil_society', :day, :by, '', 'partners', 1, '2026-08-20 10:00:00')"
)


def test_whom_the_first_karta_counted_stays_admitted_and_is_marked(tmp_path: Path) -> None:
    """From the first migration on: the day and the function stay, the mark says how; who was not admitted is not."""
    with create_engine(f"sqlite:///{tmp_path / FILE}").begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(FOLDER))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, "0001")
        rows = [
            {"id": "a", "name": "Vandrarna", "day": "2026-08-20", "by": "samordnare"},
            {"id": "b", "name": "Granngruppen", "day": None, "by": None},
        ]
        connection.execute(text(ROW), rows)
    store = Store.open(tmp_path)
    orgs = store.frame("organisation").set_index("name")
    assert [(str(row.admitted_on), row.admitted_by, row.admitted_how) for row in orgs.itertuples()] == [
        ("2026-08-20", "samordnare", "on_import"),
        ("None", None, None),
    ]
    store.close()

"""The tables of the month: a workspace of any earlier version gets them and keeps what it has."""

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from karta.store.database import Store
from karta.store.engine import FILE
from karta.store.migrate import FOLDER
from karta.store.schema import METADATA

SOURCE = (
    "INSERT INTO expected_source (id, organisation_id, place_id, status, to_local, municipality, sharing, version, "
    "recorded_at) VALUES ('s', 'o', 'p', 'known', '2026-12-01T06:00', '', 'partners', 1, '2026-09-16')"
)


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005"])
def test_an_earlier_workspace_gets_the_tables_and_keeps_what_it_has(tmp_path: Path, revision: str) -> None:
    """A workspace of each earlier version, with an organisation and its expected roster, is brought up to date."""
    with create_engine(f"sqlite:///{tmp_path / FILE}").begin() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(FOLDER))
        config.set_main_option("path_separator", "os")
        command.upgrade(config, revision)
        for table in ("organisation", "place"):
            more = (", sector", ", 'civil_society'") if table == "organisation" else (
                ", kind, priority_weight, access_known", ", 'square', 1, 0"
            )  # fmt: skip
            connection.execute(text(
                f"INSERT INTO {table} (id, name, municipality, sharing, version, recorded_at{more[0]}) "
                f"VALUES ('{table[0]}', 'Vandrarna', '', 'partners', 1, '2026-09-16'{more[1]})"
            ))  # fmt: skip
        connection.execute(text(SOURCE))
    store = Store.open(tmp_path)
    assert list(store.frame("expected_source")["to_local"]) == ["2026-12-01T06:00"]
    for table in ("month_link", "month_answer", "month_note", "crowd_event"):
        assert store.frame(table).empty
    with store.act("samordnare", "test") as act:
        act.insert("crowd_event", [{
            "organisation_id": "o", "place_id": "p", "date": store.frame("expected_source")["recorded_at"][0].date(),
            "kind": "match",
        }])  # fmt: skip
    store.close()
    with create_engine(f"sqlite:///{tmp_path / FILE}").connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []

"""Workspaces in a temporary folder, with a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from karta.store import database
from karta.store.database import Store
from tests.conftest import FILL
from tests.postgresql import Server

NOON = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tables of each workspace by its migrations, as the product does."""
    monkeypatch.setattr(database, "_fill", FILL)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty workspace database whose clock always says noon of 18 September 2026 in Stockholm; on each database."""
    if request.param == "sqlite":
        yield from _on_sqlite(tmp_path)
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.emptied() as url:
        opened = Store.connect(url, clock=lambda: NOON)
        yield opened
        opened.close()


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[Store]:
    """The same on SQLite alone, for what only a file has."""
    yield from _on_sqlite(tmp_path)


def _on_sqlite(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "workspace", clock=lambda: NOON)
    yield opened
    opened.close()

"""Workspaces in a temporary folder, with a clock that stands still."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from karta.store import database
from karta.store.database import Store
from tests.conftest import FILL

NOON = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def own_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tables of each workspace by its migrations, as the product does."""
    monkeypatch.setattr(database, "_fill", FILL)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty workspace database whose clock always says noon of 18 September 2026 in Stockholm."""
    opened = Store.open(tmp_path / "workspace", clock=lambda: NOON)
    yield opened
    opened.close()

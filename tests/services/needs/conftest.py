"""What the tests of needs share: a workspace with one square, on 16 September 2026."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from karta.privacy import Viewer
from karta.services.importing import entries
from karta.services.workspace import create

WEDNESDAY = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
COORDINATOR = Viewer("samordnare", "local")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace with one square."""
    folder = tmp_path_factory.mktemp("prepared")
    made = create(folder, now=lambda: WEDNESDAY)
    entries.add_place(made, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    made.store.close()
    return folder

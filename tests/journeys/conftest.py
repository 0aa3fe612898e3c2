"""What journeys share: an empty workspace, made once and copied for each random town."""

from pathlib import Path

import pytest

from karta.services.workspace import create
from tests.journeys.random_towns import NOW


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of an empty workspace, to be copied."""
    folder = tmp_path_factory.mktemp("empty") / "own"
    create(folder, now=lambda: NOW)
    return folder

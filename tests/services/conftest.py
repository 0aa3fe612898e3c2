"""What the tests of services share: a prepared workspace is made once a file, and copied for each test."""

from pathlib import Path
from shutil import copytree

import pytest

from karta.services.workspace import Workspace, create


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Workspace:
    """Give a copy of the file's own `prepared` workspace, free to be changed, at the file's own NOW."""
    return create(copytree(prepared, tmp_path / "own"), now=lambda: request.module.NOW)

"""What the tests of importing share: a workspace that holds nothing yet."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from karta.services.importing import feeds
from karta.services.workspace import Workspace, create
from tests.services.importing.partial import KINDS, ORDER, taken
from tests.services.importing.rows import COORDINATOR, NOON, bring, square


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace whose clock says noon of Friday 18 September 2026."""
    opened = create(tmp_path / "workspace", now=lambda: NOON)
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def one_of_each(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one full row of each kind of file, to be copied."""
    made = create(tmp_path_factory.mktemp("partial") / "own", now=lambda: NOON)
    for kind in ORDER:
        taken(made, kind, KINDS[kind][0])
    made.store.close()
    return made.folder


@pytest.fixture
def filled(one_of_each: Path, tmp_path: Path) -> Iterator[Workspace]:
    """A workspace with one full row of each kind of file."""
    opened = create(copytree(one_of_each, tmp_path / "own"), now=lambda: NOON)
    yield opened
    opened.store.close()


@pytest.fixture
def inbox(workspace: Workspace, tmp_path: Path) -> Path:
    """Give a folder that is a feed of rosters, in a workspace with a square."""
    bring(workspace, "places", square())
    folder = tmp_path / "inbox"
    folder.mkdir()
    feeds.add(workspace, COORDINATOR, str(folder), kind="roster")
    return folder

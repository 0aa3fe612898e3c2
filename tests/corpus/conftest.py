"""A template of an empty workspace, copied for each file; the calling of `import_file` as the page and command do."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from karta.privacy import Viewer
from karta.services.importing.imports import Imported, import_file
from karta.services.workspace import create, open_workspace
from karta.sources import guard
from tests.corpus.make import files

COORDINATOR = Viewer(function="coordinator", role="local")


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with an empty workspace, closed."""
    folder = tmp_path_factory.mktemp("template") / "workspace"
    create(folder).store.close()
    return folder


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process: the same readers without the second that each child takes to start."""

    def call(function: Callable[..., Any], *args: Any, **limits: Any) -> Any:
        return function(*args)

    monkeypatch.setattr(guard, "in_child", call)


@pytest.fixture
def bring(template: Path, tmp_path: Path) -> Iterator[Callable[[str, str], Imported]]:
    """Give a function that imports a file of the corpus, by name and kind, into a workspace of this test."""
    folder = tmp_path / "workspace"
    shutil.copytree(template, folder)
    workspace = open_workspace(folder, now=lambda: datetime(2026, 9, 18, 10, tzinfo=UTC))

    def act(name: str, kind: str, content: bytes | None = None, **asked: Any) -> Imported:
        path = tmp_path / name
        path.write_bytes(files()[name] if content is None else content)
        return import_file(workspace, COORDINATOR, path, kind, **asked)

    act.workspace = workspace  # type: ignore[attr-defined]
    yield act
    workspace.store.close()

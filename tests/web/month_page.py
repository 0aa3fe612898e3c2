"""The page of an association's month, served: the town, the walkers' link, and what its buttons say."""

from pathlib import Path

import pytest

from karta.services.workspace import Workspace
from karta.web import volunteer
from tests import guests
from tests.services.follow_up import month_town
from tests.services.follow_up.month_town import COORDINATOR, org_id
from tests.web.client import Answer, Page


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the town."""
    folder = tmp_path_factory.mktemp("months") / "own"
    month_town.make(folder)
    return folder


@pytest.fixture
def served(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give a copy of the town, served at its own moment, in which Anna walks with the walkers."""
    workspace = month_town.copied(prepared, tmp_path)
    guests.invite(workspace, COORDINATOR, org_id(workspace), "Anna Svensson", "070-123 45 67")
    monkeypatch.setenv("KARTA_WORKSPACE", str(workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(workspace))
    return workspace


@pytest.fixture
def link(served: Workspace) -> str:
    """Give the walkers' link."""
    return f"/manad/{month_town.link(served)}"


def buttons(answer: Answer) -> list[str]:
    """Return what the buttons of a page say."""
    return [form.button for form in Page(answer.html).forms]

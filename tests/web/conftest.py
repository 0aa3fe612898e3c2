"""The fixtures of the rosters' tests, for the pages that stand on them; the workspace served, and a link to it."""

import pytest

from karta.services.workspace import Workspace
from karta.web import volunteer
from tests import guests
from tests.services.rosters.conftest import COORDINATOR, made_once, org, person, plan, square, workspace

__all__ = ["made_once", "org", "person", "plan", "square", "workspace"]


@pytest.fixture
def served(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Give the workspace, served at its own moment."""
    monkeypatch.setenv("KARTA_WORKSPACE", str(workspace.folder))
    monkeypatch.setattr(volunteer, "_opened", lambda _: volunteer._Opened(workspace))
    return workspace


@pytest.fixture
def link(served: Workspace, org: str) -> str:
    """Give Anna's personal link."""
    return f"/p/{guests.invite(served, COORDINATOR, org, 'Anna')[1]}"

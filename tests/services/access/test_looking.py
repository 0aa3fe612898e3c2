"""Who has looked: noted once for viewer, class, area and service day, and told to the organisation it concerns."""

from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copytree

import pytest

from karta.errors import NotAllowedError
from karta.privacy import Viewer
from karta.services.access import auditing, looking, viewers
from karta.services.access.looking import Seen
from karta.services.workspace import Workspace, create
from tests import viewers as tested

NOW = datetime(2026, 9, 18, 10, 0, tzinfo=UTC)


@pytest.fixture
def workspace(prepared: Path, tmp_path: Path) -> Workspace:
    """Give a copy of it."""
    return create(copytree(prepared, tmp_path / "own"), now=lambda: NOW)


def police(workspace: Workspace) -> Viewer:
    """Return the viewer of the police."""
    return tested.of(workspace, "Polisen", "police", "områdespolis")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace in which Alfa has a session at a place of the north, and the police are an organisation."""
    workspace = create(tmp_path_factory.mktemp("looking") / "own", now=lambda: NOW)
    with workspace.store.act("samordnare", "add") as act:
        north, _ = act.insert("area", [{"name": "Norr"}, {"name": "Syd"}])
        (place,) = act.insert("place", [{"name": "Torget", "area_id": north}])
        alfa, _ = act.insert("organisation", [{"name": "Alfa"}, {"name": "Polisen", "sector": "public"}])
        (schedule,) = act.insert("schedule", [{"start": "18:00", "end": "20:00", "byday": "MO"}])
        act.insert(
            "activity",
            [{"place_id": place, "schedule_id": schedule, "organisation_id": alfa, "kind": "led_activity"}],
        )
    workspace.store.close()
    return workspace.folder


def id_of(workspace: Workspace, table: str, name: str) -> str:
    """Return the id of the row of that name."""
    frame = workspace.store.frame(table)
    return str(frame.loc[frame["name"] == name, "id"].iloc[0])


def test_an_organisation_sees_who_looked_at_its_areas(workspace: Workspace) -> None:
    """A look at the area of its place or at the whole municipality is told, one at another area is not."""
    north, south = (id_of(workspace, "area", name) for name in ("Norr", "Syd"))
    alfa = id_of(workspace, "organisation", "Alfa")
    revision = workspace.store.revision()
    looking.note(workspace, police(workspace), "see_gaps", [south])
    assert looking.who_looked(workspace, viewers.local(), alfa) == []
    looking.note(workspace, police(workspace), "see_gaps", [north, south])
    looking.note(workspace, police(workspace), "see_phones", day=date(2026, 9, 17))
    expected = [
        Seen(date(2026, 9, 18), "områdespolis", "Polisen", "gaps"),
        Seen(date(2026, 9, 17), "områdespolis", "Polisen", "phones"),
    ]
    assert looking.who_looked(workspace, tested.of(workspace, "Alfa"), alfa) == expected
    assert workspace.store.revision() == revision


def test_own_and_local_looks_are_not_told(workspace: Workspace) -> None:
    """Who works alone on the machine is not noted at all, and an organisation is not told of its own people."""
    alfa = id_of(workspace, "organisation", "Alfa")
    looking.note(workspace, viewers.local(), "see_gaps")
    assert auditing.verify(workspace, viewers.local()).looks == 0
    looking.note(workspace, tested.of(workspace, "Alfa"), "see_gaps")
    assert auditing.verify(workspace, viewers.local()).looks == 1
    assert looking.who_looked(workspace, viewers.local(), alfa) == []


def test_who_looked_at_another_organisation_is_not_told(workspace: Workspace) -> None:
    """An organiser asks for its own organisation alone, and the police for none."""
    alfa = id_of(workspace, "organisation", "Alfa")
    for viewer in (tested.of(workspace, "Beta"), police(workspace)):
        with pytest.raises(NotAllowedError):
            looking.who_looked(workspace, viewer, alfa)


def test_the_audit_is_not_everybodys(workspace: Workspace) -> None:
    """An organiser neither verifies, signs nor cuts the log."""
    viewer = tested.of(workspace, "Alfa")
    for act in (auditing.verify, auditing.checkpoint, auditing.cut):
        with pytest.raises(NotAllowedError):
            act(workspace, viewer)

"""Who may know what is an organisation's: set by itself for all its rows at once, and taken back as easily.

Alfa's need on Friday is two adults 20-23, six adult-hours. Its roster brings two 21-23, four of them; whether others
come is not known, so the rest is unknown.
"""

from pathlib import Path
from shutil import copytree

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.model.member import Member
from karta.privacy import Viewer
from karta.services.access import viewers
from karta.services.gaps import period
from karta.services.register import agreements, sharing
from karta.services.workspace import Workspace, create
from tests.privacy import probed_town
from tests.privacy.probed_town import FRIDAY, LOCAL, NOW, Whose

POLICE = Viewer("polis", "police", frozenset({"polisen"}), home_id="polisen")
PARTNER = Viewer("ledare", "organiser", frozenset({"another"}), home_id="another")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Whose]:
    """Give the folder of the town and what is Alfa's."""
    folder = tmp_path_factory.mktemp("probed")
    return folder, probed_town.make(folder)["Alfa"]


@pytest.fixture
def alfa(prepared: tuple[Path, Whose]) -> Whose:
    """Give what is Alfa's."""
    return prepared[1]


@pytest.fixture
def workspace(prepared: tuple[Path, Whose], tmp_path: Path) -> Workspace:
    """Give a copy of the town."""
    return create(copytree(prepared[0], tmp_path / "town"), now=lambda: NOW)


def set_level(workspace: Workspace, alfa: Whose, field: str, level: str) -> None:
    """Set a level as Alfa's administrator."""
    own = probed_town.viewer("org_admin", alfa)
    version = sharing.levels(workspace, own, alfa.org)[1]
    sharing.set_levels(workspace, own, alfa.org, {field: level}, version=version)


def acted_for(workspace: Workspace) -> frozenset[str]:
    """Return whose the coordinator's own rights are beside its own."""
    with workspace.store.reading() as reading:
        return viewers.of_member(
            workspace.store, reading, Member("m", "samordnare", "coordinator")
        ).organisation_ids


def friday(workspace: Workspace, viewer: Viewer, alfa: Whose) -> tuple[float, float, float]:
    """Return covered, gap and unknown adult-hours of Friday at Alfa's square."""
    shown = period.between(workspace, viewer, FRIDAY, FRIDAY).by_place.set_index("place_id").loc[alfa.place]
    return tuple(float(shown[name]) for name in ("covered_ah", "gap_ah", "unknown_ah"))  # type: ignore[return-value]


def test_a_level_holds_for_all_rosters_at_once_and_is_taken_back(workspace: Workspace, alfa: Whose) -> None:
    """Shared with partners the police know nothing of it; with authorities they see four; taken back, nothing."""
    assert friday(workspace, POLICE, alfa) == (0, 0, 6)
    assert friday(workspace, PARTNER, alfa) == (4, 0, 2)
    set_level(workspace, alfa, "roster", "authorities")
    assert friday(workspace, POLICE, alfa) == (4, 0, 2)
    set_level(workspace, alfa, "roster", "own")
    assert friday(workspace, POLICE, alfa) == friday(workspace, PARTNER, alfa) == (0, 0, 6)
    assert friday(workspace, probed_town.viewer("organiser", alfa), alfa) == (4, 0, 2)


def test_only_its_administrator_sets_what_an_organisation_shares(workspace: Workspace, alfa: Whose) -> None:
    """Its organiser, another's administrator and the coordinator are refused, for reading and for setting."""
    foreign = Viewer("admin", "org_admin", frozenset({"another"}))
    for viewer in (probed_town.viewer("organiser", alfa), foreign, Viewer("samordnare", "coordinator")):
        with pytest.raises(NotAllowedError):
            sharing.levels(workspace, viewer, alfa.org)
        with pytest.raises(NotAllowedError):
            sharing.set_levels(workspace, viewer, alfa.org, {"roster": "public"}, version=1)


def test_what_is_no_level_is_refused_and_who_comes_second_reads_anew(
    workspace: Workspace, alfa: Whose
) -> None:
    """A field or level that there is not is told; a version that has passed is a conflict, and nothing is stored."""
    own = probed_town.viewer("org_admin", alfa)
    levels, version = sharing.levels(workspace, own, alfa.org)
    assert levels == {"roster": "partners", "session": "partners", "report": "partners"}
    for field, level in (("names", "own"), ("roster", "everyone")):
        with pytest.raises(InputError):
            sharing.set_levels(workspace, own, alfa.org, {field: level}, version=version)
    sharing.set_levels(workspace, own, alfa.org, {"session": "public"}, version=version)
    with pytest.raises(ConflictError):
        sharing.set_levels(workspace, own, alfa.org, {"session": "own"}, version=version)
    assert sharing.levels(workspace, own, alfa.org)[0]["session"] == "public"


def test_the_coordinator_acts_for_those_that_have_asked(workspace: Workspace, alfa: Whose) -> None:
    """Noted with how and when, and taken back by a blank; nobody else may note it."""
    coordinator = Viewer("samordnare", "coordinator")
    version = int(workspace.store.frame("organisation", [alfa.org])["version"].iloc[0])
    with pytest.raises(NotAllowedError):
        agreements.note(workspace, POLICE, alfa.org, "per telefon", version=version)
    agreements.note(workspace, coordinator, alfa.org, "per telefon", version=version)
    row = workspace.store.frame("organisation", [alfa.org]).iloc[0]
    assert (row["acted_for_how"], row["acted_for_by"], row["acted_for_on"]) == (
        "per telefon", "samordnare", NOW.date(),
    )  # fmt: skip
    assert acted_for(workspace) == {alfa.org}
    agreements.note(workspace, LOCAL, alfa.org, " ", version=int(row["version"]))
    assert acted_for(workspace) == frozenset()

"""An organisation that leaves: nothing of its people and contacts stays, its hours so far do."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from karta.errors import KartaError, NotAllowedError
from karta.privacy import Viewer
from karta.services import history
from karta.services.importing import entries, imports
from karta.services.register import contacts, organisations
from karta.services.rosters import invitations, leaving, volunteers
from karta.services.workspace import Workspace, create
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Person, Plan, occurrences, sign

MONDAY = datetime(2026, 9, 28, 10, tzinfo=UTC)
CHANNEL = "070-1740699"


@pytest.fixture
def left(workspace: Workspace, plan: Plan, person: Person, org: str) -> Workspace:
    """Give the workspace of the Monday on which the night walkers leave, after two weekly shifts with one of them."""
    plan(weekly=True)
    who = person("Zebulon Testperson")
    for occurrence in occurrences(workspace)[:4]:
        sign(workspace, who, occurrence.occurrence_id)
    contacts.add_contact(
        workspace, COORDINATOR, function="Zebulons telefon", channel=CHANNEL, organisation_id=org
    )
    monday = create(workspace.folder, now=lambda: MONDAY)
    outcome = leaving.leave(monday, COORDINATOR, org)
    assert (outcome.name, outcome.people, outcome.contacts, outcome.series, outcome.shared) == (
        "Nattvandrarna", 1, 1, 1, 0,
    )  # fmt: skip
    return monday


def test_hours_so_far_stay_and_nothing_lies_ahead(left: Workspace) -> None:
    """One adult on each of the two Fridays that have been; none of the others is held."""
    with left.store.reading() as reading:
        held = volunteers.occurrences_between(reading, FRIDAY, FRIDAY + timedelta(days=35))
    assert [(each.day, each.adults) for each in held] == [(FRIDAY, 1), (FRIDAY + timedelta(days=7), 1)]


def test_people_and_contacts_are_gone_from_every_file(left: Workspace) -> None:
    """Neither the name nor the number is anywhere in the folder, also after each act was tried to be undone."""
    for act in left.store.acts(1000)["id"]:
        with suppress(KartaError):
            history.undo(left, COORDINATOR, str(act))
    left.store.empty_log()
    content = b"".join(path.read_bytes() for path in left.folder.rglob("*") if path.is_file())
    assert b"Zebulon" not in content
    assert CHANNEL.encode() not in content


def test_the_row_stays_and_is_marked(left: Workspace, org: str) -> None:
    """It is left on the day, is asked for no shift any more, and its roster is awaited no longer."""
    rows = left.store.frame("organisation", [org])
    assert list(rows["left_on"]) == [date(2026, 9, 28)]
    assert org not in organisations.organisations(left, COORDINATOR)
    assert list(left.store.frame("expected_source")["to_local"]) == ["2026-09-28T06:00"]
    assert invitations.invited(left, COORDINATOR, org) == []


def test_the_roster_can_be_read_in_again(workspace: Workspace, plan: Plan, org: str, tmp_path: Path) -> None:
    """What is handed out is a roster that another workspace reads without a fault."""
    plan(weekly=True)
    path = tmp_path / "pass.csv"
    path.write_bytes(leaving.roster(workspace, COORDINATOR, org))
    other = create(tmp_path / "other")
    entries.add_place(other, COORDINATOR, name="Torget", kind="square", lat=59.0, lon=15.0)
    report = imports.import_file(other, COORDINATOR, path, "roster")
    assert (report.counts["rows_read"], report.counts["rows_rejected"]) == (1, 0)
    (line,) = other.store.frame("schedule").to_dict("records")
    assert (line["start"], line["end"], line["byday"]) == ("21:00", "22:00", "FR")


def test_an_organiser_lets_its_own_leave_alone(workspace: Workspace, org: str) -> None:
    """Another's is refused, and so is the police."""
    for viewer in (
        Viewer("kårchef", "organiser", frozenset({"scouterna"})),
        Viewer("områdespolis", "police"),
    ):
        with pytest.raises(NotAllowedError):
            leaving.leave(workspace, viewer, org)
        with pytest.raises(NotAllowedError):
            leaving.roster(workspace, viewer, org)

"""All who are out in some days, a line each: shifts, staffed hours and led activities, as far as each shares them."""

from datetime import date

from karta.services.register import organisations, sharing
from karta.services.rosters import actors
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import COORDINATOR, FRIDAY, Plan
from tests.services.rosters.roster_lines import add_line

MONDAY, SUNDAY = date(2026, 9, 14), date(2026, 9, 20)


def test_each_organisation_has_a_line_of_what_it_shares(
    workspace: Workspace, plan: Plan, square: str, org: str
) -> None:
    """The walkers' shift and line, the club's line and training; what the club keeps to itself is not the walkers'."""
    plan()
    club = organisations.add_organisation(workspace, COORDINATOR, "Klubben")
    add_line(workspace, square, org, 2.0)
    add_line(workspace, square, club, 1.0)
    with workspace.store.act("samordnare", "import") as act:
        times = {"byday": "TH", "start": "17:00", "end": "18:00", "valid_from": MONDAY}
        schedule = act.insert("schedule", [times])[0]
        training = {"schedule_id": schedule, "organisation_id": club, "place_id": square, "kind": "training"}
        act.insert("activity", [training])
    listed = actors.actors(workspace, COORDINATOR, MONDAY, SUNDAY)
    assert [(actor.name, len(actor.shifts), len(actor.sessions)) for actor in listed] == [
        ("Klubben", 1, 1), ("Nattvandrarna", 2, 0),
    ]  # fmt: skip
    assert {shift.held_on for actor in listed for shift in actor.shifts} == {FRIDAY}
    owner = viewers.of(workspace, "Klubben", "org_admin", "ordförande")
    version = sharing.levels(workspace, owner, club)[1]
    sharing.set_levels(workspace, owner, club, {"roster": "own", "session": "own"}, version=version)
    walkers = viewers.of(workspace, "Nattvandrarna", "organiser", "ledare")
    assert [actor.name for actor in actors.actors(workspace, walkers, MONDAY, SUNDAY)] == ["Nattvandrarna"]

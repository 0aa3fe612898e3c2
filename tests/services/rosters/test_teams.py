"""People by dates, and how the shifts to come are shared: counted by hand, and nobody's who is not one's own."""

from datetime import date

import pytest

from karta.errors import NotAllowedError
from karta.model.shift import ShiftPlan
from karta.privacy import Viewer
from karta.services.register import organisations
from karta.services.register import places as register_places
from karta.services.rosters import shifts, sign_ups, teams, volunteers
from karta.services.workspace import Workspace
from tests import guests
from tests.services.rosters.conftest import COORDINATOR


def test_who_goes_when_and_what_each_organisation_has(workspace: Workspace) -> None:
    """Anna goes on both Fridays of three hours, Bo seeks a stand-in on the first and waits on none; Cia on nothing."""
    square = str(register_places.places(workspace, COORDINATOR)["id"].iloc[0])
    walkers, club = (
        organisations.add_organisation(workspace, COORDINATOR, name) for name in ("Vandrarna", "Klubben")
    )
    first, second = date(2026, 9, 18), date(2026, 9, 25)
    for day, orgs in ((first, (walkers,)), (second, (walkers, club))):
        shifts.create_shift(
            workspace, COORDINATOR, ShiftPlan(square, day, "20:00", "23:00", orgs, min_team=3)
        )
    anna, bo, _ = (
        volunteers.by_link(workspace, guests.invite(workspace, COORDINATOR, walkers, name)[1])
        for name in ("Anna", "Bo", "Cia")
    )
    one, two = teams.team(workspace, COORDINATOR, walkers).shifts
    for who, shift in ((anna, one), (anna, two), (bo, one)):
        sign_ups.sign_up(workspace, who, shift.occurrence_id, is_adult=True)
    sign_ups.ask_stand_in(workspace, bo, one.occurrence_id)
    team = teams.team(workspace, COORDINATOR, walkers)
    assert [(one.name, list(one.states.values()), one.shifts, one.hours) for one in team.members] == [
        ("Anna", ["signed", "signed"], 2, 6.0), ("Bo", ["stand_in"], 1, 3.0), ("Cia", [], 0, 0.0),
    ]  # fmt: skip
    # The first lacks one of three, the second two: nobody of the club has signed up.
    loads = {
        load.name: (load.shifts, load.adult_hours, load.missing)
        for load in teams.loads(workspace, COORDINATOR)
    }
    assert loads == {"Klubben": (1, 0.0, 2), "Vandrarna": (2, 9.0, 3)}
    other = Viewer(function="ledare", role="organiser", organisation_ids=frozenset({club}))
    with pytest.raises(NotAllowedError):
        teams.team(workspace, other, walkers)

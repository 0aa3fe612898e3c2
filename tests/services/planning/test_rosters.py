"""Who walks: proposed by what volunteers have said, with a reason for every shift that finds nobody."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import shapely

from karta.errors import InputError
from karta.model.shift import ShiftPlan
from karta.planning.check import faults_of_roster
from karta.services.planning.roster_case import case
from karta.services.register import organisations
from karta.services.rosters import availability, shifts, sign_ups
from karta.services.workspace import Workspace
from tests.services.planning.who import (
    EVENINGS,
    FRIDAY,
    MONDAY,
    NOW,
    Join,
    join,
    names,
    org,
    prepared,
    propose,
    walk,
)
from tests.services.rosters.conftest import COORDINATOR, occurrences, place_id

__all__ = ["NOW", "join", "org", "prepared"]


def test_five_people_and_twenty_shifts(workspace: Workspace, org: str, join: Join) -> None:
    """Story (c): a shift a week each, teams of two: two staffed, one person over, 18 told why, no fault."""
    for number in range(5):
        join(f"Person {number}", week_cap=1)
    for number in range(20):
        walk(workspace, org, MONDAY + timedelta(days=number % 7), place=("Torget", "Parken")[number % 2])
    proposal = propose(workspace, org, MONDAY)
    assert [len(row.people) for row in proposal.shifts] == [2, 2]
    assert len({name for team in names(proposal) for name in team}) == 4
    assert (proposal.volunteers, proposal.said, proposal.over, len(proposal.left)) == (5, 5, 1, 18)
    # Of four who have their shift for the week, two may have it that same night: that is told first.
    for row in proposal.left:
        assert row.reasons[0] == ("too_few_free", 1)
        told = dict(row.reasons[1:])
        assert told in ({"cap": 4}, {"same_night": 2, "cap": 2})
    # Somebody new, or one of the four once more.
    for row in proposal.left:
        again = 4 - dict(row.reasons).get("same_night", 0)
        assert Counter(code for code, _ in row.changes) == {"new_person": 1, "one_more_shift": again}
    days = [MONDAY + timedelta(days=number) for number in range(7)]
    with workspace.store.reading() as reading:
        asked = case(workspace, reading, org, days)
    numbers = {shift.occurrence_id: number for number, shift in enumerate(asked.shifts)}
    teams = [
        (numbers[row.shift.occurrence_id], [asked.people.index(each.person_id) for each in row.people])
        for row in proposal.shifts
    ]
    assert faults_of_roster(asked.problem, teams) == []
    # What one change names mends it: all is solved again.
    join("Någon ny", week_cap=1)
    assert len(propose(workspace, org, MONDAY).shifts) == 3


def test_rejected_and_locked_pairs(workspace: Workspace, org: str, join: Join) -> None:
    """Who is rejected is not proposed; who is locked stays, with the rest chosen around them."""
    people_ids = {name: join(name).person_id for name in ("Anna", "Bo", "Cia")}
    shift = walk(workspace, org, FRIDAY)
    assert names(propose(workspace, org, rejected=[(shift, people_ids["Anna"])])) == [("Bo", "Cia")]
    locked = propose(workspace, org, locked=[(shift, people_ids["Cia"])])
    assert names(locked) == [("Anna", "Cia")]
    assert (shift, people_ids["Cia"]) in locked.picks


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"adult": False}, "age"), ({"routine": None}, "routine"), ({"routine": date(2025, 9, 17)}, "routine"),
        ({"free": ("FR-day", "SA-evening")}, "not_available"), ({"latest_home": "22:30"}, "latest_home"),
        ({"longest_hours": 2}, "too_long"),
    ],
)  # fmt: skip
def test_what_keeps_somebody_away_is_counted(
    workspace: Workspace, org: str, join: Join, more: dict[str, Any], reason: str
) -> None:
    """Age, a routine older than a year, hours and wishes: one is free, one is kept, and the reason says by what."""
    join("Anna")
    join("Bo", **more)
    walk(workspace, org, FRIDAY)
    (left,) = propose(workspace, org).left
    assert left.reasons == (("too_few_free", 1), (reason, 1))


@pytest.mark.parametrize(
    ("more", "reason"),
    [({"farthest_km": 3}, None), ({"farthest_km": 2}, "too_far"), ({"latest_home": "23:40"}, None),
     ({"latest_home": "23:39"}, "latest_home")],
)  # fmt: skip
def test_the_way_home_counts_from_the_area_in_which_somebody_lives(
    workspace: Workspace, org: str, join: Join, more: dict[str, Any], reason: str | None
) -> None:
    """Its edge is 3,000 m from the square, forty minutes' walk: two kilometres are too few, three are enough."""
    square = workspace.store.frame("place").set_index("name").loc["Torget", "geometry"]
    west = shapely.box(square.x - 5_000, square.y - 100, square.x - 3_000, square.y + 100)
    with workspace.store.act("test", "import") as act:
        (area,) = act.insert("area", [{"name": "Västra", "geometry": west}])
    assert availability.home_areas(workspace) == {area: "Västra"}
    join("Anna", home_area_id=area)
    join("Bo", home_area_id=area, **more)
    walk(workspace, org, FRIDAY)
    proposal = propose(workspace, org)
    if reason is None:
        assert names(proposal) == [("Anna", "Bo")]
    else:
        (left,) = proposal.left
        assert left.reasons == (("too_few_free", 1), (reason, 1))


def test_limits_that_just_hold(workspace: Workspace, org: str, join: Join) -> None:
    """A routine of 365 days before, home at 23:00 sharp after a walk until 23:00, three hours of three: all can go."""
    join("Anna", routine=FRIDAY - timedelta(days=365), latest_home="23:00", longest_hours=3)
    join("Bo", latest_home="00:30")
    walk(workspace, org, FRIDAY)
    assert names(propose(workspace, org)) == [("Anna", "Bo")]


def test_who_has_said_nothing_is_not_asked(workspace: Workspace, org: str, join: Join) -> None:
    """Of three one has said nothing: counted apart, asked never; nor is anybody who has taken it back."""
    join("Anna")
    join("Bo", free=())
    cia = join("Cia")
    walk(workspace, org, FRIDAY)
    assert names(propose(workspace, org)) == [("Anna", "Cia")]
    availability.stop(workspace, cia)
    (left,) = propose(workspace, org).left
    assert left.reasons == (("too_few_free", 1), ("not_said", 2))
    assert left.changes == (("new_person", ""),)


def test_away_beside_other_shifts_and_caps(workspace: Workspace, org: str, join: Join) -> None:
    """Days away, a shift with another organisation that night, and a month that is full keep people away."""
    join("Anna")
    away = join("Bo")
    availability.add_away(workspace, away, "2026-09-17", "2026-09-18")
    elsewhere, full = join("Cia"), join("Dan", month_cap=1)
    neighbours = organisations.add_organisation(workspace, COORDINATOR, "Grannarna")
    both = shifts.create_shift(
        workspace, COORDINATOR,
        ShiftPlan(place_id(workspace, "Parken"), FRIDAY, "18:00", "19:00", (neighbours, org), min_team=1),
    )  # fmt: skip
    earlier = walk(workspace, org, date(2026, 9, 16), place="Parken", min_team=1)
    ids = {each.shift_id: each.occurrence_id for each in occurrences(workspace)}
    sign_ups.sign_up(workspace, elsewhere, ids[both])
    sign_ups.sign_up(workspace, full, earlier)
    walk(workspace, org, FRIDAY)
    (left,) = propose(workspace, org).left
    assert left.reasons[0] == ("too_few_free", 1)
    assert dict(left.reasons[1:]) == {"not_available": 1, "same_night": 1, "cap": 1}
    # Nobody is told to ask who walks elsewhere.
    assert {name for code, name in left.changes if code != "new_person"} == {"Bo", "Dan"}


def test_a_leader_and_first_aid(workspace: Workspace, org: str, join: Join) -> None:
    """A shift that needs both gets them as tasks; with nobody who leads it is told, and stays so."""
    join("Anna", leads=True)
    join("Bo", first_aid=True)
    join("Cia")
    walk(workspace, org, FRIDAY, roles=("walk_leader", "first_aid"))
    (row,) = propose(workspace, org).shifts
    assert {each.name: each.role for each in row.people} == {"Anna": "walk_leader", "Bo": "first_aid"}
    walk(workspace, org, FRIDAY, place="Parken", roles=("walk_leader",))
    proposal = propose(workspace, org)
    assert len(proposal.shifts) == 1
    assert ("no_leader", 1) in proposal.left[0].reasons


def test_a_leader_is_found_for_a_shift_with_people_enough(workspace: Workspace, org: str, join: Join) -> None:
    """Two go and nobody leads: one who can lead is proposed as a third, and as leader."""
    anna, bo = join("Anna"), join("Bo")
    join("Cia", leads=True)
    shift = walk(workspace, org, FRIDAY, roles=("walk_leader",))
    for who in (anna, bo):
        sign_ups.sign_up(workspace, who, shift)
    (row,) = propose(workspace, org).shifts
    assert [(each.name, each.role) for each in row.people] == [("Cia", "walk_leader")]


def test_adults_who_come_along_anyway_count(workspace: Workspace, org: str, join: Join) -> None:
    """Of a shift of two organisations for three, one of the neighbours goes: two of ours are proposed."""
    for name in ("Anna", "Bo", "Cia"):
        join(name)
    neighbours = organisations.add_organisation(workspace, COORDINATOR, "Grannarna")
    guest = join("Gäst", org_id=neighbours)
    shift = shifts.create_shift(
        workspace, COORDINATOR,
        ShiftPlan(place_id(workspace, "Torget"), FRIDAY, "20:00", "23:00", (org, neighbours), min_team=3),
    )  # fmt: skip
    sign_ups.sign_up(workspace, guest, occurrences(workspace)[0].occurrence_id)
    assert shift
    (team,) = names(propose(workspace, org))
    assert len(set(team) & {"Anna", "Bo", "Cia"}) == len(team) == 2


def test_with_and_avoid_are_in_no_reason(workspace: Workspace, org: str, join: Join) -> None:
    """Who would rather walk together does; of two who would rather not, the shift says what it says of one not free."""
    anna = join("Anna")
    join("Bo")
    cia = join("Cia")
    walk(workspace, org, FRIDAY)
    availability.add_companion(workspace, cia, "bo", "with")
    availability.add_companion(workspace, cia, "Finns inte", "avoid")
    assert names(propose(workspace, org)) == [("Bo", "Cia")]
    availability.add_companion(workspace, anna, "BO", "avoid")
    availability.stop(workspace, cia)
    (left,) = propose(workspace, org).left
    apart = left.reasons
    availability.remove_companion(workspace, anna, availability.own(workspace, anna).companions[0].row_id)
    assert names(propose(workspace, org)) == [("Anna", "Bo")]
    for code in EVENINGS:
        availability.set_free(workspace, anna, f"{code}-evening", is_free=False)
    (left,) = propose(workspace, org).left
    assert apart == left.reasons == (("too_few_free", 1), ("not_available", 1), ("not_said", 1))


def test_nobody_and_nothing_are_answers(workspace: Workspace, org: str, join: Join) -> None:
    """Without shifts and people nothing is proposed; a shift without volunteers says so; five weeks are refused."""
    empty = propose(workspace, org)
    assert (empty.shifts, empty.left, empty.volunteers) == ((), (), 0)
    walk(workspace, org, FRIDAY)
    (left,) = propose(workspace, org).left
    assert left.reasons == (("nobody", 1),)
    join("Anna", free=())
    (left,) = propose(workspace, org).left
    assert left.reasons == (("not_said", 1),)
    for days in (0, 29):
        with pytest.raises(InputError):
            propose(workspace, org, days=days)

"""A proposed way that people change: what each change does to times and length by hand, and what cannot be."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from karta.errors import ConflictError, InputError, NotAllowedError
from karta.model.shift import ShiftOccurrence, ShiftPlan
from karta.reports.gpx import SPACE
from karta.services import history
from karta.services.planning import walk_ways, way_changes
from karta.services.planning.way_changes import Change
from karta.services.planning.way_proposal import Way, WayProposal
from karta.services.register import organisations, places
from karta.services.rosters import changes, routes, shifts
from karta.services.sheets import walk_sheets
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.planning.test_walk_ways import (
    FRIDAY,
    LOCAL,
    NOW,
    SPOTS,
    degrees,
    prepared,
    walk,
    with_streets,
)

__all__ = ["NOW", "prepared"]


def ids(town: Workspace) -> dict[str, str]:
    """Return the places of the town by name."""
    table = places.places(town, LOCAL)
    return dict(zip(table["name"], table["id"], strict=True))


def times(way: Way) -> list[tuple[str, str, str]]:
    """Return the stops of a way with their times."""
    return [(stop.place, f"{stop.start:%H:%M}", f"{stop.end:%H:%M}") for stop in way.stops]


def only_at(town: Workspace, proposal: WayProposal, place: str) -> WayProposal:
    """Return a proposal of one group with all stops taken out but those at one place."""
    while any(stop.place != place for stop in proposal.ways[0].stops):
        number = [stop.place != place for stop in proposal.ways[0].stops].index(True)
        proposal = way_changes.revise(town, LOCAL, proposal, 0, Change("remove", number))
    return proposal


def refused(town: Workspace, proposal: WayProposal, change: Change) -> str:
    """Return the code with which a change of the first way is refused."""
    with pytest.raises(InputError) as error:
        way_changes.revise(town, LOCAL, proposal, 0, change)
    return error.value.code


@pytest.fixture
def bare(workspace: Workspace) -> WayProposal:
    """Give a way without streets: 2 minutes from the square to the yard, 3 on to the park, 5 from there to the square.

    100, 150 and 250 m straight, lengthened by 1.3 and walked at 75 m a minute. Two adults are missing at the yard and
    at the park in both hours: four stops of two adult-hours, and there is time for all of them.
    """
    proposal = walk_ways.propose(workspace, LOCAL, walk(workspace).occurrence_id)
    assert (len(proposal.ways[0].stops), proposal.share) == (4, 1.0)
    return proposal


def test_a_stop_taken_out_leaves_the_others_in_their_hours(workspace: Workspace, bare: WayProposal) -> None:
    """Without the park: 20:02 and 21:00 at the yard, 200 m; the park is told as taken out, and no share is."""
    yard = only_at(workspace, bare, "Skolgården")
    (way,) = yard.ways
    assert times(way) == [("Skolgården", "20:02", "20:18"), ("Skolgården", "21:00", "21:16")]
    assert (f"{way.leave:%H:%M}", f"{way.back:%H:%M}", round(way.length_m)) == ("20:00", "21:18", 200)
    assert yard.share is None
    assert [(row.place, row.why) for row in yard.left] == [("Parken", "removed")]
    one = way_changes.revise(workspace, LOCAL, yard, 0, Change("remove", 1))
    assert times(one.ways[0]) == [("Skolgården", "20:02", "20:18")]
    assert refused(workspace, one, Change("remove", 0)) == "walk_stop_last"


def test_a_place_is_added_where_the_way_is_back_first(workspace: Workspace, bare: WayProposal) -> None:
    """The park first: 5 minutes there, 3 on to the yard; 250 + 150 + 100 m."""
    yard = only_at(workspace, bare, "Skolgården")
    more = way_changes.revise(workspace, LOCAL, yard, 0, Change("add", place_id=ids(workspace)["Parken"]))
    (way,) = more.ways
    assert times(way) == [
        ("Parken", "20:05", "20:21"), ("Skolgården", "20:24", "20:40"), ("Skolgården", "21:00", "21:16")
    ]  # fmt: skip
    assert (f"{way.back:%H:%M}", round(way.length_m), more.left) == ("21:18", 500, ())
    down = way_changes.revise(workspace, LOCAL, more, 0, Change("down", 0))
    assert times(down.ways[0]) == [
        ("Skolgården", "20:02", "20:18"), ("Parken", "20:21", "20:37"), ("Skolgården", "21:00", "21:16")
    ]  # fmt: skip
    up = way_changes.revise(workspace, LOCAL, down, 0, Change("up", 1))
    assert times(up.ways[0]) == times(way)
    assert refused(workspace, up, Change("up", 0)) == "walk_way_empty"


def test_a_stop_becomes_shorter_and_longer_within_10_to_16_minutes(
    workspace: Workspace, bare: WayProposal
) -> None:
    """Two minutes less at the first of two stops, two more again; beyond 16 is refused, and so is less than 10."""
    yard = only_at(workspace, bare, "Skolgården")
    assert refused(workspace, yard, Change("longer", 0)) == "walk_stop_length"
    short = way_changes.revise(workspace, LOCAL, yard, 0, Change("shorter", 0))
    assert times(short.ways[0])[0] == ("Skolgården", "20:02", "20:16")
    for _ in range(2):
        short = way_changes.revise(workspace, LOCAL, short, 0, Change("shorter", 0))
    assert times(short.ways[0])[0] == ("Skolgården", "20:02", "20:12")
    assert refused(workspace, short, Change("shorter", 0)) == "walk_stop_length"
    long = way_changes.revise(workspace, LOCAL, short, 0, Change("longer", 0))
    assert times(long.ways[0]) == [("Skolgården", "20:02", "20:14"), ("Skolgården", "21:00", "21:16")]


def test_a_stop_is_dragged_to_the_place_that_lies_nearest(workspace: Workspace, bare: WayProposal) -> None:
    """Let go 20 m from the park it is in the park; at the square nothing is missing, and it is worth nothing there."""
    yard = only_at(workspace, bare, "Skolgården")
    park = way_changes.revise(workspace, LOCAL, yard, 0, Change("put", 0, at=degrees(200, 270)))
    assert times(park.ways[0]) == [("Parken", "20:05", "20:21"), ("Skolgården", "21:00", "21:16")]
    assert round(park.ways[0].length_m) == 500
    square = way_changes.revise(workspace, LOCAL, yard, 0, Change("put", 0, at=degrees(*SPOTS["Torget"])))
    first = square.ways[0].stops[0]
    assert (first.place, f"{first.start:%H:%M}", first.worth, first.opens) == ("Torget", "20:00", 0.0, None)
    assert refused(workspace, yard, Change("put", 0, at=degrees(5_000, 5_000))) == "walk_stop_nowhere"
    same = way_changes.revise(workspace, LOCAL, yard, 0, Change("put", 0, at=degrees(210, 100)))
    assert times(same.ways[0]) == times(yard.ways[0])


def test_the_streets_are_walked_and_an_unlit_bridge_is_no_way(workspace: Workspace) -> None:
    """650 m to the park are 9 minutes, 691 m on to the yard 10; where the bridge is unlit nobody is sent over it."""
    with_streets(workspace, dark=False)
    proposal = walk_ways.propose(workspace, LOCAL, walk(workspace).occurrence_id)
    yard = only_at(workspace, proposal, "Skolgården")
    park = ids(workspace)["Parken"]
    more = way_changes.revise(workspace, LOCAL, yard, 0, Change("add", place_id=park))
    assert times(more.ways[0])[:2] == [("Parken", "20:09", "20:25"), ("Skolgården", "20:35", "20:51")]
    assert more.ways[0].length_m == pytest.approx(650 + 691 + 100, abs=1)
    with_streets(workspace, dark=True)
    lit = walk_ways.propose(workspace, LOCAL, walk(workspace).occurrence_id)
    assert refused(workspace, lit, Change("add", place_id=park)) == "walk_stop_no_way"


@pytest.fixture
def half_hour(workspace: Workspace) -> ShiftOccurrence:
    """Give a walk of 30 minutes: 2 + 10 + 3 + 10 + 5 are all that it holds, either way round."""
    org = next(iter(organisations.organisations(workspace, LOCAL)))
    plan = ShiftPlan(ids(workspace)["Torget"], FRIDAY, "20:00", "20:30", (org,))
    shift_id = shifts.create_shift(workspace, LOCAL, plan)
    return next(each for each in shifts.ahead(workspace, LOCAL).understaffed if each.shift_id == shift_id)


def test_what_does_not_fit_is_refused_and_a_changed_shift_is_told(
    workspace: Workspace, half_hour: ShiftOccurrence
) -> None:
    """Two more minutes are none to have: back 20:32 is too late. Rights, numbers and versions hold here, too."""
    proposal = walk_ways.propose(workspace, LOCAL, half_hour.occurrence_id)
    (way,) = proposal.ways
    assert (len(way.stops), f"{way.back:%H:%M}") == (2, "20:30")
    assert refused(workspace, proposal, Change("longer", 0)) == "walk_stop_late"
    with pytest.raises(InputError):
        way_changes.revise(workspace, LOCAL, proposal, 1, Change("shorter", 0))
    walker = viewers.of(workspace, "Nattvandrarna", "volunteer")
    with pytest.raises(NotAllowedError):
        way_changes.revise(workspace, walker, proposal, 0, Change("remove", 0))
    version = half_hour.version
    changes.edit_occurrence(
        workspace, LOCAL, half_hour.occurrence_id, version=version, notes="Ta vatten med."
    )
    with pytest.raises(ConflictError):
        way_changes.revise(workspace, LOCAL, proposal, 0, Change("remove", 0))


def two_groups(town: Workspace, bare: WayProposal) -> WayProposal:
    """Return a proposal of two groups, one at the yard and one in the park."""
    yard, park = only_at(town, bare, "Skolgården"), only_at(town, bare, "Parken")
    return replace(bare, groups=2, ways=(*yard.ways, *park.ways), left=())


def test_two_groups_never_stop_at_a_place_in_the_same_hour(workspace: Workspace, bare: WayProposal) -> None:
    """In the park, where the other group is in both hours, a dragged stop is refused; the square is free."""
    both = two_groups(workspace, bare)
    assert refused(workspace, both, Change("put", 0, at=degrees(*SPOTS["Parken"]))) == "walk_stop_taken"
    free = way_changes.revise(workspace, LOCAL, both, 1, Change("put", 0, at=degrees(*SPOTS["Torget"])))
    assert free.ways[0] == both.ways[0]
    assert times(free.ways[1]) == [("Torget", "20:00", "20:16"), ("Parken", "21:00", "21:16")]


def test_each_group_gets_its_own_shift_and_one_press_takes_all_back(
    workspace: Workspace, bare: WayProposal
) -> None:
    """Group A has the shift, group B one of the same hours, with its own stops, sheet and file; all is one act."""
    occurrence, both = walk(workspace), two_groups(workspace, bare)
    root = ET.fromstring(walk_ways.proposed_gpx(workspace, LOCAL, both, 1))
    points = root.findall(f"{{{SPACE}}}wpt")
    # 20:05 in September is 18:05 UTC.
    assert [(at.findtext(f"{{{SPACE}}}name"), at.findtext(f"{{{SPACE}}}time")) for at in points] == [
        ("Parken", "2026-09-18T18:05:00Z"), ("Parken", "2026-09-18T19:00:00Z")
    ]  # fmt: skip
    assert walk_ways.take_all(workspace, LOCAL, both) == 2
    made = {each.title: each for each in shifts.ahead(workspace, LOCAL).understaffed}
    assert set(made) == {"Grupp A", "Grupp B"}
    assert made["Grupp A"].occurrence_id == occurrence.occurrence_id
    assert (made["Grupp B"].start, made["Grupp B"].end) == (occurrence.start, occurrence.end)
    assert made["Grupp B"].parties[0].organisation == "Nattvandrarna"
    stops = [
        [(stop.start, stop.end) for stop in routes.stops(workspace, LOCAL, made[name].shift_id)]
        for name in ("Grupp A", "Grupp B")
    ]
    assert stops == [[("20:02", "20:18"), ("21:00", "21:16")], [("20:05", "20:21"), ("21:00", "21:16")]]
    assert len(routes.route(workspace, LOCAL, made["Grupp B"].shift_id)) == len(both.ways[1].line)
    sheet = walk_sheets.walk_sheet(workspace, LOCAL, made["Grupp B"].occurrence_id)
    assert (sheet.title, [stop[1] for stop in sheet.stops]) == ("Grupp B", ["Parken", "Parken"])
    with pytest.raises(ConflictError):
        walk_ways.take_all(workspace, LOCAL, both)
    history.undo(workspace, LOCAL, str(history.acts(workspace, LOCAL, 1)["id"].iloc[0]))
    (only,) = shifts.ahead(workspace, LOCAL).understaffed
    assert (only.title, routes.stops(workspace, LOCAL, only.shift_id)) == ("", [])

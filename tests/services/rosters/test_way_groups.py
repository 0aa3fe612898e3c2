"""A shift that parts into groups: the first keeps it, the others get their own; nobody who signed up is moved."""

from datetime import date, timedelta

import pytest
import shapely

from karta.errors import InputError, NotAllowedError
from karta.model.shift import Stop
from karta.privacy import Viewer
from karta.services.rosters import routes, way_groups
from karta.services.rosters.way_groups import GroupWay
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    occurrence_of,
    occurrences,
    place_id,
    sign,
    undo_last,
    version_of,
)
from tests.services.rosters.roster_lines import add_line, on

LINE = shapely.LineString([(500_000, 6_540_000), (500_100, 6_540_000)])
SECOND = FRIDAY + timedelta(days=7)


def ways(workspace: Workspace) -> list[GroupWay]:
    """Return the ways of two groups: one at the square, one in the park."""
    square, park = place_id(workspace, "Torget"), place_id(workspace, "Parken")
    return [
        GroupWay("Grupp A", LINE, [Stop(square, "21:00", "21:16")]),
        GroupWay("Grupp B", LINE, [Stop(park, "21:10", "21:26")]),
    ]


def test_one_date_of_a_series_parts_and_the_others_stay(
    workspace: Workspace, plan: Plan, person: Person
) -> None:
    """The first of two Fridays has group A, with the one who signed up, and an empty group B; undone, neither."""
    plan(weekly=True, until=SECOND, title="Kvällspass", min_team=3, max_team=4, meeting_point="Kiosken")
    first, second = occurrences(workspace)
    sign(workspace, person(), first.occurrence_id)
    version = version_of(workspace, first.occurrence_id)
    way_groups.part(workspace, COORDINATOR, first.occurrence_id, ways(workspace), version=version)
    one, other, later = sorted(occurrences(workspace), key=lambda each: (each.start, each.title))
    assert [each.title for each in (one, other, later)] == [
        "Kvällspass · Grupp A", "Kvällspass · Grupp B", "Kvällspass"
    ]  # fmt: skip
    assert [each.held_on for each in (one, other, later)] == [FRIDAY, FRIDAY, SECOND]
    assert [each.adults for each in (one, other, later)] == [1, 0, 0]
    assert (other.min_team, other.max_team, other.meeting_point, other.repeats) == (3, 4, "Kiosken", False)
    assert [stop.start for stop in routes.stops(workspace, COORDINATOR, one.shift_id)] == ["21:00"]
    assert [stop.start for stop in routes.stops(workspace, COORDINATOR, other.shift_id)] == ["21:10"]
    assert (later.shift_id, routes.stops(workspace, COORDINATOR, later.shift_id)) == (second.shift_id, [])
    undo_last(workspace)
    assert [each.title for each in occurrences(workspace)] == ["Kvällspass", "Kvällspass"]
    assert occurrence_of(workspace, first.occurrence_id).adults == 1


def test_who_may_not_plan_it_and_a_closed_line_make_no_shift(
    workspace: Workspace, plan: Plan, square: str, org: str, sexton: Viewer
) -> None:
    """The church parts no shift of the night walkers; a line that nobody can sign up to has one way."""
    plan()
    (occurrence,) = occurrences(workspace)
    before = workspace.store.revision()
    with pytest.raises(NotAllowedError):
        way_groups.part(
            workspace, sexton, occurrence.occurrence_id, ways(workspace), version=occurrence.version
        )
    line = on(workspace, add_line(workspace, square, org, date=date(2026, 9, 25)), date(2026, 9, 25))
    after = workspace.store.revision()
    with pytest.raises(InputError) as refused:
        way_groups.part(workspace, COORDINATOR, line.occurrence_id, ways(workspace), version=line.version)
    assert refused.value.code == "walk_groups_closed"
    assert (workspace.store.revision(), after) == (after, before + 1)

"""What places get of a shift before and after another way, and for which of its dates the way is meant.

The square asks for two on Friday 21-22. A walk straight east from it for 1,000 m, without streets, counts whole for
100 / 1.3 m and falls to nothing at 200 / 1.3 m: 150 / 1.3 = 115 of 1,000 m count, of five adults 0.58.
"""

from datetime import date

import pytest
import shapely
from pyproj import Transformer

from karta.errors import InputError, NotAllowedError
from karta.model.shift import ShiftOccurrence, Stop
from karta.privacy import Viewer
from karta.services.gaps import period
from karta.services.rosters import counted, routes, series
from karta.services.workspace import Workspace
from tests import viewers
from tests.services.rosters.conftest import (
    COORDINATOR,
    FRIDAY,
    Person,
    Plan,
    occurrences,
    place_id,
    sign,
    undo_last,
    version_of,
)
from tests.services.rosters.roster_lines import add_line, on

SECOND = date(2026, 9, 25)
ON_THE_WAY = 5 * 150 / 1.3 / 1000


def eastward() -> list[routes.Point]:
    """Return the ends of the walk as clicks give them."""
    east, north = Transformer.from_crs(4326, 3006, always_xy=True).transform(15.0, 59.0)
    to_degrees = Transformer.from_crs(3006, 4326, always_xy=True)
    return [to_degrees.transform(east, north), to_degrees.transform(east + 1000, north)]


def full(workspace: Workspace, plan: Plan, person: Person, **changed: object) -> ShiftOccurrence:
    """Return the second Friday of a weekly shift on which five have signed up."""
    plan(weekly=True, **changed)
    second = next(occurrence for occurrence in occurrences(workspace) if occurrence.day == SECOND)
    for _ in range(5):
        sign(workspace, person(), second.occurrence_id)
    return next(occurrence for occurrence in occurrences(workspace) if occurrence.day == SECOND)


def known(workspace: Workspace, square: str, day: date = SECOND) -> float:
    """Return the known adults at the square from 21 to 22 as the map shows them."""
    shown = period.week(workspace, COORDINATOR, day)
    hours = [n for n, start in enumerate(shown.hours.start) if (start.date(), start.hour) == (day, 21)]
    return float(shown.hours.present[shown.coverage.grid.place_index()[square], hours[0]])


def routed(workspace: Workspace) -> list[bool]:
    """Return of the first three Fridays whether the shift walks a route."""
    days = sorted(occurrences(workspace), key=lambda occurrence: occurrence.day)[:3]
    return [bool(routes.route(workspace, COORDINATOR, occurrence.shift_id)) for occurrence in days]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("one", [False, True, False]), ("from", [False, True, True]), ("all", [True, True, True])],
)
def test_a_route_is_for_the_dates_that_were_chosen(
    workspace: Workspace, plan: Plan, person: Person, scope: series.Scope, expected: list[bool]
) -> None:
    """Saved on the second Friday, a route is that day's, that of all later ones, or of all; undone, it is nobody's."""
    second = full(workspace, plan, person)
    routes.set_route(
        workspace,
        COORDINATOR,
        second.occurrence_id,
        eastward(),
        scope,
        version=version_of(workspace, second.occurrence_id),
    )
    assert routed(workspace) == expected
    assert [occurrence.adults for occurrence in occurrences(workspace)[:3]] == [0, 5, 0]
    undo_last(workspace)
    assert routed(workspace) == [False, False, False]


@pytest.mark.parametrize(("scope", "expected"), [("one", [0, 1, 0]), ("from", [0, 1, 1]), ("all", [1, 1, 1])])
def test_stops_are_for_the_dates_that_were_chosen(
    workspace: Workspace,
    plan: Plan,
    person: Person,
    square: str,
    scope: series.Scope,
    expected: list[int],
) -> None:
    """Saved on the second Friday, a stop is that day's, that of all later ones, or of all."""
    second = full(workspace, plan, person)
    routes.set_stops(
        workspace,
        COORDINATOR,
        second.occurrence_id,
        [Stop(square, "21:00", "21:15")],
        scope,
        version=version_of(workspace, second.occurrence_id),
    )
    days = occurrences(workspace)[:3]
    assert [len(routes.stops(workspace, COORDINATOR, day.shift_id)) for day in days] == expected


def test_what_a_route_takes_is_said_before_it_is_saved(
    workspace: Workspace, plan: Plan, person: Person, square: str
) -> None:
    """Five at the square would be 0.58 on the walk; after saving, the map shows what was said before."""
    second = full(workspace, plan, person)
    comparison = routes.count_route(workspace, COORDINATOR, second.occurrence_id, eastward())
    (place,) = comparison.places
    assert (comparison.adults, place.place_id, place.before, comparison.losing) == (5.0, square, 5.0, 1)
    assert place.after == pytest.approx(ON_THE_WAY, rel=0.01)
    assert known(workspace, square) == 5.0
    routes.set_route(
        workspace,
        COORDINATOR,
        second.occurrence_id,
        eastward(),
        version=version_of(workspace, second.occurrence_id),
    )
    assert known(workspace, square) == pytest.approx(place.after)
    back = routes.count_route(workspace, COORDINATOR, second.occurrence_id, ())
    assert [(row.before, row.after) for row in back.places] == [(pytest.approx(place.after), 5.0)]
    assert back.losing == 0


def test_a_stop_at_the_square_is_counted_as_standing_there(
    workspace: Workspace, plan: Plan, person: Person, square: str
) -> None:
    """On the walk, 15 of 60 minutes at the square are a quarter of five, and the rest of the hour is as on the way."""
    second = full(workspace, plan, person)
    routes.set_route(
        workspace,
        COORDINATOR,
        second.occurrence_id,
        eastward(),
        version=version_of(workspace, second.occurrence_id),
    )
    stop = [Stop(square, "21:00", "21:15")]
    (place,) = routes.count_stops(workspace, COORDINATOR, second.occurrence_id, stop).places
    assert place.before == pytest.approx(ON_THE_WAY, rel=0.01)
    assert place.after == pytest.approx(5 / 4 + ON_THE_WAY * 3 / 4, rel=0.01)
    routes.set_stops(
        workspace,
        COORDINATOR,
        second.occurrence_id,
        stop,
        version=version_of(workspace, second.occurrence_id),
    )
    assert known(workspace, square) == pytest.approx(place.after)
    late = [Stop(square, "21:50", "22:10")]
    with pytest.raises(InputError, match="route_stops"):
        routes.count_stops(workspace, COORDINATOR, second.occurrence_id, late)


def test_distances_stated_for_a_route_end_with_it(workspace: Workspace, square: str, org: str) -> None:
    """A file says that the two on a walk from Parken pass 50 m from Torget: without the walk they stay at Parken."""
    line = add_line(workspace, place_id(workspace, "Parken"), org)
    second = on(workspace, line, SECOND)
    with workspace.store.act("samordnare", "import") as act:
        route = {"located": "route", "geometry": shapely.LineString([(500000, 6551000), (500100, 6551000)])}
        act.update("shift", second.shift_id, None, route)
        party = second.parties[0].party_id
        act.insert("reach", [{"party_id": party, "place_id": square, "distance_m": 50.0}])
    assert known(workspace, square) == 2.0
    comparison = routes.count_route(workspace, COORDINATOR, second.occurrence_id, ())
    torget = next(place for place in comparison.places if place.place_id == square)
    assert (torget.before, torget.after) == (2.0, 0.0)
    version = on(workspace, line, SECOND).version
    routes.set_route(workspace, COORDINATOR, second.occurrence_id, (), "all", version=version)
    assert known(workspace, square) == 0.0


def test_too_few_are_counted_as_the_pair_that_the_shift_needs(workspace: Workspace, plan: Plan) -> None:
    """With nobody signed up two are compared, the least of the shift: two now, two fifths of 0.58 then."""
    plan()
    (occurrence,) = occurrences(workspace)
    comparison = routes.count_route(workspace, COORDINATOR, occurrence.occurrence_id, eastward())
    (place,) = comparison.places
    assert (occurrence.adults, comparison.adults, place.before) == (0, 2.0, 2.0)
    assert place.after == pytest.approx(ON_THE_WAY * 2 / 5, rel=0.01)


def test_places_that_ask_for_nobody_then_are_left_out(workspace: Workspace, plan: Plan) -> None:
    """At 18 nobody is asked for anywhere: only the shift's own place is told of."""
    plan(start="18:00", end="19:00")
    (occurrence,) = occurrences(workspace)
    comparison = routes.count_route(workspace, COORDINATOR, occurrence.occurrence_id, eastward())
    assert [place.place_id for place in comparison.places] == [occurrence.place_id]
    assert occurrence.day == FRIDAY


def test_only_who_plans_a_shift_compares_its_ways(workspace: Workspace, plan: Plan) -> None:
    """Another organisation's organiser is refused, and so is whoever plans nothing."""
    plan()
    (occurrence,) = occurrences(workspace)
    for viewer in (viewers.of(workspace, "Scouterna", "organiser", "kårchef"), Viewer("gäst", "anonymous")):
        with pytest.raises(NotAllowedError):
            counted.compare(workspace, viewer, occurrence.occurrence_id, route=None)

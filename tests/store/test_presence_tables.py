"""Where presences stand, as the method's tables: reach, routes, areas and timed stops."""

import pytest
import shapely

from karta.store.database import Store
from tests.store.friday import act, roster, week


def test_a_presence_reaches_what_lies_near_its_place(store: Store) -> None:
    """A shift at a square is 0 m from it and 1.3 x the gap from its edge to its neighbours or their entrances."""
    square, near, far, hall = act(
        store,
        "place",
        {"name": "square", "geometry": shapely.box(0, 0, 40, 40)},
        {"name": "near", "geometry": shapely.box(90, 0, 200, 40)},
        {"name": "far", "geometry": shapely.Point(40, 400)},
        {"name": "hall", "geometry": shapely.Point(0, 900), "entrances": shapely.MultiPoint([(0, 140)])},
    )
    party = roster(store, {"place_id": square})
    reach = week(store).reach.set_index(["presence_id", "place_id"])
    assert set(reach.index) == {(party, square), (party, near), (party, hall)}
    assert list(reach.loc[(party, square)]) == [0.0, False]
    assert reach["distance_m"][party, near] == pytest.approx(50 * 1.3)
    assert reach["distance_m"][party, hall] == pytest.approx(100 * 1.3)
    assert reach["approx"][party, near]
    assert far not in reach.index.get_level_values(1)


def test_a_given_distance_is_used_alone(store: Store) -> None:
    """A line with a walking distance of its own gets no straight lines beside it."""
    square, near = act(
        store,
        "place",
        {"name": "square", "geometry": shapely.Point(0, 0)},
        {"name": "near", "geometry": shapely.Point(30, 0)},
    )
    party = roster(store, {"located": "point", "geometry": shapely.Point(0, 10)})
    act(store, "reach", {"party_id": party, "place_id": near, "distance_m": 170.0})
    reach = week(store).reach
    assert list(reach["place_id"]) == [near]
    assert list(reach["distance_m"]) == [170.0]
    assert square not in set(reach["place_id"])


def test_a_route_is_cut_where_its_distance_changes_weight(store: Store) -> None:
    """A straight street past a point: 1,000 m long, within 100/1.3 m sideways of the place on 2 x 76.9 m of it."""
    place = act(store, "place", {"name": "kiosk", "geometry": shapely.Point(500, 0)})[0]
    party = roster(store, {"located": "route", "geometry": shapely.LineString([(0, 0), (1000, 0)])})
    legs = week(store).route_legs
    assert set(legs["presence_id"]) == {party}
    assert set(legs["place_id"]) == {place}
    assert set(legs["route_length_m"]) == {1000.0}
    weight = ((200 - legs["section_mean_distance_m"]) / 100).clip(0, 1)
    # By hand: g(1.3 x) integrated along both sides: full to 100/1.3, then a triangle to 200/1.3.
    exact = 2 * (100 / 1.3 + (200 - 100) / 1.3 / 2)
    assert (weight * legs["section_m"]).sum() == pytest.approx(exact, rel=0.01)


def test_a_looped_route_is_within_reach_of_itself(store: Store) -> None:
    """A closed, self-crossing walk reaches the places that lie on it (buffers lose them)."""
    loop = shapely.LineString([(0, 0), (400, 400), (400, 0), (0, 400), (0, 0)])
    on_it = act(
        store,
        "place",
        *({"name": str(t), "geometry": loop.interpolate(t, normalized=True)} for t in (0.1, 0.5, 0.9)),
    )
    roster(store, {"located": "route", "geometry": loop})
    assert set(week(store).route_legs["place_id"]) == set(on_it)


def test_an_area_presence_is_spread_over_the_places_inside(store: Store) -> None:
    """In the centre with three places inside, each gets a third, one in total."""
    inside = act(store, "place", *({"name": str(x), "geometry": shapely.Point(x, 5)} for x in (1, 5, 9)))
    act(store, "place", {"name": "outside", "geometry": shapely.Point(50, 5)})
    roster(store, {"located": "area", "geometry": shapely.box(0, 0, 10, 10)})
    legs = week(store).route_legs
    assert list(legs["place_id"]) == inside
    assert list(legs["section_m"] / legs["route_length_m"]) == pytest.approx([1 / 3] * 3)
    assert set(legs["section_mean_distance_m"]) == {0.0}


def test_a_timed_stop_stands_at_its_place(store: Store) -> None:
    """A timed stop of a walk is 0 m from its place and approximate to its neighbour."""
    square, near = act(
        store,
        "place",
        {"name": "square", "geometry": shapely.Point(0, 0)},
        {"name": "near", "geometry": shapely.Point(100, 0)},
    )
    roster(store, {"located": "route", "geometry": shapely.LineString([(0, 5000), (10, 5000)])})
    shift = store.frame("shift")["id"][0]
    act(store, "shift_stop", {"shift_id": shift, "place_id": square, "start": "20:30", "end": "20:45"})
    stops = week(store).stops.set_index("place_id")
    assert stops["distance_m"].to_dict() == pytest.approx({square: 0.0, near: 130.0})
    assert stops["approx"].to_dict() == {square: False, near: True}
    assert set(stops["start_local"]) == {"20:30"}


def test_a_shift_without_its_place_counts_nowhere(store: Store) -> None:
    """A roster line whose place is not known is in no table."""
    roster(store, {"place_id": None})
    assert week(store).presences.empty

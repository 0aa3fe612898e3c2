"""Walking distances over the streets: by hand on the small network, against a slow walker on random towns."""

from typing import Any

import numpy as np
import pytest
import shapely

from karta.coverage.streets.distances import reach, walk
from karta.coverage.streets.graph import Streets
from tests.coverage.streets.network import Walker, at, moved, small, snap, town

SNAP_M = 75.0
SCHOOL = shapely.box(60, 12, 140, 60)
SQUARE = shapely.box(180, -30, 260, 0)
MALL = shapely.GeometryCollection([shapely.box(300, -60, 380, -10), shapely.MultiPoint([(300, -35)])])
# From a point to a place, and the metres, worked out by hand on the drawing in `network`.
BY_HAND = [
    # Both on the main street between n1 and n2: 170 - 30.
    ((30, 0), shapely.Point(170, 0), 140.0),
    # The same with stubs of 5 and 8 m.
    ((30, 5), shapely.Point(170, -8), 153.0),
    # Round the block by n1 and n4: 50 + 100 + 50 (by n2 and n5: 150 + 100 + 150).
    ((50, 0), shapely.Point(50, 100), 200.0),
    # 150 m over the river, on foot by the bridge: to n5 100, bent path to n3 100 + 100 sqrt 2, to n6 250, back 300.
    ((100, 100), shapely.Point(100, 250), 100 + 100 + 100 * 2**0.5 + 250 + 300),
    # From the end where the town is cut off: 60 to n1, 50 up.
    ((-60, 0), shapely.Point(0, 50), 110.0),
    # In front of a school set back 12 m from the main street: straight across.
    ((100, 0), SCHOOL, 12.0),
    # 20 m beyond its corner at x = 140: 20 along, 12 across.
    ((160, 0), SCHOOL, 32.0),
    # Behind the school, whose back is 40 m from the northern street.
    ((100, 100), SCHOOL, 40.0),
    # A square that touches the main street from x = 180: 30 along, and 0 where one stands beside it.
    ((150, 0), SQUARE, 30.0),
    ((220, 0), SQUARE, 0.0),
    # A mall 10 m from the street, entered at its west side, 35 m down from x = 300: 90 along and 35 (not 10 + 10).
    ((390, 0), MALL, 125.0),
    # Along the ring: its far side is 40 m; its beginning and end are the same.
    ((180, 300), shapely.Point(220, 300), 40.0),
    # Inside the school yard there is nothing to walk.
    ((100, 30), SCHOOL, 0.0),
    # Nearer to each other than to any street (20 m and 18 m): straight across, 3-4-5.
    ((150, 20), shapely.Point(154, 23), 5.0),
]


@pytest.fixture(scope="module")
def streets() -> Streets:
    """The small network."""
    return small()


def metres(over: Streets, source: Any, target: Any, cutoff_m: float = 2000.0) -> float:
    """Return the walk between two geometries, infinite where there is none within the cutoff."""
    found = walk(
        over, snap(over, np.array([source], object), SNAP_M), snap(over, np.array([target], object), SNAP_M),
        cutoff_m,
    )  # fmt: skip
    return float(found["walk_m"].iloc[0]) if len(found) else float("inf")


@pytest.mark.parametrize(("start", "place", "by_hand"), BY_HAND)
def test_a_walk_is_as_long_as_by_hand(
    streets: Streets, start: tuple[float, float], place: shapely.Geometry, by_hand: float
) -> None:
    """Each hand-checked pair is right, there and back."""
    source, target = at(start)[0], moved(place)[0]
    assert metres(streets, source, target) == pytest.approx(by_hand, abs=1e-6)
    assert metres(streets, target, source) == pytest.approx(by_hand, abs=1e-6)


def test_the_limit_is_included(streets: Streets) -> None:
    """140 m lie within 140 m, and not within a centimetre less."""
    one, other = at((30, 0), (170, 0))
    assert metres(streets, one, other, 140.0) == 140.0
    assert metres(streets, one, other, 139.99) == float("inf")


def test_near_on_the_map_far_on_foot(streets: Streets) -> None:
    """Two banks of the river, 150 m apart, are not within reach of each other; without streets they would be."""
    banks = snap(streets, at((100, 100), (100, 250)), SNAP_M)
    assert len(walk(streets, banks, banks, 300.0)) == 2  # each with itself
    assert banks.geometry[0].distance(banks.geometry[1]) * 1.3 < 300


def test_what_is_far_from_every_street_is_told_and_not_stretched(streets: Streets) -> None:
    """A place 80 m beyond the last street is 1.3 x the straight line away, marked; its neighbours are not marked."""
    sources = snap(streets, at((500, 0), (450, 0)), SNAP_M)
    places = snap(streets, at((580, 0), (500, 30)), SNAP_M)
    assert list(places.off) == [True, False]
    found = reach(streets, sources, places, 200.0, 1.3).set_index(["source", "target"])
    assert found.loc[(0, 0)].tolist() == [pytest.approx(80 * 1.3), True]
    assert found.loc[(1, 0)].tolist() == [pytest.approx(130 * 1.3), True]
    assert found.loc[(0, 1)].tolist() == [pytest.approx(30.0), False]
    assert found.loc[(1, 1)].tolist() == [pytest.approx(80.0), False]


def test_what_is_not_on_the_map_reaches_nothing(streets: Streets) -> None:
    """None and empty geometries have no walks and are not told as far off."""
    nowhere = snap(streets, np.array([None, shapely.Point()], dtype=object), SNAP_M)
    here = snap(streets, at((0, 0)), SNAP_M)
    assert not nowhere.off.any()
    assert reach(streets, here, nowhere, 300.0, 1.3).empty
    assert reach(streets, nowhere, here, 300.0, 1.3).empty


@pytest.mark.parametrize("seed", range(6))
def test_walks_equal_those_of_a_network_split_by_hand(seed: int) -> None:
    """Between random points, on streets and beside them, walks are those of networkx over explicitly split edges."""
    over = town(6, seed)
    draw = np.random.default_rng(seed)
    points = np.array([shapely.Point(*xy) for xy in draw.uniform(0, 300, (14, 2))], dtype=object)
    points = moved(*points)
    snapped, walker = snap(over, points, 1e4), Walker(over, points)
    found = walk(over, snapped, snapped, 1e5).set_index(["source", "target"])["walk_m"]
    for one in range(len(points)):
        for other in range(len(points)):
            straight = points[one].distance(points[other])
            if one == other or straight <= max(snapped.stub_m[one], snapped.stub_m[other]):
                continue
            assert found.get((one, other), np.inf) == pytest.approx(walker.metres(one, other), abs=1e-6)


@pytest.mark.parametrize("seed", range(4))
def test_walks_are_a_distance(seed: int) -> None:
    """The same there and back, never shorter than the straight line, and no shorter by a third point."""
    over = town(6, 100 + seed)
    draw = np.random.default_rng(seed)
    edges = draw.integers(0, len(over.shapes), 12)
    points = shapely.line_interpolate_point(over.shapes[edges], draw.random(12), normalized=True)
    snapped = snap(over, points, SNAP_M)
    table = np.full((12, 12), np.inf)
    found = walk(over, snapped, snapped, 1e5)
    table[found["source"], found["target"]] = found["walk_m"]
    np.testing.assert_allclose(table, table.T, atol=1e-6)
    assert (table >= shapely.distance(points[:, None], points[None, :]) - 1e-6).all()
    assert (table[:, None, :] <= table[:, :, None] + table[None, :, :] + 1e-6).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_place_is_as_near_as_the_nearest_point_of_its_edge(seed: int) -> None:
    """The walk to an outline that no street touches is the least of those to the points of its boundary."""
    over = town(5, 200 + seed)
    draw = np.random.default_rng(seed)
    for _ in range(40):
        middle = draw.uniform(40, 200, 2)
        yard = moved(shapely.Polygon(middle + draw.uniform(5, 14, (3, 1)) * [[0, 1], [1, -1], [-1, -0.5]]))[0]
        if yard.distance(over.shapes).min() > 0:
            break
    edge = shapely.get_coordinates(shapely.segmentize(yard.exterior, 0.2))
    sources = snap(over, moved(*(shapely.Point(*xy) for xy in draw.uniform(0, 240, (10, 2)))), SNAP_M)
    whole = walk(over, sources, snap(over, np.array([yard], object), SNAP_M), 400.0)
    points = walk(
        over, sources, snap(over, np.array([shapely.Point(*xy) for xy in edge], object), SNAP_M), 400.0
    )
    least = points.groupby("source")["walk_m"].min()
    for row in whole.itertuples():
        if sources.geometry[row.source].distance(yard) > sources.stub_m[row.source]:
            assert row.walk_m == pytest.approx(least[row.source], abs=0.25)
    assert set(least.index) >= set(whole["source"])


def test_no_walk_to_a_place_is_shorter_than_the_straight_line() -> None:
    """Between outlines, lines and points, with and without streets through them, walks are no short cuts."""
    over = town(6, 7)
    draw = np.random.default_rng(7)
    shapes = [
        shapely.box(x, y, x + w, y + h)
        for x, y, w, h in draw.uniform([0, 0, 5, 5], [260, 260, 60, 60], (25, 4))
    ] + [shapely.LineString(pair) for pair in draw.uniform(0, 300, (5, 2, 2))]
    places = snap(over, moved(*shapes), SNAP_M)
    found = walk(over, places, places, 500.0)
    straight = shapely.distance(
        places.geometry[found["source"].to_numpy()], places.geometry[found["target"].to_numpy()]
    )
    assert len(found) > 300
    assert (found["walk_m"] >= straight - 1e-6).all()
    back = found.set_index(["target", "source"])["walk_m"].reindex(
        found.set_index(["source", "target"]).index
    )
    np.testing.assert_allclose(found["walk_m"], back, atol=1e-6)

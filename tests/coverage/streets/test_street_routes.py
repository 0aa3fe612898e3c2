"""Sections of routes: their lengths and mean distances against dense samples of the walk, and loops that cross."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from karta.coverage.streets.distances import walk
from karta.coverage.streets.graph import Streets
from karta.coverage.streets.routes import sections
from karta.coverage.streets.snap import Snapped
from tests.coverage.streets.network import at, moved, small, snap, town

SNAP_M = 75.0
CUTS_M = [100.0, 150.0, 200.0, 300.0]
DETOUR = 1.3


def weight(metres: Any, full_m: float = 100.0, zero_m: float = 200.0) -> Any:
    """Return g(d) of METHOD 3.3."""
    return np.clip((zero_m - np.asarray(metres)) / (zero_m - full_m), 0.0, 1.0)


def legs(over: Streets, routes: np.ndarray, places: Snapped) -> pd.DataFrame:
    """Return the sections of routes near places."""
    return sections(over, routes, places, CUTS_M, SNAP_M, DETOUR)


def shares(found: pd.DataFrame, **settings: float) -> "pd.Series[float]":
    """Return Lw / L of each place."""
    part = found["section_m"] * weight(found["section_mean_distance_m"], **settings) / found["route_length_m"]
    return part.groupby(found["place"]).sum()


def sampled(
    over: Streets, route: Any, places: Snapped, step_m: float, **settings: float
) -> "pd.Series[float]":
    """Return Lw / L of each place from the walks of points along the route, `step_m` apart."""
    along = np.arange(step_m / 2, route.length, step_m)
    points = snap(over, shapely.line_interpolate_point(route, along), SNAP_M)
    found = walk(over, points, places, 300.0)
    counted = pd.Series(weight(found["walk_m"], **settings), index=found.index)
    return counted.groupby(found["target"]).sum() / len(along)


def test_sections_are_as_long_as_by_hand() -> None:
    """Along the main street from x = 0 to 200 past a point at (50, 10).

    By hand: 10 + |x - 50|: within 100 m from x = 0 to 140 (mean of 60..10..100: (50 x 35 + 90 x 55) / 140), from 100 to
    150 m on the next 50 m, and to 160 m on the last 10 m.
    """
    over = small()
    place = snap(over, at((50, 10)), SNAP_M)
    found = legs(over, moved(shapely.LineString([(0, 0), (200, 0)])), place)
    assert found["section_m"].tolist() == pytest.approx([140.0, 50.0, 10.0], abs=0.01)
    means = [(50 * 35 + 90 * 55) / 140, 125.0, 155.0]
    assert found["section_mean_distance_m"].tolist() == pytest.approx(means, abs=0.01)
    assert set(found["route_length_m"]) == {200.0}
    assert not found["approx"].any()


def test_a_route_past_the_river_does_not_reach_the_other_bank() -> None:
    """A walk along the southern street gives nothing to a place 150 m north of it, across the river."""
    over = small()
    place = snap(over, at((100, 250)), SNAP_M)
    assert legs(over, moved(shapely.LineString([(0, 100), (200, 100)])), place).empty


def test_a_route_through_a_square_is_there_while_it_crosses() -> None:
    """Off the streets over a square 80 m wide: 0 m from it for 80 m of the way."""
    over = small()
    square = snap(over, moved(shapely.box(60, 20, 140, 80)), SNAP_M)
    found = legs(over, moved(shapely.LineString([(100, 0), (100, 100)])), square)
    # 20 m on either side; from the main street the square is 20 m away, the straight way.
    assert found["section_m"].sum() == pytest.approx(100.0, abs=0.01)
    mean = (found["section_m"] * found["section_mean_distance_m"]).sum() / 100
    assert mean == pytest.approx(2 * 20 * 10 / 100, abs=0.05)


@pytest.mark.parametrize("seed", range(5))
def test_a_looped_route_that_crosses_itself_reaches_what_lies_on_it(seed: int) -> None:
    """Places on and near a closed, self-crossing walk are found, and share by share as dense samples say."""
    over = town(7, 300 + seed)
    draw = np.random.default_rng(seed)
    corners = draw.uniform(20, 340, (7, 2))
    loop = moved(shapely.LineString([*corners, corners[0]]))[0]
    assert not loop.is_simple
    on_it = shapely.line_interpolate_point(loop, draw.random(10), normalized=True)
    beside = moved(*(shapely.box(x, y, x + 15, y + 25) for x, y in draw.uniform(0, 340, (6, 2))))
    places = snap(over, np.concatenate([on_it, beside]), SNAP_M)
    found = legs(over, np.array([loop], dtype=object), places)
    assert set(found["place"]) >= set(range(10))
    for settings in ({}, {"zero_m": 150.0}, {"zero_m": 300.0}):
        exact, dense = shares(found, **settings), sampled(over, loop, places, 0.5, **settings)
        pair = pd.concat([exact, dense], axis=1).fillna(0.0)
        np.testing.assert_allclose(pair.iloc[:, 0], pair.iloc[:, 1], atol=3e-3)


def test_the_parts_of_a_route_sum_to_its_length() -> None:
    """A place within 300 m of all of a route has sections as long as the route together."""
    over = small()
    route = moved(shapely.LineString([(0, 3), (110, -4), (200, 2), (203, 60)]))[0]
    found = legs(over, np.array([route], dtype=object), snap(over, at((150, 0)), SNAP_M))
    assert found["section_m"].sum() == pytest.approx(route.length, abs=1e-6)


def test_where_the_route_leaves_the_streets_it_is_marked() -> None:
    """Of a route beyond the eastern end, what lies over 75 m from it counts 1.3 x the straight line, marked."""
    over = small()
    near_end, far_out = at((500, 20), (650, 0))
    places = snap(over, np.array([near_end, far_out], dtype=object), SNAP_M)
    found = legs(over, moved(shapely.LineString([(450, 0), (600, 0)])), places)
    assert found.groupby("place")["approx"].any().tolist() == [True, True]
    on_streets = legs(over, moved(shapely.LineString([(450, 0), (570, 0)])), places)
    assert on_streets.groupby("place")["approx"].any().to_dict() == {0: False, 1: True}


def test_no_routes_have_no_sections() -> None:
    """Nothing comes of no routes, of a missing one and of a route far from every place."""
    over = small()
    place = snap(over, at((0, 0)), SNAP_M)
    assert legs(over, np.empty(0, dtype=object), place).empty
    assert legs(over, np.array([None], dtype=object), place).empty
    assert legs(over, moved(shapely.LineString([(5000, 0), (5100, 0)])), place).empty

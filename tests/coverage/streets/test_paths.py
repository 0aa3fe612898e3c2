"""The way of a walk through points: along the streets, in order, the shortest there is; straight where none is."""

import numpy as np
import pytest
import shapely

from karta.coverage.streets.paths import path
from tests.coverage.streets.network import FAR, Walker, small, town

HALF_ROOT = 50 * np.sqrt(2)


def drawn(*points: tuple[float, float]) -> tuple[list[list[float]], float, list[bool]]:
    """Return the way through points of the small network: its corners, its metres, its straight legs."""
    line, straight = path(small(), np.array(points, dtype=float) + FAR, 75.0)
    corners = (shapely.get_coordinates(line) - FAR).round(6).tolist()
    return corners, float(line.length), straight


@pytest.mark.parametrize(
    ("points", "corners", "metres"),
    [
        ([(100, -5), (200, 60)], [[100, 0], [200, 0], [200, 60]], 160.0),
        ([(150, 3), (50, 3)], [[150, 0], [50, 0]], 100.0),
        ([(250, 104), (350, 50)], [[250, 100], [300, 100], [350, 50]], 50 + HALF_ROOT),
        ([(350, 50), (250, 104)], [[350, 50], [300, 100], [250, 100]], 50 + HALF_ROOT),
        ([(100, 0), (100, 252)], [[100, 0], [200, 0], [400, 0], [400, 250], [200, 250], [100, 250]], 850.0),
        ([(50, 0), (150, 0), (50, 0)], [[50, 0], [150, 0], [50, 0]], 200.0),
    ],
)
def test_a_way_follows_the_streets(
    points: list[tuple[float, float]], corners: list[list[float]], metres: float
) -> None:
    """Round the corner, back along one street, round a bend both ways, over the bridge, there and back."""
    found, length, straight = drawn(*points)
    assert found == corners
    assert length == pytest.approx(metres)
    assert straight == [False] * (len(points) - 1)


def test_where_no_street_is_near_the_leg_is_straight() -> None:
    """A hut 200 m beyond the last street is gone to straight, and the leg before it is not."""
    corners, length, straight = drawn((400, 0), (480, 0), (700, 0))
    assert straight == [False, True]
    assert corners == [[400, 0], [480, 0], [700, 0]]
    assert length == pytest.approx(300.0)


def test_a_way_is_the_shortest_walk() -> None:
    """Between forty points of an invented town, the line is as long as a slow walker's walk, less its ends."""
    streets, rng = town(8, 3), np.random.default_rng(5)
    box = shapely.total_bounds(streets.shapes)
    xy = rng.uniform(box[:2], box[2:], (40, 2))
    points = np.array(shapely.points(xy), dtype=object)
    walker = Walker(streets, points)
    walked = 0
    for n in range(39):
        line, straight = path(streets, xy[n : n + 2], 500.0)
        metres = walker.metres(n, n + 1)
        assert straight == [metres == np.inf]
        if metres < np.inf:
            on_street = [shapely.Point(corner) for corner in (line.coords[0], line.coords[-1])]
            stubs = sum(one.distance(other) for one, other in zip(points[n : n + 2], on_street, strict=True))
            assert line.length + stubs == pytest.approx(metres, abs=0.01)
            walked += 1
    assert walked > 20


def test_the_way_of_one_spot_is_no_line() -> None:
    """Two points at one spot of a street give a way of no length, and the ring is left by its shorter side."""
    assert drawn((100, 0), (100, 0))[1] == 0.0
    corners, length, _ = drawn((190, 275), (100, 250))
    assert corners[-1] == [100, 250]
    assert length == pytest.approx(np.hypot(10, 25) + 100)

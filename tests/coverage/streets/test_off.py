"""What no street is near enough to: told as the accesses of everything would, with few of them looked up."""

import network
import numpy as np
import pytest
import shapely

from karta.coverage.streets.off import off
from karta.coverage.streets.snap import Snapped

SNAP_M = 75.0


def drawn(seed: int, middle: shapely.Point) -> list[shapely.Geometry | None]:
    """Return points, lines, outlines with and without holes, and places with entrances, within and around a town."""
    draw = np.random.default_rng(seed)
    shapes: list[shapely.Geometry | None] = [None, shapely.Point(), shapely.Polygon()]
    for n in range(300):
        x, y = middle.x + draw.uniform(-400, 400), middle.y + draw.uniform(-400, 400)
        far = draw.uniform(1, 60)
        box = shapely.box(x, y, x + far, y + far / 2)
        shapes += [
            [shapely.Point(x, y), shapely.MultiPoint([(x, y), (x + 150, y)])],
            [shapely.LineString([(x, y), (x + far, y), (x + far, y - far)])],
            [box, box.difference(shapely.box(x + 0.3 * far, y + 0.1, x + 0.6 * far, y + 0.2))],
            [shapely.GeometryCollection([box, shapely.Point(x + draw.uniform(-90, 90), y)])],
        ][n % 4]
    return shapes


def slow(snapped: Snapped) -> list[int]:
    """Return what has no access, each geometry looked up."""
    return np.flatnonzero(snapped.off).tolist()


@pytest.mark.parametrize("seed", range(4))
def test_off_is_what_has_no_access(seed: int) -> None:
    """In random towns, with shapes of every kind: the very geometries that have no access, in their order."""
    over = network.town(6, seed)
    geometry = np.array(drawn(seed, shapely.union_all(over.shapes).centroid), dtype=object)
    apart = off(over, geometry, SNAP_M)
    assert apart["owner"].tolist() == slow(network.snap(over, geometry, SNAP_M))
    assert 20 < len(apart) < len(geometry) - 100
    metres = [
        min(shape.distance(line) for line in over.shapes) for shape in geometry[apart["owner"].to_numpy()]
    ]
    assert apart["nearest_m"].tolist() == pytest.approx(metres)


def test_the_limit_is_near_enough() -> None:
    """A place 75 m from the street is near; 76 m is not; an entrance out of reach does not hide a wall in reach."""
    over = network.small()
    wall, entrance = shapely.box(-20, -80, 20, -74), shapely.Point(0, -76)
    geometry = network.moved(
        shapely.Point(50, -75), shapely.Point(50, -76), shapely.GeometryCollection([wall, entrance])
    )
    apart = off(over, geometry, SNAP_M)
    assert apart.to_numpy().tolist() == [[1.0, pytest.approx(76.0)]]


def test_nothing_is_off_where_nothing_is_asked() -> None:
    """Without geometries there is an empty table with its columns."""
    assert list(off(network.small(), np.empty(0, dtype=object), SNAP_M).columns) == ["owner", "nearest_m"]

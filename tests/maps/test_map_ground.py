"""The ground of the map arrives whole, in one parcel or in parts."""

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from karta import maps
from tests.maps.pictures import opened


def test_the_ground_is_packed_in_steps_of_microdegrees() -> None:
    """A line through three points, a multi-polygon with a hole and a stream, worked out by hand."""
    street = {"type": "LineString", "coordinates": [[15.0, 59.0], [15.00001, 59.0], [15.00001, 58.99998]]}
    square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [1, 2], [2, 2], [1, 1]]
    layers: dict[str, Any] = {
        "streets": {
            "features": [
                {"properties": {"class": "major"}, "geometry": street},
                {"properties": {"class": "no such class"}, "geometry": street},
                {"properties": None, "geometry": None},
            ]
        },
        "water": {
            "features": [
                {"geometry": {"type": "MultiPolygon", "coordinates": [[square, hole]]}},
                {"geometry": {"type": "LineString", "coordinates": [[1, 1, 7], [1, 2, 7]]}},
            ]
        },
    }
    base = maps.base_map(layers)
    contents = opened(base.overview)
    assert contents["major"] == contents["minor"] == [15_000_000, 59_000_000, 10, 0, 0, -20]
    assert contents["major_n"] == [3]
    assert contents["stream"] == [1_000_000, 1_000_000, 0, 1_000_000]
    assert contents["water_n"] == [5, 4]
    assert sum(_occurrences(contents["water"][:10])) * sum(_occurrences(contents["water"][10:])) < 0, (
        "a hole runs the other way"
    )
    assert "green" not in contents
    assert (contents["streets"], contents["parts"]) == (2, [])
    assert base == maps.base_map(layers)
    assert base.key != maps.base_map({}).key


def _occurrences(steps: list[int]) -> list[int]:
    """Return twice the signed area under each step of a ring."""
    points = np.cumsum(np.array(steps).reshape(-1, 2), axis=0) // 1_000_000
    return [int(a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(points)]


def test_a_large_ground_comes_as_an_overview_and_parts() -> None:
    """Of 40,000 streets the overview holds the main ones; every street is whole in exactly one part that covers it."""
    rng = np.random.default_rng(3)
    starts = rng.random((40_000, 2)) * [0.4, 0.2] + [15, 59]
    ways = shapely.linestrings(
        np.stack([starts + np.array([0.0002 * n, 0.0001 * (n % 2)]) for n in range(4)], axis=1)
    )
    classes = np.where(np.arange(40_000) % 100 == 0, "major", "minor")
    base = maps.base_map({"streets": gpd.GeoDataFrame({"class": classes}, geometry=ways, crs=4326)})
    first = opened(base.overview)
    assert first["streets"] == 40_000
    assert len(first["major_n"]) == 400
    assert "minor" not in first
    assert len(base.overview) < 100_000
    streets = 0
    for number, part in enumerate(base.parts):
        assert first["parts"][number][0] == part.holds == "streets"
        assert len(part.content) < 60_000
        contents = opened(part.content)
        streets += len(contents["minor_n"]) + len(contents.get("major_n", []))
        west, south, east, north = part.bounds
        assert west <= contents["minor"][0] / 1e6 + 1e-6 <= east + 2e-6
        assert south <= contents["minor"][1] / 1e6 + 1e-6 <= north + 2e-6
    assert streets == 40_000

"""Parts of the streets that hang together with nothing else: reached from themselves, and never before the town."""

import network
import numpy as np
import pytest
import shapely

from karta.coverage.streets.graph import streets
from karta.coverage.streets.paths import path
from karta.coverage.streets.snap import accesses, gathered

SNAP_M = 75.0
# A town of 2.4 km of street at y = 0, a stray path of 400 m at y = 50, an island of 2.1 km at y = 100.
NODES = {
    "west": (0, 0), "east": (2400, 0), "p1": (100, 50), "p2": (500, 50), "i1": (1000, 100), "i2": (3100, 100),
}  # fmt: skip
EDGES = [("west", "east"), ("p1", "p2"), ("i1", "i2")]
TOWN, STRAY, ISLAND = range(3)


def edges_near(*shapes: shapely.Geometry) -> list[set[int]]:
    """Return the streets from which each shape is reached."""
    geometry = network.moved(*shapes)
    access = accesses(streets(*network.frames(NODES, EDGES)), geometry, SNAP_M)
    return [set(access.loc[access["owner"] == n, "edge"]) for n in range(len(geometry))]


def test_a_place_beside_a_stray_path_is_reached_from_the_town() -> None:
    """10 m from the path and 40 m from the town is the town's; where only the path is near, the path it is."""
    near_both, near_path, far_off = edges_near(
        shapely.Point(300, 40), shapely.Point(300, 120), shapely.Point(300, 130)
    )
    assert (near_both, near_path, far_off) == ({TOWN}, {STRAY}, set())


def test_of_two_large_parts_the_nearest_counts() -> None:
    """A place on an island is the island's, also where the mainland lies just across the water."""
    assert edges_near(shapely.Point(1500, 60), shapely.Point(1500, 40)) == [{ISLAND}, {TOWN}]


def test_outlines_and_doors_follow_the_same_rule() -> None:
    """The edge of a place and its entrances are reached from the town; what a path runs into is reached from both."""
    beside = shapely.box(200, 30, 260, 45)
    crossed = shapely.box(200, 30, 260, 60)
    with_door = shapely.GeometryCollection([shapely.box(200, 90, 260, 130), shapely.Point(230, 45)])
    assert edges_near(beside, crossed, with_door) == [{TOWN}, {TOWN, STRAY}, {TOWN}]


def test_fragments_alone_are_all_there_is() -> None:
    """Where no part is large each place is reached from its nearest street."""
    two = streets(*network.frames(NODES, [("p1", "p2")]))
    assert len(accesses(two, network.at((300, 60)), SNAP_M)) == 1


def test_walks_on_an_island_are_walked_on_the_island() -> None:
    """Two places 500 m apart along the island's street are that far apart, plus their stubs of 10 m."""
    island = streets(*network.frames(NODES, EDGES))
    ends = network.at((1500, 110), (2000, 110))
    snapped = gathered(ends, accesses(island, ends, SNAP_M))
    assert not snapped.off.any()
    line, straight = path(island, np.array([[p.x, p.y] for p in ends]), SNAP_M)
    assert straight == [False]
    assert line.length == pytest.approx(500)

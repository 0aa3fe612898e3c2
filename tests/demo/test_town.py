"""The invented town looks like a town, hangs together, and lies where nobody lives."""

from collections import Counter
from pathlib import Path

import networkx as nx
import numpy as np
import numpy.typing as npt
import pytest
import shapely
import shapely.geometry
from pyproj import Transformer

from tests.demo.conftest import Town, Way, features

TO_METRES = Transformer.from_crs("EPSG:4326", "EPSG:3006", always_xy=True)


def metres(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in metres."""

    def turned(lonlat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.column_stack(TO_METRES.transform(lonlat[:, 0], lonlat[:, 1]))

    return shapely.transform(shape, turned)


def line(town: Town, way: Way) -> shapely.LineString:
    """Return the line of a way, in metres."""
    return metres(shapely.LineString([town.nodes[ref] for ref in way.refs]))


def test_it_is_labelled_as_invented(town: Town) -> None:
    """The extract says of itself that it is invented and holds no OpenStreetMap data."""
    assert town.head["generator"] == "Karta demo"
    assert "No OpenStreetMap data" in town.head["note"]


def test_it_lies_in_open_water_of_the_great_lake(town: Town) -> None:
    """All of it lies in a rectangle of open water in Vänern (read off a chart), inside Sweden's box."""
    lon, lat = np.array(list(town.nodes.values())).T
    assert 13.33 < lon.min() < lon.max() < 13.56
    assert 59.0 < lat.min() < lat.max() < 59.11
    assert town.bounds["minlat"] <= lat.min()
    assert town.bounds["maxlon"] >= lon.max()


def test_it_is_as_large_as_a_town_of_25_000(town: Town) -> None:
    """Streets and houses are as many as a small Swedish town has, of all the usual classes."""
    classes = Counter(way.tags["highway"] for way in town.streets())
    assert 600 <= sum(classes.values()) <= 1200
    assert 1500 <= len(town.houses()) <= 3500
    wanted = {
        "primary",
        "secondary",
        "tertiary",
        "residential",
        "service",
        "footway",
        "cycleway",
        "path",
        "track",
    }
    assert wanted <= set(classes)


def test_a_river_is_crossed_by_bridges(town: Town) -> None:
    """Road bridges and a railway bridge lead over the river, and no other street enters the water."""
    water = [w for w in town.ways if w.tags.get("water") == "river"]
    river = shapely.union_all([metres(shapely.Polygon([town.nodes[r] for r in w.refs])) for w in water])
    bridges = [w for w in town.streets() if w.tags.get("bridge") == "yes"]
    assert len(bridges) >= 5
    assert any("railway" in w.tags for w in town.ways if w.tags.get("bridge") == "yes")
    wet = [w for w in town.streets() if line(town, w).intersection(river).length > 1]
    assert {id(w) for w in wet} <= {id(w) for w in bridges}


def test_one_can_walk_from_everywhere_to_everywhere(town: Town) -> None:
    """The street network is one piece: nodes shared by ways are its crossings."""
    graph = nx.Graph()
    for way in town.streets():
        nx.add_path(graph, way.refs)
    sizes = sorted((len(part) for part in nx.connected_components(graph)), reverse=True)
    assert sizes[0] / sum(sizes) > 0.995


def test_no_house_stands_in_a_street(town: Town) -> None:
    """Houses keep clear of the middle of streets where cars drive; a way may lead up to a door."""
    roads = ("primary", "secondary", "tertiary", "residential")
    tree = shapely.STRtree([line(town, w) for w in town.streets() if w.tags["highway"] in roads])
    houses = [metres(shapely.Polygon([town.nodes[r] for r in way.refs])) for way in town.houses()]
    assert len(np.unique(tree.query(houses, predicate="dwithin", distance=3.5)[0])) == 0


def test_houses_do_not_overlap(town: Town) -> None:
    """No two houses share ground, but for a tower built onto its church."""
    houses = [metres(shapely.Polygon([town.nodes[r] for r in way.refs])) for way in town.houses()]
    first, second = shapely.STRtree(houses).query(houses, predicate="intersects")
    pairs = [(a, b) for a, b in zip(first, second, strict=True) if a < b]
    shared = [houses[a].intersection(houses[b]).area for a, b in pairs]
    assert max(shared, default=0) < 2


@pytest.mark.parametrize("name", ["places", "areas"])
def test_shapes_are_valid(demo: Path, name: str) -> None:
    """Every shape of the register is valid."""
    for feature in features(demo, name):
        shape = shapely.geometry.shape(feature["geometry"])
        assert shapely.is_valid(shape), feature["properties"]["namn"]


def test_every_place_can_be_walked_to(demo: Path, town: Town) -> None:
    """No place is farther than 120 m from a street: half of the reach that METHOD gives a presence, and some."""
    tree = shapely.STRtree([line(town, way) for way in town.streets()])
    far = {}
    for feature in features(demo, "places"):
        shape = metres(shapely.geometry.shape(feature["geometry"]))
        distance = shape.distance(tree.geometries[tree.nearest(shape)])
        if distance > 120:
            far[feature["properties"]["namn"]] = distance
    assert far == {}


def test_areas_do_not_overlap(demo: Path) -> None:
    """Areas share borders, not ground, so that an adult-hour is counted in one of them."""
    shapes = [metres(shapely.geometry.shape(f["geometry"])) for f in features(demo, "areas")]
    for number, shape in enumerate(shapes):
        for other in shapes[number + 1 :]:
            assert shape.intersection(other).area < 0.001 * min(shape.area, other.area)

"""Streets between crossings, held against osmnx's own simplification and against streets worked out by hand."""

import logging
import random
from pathlib import Path

import numpy as np
import osmnx as ox
import pytest
import shapely

from karta.sources.osm_elements import Elements, way_through
from karta.sources.osm_walk import frames_of, walk_graph, without_fragments
from karta.sources.walk_chains import chains

Ways = list[list[int]]
Spots = dict[int, tuple[float, float]]

FOOTWAY = {"highway": "footway"}


def streets(nodes: int, *steps: tuple[int, int]) -> list[tuple[int, ...]]:
    """Return the streets that steps make, each as the nodes that it passes."""
    tails, heads = np.array(steps).T
    joined = chains(nodes, tails, heads)
    return sorted(tuple(part.tolist()) for part in np.split(joined.nodes, joined.starts[1:]))


def test_a_bend_is_no_crossing() -> None:
    """A straight street with two bends is one, from its lower end; a third street at a bend makes three of it."""
    assert streets(4, (3, 2), (2, 1), (1, 0)) == [(0, 1, 2, 3)]
    assert streets(5, (3, 2), (2, 1), (1, 0), (2, 4)) == [(0, 1, 2), (2, 3), (2, 4)]


def test_loops_parallels_and_rings() -> None:
    """A loop comes back to its crossing, two ways between crossings stay two, a ring without a crossing is left out."""
    assert streets(4, (0, 1), (1, 2), (2, 3), (3, 1)) == [(0, 1), (1, 2, 3, 1)]
    assert streets(6, (0, 1), (1, 2), (2, 4), (1, 3), (3, 4), (4, 5)) == [
        (0, 1),
        (1, 2, 4),
        (1, 3, 4),
        (4, 5),
    ]
    assert streets(5, (0, 1), (2, 3), (3, 4), (4, 2)) == [(0, 1)]


def test_there_and_back_is_no_bend() -> None:
    """A node with two steps to the same neighbour is an end, whatever number of steps lead there."""
    assert streets(4, (0, 1), (1, 2), (2, 1), (2, 3)) == [(0, 1), (1, 2), (1, 2), (2, 3)]
    assert streets(3, (0, 1), (1, 2), (2, 1)) == [(0, 1), (1, 2), (1, 2)]


def drawn(chance: random.Random) -> tuple[Spots, Ways]:
    """Return some places, and ways by lot through them: parallel, crossing themselves, standing still, closed."""
    count = chance.randint(2, 12)
    spots = {n + 1: (chance.uniform(16, 16.01), chance.uniform(59, 59.01)) for n in range(count)}
    ways = []
    for _ in range(chance.randint(1, 8)):
        way = [chance.randint(1, count) for _ in range(chance.randint(2, 6))]
        ways += [way + way[:1] if chance.random() < 0.3 else way]
        ways += [way[::-1]] if chance.random() < 0.1 else []
    return spots, ways


def of_osmnx(path: Path, spots: Spots, ways: Ways) -> list[tuple[object, ...]]:
    """Return the streets that osmnx makes of a file with these ways."""
    nodes = "".join(f"<node id='{ref}' lat='{lat!r}' lon='{lon!r}'/>" for ref, (lon, lat) in spots.items())
    lines = ""
    for at, way in enumerate(ways, start=1):
        refs = "".join(f"<nd ref='{ref}'/>" for ref in way)
        lines += f"<way id='{at}'>{refs}<tag k='highway' v='footway'/></way>"
    path.write_text(f"<osm version='0.6'>{nodes}{lines}</osm>", encoding="utf-8")
    directed = ox.graph_from_xml(path, bidirectional=True, simplify=True, retain_all=True)
    return described(*frames_of(directed))


def described(nodes, edges) -> list[tuple[object, ...]]:  # type: ignore[no-untyped-def]
    """Return the streets of a graph in an order of their own: ends with their places, metres, shape from either end."""
    graph = without_fragments(nodes, edges)
    at = {row.node: (round(row.x, 3), round(row.y, 3)) for row in graph.nodes.itertuples()}
    shapes = shapely.to_wkt(shapely.normalize(graph.edges.geometry.to_numpy()), rounding_precision=3)
    rows = zip(graph.edges["u"], graph.edges["v"], graph.edges["length"], shapes, strict=True)
    assert set(at) == {*graph.edges["u"], *graph.edges["v"]}
    return sorted(
        (*sorted([(u, at[u]), (v, at[v])]), round(metres, 6), shape) for u, v, metres, shape in rows
    )


@pytest.mark.parametrize("seed", range(10))
def test_streets_are_those_of_osmnx(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of ways by lot, osmnx and Karta make the same nodes and the same streets, as long and of the same shape."""
    monkeypatch.setattr(ox.settings, "log_level", logging.ERROR)
    chance = random.Random(seed)
    compared = 0
    for _ in range(20):
        spots, ways = drawn(chance)
        if all(len(set(way)) == 1 for way in ways):
            continue
        elements = Elements(
            ways={at: way_through(way, spots.get, walked=True) for at, way in enumerate(ways)},
            way_tags=dict.fromkeys(range(len(ways)), FOOTWAY),
        )
        graph = walk_graph(elements)
        if graph is None:  # osmnx refuses what has rings alone
            with pytest.raises(ValueError, match=r"no (nodes|edges)"):
                of_osmnx(tmp_path / "walk.osm", spots, ways)
            continue
        assert described(graph.nodes, graph.edges) == of_osmnx(tmp_path / "walk.osm", spots, ways)
        compared += 1
    assert compared > 10


def test_how_much_of_a_street_is_unlit_is_summed_over_its_ways() -> None:
    """Of one street made of three ways, 111 m each, that without light counts, the one not told of and the lit do not.

    A degree of latitude is 111.3 km on this grid, so that a thousandth of it is 111 m.
    """
    spots = {ref: (15.0, 59.0 + ref / 1000) for ref in range(1, 6)}
    ways = {1: [1, 2, 3], 2: [3, 4], 3: [5, 4]}
    tags = {1: {**FOOTWAY, "lit": "no"}, 2: FOOTWAY, 3: {**FOOTWAY, "lit": "yes"}}
    elements = Elements(
        ways={at: way_through(way, spots.get, walked=True) for at, way in ways.items()}, way_tags=tags
    )
    graph = walk_graph(elements)
    assert graph is not None
    assert list(graph.edges["unlit_m"]) == [pytest.approx(222.7, abs=0.5)]
    assert list(graph.edges["length"]) == [pytest.approx(4 * 111.2, abs=0.5)]
    lit = Elements(ways=elements.ways, way_tags=dict.fromkeys(ways, FOOTWAY))
    bright = walk_graph(lit)
    assert bright is not None
    assert list(bright.edges["unlit_m"]) == [0.0]

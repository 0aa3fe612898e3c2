"""A small invented network, clipped through the middle of streets, and a slow walker of its own over any network.

     n7 -------- n8 ------------------- n6      y = 250, north of the river; a ring hangs on n8
     (clip)                              |
   ~~~~~~~~~~~~~~~ river ~~~~~~~~~~~~~~~ bridge ~~~
     n4 -------- n5 ---.                 |       y = 100
      |           |     `---.            |
(clip)n1 -------- n2 -------------------n3 --(clip)      y = 0
     x = 0       200                    400
"""

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets.graph import Streets, streets
from karta.coverage.streets.snap import Snapped, accesses, gathered

NODES = {
    "west": (-60, 0), "n1": (0, 0), "n2": (200, 0), "n3": (400, 0), "east": (500, 0), "n4": (0, 100),
    "n5": (200, 100), "n6": (400, 250), "n8": (200, 250), "n7": (-40, 250),
}  # fmt: skip
EDGES = [
    ("west", "n1"), ("n1", "n2"), ("n2", "n3"), ("n3", "east"), ("n1", "n4"), ("n4", "n5"), ("n5", "n2"),
    ("n5", (300, 100), "n3"), ("n3", "n6"), ("n6", "n8"), ("n7", "n8"), ("n8", (180, 300), (220, 300), "n8"),
]  # fmt: skip
FAR = (674_000.0, 6_580_000.0)


def at(*points: tuple[float, float]) -> np.ndarray:
    """Return points of the small network's plane where the town lies."""
    return np.array([shapely.Point(x + FAR[0], y + FAR[1]) for x, y in points], dtype=object)


def moved(*shapes: shapely.Geometry) -> np.ndarray:
    """Return shapes of the small network's plane where the town lies."""
    return shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + FAR)


def frames(nodes: dict[Any, tuple[float, float]], edges: list[tuple[Any, ...]]) -> tuple[Any, Any]:
    """Return nodes and edges as the store gives them; an edge is a node, bends as coordinates, and a node."""
    ids = {name: n for n, name in enumerate(nodes)}
    table = pd.DataFrame({"node": ids.values(), "x": [x + FAR[0] for x, _ in nodes.values()],
                          "y": [y + FAR[1] for _, y in nodes.values()]})  # fmt: skip
    lines = [shapely.LineString([nodes.get(part, part) for part in edge]) for edge in edges]
    ends = {"u": [ids[edge[0]] for edge in edges], "v": [ids[edge[-1]] for edge in edges]}
    return table, pd.DataFrame({**ends, "geometry": pd.Series(list(moved(*lines)), dtype=object)})


def small() -> Streets:
    """Return the small network, one of its lines drawn from its end to its beginning."""
    nodes, edges = frames(NODES, EDGES)
    turned = [shapely.reverse(line) if n == 7 else line for n, line in enumerate(edges["geometry"])]
    return streets(nodes, edges.assign(geometry=pd.Series(turned, dtype=object)))


def town(side: int, seed: int) -> Streets:
    """Return a random town: a crooked grid of some 60 m with a third of its streets missing and some of them bent."""
    draw = np.random.default_rng(seed)
    nodes = {
        (i, j): (60 * i + draw.uniform(-20, 20), 60 * j + draw.uniform(-20, 20))
        for i in range(side) for j in range(side)
    }  # fmt: skip
    edges: list[tuple[Any, ...]] = []
    for i, j in nodes:
        for end in ((i + 1, j), (i, j + 1)):
            if end in nodes and draw.random() < 0.67:
                middle = np.mean([nodes[i, j], nodes[end]], axis=0) + draw.uniform(-9, 9, 2)
                edges.append(((i, j), tuple(middle), end) if draw.random() < 0.3 else ((i, j), end))
    return streets(*frames(nodes, edges))


class Walker:
    """Walks over a network in which every edge is split at every point: networkx, no limit, no shared code."""

    def __init__(self, over: Streets, points: np.ndarray) -> None:
        """Split the edges at the points nearest to `points`, and tie these there."""
        self.graph = nx.Graph()
        stops: dict[int, list[tuple[float, Any]]] = {
            n: [(0.0, int(over.u[n])), (over.shapes[n].length, int(over.v[n]))]
            for n in range(len(over.shapes))
        }
        for number, point in enumerate(points):
            edge = int(np.argmin([line.distance(point) for line in over.shapes]))
            along = over.shapes[edge].project(point)
            stops[edge].append((along, ("foot", number)))
            self._tie(("foot", number), ("point", number), point.distance(over.shapes[edge]))
        for row in stops.values():
            for (before, one), (after, other) in pairwise(sorted(row, key=lambda stop: stop[0])):
                self._tie(one, other, after - before)

    def _tie(self, one: Any, other: Any, metres: float) -> None:
        known = self.graph.get_edge_data(one, other, {"metres": np.inf})["metres"]
        self.graph.add_edge(one, other, metres=min(metres, known))

    def metres(self, one: int, other: int) -> float:
        """Return the walk between two of the points, infinite where there is none."""
        try:
            return float(
                nx.dijkstra_path_length(self.graph, ("point", one), ("point", other), weight="metres")
            )
        except nx.NetworkXNoPath:
            return float("inf")


def snap(over: Streets, geometry: np.ndarray, snap_m: float) -> Snapped:
    """Return where each geometry meets the streets."""
    return gathered(geometry, accesses(over, geometry, snap_m))

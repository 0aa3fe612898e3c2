"""The streets as a graph to walk on: edges along their true line, and who is linked to whom as plain arrays.

Lengths are those of the lines themselves in the plane of EPSG:3006, so that a walk is never shorter than the straight
line between its ends. (Lengths that come with the edges are great circles, some 0.2-0.3 % shorter.)
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.model.connected import lengths_of_parts

# A part with fewer metres of street is a fragment: no place that is near a larger part is reached from it. [K]
FRAGMENT_M = 2_000.0

Geometries = npt.NDArray[Any]
Whole = npt.NDArray[np.int64]
Small = npt.NDArray[np.int32]
Metres = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Links:
    """Who is linked to whom, both ways: the links of node n are `first[n]` to before `first[n + 1]`."""

    first: Small
    to: Small
    metres: Metres

    @property
    def nodes(self) -> int:
        """The number of nodes."""
        return len(self.first) - 1


@dataclass(frozen=True, eq=False)
class Streets:
    """Edges from node `u` to node `v` along `shapes` (EPSG:3006), their lengths, and the links that they make.

    `large`: the edges of the parts that are no fragments, in `large_tree`; all edges where every part is one.
    """

    links: Links
    u: Small
    v: Small
    length_m: Metres
    shapes: Geometries
    tree: shapely.STRtree
    large: Whole
    large_tree: shapely.STRtree

    def nearest(self, points: Geometries, most_m: float, *, ties: bool) -> tuple[Whole, Whole, Metres]:
        """Return points (positions) with their nearest edge within `most_m` and how far off it is; with ties all.

        An edge of a fragment is nearest only where no other street is within `most_m`: who stands beside a stray path
        comes from the town, and is not cut off from it.
        """
        (point, near), off_m = self.large_tree.query_nearest(
            points, max_distance=most_m, return_distance=True, all_matches=ties
        )
        edge = self.large[near]
        if len(self.large) < len(self.shapes):
            rest = np.setdiff1d(np.arange(len(points)), point)
            (other, near), far_m = self.tree.query_nearest(
                points[rest], max_distance=most_m, return_distance=True, all_matches=ties
            )
            point, edge = np.concatenate([point, rest[other]]), np.concatenate([edge, near])
            off_m = np.concatenate([off_m, far_m])
        return point, edge, off_m


def links(nodes: int, u: npt.ArrayLike, v: npt.ArrayLike, metres: npt.ArrayLike) -> Links:
    """Return the links of undirected edges between nodes 0 to `nodes` - 1.

    Of parallel edges the shortest counts; an edge from a node to itself leads nowhere and is left out.
    """
    tail, head = np.asarray(u, dtype=np.int64), np.asarray(v, dtype=np.int64)
    far = np.asarray(metres, dtype=np.float64)
    apart = tail != head
    ends = np.concatenate([tail[apart], head[apart]]), np.concatenate([head[apart], tail[apart]])
    both = np.concatenate([far[apart], far[apart]])
    order = np.lexsort((both, ends[1], ends[0]))
    start, end, both = ends[0][order], ends[1][order], both[order]
    unique = np.ones(len(start), dtype=bool)
    unique[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    first = np.zeros(nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(start[unique], minlength=nodes), out=first[1:])
    return Links(first.astype(np.int32), end[unique].astype(np.int32), both[unique])


def streets(nodes: pd.DataFrame, edges: pd.DataFrame) -> Streets:
    """Return the streets of a walking graph.

    Parameters
    ----------
    nodes
        node, x, y.
    edges
        u, v and geometry, a line from one to the other in either direction; without a line, a straight one.
    """
    order = nearby_first(nodes["x"].to_numpy(dtype=float), nodes["y"].to_numpy(dtype=float))
    ids = nodes["node"].to_numpy()[order]
    at = np.column_stack([nodes["x"].to_numpy(dtype=float), nodes["y"].to_numpy(dtype=float)])[order]
    u, v = positions(ids, edges["u"].to_numpy()), positions(ids, edges["v"].to_numpy())
    shapes = _oriented(np.asarray(edges["geometry"], dtype=object), at[u], at[v])
    length_m = shapely.length(shapes)
    tree = shapely.STRtree(shapes)
    large = _large(len(ids), u, v, length_m)
    return Streets(
        links(len(ids), u, v, length_m),
        u.astype(np.int32),
        v.astype(np.int32),
        length_m,
        shapes,
        tree,
        large,
        tree if len(large) == len(shapes) else shapely.STRtree(shapes[large]),
    )


def _large(nodes: int, u: Whole, v: Whole, length_m: Metres) -> Whole:
    """Return the edges of parts that are no fragments; all where every part is one."""
    _, part_m = lengths_of_parts(nodes, u, v, length_m)
    large = np.flatnonzero(part_m >= FRAGMENT_M)
    return large if len(large) else np.arange(len(length_m))


def positions(ids: npt.NDArray[Any], wanted: npt.NDArray[Any]) -> Whole:
    """Return the position of each wanted id in `ids`, -1 where it is not there."""
    rows = pd.Index(ids).get_indexer(pd.Index(wanted))
    return np.asarray(rows, dtype=np.int64)


def nearby_first(x: Metres, y: Metres) -> Whole:
    """Return an order in which neighbours on the map stand near each other in memory (a Z-shaped curve)."""
    key = np.zeros(len(x), dtype=np.uint64)
    for shift, values in ((0, x), (1, y)):
        span = float(np.ptp(values)) if len(values) else 0.0
        cell = ((values - values.min()) / span * 65535 if span > 0 else np.zeros(len(x))).astype(np.uint64)
        for bit in range(16):
            key |= ((cell >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit + shift)
    return np.argsort(key, kind="stable")


def _oriented(shapes: Geometries, start: Metres, end: Metres) -> Geometries:
    """Return the lines from `start` to `end`, turned round where they run the other way, drawn where there is none."""
    bare = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if bare.any():
        drawn: Any = shapely.linestrings(np.stack([start, end], axis=1))
        shapes = np.where(bare, drawn, shapes)
    begins = shapely.get_coordinates(shapely.get_point(shapes, 0))
    turned = np.hypot(*(begins - start).T) > np.hypot(*(begins - end).T)
    return np.where(turned, shapely.reverse(shapes), shapes)

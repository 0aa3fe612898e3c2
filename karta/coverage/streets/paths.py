"""The way on foot through points in their order: over the streets where there are any, straight where not."""

from heapq import heappop, heappush
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from karta.coverage.streets.following import spots
from karta.coverage.streets.graph import Metres, Streets, Whole


def path(streets: Streets, points: Metres, snap_m: float) -> tuple[Any, list[bool]]:
    """Return the shortest walk through points (rows of x and y, EPSG:3006) as one line, and which legs are straight.

    A leg is straight where one of its ends is further than `snap_m` from every street, or no street joins them. Along
    a leg over streets one walks on the street itself: from the point nearest to the one asked for.
    """
    near = spots(
        streets, np.zeros(len(points), dtype=np.int64), np.arange(len(points), dtype=float), points, snap_m
    )
    line: list[tuple[float, float]] = []
    straight = []
    for n in range(len(points) - 1):
        leg = None
        if near.edge[n] >= 0 and near.edge[n + 1] >= 0:
            leg = _leg(streets, near.edge[n : n + 2], near.along_m[n : n + 2])
        straight.append(leg is None)
        for at in points[n : n + 2] if leg is None else leg:
            if not line or line[-1] != (at[0], at[1]):
                line.append((float(at[0]), float(at[1])))
    return shapely.LineString(line if len(line) > 1 else [*line, *line]), straight


def _leg(streets: Streets, edge: Whole, along_m: Metres) -> Metres | None:
    """Return the shortest line from a point of one edge to a point of another, None where no street joins them."""
    (first, last), (start_m, end_m) = edge, along_m
    enters, ends = _ways_off(streets, first, start_m), _ways_off(streets, last, end_m)
    metres, nodes = _walk(streets, _metres(enters), _metres(ends))
    if first == last and abs(start_m - end_m) <= metres:
        return _part(streets, first, start_m, end_m)
    if not nodes:
        return None
    parts = [_part(streets, first, start_m, enters[nodes[0]][1])]
    for node, next_node in pairwise(nodes):
        between = _between(streets, node, next_node)
        far = float(streets.length_m[between])
        from_m, to_m = (0.0, far) if streets.u[between] == node else (far, 0.0)
        parts.append(_part(streets, between, from_m, to_m))
    parts.append(_part(streets, last, ends[nodes[-1]][1], end_m))
    return np.concatenate(parts)


def _ways_off(streets: Streets, edge: int, at_m: float) -> dict[int, tuple[float, float]]:
    """Return for each end of an edge the metres to it from a point of the edge, and where on the edge it lies."""
    far = float(streets.length_m[edge])
    ways = {int(streets.u[edge]): (float(at_m), 0.0)}
    # A ring comes back to where it began: the shorter way round counts.
    other = int(streets.v[edge])
    ways[other] = min(ways.get(other, (np.inf, 0.0)), (far - float(at_m), far))
    return ways


def _metres(ways: dict[int, tuple[float, float]]) -> dict[int, float]:
    return {node: metres for node, (metres, _) in ways.items()}


def _walk(streets: Streets, enters: dict[int, float], ends: dict[int, float]) -> tuple[float, list[int]]:
    """Return the metres and the nodes of the shortest walk from where one enters to where one ends."""
    links, best, came = streets.links, dict(enters), dict.fromkeys(enters, -1)
    waiting = [(metres, node) for node, metres in enters.items()]
    waiting.sort()
    done: set[int] = set()
    least, goal = np.inf, -1
    while waiting and waiting[0][0] < least:
        metres, node = heappop(waiting)
        if node in done:
            continue
        done.add(node)
        if node in ends and metres + ends[node] < least:
            least, goal = metres + ends[node], node
        for at in range(links.first[node], links.first[node + 1]):
            to, far = int(links.to[at]), metres + float(links.metres[at])
            if far < best.get(to, np.inf):
                best[to], came[to] = far, node
                heappush(waiting, (far, to))
    nodes: list[int] = []
    while goal >= 0:
        nodes.append(goal)
        goal = came[goal]
    return float(least), nodes[::-1]


def _between(streets: Streets, start: int, end: int) -> int:
    """Return the shortest edge between two nodes."""
    joins = ((streets.u == start) & (streets.v == end)) | ((streets.u == end) & (streets.v == start))
    edges = np.flatnonzero(joins)
    return int(edges[np.argmin(streets.length_m[edges])])


def _part(streets: Streets, edge: Any, from_m: float, to_m: float) -> Metres:
    """Return the points of an edge from one place on it to another, in the direction of the walk."""
    piece = shapely.get_coordinates(_substring(streets.shapes[edge], min(from_m, to_m), max(from_m, to_m)))
    return piece if from_m <= to_m else piece[::-1]


def _substring(shape: Any, from_m: float, to_m: float) -> Any:
    at = shapely.get_coordinates(shape)
    reached = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(at, axis=0).T))))
    inner = at[(reached > from_m) & (reached < to_m)]
    ends = shapely.get_coordinates(shapely.line_interpolate_point(shape, [from_m, to_m]))
    return shapely.LineString(np.concatenate([ends[:1], inner, ends[1:]]))

"""Sections of walking routes near places: the distance over the streets as it changes along the route (METHOD 3.3).

Along a piece of a route the distance to a place is a sum of straight lines in the position; where it bends, the piece
is halved until it does not (to a millimetre). So the mean distance of each section is exact, and so is the share of the
route between two cuts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets.bounded import Settled, settle
from karta.coverage.streets.distances import expand, seeds, stub_at
from karta.coverage.streets.following import follow
from karta.coverage.streets.graph import Geometries, Metres, Streets, Whole
from karta.coverage.streets.snap import Snapped

# Straight enough to be a section: a millimetre between the line's middle and the distance there.
EVEN_M = 1e-3
# Beyond every cut: where the search ended without finding the place.
BEYOND_M = 1e6
SECTIONS = ["source", "place", "route_length_m", "section_m", "section_mean_distance_m", "approx"]


def sections(
    streets: Streets, routes: Geometries, places: Snapped, cuts_m: list[float], snap_m: float, detour: float
) -> pd.DataFrame:
    """Return the sections of routes near places, cut where the distance crosses `cuts_m`.

    Columns (SECTIONS): source and place (positions), route_length_m, section_m, section_mean_distance_m, and approx:
    the place, or some of the route near it, is far from every street, where the straight line x `detour` counts.
    """
    of_routes = [
        _of_route(streets, n, routes[n : n + 1], places, sorted(cuts_m), snap_m, detour)
        for n in range(len(routes))
    ]
    if not of_routes:
        return pd.DataFrame({name: np.empty(0) for name in SECTIONS}).astype(
            {"source": int, "place": int, "approx": bool}
        )
    return pd.concat(of_routes, ignore_index=True)[SECTIONS]


def _of_route(
    streets: Streets,
    number: int,
    route: Geometries,
    places: Snapped,
    cuts_m: list[float],
    snap_m: float,
    detour: float,
) -> pd.DataFrame:
    pieces = follow(streets, route, snap_m)
    near = _Near.of(streets, pieces, places, cuts_m[-1], detour)
    pair, begin, end, from_m, to_m = _even(near, cuts_m[-1])
    long_m = (end - begin) * near.piece_m[pair]
    parts = []
    for band, (low, high) in enumerate(zip([0.0, *cuts_m[:-1]], cuts_m, strict=True)):
        inside_m, mean_m = _within(from_m, to_m, long_m, low, high, first=band == 0)
        parts.append(
            pd.DataFrame(
                {
                    "place": near.place[pair], "band": band, "section_m": inside_m,
                    "weighted": inside_m * mean_m, "approx": near.by_air[pair],
                }
            )
        )  # fmt: skip
    every = pd.concat(parts, ignore_index=True)
    every = every[every["section_m"] > 0]
    approx = every.groupby("place")["approx"].any()
    summed = every.groupby(["place", "band"], as_index=False)[["section_m", "weighted"]].sum()
    return summed.assign(
        source=number,
        route_length_m=float(shapely.length(route[0])),
        section_mean_distance_m=summed["weighted"] / summed["section_m"],
        approx=summed["place"].map(approx).astype(bool),
    )


@dataclass(frozen=True, eq=False)
class _Near:
    """Pairs of a piece of the route and a place that may be within the last cut, and what their distances are made of.

    `from_u`, `from_v`: metres from the ends of the piece's edge to the place; `same`: stretches of that very edge by
    which the place is entered (`same_pair`, rows of the place's accesses).
    """

    pieces: pd.DataFrame
    places: Snapped
    place: Whole
    piece_m: Metres
    edge_m: Metres
    from_u: Metres
    from_v: Metres
    same_pair: Whole
    same: pd.DataFrame
    by_air: Any
    detour: float

    @classmethod
    def of(
        cls, streets: Streets, pieces: pd.DataFrame, places: Snapped, limit_m: float, detour: float
    ) -> "_Near":
        """Return the pairs of a route's pieces."""
        drawn = shapely.linestrings(pieces[["x0", "y0", "x1", "y1"]].to_numpy().reshape(-1, 2, 2))
        row, place = shapely.STRtree(places.geometry).query(drawn, predicate="dwithin", distance=limit_m)
        near = (
            pieces.iloc[row].reset_index(drop=True).replace({"from_stub_m": np.inf, "to_stub_m": np.inf}, 0.0)
        )
        by_air = (near["edge"].to_numpy() < 0) | places.off[place]
        edge = np.where(by_air, 0, near["edge"].to_numpy())
        from_u, from_v = _from_ends(streets, places, place, edge, limit_m)
        same_pair, same = _same_edge(places, place, np.where(by_air, -1, edge))
        return cls(
            near, places, place, near["piece_m"].to_numpy(), streets.length_m[edge], from_u, from_v,
            same_pair, same, by_air, detour,
        )  # fmt: skip

    def distance_m(self, pair: Whole, at: Metres) -> Metres:
        """Return the distance to the place at a share of the way along the piece of each pair."""
        part = self.pieces.iloc[pair]
        along = _between(part, "from_m", "to_m", at)
        stub = _between(part, "from_stub_m", "to_stub_m", at)
        streets_m = np.minimum(self.from_u[pair] + along, self.from_v[pair] + self.edge_m[pair] - along)
        row, same = expand(
            np.searchsorted(self.same_pair, pair, "left"), np.searchsorted(self.same_pair, pair, "right")
        )
        access, wanted = self.same.iloc[same], along[row]
        nearest = np.clip(wanted, access["lo_m"].to_numpy(), access["hi_m"].to_numpy())
        np.minimum.at(streets_m, row, np.abs(wanted - nearest) + stub_at(access, nearest))
        points = shapely.points(_between(part, "x0", "x1", at), _between(part, "y0", "y1", at))
        place = self.place[pair]
        straight_m = shapely.distance(points, self.places.geometry[place])
        enter_m = shapely.distance(points, self.places.way_in[place])
        is_open = enter_m <= np.maximum(stub, self.places.stub_m[place])
        walked = np.where(is_open, np.minimum(enter_m, streets_m + stub), streets_m + stub)
        walked = np.where(straight_m > 0, walked, 0.0)
        return np.minimum(np.where(self.by_air[pair], straight_m * self.detour, walked), BEYOND_M)


def _between(part: pd.DataFrame, start: str, end: str, at: Metres) -> Metres:
    first, last = part[start].to_numpy(), part[end].to_numpy()
    return np.asarray(first + at * (last - first))


def _from_ends(
    streets: Streets, places: Snapped, place: Whole, edge: Whole, limit_m: float
) -> tuple[Metres, Metres]:
    """Return how far it is from both ends of edges to places; infinite beyond the limit."""
    which, number = np.unique(place, return_inverse=True)
    access = places.access[places.access["owner"].isin(which)]
    access = access.assign(owner=np.searchsorted(which, access["owner"]))
    settled = settle(streets.links, seeds(streets, access, len(which)), limit_m)
    return (
        _metres_of(settled, streets.links.nodes, number, streets.u[edge]),
        _metres_of(settled, streets.links.nodes, number, streets.v[edge]),
    )


def _metres_of(settled: Settled, nodes: int, start: Whole, node: Any) -> Metres:
    keys = settled.start * nodes + settled.node
    order = np.argsort(keys)
    keys, metres = keys[order], settled.metres[order]
    wanted = start * nodes + node
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    if not len(keys):
        return np.full(len(wanted), np.inf)
    return np.asarray(np.where(keys[at] == wanted, metres[at], np.inf))


def _same_edge(places: Snapped, place: Whole, edge: Whole) -> tuple[Whole, pd.DataFrame]:
    """Return pairs (sorted) and the accesses of their place on their edge."""
    access = places.access
    key = access["owner"].to_numpy(dtype=np.int64) * (2**32) + access["edge"].to_numpy(dtype=np.int64)
    order = np.argsort(key, kind="stable")
    wanted = place.astype(np.int64) * 2**32 + edge
    row, at = expand(
        np.searchsorted(key[order], wanted, "left"), np.searchsorted(key[order], wanted, "right")
    )
    return row, access.iloc[order[at]].reset_index(drop=True)


def _even(near: _Near, limit_m: float) -> tuple[Whole, Metres, Metres, Metres, Metres]:
    """Return stretches of pairs along which the distance changes evenly: pair, begin, end, and the distances there."""
    pair = np.arange(len(near.place))
    begin, end = np.zeros(len(pair)), np.ones(len(pair))
    from_m, to_m = near.distance_m(pair, begin), near.distance_m(pair, end)
    done: list[tuple[Whole, Metres, Metres, Metres, Metres]] = []
    while len(pair):
        middle = (begin + end) / 2
        there_m = near.distance_m(pair, middle)
        bent = np.abs(there_m - (from_m + to_m) / 2) > EVEN_M
        fine = (end - begin) * near.piece_m[pair] <= EVEN_M
        beyond = np.minimum(np.minimum(from_m, to_m), there_m) > limit_m + near.piece_m[pair] * 2
        ready = ~bent | fine | beyond
        done.append((pair[ready], begin[ready], end[ready], from_m[ready], to_m[ready]))
        rest = ~ready
        begin, end = (
            np.concatenate([begin[rest], middle[rest]]),
            np.concatenate([middle[rest], end[rest]]),
        )
        from_m, to_m = (
            np.concatenate([from_m[rest], there_m[rest]]),
            np.concatenate([there_m[rest], to_m[rest]]),
        )
        pair = np.concatenate([pair[rest], pair[rest]])
    if not done:
        return pair, begin, end, from_m, to_m
    whole = [np.concatenate(values) for values in zip(*done, strict=True)]
    return whole[0], whole[1], whole[2], whole[3], whole[4]


def _within(
    from_m: Metres, to_m: Metres, long_m: Metres, low: float, high: float, *, first: bool
) -> tuple[Metres, Metres]:
    """Return how much of stretches lies between two distances (the upper included), and the mean distance of that."""
    near, far = np.minimum(from_m, to_m), np.maximum(from_m, to_m)
    begin, end = np.clip(near, low, high), np.clip(far, low, high)
    span = far - near
    flat = span <= 0
    inside = np.where(flat, (near <= high) & ((near > low) | first), 0.0)
    share = np.where(flat, inside, np.divide(end - begin, span, out=np.zeros(len(span)), where=~flat))
    return long_m * share, (begin + end) / 2

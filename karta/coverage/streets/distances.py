"""Walking distances between geometries, over the streets and the stubs at both ends.

`d = stub + streets + stub`, the least over the accesses of both. What touches is 0 m away, and what lies nearer than
the nearest street of either is walked to straight: no street lies between. Never shorter than the straight line.
"""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets.bounded import Seeds, settle
from karta.coverage.streets.graph import Metres, Streets, Whole
from karta.coverage.streets.snap import Snapped

WALKS = ["source", "target", "walk_m"]


def walk(streets: Streets, sources: Snapped, targets: Snapped, cutoff_m: float) -> pd.DataFrame:
    """Return which targets lie within a walk of `cutoff_m` (included) of each source, over the streets.

    Columns: source and target (positions), walk_m, sorted. What no street is near has no row unless it touches.
    """
    ways = [
        _by_nodes(streets, sources, targets, cutoff_m),
        _on_same_edge(sources.access, targets.access),
        _straight(sources, targets, cutoff_m),
    ]
    return _least(pd.concat(ways, ignore_index=True), cutoff_m)


def reach(
    streets: Streets, sources: Snapped, targets: Snapped, cutoff_m: float, detour: float
) -> pd.DataFrame:
    """Return the walks as `walk` does, and `approx`: straight line x `detour` where an end is far from every street."""
    over = walk(streets, sources, targets, cutoff_m).assign(approx=False)
    pairs = shapely.STRtree(targets.geometry).query(
        sources.geometry, predicate="dwithin", distance=cutoff_m / detour
    )
    pairs = pairs[:, sources.off[pairs[0]] | targets.off[pairs[1]]]
    straight_m = shapely.distance(sources.geometry[pairs[0]], targets.geometry[pairs[1]])
    apart = straight_m > 0
    by_air = pd.DataFrame(
        {
            "source": pairs[0][apart], "target": pairs[1][apart], "walk_m": straight_m[apart] * detour,
            "approx": True,
        }
    )  # fmt: skip
    both = pd.concat([over, by_air], ignore_index=True).drop_duplicates(["source", "target"])
    return both.sort_values(["source", "target"], ignore_index=True)


def seeds(streets: Streets, access: pd.DataFrame, owners: int) -> Seeds:
    """Return where each owner of accesses enters the graph, and the metres walked by then."""
    owner, node, metres = ends(streets, access)
    order = np.lexsort((metres, node, owner))
    owner, node, metres = owner[order], node[order], metres[order]
    unique = np.ones(len(owner), dtype=bool)
    unique[1:] = (owner[1:] != owner[:-1]) | (node[1:] != node[:-1])
    first = np.zeros(owners + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner[unique], minlength=owners), out=first[1:])
    return Seeds(first, node[unique].astype(np.int32), metres[unique])


def ends(streets: Streets, access: pd.DataFrame) -> tuple[Whole, Whole, Metres]:
    """Return owner, node and metres of the ways from the ends of the edges to the geometries of accesses."""
    edge = access["edge"].to_numpy(dtype=int)
    owner = access["owner"].to_numpy(dtype=int)
    u, v, long_m = streets.u[edge], streets.v[edge], streets.length_m[edge]
    lo, hi = access["lo_m"].to_numpy(), access["hi_m"].to_numpy()
    lo_stub, hi_stub = access["lo_stub_m"].to_numpy(), access["hi_stub_m"].to_numpy()
    return (
        np.concatenate([owner, owner, owner, owner]),
        np.concatenate([u, u, v, v]),
        np.concatenate([lo + lo_stub, hi + hi_stub, long_m - lo + lo_stub, long_m - hi + hi_stub]),
    )


def expand(first: Any, last: Any) -> tuple[Whole, Whole]:
    """Return, for ranges from `first` to before `last`, the range and the number within all, row by row."""
    many = last - first
    row = np.repeat(np.arange(len(many)), many)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(first, many)


def _by_nodes(streets: Streets, sources: Snapped, targets: Snapped, cutoff_m: float) -> pd.DataFrame:
    """Return walks that pass a node: what a source settles meets the ways from nodes to targets."""
    owner, node, metres = ends(streets, targets.access)
    order = np.argsort(node, kind="stable")
    owner, node, metres = owner[order], node[order], metres[order]
    wanted = np.zeros(streets.links.nodes, dtype=np.uint8)
    wanted[node] = 1
    settled = settle(streets.links, seeds(streets, sources.access, len(sources.geometry)), cutoff_m, wanted)
    row, at = expand(
        np.searchsorted(node, settled.node, "left"), np.searchsorted(node, settled.node, "right")
    )
    return pd.DataFrame(
        {"source": settled.start[row], "target": owner[at], "walk_m": settled.metres[row] + metres[at]}
    )


def _on_same_edge(sources: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Return walks between stretches of the same edge, along it."""
    targets = targets.sort_values("edge", kind="stable", ignore_index=True)
    edges, wanted = targets["edge"].to_numpy(), sources["edge"].to_numpy()
    row, at = expand(np.searchsorted(edges, wanted, "left"), np.searchsorted(edges, wanted, "right"))
    source_part, target_part = (
        sources.iloc[row].reset_index(drop=True),
        targets.iloc[at].reset_index(drop=True),
    )
    ways = []
    for here, there in ((source_part, target_part), (target_part, source_part)):
        for end in ("lo_m", "hi_m"):
            p = here[end].to_numpy()
            q = np.clip(p, there["lo_m"], there["hi_m"])
            ways.append(stub_at(here, p) + np.abs(p - q) + stub_at(there, q))
            for far in ("lo_m", "hi_m"):
                q = there[far].to_numpy()
                ways.append(stub_at(here, p) + np.abs(p - q) + stub_at(there, q))
    return pd.DataFrame(
        {
            "source": source_part["owner"],
            "target": target_part["owner"],
            "walk_m": np.min(ways, axis=0) if len(source_part) else np.empty(0),
        }
    )


def stub_at(access: pd.DataFrame, along_m: Any) -> Metres:
    """Return the stub at a position within the stretch of each access; the shorter one where that is a point."""
    lo, lo_stub, hi_stub = (access[name].to_numpy() for name in ("lo_m", "lo_stub_m", "hi_stub_m"))
    long_m = access["hi_m"].to_numpy() - lo
    share = np.divide(along_m - lo, long_m, out=np.zeros(len(lo)), where=long_m > 0)
    return np.asarray(
        np.where(long_m > 0, lo_stub + share * (hi_stub - lo_stub), np.minimum(lo_stub, hi_stub))
    )


def _straight(sources: Snapped, targets: Snapped, cutoff_m: float) -> pd.DataFrame:
    """Return the straight ways: to what touches, and to what is nearer than the nearest street of either."""
    source_m, target_m = (np.where(np.isfinite(ends.stub_m), ends.stub_m, 0.0) for ends in (sources, targets))
    furthest_m = max(source_m.max(initial=0.0), target_m.max(initial=0.0))
    touching = shapely.STRtree(targets.geometry).query(sources.geometry, predicate="intersects")
    pairs = shapely.STRtree(targets.way_in).query(
        sources.way_in, predicate="dwithin", distance=min(cutoff_m, furthest_m)
    )
    straight_m = shapely.distance(sources.way_in[pairs[0]], targets.way_in[pairs[1]])
    direct = straight_m <= np.maximum(source_m[pairs[0]], target_m[pairs[1]])
    return pd.DataFrame(
        {
            "source": np.concatenate([touching[0], pairs[0][direct]]),
            "target": np.concatenate([touching[1], pairs[1][direct]]),
            "walk_m": np.concatenate([np.zeros(touching.shape[1]), straight_m[direct]]),
        }
    )


def _least(walks: pd.DataFrame, cutoff_m: float) -> pd.DataFrame:
    """Return the shortest walk of each pair."""
    near = walks[walks["walk_m"] <= cutoff_m].sort_values(["source", "target", "walk_m"], ignore_index=True)
    return near.drop_duplicates(["source", "target"])[WALKS].reset_index(drop=True)

"""The streets and paths that adults walk, as a graph, from the ways of a file or from what osmnx has fetched."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.model.connected import lengths_of_parts
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.osm_elements import Elements, Way, in_metres, is_walkable, unpacked
from karta.sources.walk_chains import Chains, Floats, Whole, chains, lengths

# Metres of street that a part has at least to be kept: less is a stray path, or a way that the map left unconnected.
LEAST_PART_M = 300.0
# What the map says of a way without light; "yes", a time of the night, and nothing at all are something else.
UNLIT = "no"
_OF_NODE = 8  # bytes of a packed id


@dataclass(frozen=True)
class WalkGraph:
    """Nodes (node, x, y) and edges (u, v, length and unlit_m in m) in EPSG:3006, and what was left out.

    `unlit_m`: how much of an edge the map says is without light in the dark; of most streets it says nothing.
    `cut`: ways with missing nodes, cut there; `pieces`: parts too small to keep, with `pieces_m` metres of street.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    cut: int
    pieces: int
    pieces_m: float


def walk_graph(elements: Elements) -> WalkGraph | None:
    """Return the walking graph of what is no fragment, None where nothing can be walked."""
    walked = [
        (elements.ways[ref], tags.get("lit") == UNLIT)
        for ref, tags in elements.way_tags.items()
        if is_walkable(tags)
    ]
    cut = sum(bool(way.gaps) or len(way.refs) <= _OF_NODE for way, _ in walked)
    walked = [(way, unlit) for way, unlit in walked if len(way.refs) > _OF_NODE]
    ways = [way for way, _ in walked]
    refs = np.frombuffer(b"".join(way.refs for way in ways), dtype=np.int64)
    ids, first, node = np.unique(refs, return_index=True, return_inverse=True)
    # Nodes are numbered as they come in the file, so that streets start at the end that comes first.
    by_place = np.argsort(first)
    number = np.empty(len(ids), dtype=np.int64)
    number[by_place] = np.arange(len(ids))
    node = number[node]
    goes_on = _goes_on(ways) & (node[:-1] != node[1:])
    if not goes_on.any():
        return None
    lonlat = unpacked(way.points for way in ways)[first[by_place]]
    tails, heads = node[:-1][goes_on], node[1:][goes_on]
    streets = chains(len(ids), tails, heads)
    if not len(streets.starts):
        return None
    counts = [len(way.refs) // _OF_NODE for way in ways]
    dark = np.repeat(np.array([unlit for _, unlit in walked], dtype=bool), counts)[:-1][goes_on]
    unlit_steps = _steps(tails[dark], heads[dark], len(ids))
    return without_fragments(*_frames(ids[by_place], lonlat, streets, unlit_steps), cut)


def without_fragments(nodes: gpd.GeoDataFrame, edges: gpd.GeoDataFrame, cut: int = 0) -> WalkGraph:
    """Return the graph of the parts of at least `LEAST_PART_M` metres of street, or of the longest one alone.

    Nobody is reached from afar (200 m), so that parts need not hang together: an island is a part, and so is a village
    that the edge of the file cut off.
    """
    ids = pd.Index(nodes["node"])
    ends = ids.get_indexer(edges["u"]), ids.get_indexer(edges["v"])
    part, part_m = lengths_of_parts(len(nodes), *ends, edges["length"])
    is_large = part_m >= min(LEAST_PART_M, part_m.max(initial=0.0))
    streets, rest = edges[is_large].reset_index(drop=True), edges[~is_large]
    used = nodes[nodes["node"].isin(np.union1d(streets["u"], streets["v"]))].reset_index(drop=True)
    return WalkGraph(used, streets, cut, len(np.unique(part[~is_large])), float(rest["length"].sum()))


def frames_of(directed: Any) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return nodes (node, x, y) and edges (u, v, length, unlit_m) of an osmnx graph of both directions, in EPSG:3006.

    Of the two directions of a street one stays. osmnx's own `to_undirected` gives the same edges, in a minute for
    a town where this takes a second.
    """
    import osmnx as ox  # a second of start-up that only a fetched town needs

    nodes, edges = ox.graph_to_gdfs(directed)
    nodes = nodes.set_crs(CRS_DEGREES, allow_override=True).to_crs(CRS_METRES).reset_index(names="node")
    nodes = nodes.assign(x=nodes.geometry.x, y=nodes.geometry.y)[["node", "x", "y", "geometry"]]
    edges = edges.reset_index()
    lit = edges["lit"] if "lit" in edges else pd.Series("", index=edges.index)
    # Of a street that was put together from several, osmnx lists what each says: where one is dark, it is.
    dark = [UNLIT in cell if isinstance(cell, list) else cell == UNLIT for cell in lit]
    edges = edges.assign(unlit_m=edges["length"].where(dark, 0.0))
    edges = edges[["u", "v", "length", "unlit_m", "geometry"]]
    ends = np.sort(edges[["u", "v"]].to_numpy(dtype=np.int64), axis=1)
    shape = shapely.to_wkb(shapely.normalize(edges.geometry.to_numpy()))
    twice = pd.DataFrame({"low": ends[:, 0], "high": ends[:, 1], "shape": shape}).duplicated()
    streets = edges[~twice.to_numpy()].to_crs(CRS_METRES).reset_index(drop=True)
    return nodes.astype({"node": "int64"}), streets.astype({"u": "int64", "v": "int64", "length": "float64"})


def _goes_on(ways: list[Way]) -> npt.NDArray[np.bool_]:
    """Return for each node of some ways but the last whether its way leads on to the next one, without a gap."""
    counts = np.array([len(way.refs) // _OF_NODE for way in ways], dtype=np.int64)
    ends = np.cumsum(counts)
    gaps = [
        np.array(way.gaps) + end - count
        for way, end, count in zip(ways, ends, counts, strict=True)
        if way.gaps
    ]
    goes_on = np.ones(max(0, int(counts.sum()) - 1), dtype=bool)
    breaks = np.concatenate([ends[:-1], *gaps])
    goes_on[breaks[(breaks > 0) & (breaks <= len(goes_on))] - 1] = False
    return goes_on


def _steps(tails: Whole, heads: Whole, nodes: int) -> Whole:
    """Return the steps between nodes as numbers, the same there and back."""
    return np.minimum(tails, heads) * nodes + np.maximum(tails, heads)


def _unlit(streets: Chains, xy: Floats, unlit_steps: Whole) -> Floats:
    """Return how many metres of each street consist of steps without light."""
    tails, heads, number = streets.nodes[:-1], streets.nodes[1:], streets.of_node
    inside = number[:-1] == number[1:]
    unlit = inside & np.isin(_steps(tails, heads, len(xy)), unlit_steps)
    metres = np.where(unlit, np.hypot(*(xy[heads] - xy[tails]).T), 0.0)
    return np.bincount(number[:-1], metres, minlength=len(streets.starts)).astype(float)


def _frames(
    ids: Whole, lonlat: Floats, streets: Chains, unlit_steps: Whole
) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return nodes (node, x, y) and edges (u, v, length, unlit_m) in EPSG:3006; of the same street again one."""
    xy = in_metres(lonlat)
    u, v = streets.ends
    shapes = np.asarray(shapely.linestrings(xy[streets.nodes], indices=streets.of_node), dtype=object)
    ends = pd.DataFrame({"low": np.minimum(u, v), "high": np.maximum(u, v)})
    alike = ends.duplicated(keep=False).to_numpy()
    twice = np.zeros(len(ends), dtype=bool)
    twice[alike] = ends[alike].assign(shape=shapely.to_wkb(shapely.normalize(shapes[alike]))).duplicated()
    used = np.unique(np.concatenate([u, v]))
    x, y = xy[used].T
    nodes = gpd.GeoDataFrame(
        {"node": ids[used], "x": x, "y": y}, geometry=shapely.points(xy[used]), crs=CRS_METRES
    )
    edges = {
        "u": ids[u][~twice], "v": ids[v][~twice], "length": lengths(streets, lonlat)[~twice],
        "unlit_m": _unlit(streets, xy, unlit_steps)[~twice],
    }  # fmt: skip
    return nodes, gpd.GeoDataFrame(edges, geometry=shapes[~twice], crs=CRS_METRES)

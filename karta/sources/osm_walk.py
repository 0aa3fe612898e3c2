"""The streets and paths that adults walk, as a graph: osmnx builds it from the ways that pass the filter."""

import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import geopandas as gpd
import networkx as nx
import numpy as np
import osmnx as ox
import pandas as pd
import shapely

from karta.model.connected import lengths_of_parts
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.osm_xml import Elements

# Metres of street that a part has at least to be kept: less is a stray path, or a way that the map left unconnected.
LEAST_PART_M = 300.0


@dataclass(frozen=True)
class WalkGraph:
    """Nodes (node, x, y) and edges (u, v, length in m) in EPSG:3006, and what was left out.

    `cut`: ways with missing nodes, cut there; `pieces`: parts too small to keep, with `pieces_m` metres of street.
    """

    nodes: gpd.GeoDataFrame
    edges: gpd.GeoDataFrame
    cut: int
    pieces: int
    pieces_m: float


def is_walkable(tags: dict[str, str]) -> bool:
    """Return whether a grown-up may walk along a way.

    Source: measured on a real extract; nobody may walk on a motorway. Steps, cycleways, service roads and ways with
    sidewalks of their own stay.
    """
    return (
        "highway" in tags
        and tags["highway"] not in {"platform", "proposed", "construction", "motorway", "motorway_link"}
        and tags.get("area") != "yes"
        and tags.get("foot") != "no"
        and tags.get("access") not in {"no", "private"}
    )


def walk_graph(elements: Elements) -> WalkGraph | None:
    """Return the walking graph of what is no fragment, None where nothing can be walked."""
    ways = [refs for way, refs in elements.ways.items() if is_walkable(elements.way_tags[way])]
    runs: list[list[int]] = []
    cut = 0
    for refs in ways:
        whole = _runs(refs, elements.nodes)
        cut += len(whole) != 1 or len(whole[0]) != len(refs)
        runs.extend(whole)
    if not runs:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "walk.osm"
        _write(path, runs, elements)
        return without_fragments(*graph_frames(path), cut)


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


def graph_frames(path: Path) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return nodes and edges of the simplified, undirected graph of an OSM XML file that holds only walkable ways."""
    quiet()
    directed = ox.graph_from_xml(path, bidirectional=True, simplify=True, retain_all=True)
    return frames_of(directed)


def frames_of(directed: nx.MultiDiGraph) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return nodes (node, x, y) and edges (u, v, length) of an osmnx graph of both directions, in EPSG:3006.

    Of the two directions of a street one stays. osmnx's own `to_undirected` gives the same edges, in a minute for
    a town where this takes a second.
    """
    nodes, edges = ox.graph_to_gdfs(directed)
    nodes = nodes.set_crs(CRS_DEGREES, allow_override=True).to_crs(CRS_METRES).reset_index(names="node")
    nodes = nodes.assign(x=nodes.geometry.x, y=nodes.geometry.y)[["node", "x", "y", "geometry"]]
    edges = edges.reset_index()[["u", "v", "length", "geometry"]]
    ends = np.sort(edges[["u", "v"]].to_numpy(dtype=np.int64), axis=1)
    shape = shapely.to_wkb(shapely.normalize(edges.geometry.to_numpy()))
    twice = pd.DataFrame({"low": ends[:, 0], "high": ends[:, 1], "shape": shape}).duplicated()
    streets = edges[~twice.to_numpy()].to_crs(CRS_METRES).reset_index(drop=True)
    return nodes.astype({"node": "int64"}), streets.astype({"u": "int64", "v": "int64", "length": "float64"})


def quiet() -> None:
    """Keep osmnx from writing a cache or a log beside the caller."""
    ox.settings.use_cache = False
    ox.settings.log_file = False
    ox.settings.log_console = False
    ox.settings.log_level = logging.ERROR
    ox.settings.doh_url_template = None  # a name that does not resolve is not asked about elsewhere


def _runs(refs: list[int], nodes: dict[int, tuple[float, float]]) -> list[list[int]]:
    """Return the unbroken runs of known nodes of a way, at least two nodes each."""
    runs: list[list[int]] = [[]]
    for ref in refs:
        if ref in nodes:
            runs[-1].append(ref)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _write(path: Path, runs: list[list[int]], elements: Elements) -> None:
    used = dict.fromkeys(ref for run in runs for ref in run)
    with path.open("w", encoding="utf-8") as sink:
        sink.write("<?xml version='1.0' encoding='UTF-8'?>\n<osm version='0.6'>\n")
        for node in used:
            lon, lat = elements.nodes[node]
            sink.write(f"<node id={quoteattr(str(node))} lat='{lat!r}' lon='{lon!r}'/>\n")
        for at, run in enumerate(runs, start=1):
            sink.write(f"<way id='{at}'>" + "".join(f"<nd ref='{ref}'/>" for ref in run))
            sink.write("<tag k='highway' v='footway'/></way>\n")
        sink.write("</osm>\n")

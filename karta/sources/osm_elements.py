"""What is read of OpenStreetMap, whatever form the file has: elements with their positions, drawn as geometries.

A town has half a million nodes, of which nine in ten are only bends: positions are kept by the way that goes there, as
packed numbers, and of nodes alone those that carry a tag.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from karta.settings import CRS_DEGREES, CRS_METRES

# All that layers, places and the walking graph look at; other tags are passed over.
TAGS = (
    "access", "addr:city", "addr:housenumber", "addr:street", "amenity", "area", "building", "club",
    "community_centre", "foot", "highway", "isced:level", "landuse", "layer", "leisure", "lit", "name", "natural",
    "office", "opening_hours", "place", "public_transport", "railway", "ref:SE:skolverket", "ref:se:skolverket",
    "shop", "sport", "station", "tunnel", "type", "waterway",
)  # fmt: skip
# A node with none of these is no place and no entrance: of the trees, crossings and house numbers nothing is drawn.
NODE_TAGS = (
    "amenity", "area", "building", "club", "community_centre", "leisure", "office", "place", "railway", "shop",
    "station",
)  # fmt: skip
AREA_RELATIONS = frozenset({"multipolygon", "boundary"})
_AREA_KEYS = frozenset(
    {"amenity", "building", "landuse", "leisure", "natural", "place", "shop", "office", "club"}
)

Tags = dict[str, str]
Position = tuple[float, float]
Floats = npt.NDArray[np.float64]


class Way(NamedTuple):
    """A way through the nodes that there are.

    `points`: longitude and latitude of each, packed as float64. `closed`: it ends at the node where it starts. `gaps`:
    numbers of the points before which nodes are missing. `refs`: ids of the nodes, packed as int64, of a way that can
    be walked, else blank.
    """

    points: bytes
    closed: bool
    gaps: tuple[int, ...] = ()
    refs: bytes = b""


class _Part(NamedTuple):
    """Elements of a kind that are drawn: their ids, their shapes in EPSG:3006, and the tags of all of their kind."""

    element: str
    ids: list[int]
    shapes: npt.NDArray[Any]
    tags: dict[int, Tags]


@dataclass
class Elements:
    """The elements of a file: nodes with tags, ways with tags or in a relation, members of relations; wanted tags.

    `remark`: what the service that made the file says of it, which it does where it stopped before the end.
    """

    nodes: dict[int, Position] = field(default_factory=dict)
    node_tags: dict[int, Tags] = field(default_factory=dict)
    ways: dict[int, Way] = field(default_factory=dict)
    way_tags: dict[int, Tags] = field(default_factory=dict)
    relations: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    relation_tags: dict[int, Tags] = field(default_factory=dict)
    remark: str = ""


def is_walkable(tags: Tags) -> bool:
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


def way_through(refs: list[int], position: Callable[[int], Position | None], *, walked: bool) -> Way:
    """Return the way through some nodes; `position` gives None for a node that the file does not have."""
    points, known = array("d"), array("q")
    gaps: list[int] = []
    for ref in refs:
        at = position(ref)
        if at is not None:
            points.extend(at)
            known.append(ref)
        elif not gaps or gaps[-1] != len(known):
            gaps.append(len(known))
    closed = bool(refs) and refs[0] == refs[-1]
    return Way(points.tobytes(), closed, tuple(gaps), known.tobytes() if walked else b"")


def features(elements: Elements) -> gpd.GeoDataFrame:
    """Return the elements that may be drawn or be a place: element, id, geometry (EPSG:3006), a column for each tag.

    Ways that refer to missing nodes are drawn through the nodes that there are; rings that do not close are left
    out.
    """
    parts = [_points(elements), _ways(elements), _multipolygons(elements)]
    tags = [part.tags[ref] for part in parts for ref in part.ids]
    columns = {name: pd.Series([tag.get(name) for tag in tags], dtype="object") for name in TAGS}
    about = {
        "element": np.repeat([part.element for part in parts], [len(part.ids) for part in parts]).astype(
            object
        ),
        # Without a single id theirs would be of no kind, and make fractions of the others.
        "id": np.concatenate([np.array(part.ids, dtype=np.int64) for part in parts]),
        "geometry": np.concatenate([part.shapes for part in parts]),
    }
    return gpd.GeoDataFrame({**columns, **about}, geometry="geometry", crs=CRS_METRES)


def incomplete_areas(elements: Elements, drawn: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the areas that lack parts in the file or were not drawn: their names, blank without one, by element.

    A file that was cut out of a larger map has such areas at its edge.
    """
    closed = set(drawn.loc[drawn["element"] == "relation", "id"])
    lacking = {f"way/{ref}": elements.way_tags[ref] for ref, way in elements.ways.items() if way.gaps}
    for relation, members in elements.relations.items():
        tags = elements.relation_tags[relation]
        whole = relation in closed and all(
            ref in elements.ways and not elements.ways[ref].gaps for ref, _ in members
        )
        if tags.get("type") == "multipolygon" and not whole:
            lacking[f"relation/{relation}"] = tags
    return {element: tags.get("name", "") for element, tags in lacking.items() if _is_area(tags)}


def in_metres(lonlat: Floats) -> Floats:
    """Return rows of longitude and latitude in EPSG:3006."""
    transformer = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))


def unpacked(packed: Iterable[bytes]) -> Floats:
    """Return packed positions, one after another, as rows of longitude and latitude."""
    return np.frombuffer(b"".join(packed), dtype=np.float64).reshape(-1, 2)


def _points(elements: Elements) -> _Part:
    wanted = frozenset(NODE_TAGS)
    tagged = [
        node for node, tags in elements.node_tags.items() if node in elements.nodes and wanted & tags.keys()
    ]
    lonlat = np.array([elements.nodes[node] for node in tagged], dtype=np.float64).reshape(-1, 2)
    return _Part(
        "node", tagged, np.asarray(shapely.points(in_metres(lonlat)), dtype=object), elements.node_tags
    )


def _ways(elements: Elements) -> _Part:
    drawn = {
        ref: way for ref, way in elements.ways.items() if elements.way_tags[ref] and len(way.points) > 16
    }
    shapes = _lines(list(drawn.values()))
    areas = np.array(
        [_is_ring(way) and _is_area(elements.way_tags[ref]) for ref, way in drawn.items()], dtype=bool
    )
    if areas.any():
        xy, of_ring = shapely.get_coordinates(shapes[areas], return_index=True)
        shapes[areas] = shapely.polygons(shapely.linearrings(xy, indices=of_ring))
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return _Part("way", list(drawn), shapes, elements.way_tags)


def _is_ring(way: Way) -> bool:
    """Return whether a way closes around something: one of two places goes there and back."""
    return way.closed and len({way.points[at : at + 16] for at in range(0, len(way.points), 16)}) > 2


def _lines(ways: list[Way]) -> npt.NDArray[Any]:
    """Return a line in EPSG:3006 for each of some ways of at least two points."""
    if not ways:
        return np.empty(0, dtype=object)
    of_line = np.repeat(np.arange(len(ways)), [len(way.points) // 16 for way in ways])
    xy = in_metres(unpacked(way.points for way in ways))
    return np.asarray(shapely.linestrings(xy, indices=of_line), dtype=object)


def _is_area(tags: Tags) -> bool:
    if tags.get("area") in {"yes", "no"}:
        return tags["area"] == "yes"
    return "highway" not in tags and bool(
        _AREA_KEYS & tags.keys() or tags.get("waterway") in {"riverbank", "dock"}
    )


def _multipolygons(elements: Elements) -> _Part:
    wanted = [
        relation
        for relation, tags in elements.relation_tags.items()
        if tags.get("type") == "multipolygon" and _is_area(tags)
    ]
    areas = areas_of(elements, wanted)
    closed = [relation for relation in wanted if not areas[relation].is_empty]
    shapes = np.empty(len(closed), dtype=object)
    shapes[:] = [areas[relation] for relation in closed]
    return _Part("relation", closed, shapes, elements.relation_tags)


def areas_of(elements: Elements, relations: list[int]) -> dict[int, Any]:
    """Return the areas in EPSG:3006 that the ways of some relations close; empty ones where they close none."""
    members = {ref for relation in relations for ref, _ in elements.relations[relation]}
    ways = {
        ref: elements.ways[ref]
        for ref in members
        if ref in elements.ways and len(elements.ways[ref].points) > 16
    }
    lines = dict(zip(ways, _lines(list(ways.values())), strict=True))
    areas = {}
    for relation in relations:
        by_role: dict[bool, list[Any]] = defaultdict(list)
        for ref, role in elements.relations[relation]:
            if ref in lines:
                by_role[role == "inner"].append(lines[ref])
        outer, inner = (
            shapely.union_all(shapely.get_parts(shapely.polygonize(by_role[k]))) for k in (False, True)
        )
        areas[relation] = outer if outer.is_empty else shapely.make_valid(outer.difference(inner))
    return areas

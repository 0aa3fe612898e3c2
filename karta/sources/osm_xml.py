"""OpenStreetMap XML, read once into elements with their geometry; who mapped what is not read."""

import bz2
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast
from xml.parsers import expat

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from karta.errors import InputError
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.guard import check_ratio

# All that layers, places and the walking graph look at; other tags are passed over.
TAGS = (
    "access", "addr:city", "addr:housenumber", "addr:street", "amenity", "area", "building", "club",
    "community_centre", "foot", "highway", "isced:level", "landuse", "layer", "leisure", "name", "natural",
    "office", "opening_hours", "place", "public_transport", "railway", "ref:SE:skolverket", "ref:se:skolverket",
    "shop", "sport", "station", "tunnel", "type", "waterway",
)  # fmt: skip
_AREA_KEYS = frozenset(
    {"amenity", "building", "landuse", "leisure", "natural", "place", "shop", "office", "club"}
)
_WANTED = frozenset(TAGS)
_KINDS = frozenset({"node", "way", "relation"})


@dataclass
class Elements:
    """The elements of a file: positions of nodes, node lists of ways, members of relations, and wanted tags."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    node_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, list[int]] = field(default_factory=dict)
    way_tags: dict[int, dict[str, str]] = field(default_factory=dict)
    relations: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    relation_tags: dict[int, dict[str, str]] = field(default_factory=dict)

    def drop(self, kind: str, ref: int) -> None:
        """Leave out a node, way or relation: a later version of the file says that it is no more."""
        stored: dict[str, tuple[dict[int, Any], ...]] = {
            "node": (self.nodes, self.node_tags),
            "way": (self.ways, self.way_tags),
            "relation": (self.relations, self.relation_tags),
        }
        for entries in stored[kind]:
            entries.pop(ref, None)


def read_elements(path: Path, *, packed: bool) -> Elements:
    """Return the elements of an OSM XML file, plain or packed with bzip2.

    Raises
    ------
    InputError
        When it is no well-formed OSM XML, or has a DOCTYPE.
    """
    reader = _Reader()
    with cast(IO[bytes], bz2.open(path)) if packed else path.open("rb") as handle:
        try:
            unpacked = 0
            while piece := handle.read(1 << 20):
                unpacked += len(piece)
                if packed:
                    check_ratio(path, unpacked)
                reader.parser.Parse(piece, False)  # noqa: FBT003 - expat's own form
            reader.parser.Parse(b"", True)  # noqa: FBT003 - expat's own form
        except (expat.ExpatError, OSError, EOFError, ValueError, KeyError, OverflowError) as error:
            if isinstance(error, InputError):
                raise
            raise InputError("file_unreadable") from error
    return reader.elements


def features(elements: Elements) -> gpd.GeoDataFrame:
    """Return the elements that carry wanted tags: element, id, geometry (EPSG:3006) and a column for each tag.

    Ways that refer to missing nodes are drawn through the nodes that there are; rings that do not close are left
    out.
    """
    index = {node: at for at, node in enumerate(elements.nodes)}
    xy = _metres(elements)
    parts = [_points(elements, index, xy), _ways(elements, index, xy), _multipolygons(elements, index, xy)]
    frame = pd.concat(parts, ignore_index=True)
    for name in TAGS:
        if name not in frame.columns:
            frame[name] = None
    frame[list(TAGS)] = frame[list(TAGS)].astype("object").where(frame[list(TAGS)].notna(), None)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS_METRES)


def incomplete_areas(elements: Elements, drawn: gpd.GeoDataFrame) -> dict[str, str]:
    """Return the areas that lack parts in the file or were not drawn: their names, blank without one, by element.

    A file that was cut out of a larger map has such areas at its edge.
    """
    closed = set(drawn.loc[drawn["element"] == "relation", "id"])
    ways = {way for way, refs in elements.ways.items() if not all(ref in elements.nodes for ref in refs)}
    lacking = {f"way/{way}": elements.way_tags[way] for way in ways}
    for relation, members in elements.relations.items():
        tags = elements.relation_tags[relation]
        whole = relation in closed and all(way in elements.ways and way not in ways for way, _ in members)
        if tags.get("type") == "multipolygon" and not whole:
            lacking[f"relation/{relation}"] = tags
    return {element: tags.get("name", "") for element, tags in lacking.items() if _is_area(tags)}


class _Reader:
    """A reader that keeps what is wanted of each element as it goes by."""

    def __init__(self) -> None:
        self.elements = Elements()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._tags: dict[str, str] = {}
        self._refs: list[int] = []
        self._members: list[tuple[int, str]] = []
        self._id = 0
        self._gone = False

    def _doctype(self, *_: Any) -> None:
        raise InputError("file_doctype", file="")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "nd":
            self._refs.append(int(attributes["ref"]))
        elif name == "tag":
            if attributes["k"] in _WANTED:
                self._tags[attributes["k"]] = attributes["v"]
        elif name == "member":
            if attributes.get("type") == "way":
                self._members.append((int(attributes["ref"]), attributes.get("role", "")))
        elif name in _KINDS:
            self._tags, self._refs, self._members = {}, [], []
            self._id = int(attributes["id"])
            self._gone = attributes.get("action") == "delete" or attributes.get("visible") == "false"
            if name == "node" and not self._gone:
                lat, lon = float(attributes["lat"]), float(attributes["lon"])
                if abs(lat) <= 90 and abs(lon) <= 180:
                    self.elements.nodes[self._id] = (lon, lat)

    def _end(self, name: str) -> None:
        if name in _KINDS and self._gone:
            self.elements.drop(name, self._id)
        elif name == "node":
            if self._tags:
                self.elements.node_tags[self._id] = self._tags
        elif name == "way":
            self.elements.ways[self._id] = self._refs
            self.elements.way_tags[self._id] = self._tags
        elif name == "relation" and self._tags.get("type") in {"multipolygon", "boundary"}:
            self.elements.relations[self._id] = self._members
            self.elements.relation_tags[self._id] = self._tags


def _metres(elements: Elements) -> npt.NDArray[np.float64]:
    if not elements.nodes:
        return np.empty((0, 2))
    lonlat = np.array(list(elements.nodes.values()), dtype=float)
    transformer = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
    return np.column_stack(transformer.transform(lonlat[:, 0], lonlat[:, 1]))


def _points(elements: Elements, index: dict[int, int], xy: npt.NDArray[np.float64]) -> pd.DataFrame:
    tagged = [node for node in elements.node_tags if node in index]
    points = shapely.points(xy[[index[node] for node in tagged]])
    return _frame("node", tagged, points, elements.node_tags)


def _ways(elements: Elements, index: dict[int, int], xy: npt.NDArray[np.float64]) -> pd.DataFrame:
    ids, shapes = [], []
    for way, refs in elements.ways.items():
        tags = elements.way_tags[way]
        points = [index[ref] for ref in refs if ref in index]
        if not tags or len(points) < 2:
            continue
        closed = refs[0] == refs[-1] and len(set(points)) > 2
        shape = shapely.Polygon(xy[points]) if closed and _is_area(tags) else shapely.LineString(xy[points])
        ids.append(way)
        shapes.append(shape)
    return _frame("way", ids, shapely.make_valid(np.array(shapes, dtype=object)), elements.way_tags)


def _is_area(tags: dict[str, str]) -> bool:
    if tags.get("area") in {"yes", "no"}:
        return tags["area"] == "yes"
    return "highway" not in tags and bool(
        _AREA_KEYS & tags.keys() or tags.get("waterway") in {"riverbank", "dock"}
    )


def _multipolygons(elements: Elements, index: dict[int, int], xy: npt.NDArray[np.float64]) -> pd.DataFrame:
    ids, shapes = [], []
    for relation, members in elements.relations.items():
        tags = elements.relation_tags[relation]
        if tags.get("type") != "multipolygon" or not _is_area(tags):
            continue
        lines: dict[bool, list[shapely.LineString]] = defaultdict(list)
        for way, role in members:
            points = [index[ref] for ref in elements.ways.get(way, ()) if ref in index]
            if len(points) > 1:
                lines[role == "inner"].append(shapely.LineString(xy[points]))
        outer, inner = (
            shapely.union_all(shapely.get_parts(shapely.polygonize(lines[k]))) for k in (False, True)
        )
        if not outer.is_empty:
            ids.append(relation)
            shapes.append(shapely.make_valid(outer.difference(inner)))
    return _frame("relation", ids, shapes, elements.relation_tags)


def _frame(element: str, ids: list[int], shapes: Any, tags: dict[int, dict[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame([tags[at] for at in ids])
    # Without a single id their column would be of no kind, and make fractions of the others.
    return frame.assign(element=element, id=np.array(ids, dtype=np.int64), geometry=list(shapes))

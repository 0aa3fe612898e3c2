"""The ground of the map: streets, water, green and buildings, packed for the browser as whole microdegrees.

A small town travels in one parcel. A municipality travels as an overview (main roads, railways, simplified water and
green) and detail by parts, each fetched when it comes into view: the first picture stays small, streets stay sharp.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import shape

from karta.maps.parcel import packed

STREET_CLASSES: Final = ("major", "minor", "path", "rail")
AREA_LAYERS: Final = ("water", "green", "buildings")
WHOLE_POINTS: Final = 150_000
"""Up to so many points the ground is one parcel: some 400 kB."""

_MICRODEGREES: Final = 1_000_000  # 1e-6 degrees is 0.11 m: finer than any source, and an integer is short
_SIMPLE_DEGREES: Final = 0.0001  # 6 to 11 m in Sweden: under a pixel until one sees streets
_SMALL_DEGREES: Final = 0.0006  # what is smaller than some 50 m is no landmark from afar
# Parts by what they hold: degrees of longitude and latitude of a side, some 2 km for streets and 1 km for houses.
_SIDES: Final[Mapping[str, tuple[float, float]]] = {"streets": (0.04, 0.02), "houses": (0.02, 0.01)}
_IN_OVERVIEW: Final = ("green", "water", "major", "rail")

_LINE: Final = int(shapely.GeometryType.LINESTRING)
_POLYGON: Final = int(shapely.GeometryType.POLYGON)

Layers = Mapping[str, Any]
Shapes = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Part:
    """Detail of one stretch of ground: what it holds (streets or houses), and west, south, east, north."""

    holds: str
    bounds: tuple[float, float, float, float]
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BaseMap:
    """The ground, packed for the browser; make it once with `base_map`, keep it. `overview` is the first parcel."""

    key: str
    overview: bytes = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)


def base_map(layers: Layers) -> BaseMap:
    """Return the base map packed.

    `layers` holds water, green, buildings and streets in EPSG:4326, as frames with a geometry or as GeoJSON feature
    collections; a street has a `class`, one of `STREET_CLASSES`, and is drawn as a minor one where that is not known.
    Water may be lines as well as areas. Layers that are missing are empty. Points are left out.
    """
    by_class = _by_class(layers)
    streets = sum(len(by_class[name]) for name in STREET_CLASSES)
    parts: tuple[Part, ...] = ()
    first = by_class
    if sum(int(shapely.get_num_coordinates(shapes).sum()) for shapes in by_class.values()) > WHOLE_POINTS:
        first = {name: _simple(by_class[name]) for name in _IN_OVERVIEW}
        parts = tuple(_parts(by_class))
    head = {"streets": streets, "parts": [[part.holds, *part.bounds] for part in parts]}
    overview = packed(head, _arrays(first))
    key = sha256(b"".join([overview.content, *(part.content for part in parts)])).hexdigest()[:20]
    return BaseMap(key, overview.content, parts)


def polygons(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """Return each polygon of a GeoJSON geometry as rings of steps; lines and points give none."""
    kind = geometry["type"]
    if kind == "Polygon":
        return [[steps(ring) for ring in geometry["coordinates"]]]
    if kind == "MultiPolygon":
        return [[steps(ring) for ring in polygon] for polygon in geometry["coordinates"]]
    if kind == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in polygons(part)]
    return []


def steps(points: Sequence[Sequence[float]]) -> list[int]:
    """Return lon, lat of the first point, then the steps to each next one, in microdegrees, in a flat list."""
    moves: list[int] = []
    lon = lat = 0
    for point in points:
        to_lon, to_lat = round(point[0] * _MICRODEGREES), round(point[1] * _MICRODEGREES)
        moves += (to_lon - lon, to_lat - lat)
        lon, lat = to_lon, to_lat
    return moves


def _by_class(layers: Layers) -> dict[str, Shapes]:
    """Return the lines of each class of street, streams, and the polygons of each layer of areas."""
    shapes, classes = _layer(layers, "streets")
    street_classes = np.where(np.isin(classes, STREET_CLASSES), classes, "minor")
    by_class = {name: _single(shapes[street_classes == name], _LINE) for name in STREET_CLASSES}
    water, _ = _layer(layers, "water")
    by_class["stream"] = _single(water, _LINE)
    for name in AREA_LAYERS:
        by_class[name] = _single(_layer(layers, name)[0], _POLYGON)
    return by_class


def _layer(layers: Layers, name: str) -> tuple[Shapes, Shapes]:
    """Return the geometries of a layer and their classes, blank where there is none."""
    layer = layers.get(name)
    if layer is None:
        return np.empty(0, dtype=object), np.empty(0, dtype=object)
    if isinstance(layer, Mapping):
        features = [feature for feature in layer.get("features", ()) if feature.get("geometry")]
        shapes = np.array([shape(feature["geometry"]) for feature in features], dtype=object)
        return shapes, np.array(
            [(feature.get("properties") or {}).get("class", "") for feature in features], dtype=object
        )
    frame = layer[layer.geometry.notna()]
    classes = frame["class"] if "class" in frame.columns else [""] * len(frame)
    return np.asarray(frame.geometry, dtype=object), np.asarray(classes, dtype=object)


def _single(shapes: Shapes, kind: int) -> Shapes:
    """Return the single lines or polygons in some geometries, whatever they are collected in."""
    if not len(shapes):
        return shapes
    flat = shapely.force_2d(shapes) if shapely.has_z(shapes).any() else shapes
    parts = shapely.get_parts(shapely.get_parts(flat))
    single: Shapes = parts[(shapely.get_type_id(parts) == kind) & ~shapely.is_empty(parts)]
    return single


def _simple(shapes: Shapes) -> Shapes:
    """Return shapes for a view from afar: fewer points, and no small areas."""
    if not len(shapes):
        return shapes
    simple = shapely.simplify(shapes, _SIMPLE_DEGREES)
    west, south, east, north = shapely.bounds(simple).T
    large = np.maximum(east - west, north - south) > _SMALL_DEGREES
    return _single(simple[large & ~shapely.is_empty(simple)], shapely.get_type_id(shapes[0]))


def _arrays(by_class: Mapping[str, Shapes]) -> dict[str, npt.NDArray[Any]]:
    """Return for each class its steps, each line from its own start, and the number of points of each line."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, shapes in by_class.items():
        if not len(shapes):
            continue
        lines = shapes
        if name in AREA_LAYERS:
            # Overlapping areas must not cut holes into each other: outer rings run one way, holes the other.
            lines = shapely.get_rings(shapely.orient_polygons(shapes))
        points, line = shapely.get_coordinates(lines, return_index=True)
        whole = np.rint(points * _MICRODEGREES).astype(np.int64)
        stepped = np.diff(whole, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
        starts = np.flatnonzero(np.diff(line, prepend=-1))
        stepped[starts] = whole[starts]
        arrays[name] = stepped.astype("<i4").ravel()
        arrays[f"{name}_n"] = np.bincount(line).astype("<i4")
    return arrays


def _parts(by_class: Mapping[str, Shapes]) -> Iterator[Part]:
    """Yield the ground cut into parts: each shape whole, in the part that its middle lies in, so nothing has a seam."""
    for holds, names in (
        ("streets", [name for name in by_class if name != "buildings"]),
        ("houses", ["buildings"]),
    ):
        filled = [name for name in names if len(by_class[name])]
        if not filled:
            continue
        shapes = np.concatenate([by_class[name] for name in filled])
        kinds = np.repeat(np.arange(len(filled)), [len(by_class[name]) for name in filled])
        boxes = shapely.bounds(shapes)
        _, part = np.unique(_cells(boxes, _SIDES[holds]), axis=0, return_inverse=True)
        order = np.argsort(part.ravel(), kind="stable")
        for here in np.split(order, np.flatnonzero(np.diff(part.ravel()[order])) + 1):
            box = boxes[here]
            bounds = (*box[:, :2].min(axis=0).tolist(), *box[:, 2:].max(axis=0).tolist())
            chosen = {name: shapes[here][kinds[here] == kind] for kind, name in enumerate(filled)}
            yield Part(holds, bounds, packed({}, _arrays(chosen)).content)


def _cells(box: npt.NDArray[np.float64], side: tuple[float, float]) -> npt.NDArray[np.int64]:
    middle = (box[:, :2] + box[:, 2:]) / 2
    whole: npt.NDArray[np.int64] = np.floor(middle / np.array(side)).astype(np.int64)
    return whole

"""The ground of the map: streets, water, green and buildings, packed small for the browser."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from karta.maps.encoding import encode

STREET_CLASSES: Final = ("major", "minor", "path", "rail")
AREA_LAYERS: Final = ("water", "green", "buildings")
_MICRODEGREES: Final = 1_000_000  # 1e-6 degrees is 0.11 m: finer than any source, and an integer is short

Layers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Streets, water, green and buildings, packed for the browser; make it once with `base_map`, keep it."""

    key: str
    text: str = field(repr=False)
    street_count: int


def base_map(layers: Layers) -> BaseMap:
    """Return the base map packed: lines and rings as steps of whole microdegrees, a fraction of the GeoJSON.

    Water may be lines as well as areas. Layers that are missing are empty. A street of an unknown class is drawn
    as a minor one. Points are left out.
    """
    streets: dict[str, list[list[int]]] = {name: [] for name in STREET_CLASSES}
    for feature in _features(layers, "streets"):
        name = (feature.get("properties") or {}).get("class")
        streets[name if name in streets else "minor"].extend(_lines(feature["geometry"]))
    packed: dict[str, Any] = {"streets": streets, "streams": []}
    for name in AREA_LAYERS:
        packed[name] = [
            polygon for feature in _features(layers, name) for polygon in polygons(feature["geometry"])
        ]
    for feature in _features(layers, "water"):
        packed["streams"].extend(_lines(feature["geometry"]))
    plain = json.dumps(packed, separators=(",", ":"))
    key = hashlib.sha256(plain.encode()).hexdigest()[:16]
    return BaseMap(key, encode(plain), sum(map(len, streets.values())))


def polygons(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    """Return each polygon of a GeoJSON geometry as rings of steps; lines and points give none."""
    kind = geometry["type"]
    if kind == "Polygon":
        return [[_steps(ring) for ring in geometry["coordinates"]]]
    if kind == "MultiPolygon":
        return [[_steps(ring) for ring in polygon] for polygon in geometry["coordinates"]]
    if kind == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in polygons(part)]
    return []


def _features(layers: Layers, name: str) -> list[Mapping[str, Any]]:
    return [feature for feature in layers.get(name, {}).get("features", ()) if feature.get("geometry")]


def _lines(geometry: Mapping[str, Any]) -> list[list[int]]:
    kind = geometry["type"]
    if kind == "LineString":
        return [_steps(geometry["coordinates"])]
    if kind == "MultiLineString":
        return [_steps(line) for line in geometry["coordinates"]]
    if kind == "GeometryCollection":
        return [line for part in geometry["geometries"] for line in _lines(part)]
    return []


def _steps(points: Sequence[Sequence[float]]) -> list[int]:
    """Return lon, lat of the first point, then the steps to each next one, in microdegrees, in a flat list."""
    steps: list[int] = []
    lon = lat = 0
    for point in points:  # plain loops: most rings have five points, too few for arrays to pay
        to_lon, to_lat = round(point[0] * _MICRODEGREES), round(point[1] * _MICRODEGREES)
        steps += (to_lon - lon, to_lat - lat)
        lon, lat = to_lon, to_lat
    return steps

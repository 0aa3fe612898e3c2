"""Pictures for the map in the browser: figures and names in, a folium map that asks nobody for anything out.

This room alone imports folium. folium and branca read what they are given as a template, twice, so no text
ever enters them as text: everything goes through `encode`, into one string that neither Jinja, HTML nor
JavaScript can read as anything but a string, and our own script shows it with `textContent`. The map's links are
rewritten to files of installed packages; whatever is not known to be local is refused. What must not enter this
room: Streamlit, the store, words for people (labels come in) and arithmetic on adult-hours.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import branca.colormap
import folium
import numpy as np
import numpy.typing as npt
import pandas as pd
import xstatic.pkg.leaflet
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from karta.errors import ContractError, KartaError

STATES: Final = ("not_decided", "no_need", "full", "thin", "empty", "unknown", "suggested")
"""The states of an hour at a place, in the order of the codes in `MapPicture.states`."""

STREET_CLASSES: Final = ("major", "minor", "path", "rail")
AREA_LAYERS: Final = ("water", "green", "buildings")

LABELS: Final = (
    "language", "map", "places", "legend", "hour", "previous_hour", "next_hour", "play", "pause",
    "whole_area", "zoom_in", "zoom_out", "missing_one", "missing_many", "present_none", "present_one",
    "present_many", "unknown_mark", "suggested_mark", "point", "ribbon", "ribbon_gap", "ribbon_unknown",
    *(f"state_{state}" for state in STATES),
)  # fmt: skip
"""The texts that `MapPicture.labels` and `PickPicture.labels` must hold; see `locale/sv/map.toml`."""

ASSET_FOLDERS: Final[Mapping[str, Path]] = {
    "leaflet": Path(xstatic.pkg.leaflet.BASE_DIR),
    "map_assets": Path(__file__).parent / "ui" / "map_assets",
}
"""Folders that must be served beside the map, by the name that stands for each in the map's links."""

OWN_SCRIPTS: Final = ("base_map.js", "symbols.js", "places.js", "hours.js", "legend.js", "gap_map.js")
OWN_STYLE: Final = "gap_map.css"

# What folium asks for by itself, by its name, and the local file instead. None: our map needs none of it.
_LOCAL: Final[Mapping[str, tuple[str, str] | None]] = {
    "leaflet": ("leaflet", "leaflet.js"),
    "leaflet_css": ("leaflet", "leaflet.css"),
    "jquery": None,
    "bootstrap": None,
    "bootstrap_css": None,
    "glyphicons_css": None,
    "awesome_markers": None,
    "awesome_markers_css": None,
    "awesome_markers_font_css": None,
    "awesome_rotate_css": None,
}
_MICRODEGREES: Final = 1_000_000  # 1e-6 degrees is 0.11 m: finer than any source, and an integer is short
_HUNDREDTHS: Final = 100
_MAX_HUNDREDTHS: Final = 65_535

Bounds = tuple[float, float, float, float]
Layers = Mapping[str, Mapping[str, Any]]


class MapAssetError(KartaError):
    """A map asks for a file that is not known to lie on this machine: the map is not shown."""


@dataclass(frozen=True, slots=True)
class BaseMap:
    """Streets, water, green and buildings, packed for the browser; make it once with `base_map`, keep it."""

    key: str
    text: str = field(repr=False)
    street_count: int


@dataclass(frozen=True, slots=True, eq=False)
class MapPicture:
    """All that the gap map shows for one period, already redacted for whoever is looking.

    Parameters
    ----------
    bounds
        West, south, east, north of the area, EPSG:4326 degrees.
    base
        `base_map(...)`, or its input: GeoJSON FeatureCollections in EPSG:4326 by name (water, green,
        buildings, streets); a street has the property `class`, one of `STREET_CLASSES`.
    places
        Columns place_id, name, kind, kind_label, lon, lat, and optionally geometry (GeoJSON mapping or None).
    hours
        What each hour of the period is called; the words before the last space name its day
        ("fre 18 sep 21-22").
    states
        Places x hours, codes as in `STATES`.
    gap, presence
        Places x hours, adults missing and known adults; NaN where there is no such figure.
    hour
        The hour first shown, counted from 0.
    selected
        The place_id that is marked, or None.
    labels
        Every text of `LABELS`, in the reader's language.
    attribution
        Who made the base map.
    """

    bounds: Bounds
    base: BaseMap | Layers
    places: pd.DataFrame
    hours: Sequence[str]
    states: npt.NDArray[np.uint8]
    gap: npt.NDArray[np.floating[Any]]
    presence: npt.NDArray[np.floating[Any]]
    hour: int
    selected: str | None
    labels: Mapping[str, str]
    attribution: str

    def __post_init__(self) -> None:
        shape = (len(self.places), len(self.hours))
        for name, table in (("states", self.states), ("gap", self.gap), ("presence", self.presence)):
            if table.shape != shape:
                raise ContractError("map_shape", table=name, found=table.shape, expected=shape)
        if not 0 <= self.hour < len(self.hours):
            raise ContractError("map_hour", hour=self.hour, hours=len(self.hours))
        nowhere = ~np.isfinite(self.places[["lon", "lat"]].to_numpy(dtype=float)).all(axis=1)
        if nowhere.any():
            raise ContractError("map_position", places=self.places.loc[nowhere, "place_id"].tolist())
        _check_labels(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class PickPicture:
    """A map on which a click chooses a point; `places` (as in `MapPicture`) help to find one's way."""

    bounds: Bounds
    base: BaseMap | Layers
    labels: Mapping[str, str]
    attribution: str
    point: tuple[float, float] | None = None
    places: pd.DataFrame | None = None

    def __post_init__(self) -> None:
        _check_labels(self.labels)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map that never changes, so that the browser keeps its zoom, and the layer with what it shows."""

    map: folium.Map
    data: folium.FeatureGroup


def gap_map(picture: MapPicture, *, asset_url: Mapping[str, str], answer_to: object = None) -> Drawing:
    """Return the map of where and when known adults are missing.

    Parameters
    ----------
    picture
        What to show.
    asset_url
        Where each folder of `ASSET_FOLDERS` is served, ending in a slash.
    answer_to
        The last message of the browser that this picture takes into account; a map that has moved on since
        keeps its own hour and mark.

    Raises
    ------
    MapAssetError
        If anything in the map would be asked of another machine.
    """
    view = {"hour": picture.hour, "selected": picture.selected}
    data = {
        "mode": "gap",
        **_surroundings(picture.bounds, picture.labels, picture.attribution),
        "places": _places(picture.places),
        "hours": list(picture.hours),
        "days": _days(picture.hours),
        "states": _packed(picture.states.astype(np.uint8)),
        "gap": _packed(_hundredths(picture.gap)),
        "presence": _packed(_hundredths(picture.presence)),
        "view": view,
        "answer_to": answer_to,
    }
    return _drawing(data, picture.base, asset_url)


def pick_map(picture: PickPicture, *, asset_url: Mapping[str, str], answer_to: object = None) -> Drawing:
    """Return a map on which a click chooses a point; parameters and errors as in `gap_map`."""
    places = _no_places() if picture.places is None else picture.places
    data = {
        "mode": "pick",
        **_surroundings(picture.bounds, picture.labels, picture.attribution),
        "places": _places(places),
        "view": {"point": None if picture.point is None else list(picture.point)},
        "answer_to": answer_to,
    }
    return _drawing(data, picture.base, asset_url)


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
            polygon for feature in _features(layers, name) for polygon in _polygons(feature["geometry"])
        ]
    for feature in _features(layers, "water"):
        packed["streams"].extend(_lines(feature["geometry"]))
    plain = json.dumps(packed, separators=(",", ":"))
    key = hashlib.sha256(plain.encode()).hexdigest()[:16]
    return BaseMap(key, encode(plain), sum(map(len, streets.values())))


def encode(text: str) -> str:
    """Return the text as the inside of a JavaScript string, of letters, digits and ` ,.:+-=/[]` alone.

    All else becomes \\uXXXX, so no template, HTML parser, regular expression on names or string delimiter has
    anything to hold on to, however often the result is read. The underscore is among it: the component that
    shows the map rewrites what looks like an identifier of folium.
    """
    return _UNSAFE.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _utf16(found.group())), text)


def offline(drawing: folium.Map, asset_url: Mapping[str, str]) -> folium.Map:
    """Return the map with every link of its whole tree turned to a local file.

    Raises
    ------
    MapAssetError
        For a link that is not known, for picture tiles, and for a colour scale of branca (which is shown with
        scripts from elsewhere).
    """
    for element in _tree(drawing):
        if isinstance(element, branca.colormap.ColorMap):
            raise MapAssetError("map_asset_unknown", asset="ColorMap")
        if isinstance(element, folium.TileLayer):
            raise MapAssetError("map_asset_unknown", asset=str(element.tiles))
        if isinstance(element, JSCSSMixin):
            element.default_js = _local_links(element.default_js, asset_url)
            element.default_css = _local_links(element.default_css, asset_url)
    return drawing


class _OwnScripts(JSCSSMixin):
    """Loads our own scripts and hands them the Leaflet map."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.karta.start({{ this._parent.get_name() }});{% endmacro %}"
    )
    # folium has lists here, and `offline` gives each element its own: nothing is changed in place.
    default_js: list[tuple[str, str]] = [(f"karta:{name}", name) for name in OWN_SCRIPTS]  # noqa: RUF012
    default_css: list[tuple[str, str]] = [(f"karta:{OWN_STYLE}", OWN_STYLE)]  # noqa: RUF012


class _Data(MacroElement):
    """Carries everything that is shown, as one encoded string."""

    _template = Template(
        '{% macro script(this, kwargs) %}window.karta.show("{{ this.text }}");{% endmacro %}'
    )

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self.text = text


_UNSAFE: Final = re.compile(r"[^A-Za-z0-9 ,.:+\-=/\[\]]+")


def _utf16(text: str) -> tuple[int, ...]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return tuple(int.from_bytes(raw[i : i + 2], "little") for i in range(0, len(raw), 2))


def _drawing(data: Mapping[str, Any], base: BaseMap | Layers, asset_url: Mapping[str, str]) -> Drawing:
    ground = base if isinstance(base, BaseMap) else base_map(base)
    plain = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # Encoding goes letter by letter, so the base map, encoded once, can be set in as it is.
    text = encode(f'{{"base_key":"{ground.key}","base":') + ground.text + encode("," + plain[1:])
    empty = folium.Map(
        location=[0, 0], zoom_start=2, tiles=None, zoom_control=False, attribution_control=False
    )
    empty.options["max_zoom"] = 19
    empty.add_child(_OwnScripts())  # type: ignore[no-untyped-call]  # as above
    layer = folium.FeatureGroup(name="karta", control=False)
    layer.add_child(_Data(text))
    return Drawing(offline(empty, asset_url), layer)


def _local_links(links: Sequence[tuple[str, str]], asset_url: Mapping[str, str]) -> list[tuple[str, str]]:
    local: list[tuple[str, str]] = []
    for name, link in links:
        if name.startswith("karta:"):
            local.append((name, asset_url["map_assets"] + link.rsplit("/", 1)[-1]))
        elif name not in _LOCAL:
            raise MapAssetError("map_asset_unknown", asset=f"{name}: {link}")
        elif (found := _LOCAL[name]) is not None:
            local.append((name, asset_url[found[0]] + found[1]))
    return local


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca offers no other way down its tree
        yield from _tree(child)


def _check_labels(labels: Mapping[str, str]) -> None:
    missing = [name for name in LABELS if name not in labels]
    if missing:
        raise ContractError("map_labels", missing=missing)


def _surroundings(bounds: Bounds, labels: Mapping[str, str], attribution: str) -> dict[str, Any]:
    return {"bounds": list(bounds), "labels": dict(labels), "attribution": attribution}


def _no_places() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("place_id", "name", "kind", "kind_label", "lon", "lat")})


def _places(places: pd.DataFrame) -> dict[str, Any]:
    packed: dict[str, Any] = {
        name: places[name].astype(str).tolist() for name in ("place_id", "name", "kind", "kind_label")
    }
    packed |= {name: places[name].astype(float).round(6).tolist() for name in ("lon", "lat")}
    shapes = places["geometry"] if "geometry" in places else [None] * len(places)
    packed["shapes"] = [_polygons(shape) if isinstance(shape, Mapping) else [] for shape in shapes]
    return packed


def _days(hours: Sequence[str]) -> list[tuple[int, str]]:
    """Return where each day begins and its name."""
    names = [hour.rsplit(" ", 1)[0] for hour in hours]
    starts = [0, *(i for i, (before, after) in enumerate(pairwise(names), 1) if before != after)]
    return [(i, names[i]) for i in starts] if names else []


def _hundredths(table: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.uint16]:
    scaled = np.rint(np.nan_to_num(table.astype(float)) * _HUNDREDTHS)
    whole: npt.NDArray[np.uint16] = np.clip(scaled, 0, _MAX_HUNDREDTHS).astype("<u2")
    return whole


def _packed(table: npt.NDArray[Any]) -> str:
    return base64.b64encode(np.ascontiguousarray(table).tobytes()).decode("ascii")


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


def _polygons(geometry: Mapping[str, Any]) -> list[list[list[int]]]:
    kind = geometry["type"]
    if kind == "Polygon":
        return [[_steps(ring) for ring in geometry["coordinates"]]]
    if kind == "MultiPolygon":
        return [[_steps(ring) for ring in polygon] for polygon in geometry["coordinates"]]
    if kind == "GeometryCollection":
        return [polygon for part in geometry["geometries"] for polygon in _polygons(part)]
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

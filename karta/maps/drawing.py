"""The drawing: a folium map with our own scripts on it, every link local, all it shows in one encoded string."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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

from karta.errors import KartaError
from karta.maps.encoding import encode
from karta.maps.ground import BaseMap, Layers, base_map, polygons
from karta.maps.picture import Bounds, MapPicture, PickPicture

ASSET_FOLDERS: Final[Mapping[str, Path]] = {
    "leaflet": Path(xstatic.pkg.leaflet.BASE_DIR),
    "map_assets": Path(__file__).parents[1] / "ui" / "map_assets",
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
_HUNDREDTHS: Final = 100
_MAX_HUNDREDTHS: Final = 65_535


class MapAssetError(KartaError):
    """A map asks for a file that is not known to lie on this machine: the map is not shown."""


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
    default_js: list[tuple[str, str]] = [(f"karta:{name}", name) for name in OWN_SCRIPTS]  # noqa: RUF012 - branca's form
    default_css: list[tuple[str, str]] = [(f"karta:{OWN_STYLE}", OWN_STYLE)]  # noqa: RUF012 - as above


class _Data(MacroElement):
    """Carries everything that is shown, as one encoded string."""

    _template = Template(
        '{% macro script(this, kwargs) %}window.karta.show("{{ this.text }}");{% endmacro %}'
    )

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self.text = text


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
    packed["shapes"] = [polygons(shape) if isinstance(shape, Mapping) else [] for shape in shapes]
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

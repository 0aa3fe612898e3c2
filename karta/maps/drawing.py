"""The drawing: a folium map with our own scripts on it, every link local, all it shows in one encoded string."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import branca.colormap
import folium
import numpy as np
import pandas as pd
from branca.element import Element, MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from karta.errors import KartaError
from karta.maps.encoding import encode
from karta.maps.ground import BaseMap
from karta.maps.parcel import Parcel
from karta.maps.picture import Bounds, MapPicture, PickPicture
from karta.maps.week import PackedWeek, Walk, Week, pack_week

MAX_ZOOM: Final = 19

# What folium asks for by itself, by its name. Leaflet comes in our own script; the rest our map needs none of.
_LEFT_OUT: Final = frozenset({
    "leaflet", "leaflet_css", "jquery", "bootstrap", "bootstrap_css", "glyphicons_css", "awesome_markers",
    "awesome_markers_css", "awesome_markers_font_css", "awesome_rotate_css",
})  # fmt: skip
_OWN_SCRIPT, _OWN_STYLE = "karta:script", "karta:style"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the browser finds things, as seen from the map's frame: our script and style, parcels, the ground."""

    script: str
    style: str
    parcel: Callable[[Parcel], str]
    ground: Callable[[BaseMap], str]


class MapAssetError(KartaError):
    """A map asks for a file that is not known to lie on this machine: the map is not shown."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map that never changes, so that the browser keeps its zoom, and the layer with what it shows."""

    map: folium.Map
    layer: folium.FeatureGroup


def gap_map(picture: MapPicture, *, at: Addresses, answer_to: object = None) -> Drawing:
    """Return the map of where and when known adults are missing.

    Parameters
    ----------
    picture
        What to show.
    at
        Where the browser finds the rest.
    answer_to
        The last message of the browser that this picture takes into account; a map that has moved on since
        keeps its own hour and mark.

    Raises
    ------
    MapAssetError
        If anything in the map would be asked of another machine.
    """
    content = {
        "mode": "gap",
        **_surroundings(picture.bounds, picture.labels, picture.attribution),
        **_fetched(picture.week, picture.base, at),
        "opening": list(picture.opening),
        "view": {"hour": picture.hour, "selected": picture.selected},
        "areas": [list(area) for area in picture.areas],
        "jumps": [asdict(jump) for jump in picture.jumps],
        "address": picture.address,
        "now": picture.now,
        "answer_to": answer_to,
    }
    return _drawing(content, at)


def pick_map(picture: PickPicture, *, at: Addresses, answer_to: object = None) -> Drawing:
    """Return a map on which a click chooses a point; parameters and errors as in `gap_map`."""
    places = _no_places() if picture.places is None else picture.places
    nothing = np.zeros((len(places), 1))
    walks = [Walk("", way, [(0, 0)], style) for style, way in enumerate(picture.ways) if len(way) > 1]
    shown = Week(places, ("",), np.ones((len(places), 1), dtype=np.uint8), nothing, nothing, walks=walks)
    content = {
        "mode": "pick",
        **_surroundings(picture.bounds, picture.labels, picture.attribution),
        **_fetched(pack_week(shown), picture.base, at),
        "view": {
            "point": None if picture.point is None else list(picture.point),
            "marks": [asdict(mark) for mark in picture.marks],
        },
        "areas": [],
        "jumps": [],
        "answer_to": answer_to,
    }
    return _drawing(content, at)


def offline(drawing: folium.Map, script: str, style: str) -> folium.Map:
    """Return the map with no link in its whole tree but our script and our style, both on this machine.

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
            element.default_js = _local_links(element.default_js, script)
            element.default_css = _local_links(element.default_css, style)
    return drawing


class _OwnScripts(JSCSSMixin):
    """Loads our own scripts and hands them the Leaflet map."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.karta.start({{ this._parent.get_name() }});{% endmacro %}"
    )
    # folium has lists here, and `offline` gives each element its own: nothing is changed in place.
    default_js: list[tuple[str, str]] = [(_OWN_SCRIPT, "")]  # noqa: RUF012 - branca's form
    default_css: list[tuple[str, str]] = [(_OWN_STYLE, "")]  # noqa: RUF012 - as above


class _Data(MacroElement):
    """Carries everything that is shown, as one encoded string."""

    _template = Template(
        '{% macro script(this, kwargs) %}window.karta.show("{{ this.text }}");{% endmacro %}'
    )

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca has no types here
        self.text = text


def _drawing(content: Mapping[str, Any], at: Addresses) -> Drawing:
    text = encode(json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")))
    empty = folium.Map(
        location=[0, 0], zoom_start=2, tiles=None, zoom_control=False, attribution_control=False
    )
    empty.options["max_zoom"] = MAX_ZOOM
    empty.add_child(_OwnScripts())  # type: ignore[no-untyped-call]  # branca has no types here
    layer = folium.FeatureGroup(name="karta", control=False)
    layer.add_child(_Data(text))
    return Drawing(offline(empty, at.script, at.style), layer)


def _local_links(links: Sequence[tuple[str, str]], address: str) -> list[tuple[str, str]]:
    local: list[tuple[str, str]] = []
    for name, link in links:
        if name in (_OWN_SCRIPT, _OWN_STYLE):
            local.append((name, address))
        elif name not in _LEFT_OUT:
            raise MapAssetError("map_asset_unknown", asset=f"{name}: {link}")
    return local


def _tree(element: Element) -> Iterator[Element]:
    yield element
    for child in element._children.values():  # noqa: SLF001 - branca offers no other way down its tree
        yield from _tree(child)


def _surroundings(bounds: Bounds, labels: Mapping[str, str], attribution: str) -> dict[str, Any]:
    return {"bounds": list(bounds), "labels": dict(labels), "attribution": attribution}


def _fetched(week: PackedWeek, base: BaseMap, at: Addresses) -> dict[str, Any]:
    """Return address and name of each parcel that the browser fetches by itself, once."""
    return {
        "week": {"key": week.parcel.key, "url": at.parcel(week.parcel)},
        "ground": {"key": base.key, "url": at.ground(base)},
    }


def _no_places() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("place_id", "name", "kind", "kind_label", "lon", "lat")})

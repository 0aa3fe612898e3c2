"""The map as a part of a page: shows a picture, gives back what the hand did on it.

Moving the hour draws in the browser alone. Letting go of it, choosing a place or putting a point sends one
message, which reruns the page, or only the `st.fragment` that the map stands in. The frame stays: zoom and
centre are kept when the picture changes.

A page that wants the new hour in this very run asks `arrived` before it makes the picture; one that does not
care takes what `gap_map` returns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any, Literal

import streamlit as st
import streamlit.components.v1 as components
from streamlit_folium import st_folium

from karta import i18n
from karta.maps import ASSET_FOLDERS, LABELS, Drawing, MapPicture, PickPicture
from karta.maps import gap_map as draw_gap_map
from karta.maps import pick_map as draw_pick_map

HEIGHT = 600


@dataclass(frozen=True, slots=True)
class MapEvent:
    """What the hand did: let go of the hour, chose a place, or put a point (EPSG:4326 degrees)."""

    kind: Literal["hour", "click", "point"]
    hour: int | None = None
    place_id: str | None = None
    lon: float | None = None
    lat: float | None = None


def gap_map(picture: MapPicture, key: str, *, height: int = HEIGHT) -> MapEvent | None:
    """Show the gap map; return what was done on it since the last run, once, else None.

    An `hour` event carries the hour and the marked place, a `click` event the place and the shown hour. An event
    that does not fit the picture (another week was shown meanwhile) is dropped.
    """
    _show(draw_gap_map(picture, asset_url=_serve_assets(), answer_to=_taken(key)), key, height)
    event = arrived(key)
    if event is None or event.kind == "point" or event.hour is None or event.hour >= len(picture.hours):
        return None
    known = bool((picture.places["place_id"] == event.place_id).any())
    if event.kind == "click" and not known:
        return None
    return event if known else replace(event, place_id=None)


def pick_map(picture: PickPicture, key: str, *, height: int = HEIGHT) -> MapEvent | None:
    """Show a map on which a click puts a point; return a `point` event, once, else None."""
    _show(draw_pick_map(picture, asset_url=_serve_assets(), answer_to=_taken(key)), key, height)
    event = arrived(key)
    return event if event is not None and event.kind == "point" else None


def arrived(key: str) -> MapEvent | None:
    """Return what was done on the map of this key since it was last asked, once, else None.

    It comes from the browser: the hour is a whole number from 0, but may lie beyond the period, and the place is
    a text that need not be a place.
    """
    said = st.session_state.get(key)  # st_folium leaves the last message there
    if not isinstance(said, dict):
        return None
    token = _token(said)
    if token is None or token == _taken(key):
        return None
    st.session_state[_taken_key(key)] = token
    return _event(said)


def labels(language: str = i18n.DEFAULT) -> dict[str, str]:
    """Return the texts that a picture needs, from the catalogue."""
    return {name: i18n.text(f"map.{name}", language) for name in LABELS}


def _serve_assets() -> dict[str, str]:
    """Serve the map's files from this server and return where, as seen from the map's frame.

    Registered at every run: a component belongs to the running server, not to this module.
    """
    served = {}
    for name, folder in ASSET_FOLDERS.items():
        component = components.declare_component(name, path=str(folder))
        served[name] = f"../{component.name}/"
    return served


def _show(drawing: Drawing, key: str, height: int) -> None:
    st_folium(
        drawing.map,
        key=key,
        height=height,
        width=None,
        # Our script speaks for itself: st_folium's own messages wait 250 ms, and follow every pan.
        returned_objects=[],
        # Unlike the map's own script, this part may change without the frame being built anew.
        feature_group_to_add=drawing.data,
    )


def _event(said: Mapping[str, Any]) -> MapEvent | None:
    kind, hour, place_id = said.get("kind"), said.get("hour"), said.get("place_id")
    if kind == "point":
        lon, lat = said.get("lon"), said.get("lat")
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            return None
        if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            return None
        return MapEvent("point", lon=float(lon), lat=float(lat))
    if kind not in ("hour", "click") or not isinstance(hour, int) or isinstance(hour, bool) or hour < 0:
        return None
    return MapEvent(kind, hour, place_id if isinstance(place_id, str) else None)


def _token(said: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return which message of which frame this is."""
    mount, number = said.get("mount"), said.get("n")
    return (mount, number) if isinstance(mount, str) and isinstance(number, int) else None


def _taken(key: str) -> tuple[str, int] | None:
    """Return the last message that a page has taken: a picture made now knows of it."""
    taken: tuple[str, int] | None = st.session_state.get(_taken_key(key))
    return taken


def _taken_key(key: str) -> str:
    return f"{key}:taken"

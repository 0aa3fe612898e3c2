"""The map as a part of a page: shows a picture, gives back what the hand did on it.

Moving the hour draws in the browser alone. Letting go of it, choosing a place or putting a point sends one message,
which reruns the page, or only the `st.fragment` that the map stands in. The frame stays: zoom and centre are kept when
the picture changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
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
    """What the hand did: let go of the hour, chose a place, or put a point."""

    kind: Literal["hour", "click", "point"]
    hour: int | None = None
    place_id: str | None = None
    lon: float | None = None
    lat: float | None = None


def gap_map(picture: MapPicture, key: str, *, height: int = HEIGHT) -> MapEvent | None:
    """Show the gap map; return what was done on it since the last run, once, else None.

    A `hour` event carries the hour and the marked place, a `click` event the place and the shown hour. An event that
    does not fit the picture (another week was shown meanwhile) is dropped.
    """
    drawing = draw_gap_map(picture, asset_url=_serve_assets(), answer_to=_answered(key))
    said = _ask(drawing, key, height)
    if said is None:
        return None
    hour = said.get("hour")
    if not isinstance(hour, int) or not 0 <= hour < len(picture.hours):
        return None
    place_id = said.get("place_id")
    known = isinstance(place_id, str) and bool((picture.places["place_id"] == place_id).any())
    if said["kind"] == "click":
        return MapEvent("click", hour, place_id) if known else None
    return MapEvent("hour", hour, place_id if known else None) if said["kind"] == "hour" else None


def pick_map(picture: PickPicture, key: str, *, height: int = HEIGHT) -> MapEvent | None:
    """Show a map on which a click puts a point; return a `point` event with lon and lat (EPSG:4326), once, else None."""
    drawing = draw_pick_map(picture, asset_url=_serve_assets(), answer_to=_answered(key))
    said = _ask(drawing, key, height)
    if said is None or said["kind"] != "point":
        return None
    lon, lat = said.get("lon"), said.get("lat")
    if not isinstance(lon, int | float) or not isinstance(lat, int | float):
        return None
    if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
        return None
    return MapEvent("point", lon=float(lon), lat=float(lat))


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


def _ask(drawing: Drawing, key: str, height: int) -> Mapping[str, Any] | None:
    """Show the drawing and return a message that was not seen before."""
    st_folium(
        drawing.map,
        key=key,
        height=height,
        width=None,
        returned_objects=[],  # our script speaks for itself; st_folium's own messages wait 250 ms and follow each pan
        feature_group_to_add=drawing.data,
    )
    answered = _answered(key)
    if answered is None or st.session_state.get(f"{key}:seen") == answered:
        return None
    st.session_state[f"{key}:seen"] = answered
    said: Mapping[str, Any] = st.session_state[key]
    return said if said.get("kind") in {"hour", "click", "point"} else None


def _answered(key: str) -> list[str | int] | None:
    """Return which message of which frame came last: st_folium leaves it in the session state under our key."""
    said = st.session_state.get(key)
    if not isinstance(said, dict):
        return None
    mount, number = said.get("mount"), said.get("n")
    return [mount, number] if isinstance(mount, str) and isinstance(number, int) else None

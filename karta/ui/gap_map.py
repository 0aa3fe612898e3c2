"""The map as a part of a page: shows a picture, returns what the user did on it.

Moving the hour draws in the browser alone. Letting go of it, choosing a place or putting a point sends one
message, which reruns the page, or only the `st.fragment` that the map stands in. The frame stays: zoom and
centre are kept when the picture changes.

A page that wants the new hour in this very run asks `arrived` before it makes the picture; one that does not
care takes what `gap_map` returns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import streamlit as st
import streamlit.components.v1 as components
from streamlit_folium import st_folium

from karta import i18n
from karta.maps import LABELS, Addresses, BaseMap, Drawing, MapPicture, Parcel, PickPicture, bundle
from karta.maps import gap_map as draw_gap_map
from karta.maps import pick_map as draw_pick_map
from karta.ui.serving import address

HEIGHT = 600


@dataclass(frozen=True, slots=True)
class MapEvent:
    """An act of the user on the map: let go of the hour, chose a place, put a point or moved a stop.

    Positions are degrees in EPSG:4326; `stop` is the number of the sign that was moved.

    `week` is any day of another week to go to, with its hour; None while the week stays.
    """

    kind: Literal["hour", "click", "point", "stop"]
    hour: int | None = None
    place_id: str | None = None
    lon: float | None = None
    lat: float | None = None
    week: date | None = None
    stop: int | None = None


def gap_map(picture: MapPicture, key: str, *, height: int = HEIGHT) -> MapEvent | None:
    """Show the gap map; return what was done on it since the last run, once, else None.

    An `hour` event carries the hour and the marked place, a `click` event the place and the shown hour. An event
    that does not fit the picture (another week was shown meanwhile) is dropped.
    """
    _show(draw_gap_map(picture, at=addresses(key), answer_to=taken(key)), key, height)
    event = arrived(key)
    if (
        event is None
        or event.kind in ("point", "stop")
        or event.hour is None
        or event.hour >= len(picture.week.hours)
    ):
        return None
    has_place = event.place_id in picture.week.place_ids
    if event.kind == "click" and not has_place:
        return None
    return event if has_place else replace(event, place_id=None)


def pick_map(picture: PickPicture, key: str, *, height: int = HEIGHT) -> MapEvent | None:
    """Show a map on which a click puts a point, or a sign is dragged; return the `point` or `stop` event, once."""
    _show(draw_pick_map(picture, at=addresses(key), answer_to=taken(key)), key, height)
    event = arrived(key)
    return event if event is not None and event.kind in ("point", "stop") else None


def arrived(key: str) -> MapEvent | None:
    """Return what was done on the map of this key since it was last asked, once, else None.

    It comes from the browser: the hour is a whole number from 0, but may lie beyond the period, and the place is
    a text that need not be a place.
    """
    message = st.session_state.get(key)  # st_folium leaves the last message there
    if not isinstance(message, dict):
        return None
    token = _token(message)
    if token is None or token == taken(key):
        return None
    st.session_state[_taken_key(key)] = token
    return _event(message)


def labels(language: str = i18n.DEFAULT) -> dict[str, str]:
    """Return the texts that a picture needs, from the catalogue."""
    return {name: i18n.text(f"map.{name}", language) for name in LABELS}


def addresses(key: str) -> Addresses:
    """Return where the browser finds the map's files on this server, as seen from the map's frame.

    Registered at every run: a component belongs to the running server, not to this module. What a viewer may know
    of a week lies under a name that cannot be guessed, for as long as the session lives; the ground is for all.
    """
    ours = bundle()
    home = f"../{components.declare_component('map', path=str(ours.folder)).name}/"

    def parcel_address(parcel: Parcel) -> str:
        return f"../../{address(parcel, key)}"

    def ground_address(base: BaseMap) -> str:
        served = components.declare_component(f"ground_{base.key}", path=_ground_folder(base.key, base).name)
        return f"../{served.name}/"

    return Addresses(home + ours.script, home + ours.style, parcel_address, ground_address)


@st.cache_resource(show_spinner=False)
def _ground_folder(key: str, _base: BaseMap) -> "TemporaryDirectory[str]":
    """Return a folder with the ground's parcels, written once a process and gone with it."""
    del key
    temporary = TemporaryDirectory(prefix="karta-ground-")
    folder = Path(temporary.name)
    (folder / "overview.bin").write_bytes(_base.overview)
    for number, part in enumerate(_base.parts):
        (folder / f"{number}.bin").write_bytes(part.content)
    return temporary


def _show(drawing: Drawing, key: str, height: int) -> None:
    st_folium(
        drawing.map,
        key=key,
        height=height,
        width=None,
        # Our script speaks for itself: st_folium's own messages wait 250 ms, and follow every pan.
        returned_objects=[],
        # Unlike the map's own script, this part may change without the frame being built anew.
        feature_group_to_add=drawing.layer,
    )


def _event(message: Mapping[str, Any]) -> MapEvent | None:
    kind, hour, place_id = message.get("kind"), message.get("hour"), message.get("place_id")
    if kind in ("point", "stop"):
        lon, lat = message.get("lon"), message.get("lat")
        if not isinstance(lon, int | float) or not isinstance(lat, int | float):
            return None
        if not (isfinite(lon) and isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
            return None
        stop = message.get("stop") if kind == "stop" else None
        if kind == "stop" and (not isinstance(stop, int) or isinstance(stop, bool) or stop < 0):
            return None
        return MapEvent(kind, lon=float(lon), lat=float(lat), stop=stop)
    if kind not in ("hour", "click") or not isinstance(hour, int) or isinstance(hour, bool) or hour < 0:
        return None
    return MapEvent(
        kind, hour, place_id if isinstance(place_id, str) else None, week=_week(message.get("week"))
    )


def _week(day: object) -> date | None:
    try:
        return date.fromisoformat(day) if isinstance(day, str) else None
    except ValueError:
        return None


def _token(message: Mapping[str, Any]) -> tuple[str, int] | None:
    """Return the frame and the number of a message, None where it does not say them."""
    mount, number = message.get("mount"), message.get("n")
    return (mount, number) if isinstance(mount, str) and isinstance(number, int) else None


def taken(key: str) -> tuple[str, int] | None:
    """Return the last message of the browser that a page has taken into account."""
    token: tuple[str, int] | None = st.session_state.get(_taken_key(key))
    return token


def _taken_key(key: str) -> str:
    return f"{key}:taken"

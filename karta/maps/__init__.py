"""Pictures for the map in the browser: figures and names in, a folium map that asks nobody for anything out.

This room alone imports folium. folium and branca read what they are given as a template, twice, so no text
ever enters them as text: everything goes through `encode`, into one string that neither Jinja, HTML nor
JavaScript can read as anything but a string, and our own script shows it with `textContent`. Names of places do not
pass folium at all: they travel as data that our script fetches. The map's links are replaced by files of our own;
whatever is not known to be local is refused. What must not enter this room: Streamlit, the store, words for people
(labels come in) and arithmetic on adult-hours.
"""

from karta.maps.bundle import Bundle, bundle
from karta.maps.drawing import Addresses, Drawing, MapAssetError, gap_map, offline, pick_map
from karta.maps.encoding import encode
from karta.maps.ground import STREET_CLASSES, BaseMap, Layers, base_map
from karta.maps.parcel import Parcel, packed
from karta.maps.picture import LABELS, Bounds, Jump, MapPicture, Mark, PickPicture
from karta.maps.week import (
    AROUND_TRAINING,
    DOUBLE,
    OPEN_UNSTAFFED,
    STATES,
    UNKNOWN_OPENING,
    PackedWeek,
    Walk,
    Week,
    pack_week,
)

__all__ = [
    "AROUND_TRAINING",
    "DOUBLE",
    "LABELS",
    "OPEN_UNSTAFFED",
    "STATES",
    "STREET_CLASSES",
    "UNKNOWN_OPENING",
    "Addresses",
    "BaseMap",
    "Bounds",
    "Bundle",
    "Drawing",
    "Jump",
    "Layers",
    "MapAssetError",
    "MapPicture",
    "Mark",
    "PackedWeek",
    "Parcel",
    "PickPicture",
    "Walk",
    "Week",
    "base_map",
    "bundle",
    "encode",
    "gap_map",
    "offline",
    "pack_week",
    "packed",
    "pick_map",
]

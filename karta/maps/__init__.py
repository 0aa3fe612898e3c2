"""Pictures for the map in the browser: figures and names in, a folium map that asks nobody for anything out.

This room alone imports folium. folium and branca read what they are given as a template, twice, so no text
ever enters them as text: everything goes through `encode`, into one string that neither Jinja, HTML nor
JavaScript can read as anything but a string, and our own script shows it with `textContent`. The map's links are
rewritten to files of installed packages; whatever is not known to be local is refused. What must not enter this
room: Streamlit, the store, words for people (labels come in) and arithmetic on adult-hours.
"""

from karta.maps.drawing import ASSET_FOLDERS, Drawing, MapAssetError, gap_map, offline, pick_map
from karta.maps.encoding import encode
from karta.maps.ground import STREET_CLASSES, BaseMap, Layers, base_map
from karta.maps.picture import LABELS, STATES, Bounds, MapPicture, PickPicture

__all__ = [
    "ASSET_FOLDERS",
    "LABELS",
    "STATES",
    "STREET_CLASSES",
    "BaseMap",
    "Bounds",
    "Drawing",
    "Layers",
    "MapAssetError",
    "MapPicture",
    "PickPicture",
    "base_map",
    "encode",
    "gap_map",
    "offline",
    "pick_map",
]

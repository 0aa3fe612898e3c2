"""The coordinate systems in which Swedish maps and lists give metres, by their code, with what people call them."""

from karta.settings import CRS_METRES

_ZONES = (
    "12 00", "13 30", "15 00", "16 30", "18 00", "14 15", "15 45", "17 15", "18 45", "20 15", "21 45", "23 15",
)  # fmt: skip
LOCAL_ZONES = {f"EPSG:{3007 + at}": f"SWEREF 99 {zone}" for at, zone in enumerate(_ZONES)}
METRE_SYSTEMS = {CRS_METRES: "SWEREF 99 TM", **LOCAL_ZONES, "EPSG:3021": "RT 90 2.5 gon V"}
# What maps on the web are drawn in; its metres are none on the ground.
WEB_MERCATOR = "EPSG:3857"
# A guess that is no system yet: which of the zones it is nobody can see in the numbers.
ANY_ZONE = "EPSG:3007-3018"

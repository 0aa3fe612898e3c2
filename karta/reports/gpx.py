"""A way as GPX, which maps on phones and watches open: its line as a track, its stops as points with their times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

SPACE = "http://www.topografix.com/GPX/1/1"


@dataclass(frozen=True, slots=True)
class Waypoint:
    """A stop: its name, where it is (degrees), what is said of it, and when one comes there (aware; None: not told)."""

    name: str
    lon: float
    lat: float
    text: str = ""
    at: datetime | None = None


def gpx(name: str, line: Sequence[tuple[float, float]], stops: Sequence[Waypoint]) -> bytes:
    """Return a way as a GPX 1.1 file: `line` as (lon, lat) in degrees, stops before it, as the format wants them."""
    root = ET.Element("gpx", {"xmlns": SPACE, "version": "1.1", "creator": "Karta"})
    ET.SubElement(ET.SubElement(root, "metadata"), "name").text = _plain(name)
    for stop in stops:
        point = ET.SubElement(root, "wpt", _position(stop.lon, stop.lat))
        if stop.at is not None:
            ET.SubElement(point, "time").text = f"{stop.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        ET.SubElement(point, "name").text = _plain(stop.name)
        if stop.text:
            ET.SubElement(point, "desc").text = _plain(stop.text)
    if line:
        track = ET.SubElement(root, "trk")
        ET.SubElement(track, "name").text = _plain(name)
        segment = ET.SubElement(track, "trkseg")
        for lon, lat in line:
            ET.SubElement(segment, "trkpt", _position(lon, lat))
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _position(lon: float, lat: float) -> dict[str, str]:
    return {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"}


def _plain(text: str) -> str:
    """Return a text without the signs that no XML may hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")

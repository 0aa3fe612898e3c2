"""Maps as text: KML, GeoJSON and GPX with a place or two, and what reading them gives."""

from pathlib import Path
from typing import Any

import pytest

from karta.errors import InputError
from karta.i18n import LANGUAGES, error_text, issue_text
from karta.sources.intake import Intake
from karta.sources.reading import read

HERE = [15.0, 60.0]
SPOT = "<Point><coordinates>15,60,0</coordinates></Point>"


def intake(tmp_path: Path, content: str | bytes, kind: str = "places", **answers: Any) -> Intake:
    """Return what a file with this content gives; each issue has its sentence."""
    path = tmp_path / "upload"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    intake_ = read(path, kind, answers=answers, isolate=False)
    for issue in intake_.issues:
        assert all(not issue_text(issue, language).startswith("[") for language in LANGUAGES)
    return intake_


def refusal(tmp_path: Path, content: str | bytes) -> str:
    """Return the code that a file is refused with; it has its sentence."""
    with pytest.raises(InputError) as caught:
        intake(tmp_path, content)
    assert all(not error_text(caught.value, language).startswith("[") for language in LANGUAGES)
    return caught.value.code


def kml(marks: str, schema: str = "") -> str:
    """Return a KML of marks."""
    return (
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
        f"<Document>{schema}{marks}</Document></kml>"
    )


def mark(name: str, rest: str = "", shape: str = SPOT) -> str:
    """Return a Placemark."""
    return f"<Placemark><name>{name}</name>{rest}{shape}</Placemark>"


def feature(name: str, **properties: Any) -> dict[str, Any]:
    """Return a feature of a GeoJSON."""
    return {
        "type": "Feature",
        "properties": {"name": name, **properties},
        "geometry": {"type": "Point", "coordinates": HERE},
    }


def collection(*features: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON collection."""
    return {"type": "FeatureCollection", "features": list(features)}


def ring(west: float, south: float) -> str:
    """Return a polygon of KML, 0.002 degrees wide and high."""
    corners = [(0, 0), (2, 0), (2, 2), (0, 2), (0, 0)]
    spots = " ".join(f"{west + x / 1000},{south + y / 1000}" for x, y in corners)
    outline = f"<LinearRing><coordinates>{spots}</coordinates></LinearRing>"
    return f"<Polygon><outerBoundaryIs>{outline}</outerBoundaryIs></Polygon>"


def gpx(*inside: str) -> str:
    """Return a GPX."""
    return f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{"".join(inside)}</gpx>'

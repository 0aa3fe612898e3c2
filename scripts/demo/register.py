"""The invented municipality's places and areas as GeoJSON, their shapes taken from the plan of the town."""

import json
from pathlib import Path
from typing import Any

from shapely.geometry import MultiPoint, Point, Polygon, mapping

from demo import plan
from demo.osm import degrees
from demo.shapes import rectangle
from demo.tables import REFERENCE, Row, points, table

LABEL = "Påhittad demokommun. Inga verkliga platser, organisationer eller personer."
BANDS = ("0-5", "6-9", "10-12", "13-15", "16-19", "20-24")
YEARS = 3


def shape_of(place: Row) -> Any:
    """Return a place's shape in metres of the plan: a site, a rectangle of its own, or a point."""
    if place["tomt"]:
        return plan.site(place["tomt"])
    x, y = float(place["x"]), float(place["y"])
    if place["mått"]:
        width, depth, angle = (float(part) for part in place["mått"].split("x"))
        return rectangle(x, y, width, depth, angle)
    return Point(x, y)


def write_places(path: Path) -> None:
    """Write the places as GeoJSON."""
    features = []
    for place in table("places"):
        facts: dict[str, Any] = {
            "id": place["id"],
            "namn": place["namn"],
            "typ": place["typ"],
            "del av": place["del av"],
            "adress": place["adress"],
            "öppettider": place["öppettider"],
            "kris": place["kris"],
        }
        if place["entréer"]:
            facts["entréer"] = MultiPoint([degrees(*door) for door in points(place["entréer"])]).wkt
        features.append(_feature(shape_of(place), facts))
    _write_collection(path, features)


def write_areas(path: Path) -> None:
    """Write the areas with their young residents: a column a band, numbered from the second year on."""
    features = []
    for number, area in enumerate(table("areas")):
        facts: dict[str, Any] = {
            "namn": area["namn"],
            "typ": "district",
            "kod": f"DEMO-{area['kod']}",
            "version": "demo",
        }
        for back in range(YEARS):
            mark = f" {back}" if back else ""
            facts[f"år{mark}"] = REFERENCE.year - 1 - back
            for band in BANDS:
                facts[f"{band} år{mark}"] = round(int(area[band]) * (1 + back * _change(number)))
        features.append(_feature(Polygon(points(area["gräns"])), facts))
    _write_collection(path, features)


def _change(number: int) -> float:
    """Return by which share an area had more young residents a year earlier."""
    return 0.004 * (number % 5) - 0.008


def _feature(shape: Any, facts: dict[str, Any]) -> dict[str, Any]:
    drawn = mapping(shape)
    geometry = {"type": drawn["type"], "coordinates": _turned(drawn["coordinates"])}
    said = {name: fact for name, fact in facts.items() if fact}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def _turned(part: Any) -> Any:
    """Return coordinates of the plan, however deep they lie, in degrees."""
    return degrees(part[0], part[1]) if isinstance(part[0], float | int) else [_turned(p) for p in part]


def _write_collection(path: Path, features: list[dict[str, Any]]) -> None:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    head = json.dumps({"type": "FeatureCollection", "description": LABEL}, ensure_ascii=False)[:-1]
    path.write_text(f'{head}, "features": [\n{lines}\n]}}\n', encoding="utf-8")

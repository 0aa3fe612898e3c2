"""A tiny invented town as OpenStreetMap elements, for tests: a file, or answers of the map's own services."""

from typing import Any
from xml.sax.saxutils import quoteattr

# 0.001 degrees of latitude are 111.2 m; at 59 degrees north 0.001 of longitude are 57.3 m.
NODES: dict[int, tuple[float, float, dict[str, str]]] = {
    1: (59.000, 16.000, {}), 2: (59.000, 16.001, {}), 3: (59.000, 16.002, {}),
    4: (59.001, 16.001, {}), 5: (59.002, 16.001, {}), 6: (59.002, 16.002, {}),
    20: (59.010, 16.010, {}), 21: (59.011, 16.010, {}),
    30: (59.0005, 16.0005, {"amenity": "library", "name": "Bokrummet {{7*7}}",
                            "opening_hours": "Mo-Fr 10:00-19:00; Sa 11:00-15:00; PH off"}),
    31: (59.0015, 16.0015, {"railway": "station", "name": "Påhitta C"}),
    32: (59.0016, 16.0016, {"railway": "subway_entrance"}),
    33: (59.0017, 16.0014, {"railway": "subway_entrance"}),
    34: (59.0030, 16.0030, {"shop": "kiosk", "opening_hours": "Seasonal, only summer time"}),
    35: (59.0031, 16.0031, {"highway": "crossing"}),
    **{40 + at: (59.003 + dy, 16.003 + dx, {}) for at, (dy, dx) in
       enumerate(((0, 0), (0, 0.001), (0.001, 0.001), (0.001, 0)))},
    **{50 + at: (59.0033 + dy, 16.0033 + dx, {}) for at, (dy, dx) in
       enumerate(((0, 0), (0, 0.0003), (0.0003, 0.0003), (0.0003, 0)))},
}  # fmt: skip
WAYS: dict[int, tuple[list[int], dict[str, str]]] = {
    101: ([1, 2, 3], {"highway": "residential", "name": "Storgatan"}),
    102: ([2, 4, 5], {"highway": "footway"}),
    103: ([5, 6], {"highway": "secondary", "oneway": "yes"}),
    104: ([6, 99, 3], {"highway": "cycleway"}),
    105: ([20, 21], {"highway": "footway"}),
    106: ([1, 4], {"highway": "service", "access": "private"}),
    107: ([3, 6], {"highway": "platform"}),
    108: ([1, 5], {"building": "yes"}),
    110: (
        [40, 41, 42, 43, 40],
        {"amenity": "school", "name": "Nya gymnasiet", "ref:se:skolverket": "12345678"},
    ),
    111: ([50, 51, 52, 53, 50], {"building": "school"}),
    112: ([40, 41, 42, 43, 40], {}),
    113: ([50, 51, 52, 53, 50], {}),
    114: ([40, 41, 51, 40], {"leisure": "pitch", "sport": "soccer"}),
}
RELATIONS: dict[int, tuple[list[tuple[int, str]], dict[str, str]]] = {
    201: ([(112, "outer"), (113, "inner")], {"type": "multipolygon", "natural": "water", "name": "Sjön"})
}


def xml(*, doctype: str = "") -> str:
    """Return the town as a file, with the mappers' names that real files carry."""
    lines = [f"<?xml version='1.0' encoding='UTF-8'?>\n{doctype}<osm version='0.6'>"]
    for node, (lat, lon, tags) in NODES.items():
        lines.append(
            f"<node id='{node}' lat='{lat}' lon='{lon}' user='Kartritaren' uid='7'>{_tags(tags)}</node>"
        )
    for way, (refs, tags) in WAYS.items():
        inside = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        lines.append(f"<way id='{way}' user='Kartritaren'>{inside}{_tags(tags)}</way>")
    for relation, (members, tags) in RELATIONS.items():
        inside = "".join(f"<member type='way' ref='{ref}' role='{role}'/>" for ref, role in members)
        lines.append(f"<relation id='{relation}'>{inside}{_tags(tags)}</relation>")
    return "\n".join([*lines, "</osm>"])


def overpass() -> dict[str, Any]:
    """Return the town as an answer of the Overpass service (which leaves no node out)."""
    elements: list[dict[str, Any]] = [
        {"type": "node", "id": node, "lat": lat, "lon": lon, **({"tags": tags} if tags else {})}
        for node, (lat, lon, tags) in [*NODES.items(), (99, (59.001, 16.002, {}))]
    ]
    elements += [
        {"type": "way", "id": way, "nodes": refs, "tags": tags} for way, (refs, tags) in WAYS.items()
    ]
    elements += [
        {"type": "relation", "id": relation, "tags": tags,
         "members": [{"type": "way", "ref": ref, "role": role} for ref, role in members]}
        for relation, (members, tags) in RELATIONS.items()
    ]  # fmt: skip
    return {"version": 0.6, "elements": elements}


def nominatim() -> list[dict[str, Any]]:
    """Return the outline of the town as an answer of the Nominatim service."""
    ring = [[15.99, 58.99], [16.02, 58.99], [16.02, 59.02], [15.99, 59.02], [15.99, 58.99]]
    return [
        {
            "place_id": 1, "osm_type": "relation", "osm_id": 9, "lat": "59.0", "lon": "16.0", "class": "boundary",
            "type": "administrative", "place_rank": 14, "importance": 0.5, "addresstype": "town", "name": "Påhitta",
            "display_name": "Påhitta, Sverige", "boundingbox": ["58.99", "59.02", "15.99", "16.02"],
            "geojson": {"type": "Polygon", "coordinates": [ring]},
        }
    ]  # fmt: skip


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in tags.items())

"""What is open tonight for programs: services after Open Referral's HSDS 3, and GeoJSON (RFC 7946).

Ids are made of the rows' own and tell nothing of these. The address of a place is one line as it was typed, and so
stands in the description of the location: HSDS wants town and postal code apart, which nobody has said.
"""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from karta.services.register.open_tonight import Open, Spot, Tonight


def services(shown: Tonight) -> dict[str, Any]:
    """Return one page of services, each at its location with tonight's schedule."""
    contents = [_service(each) for each in shown.open]
    return {
        "total_items": len(contents), "total_pages": 1, "page_number": 1, "size": len(contents), "first_page": True,
        "last_page": True, "empty": not contents, "contents": contents,
    }  # fmt: skip


def features(shown: Tonight) -> dict[str, Any]:
    """Return a feature collection; a place of which nobody has said where it lies has no geometry."""
    return {"type": "FeatureCollection", "features": [_feature(each) for each in shown.open]}


def _service(each: Open) -> dict[str, Any]:
    location = _filled({
        "id": each.spot.key, "location_type": "physical", "name": each.spot.name, "description": each.spot.address,
        "latitude": each.spot.lat, "longitude": each.spot.lon,
        "accessibility": [{"id": _id(each.key, "accessibility"), "description": each.accessibility}]
        if each.accessibility
        else None,
    })  # fmt: skip
    return _filled({
        "id": each.key, "name": _name(each), "status": "active",
        "minimum_age": each.age_from, "maximum_age": each.age_to,
        "eligibility_description": ", ".join(name for name in ("girls", "adapted") if getattr(each, name)),
        "application_process": "drop-in" if each.drop_in else None,
        "cost_options": [{"id": _id(each.key, "cost"), "option": "free", "amount": 0}] if each.free else None,
        "languages": [{"id": _id(each.key, code), "code": code} for code in each.languages],
        # Whose a door is that stands open nobody has said: then the place itself is named.
        "organization": {
            "id": each.organisation_key or each.spot.key, "name": each.organisation or each.spot.name,
            "description": each.organisation or each.spot.name,
        },
        "service_at_locations": [
            {"id": _id(each.key, "location"), "location": location, "schedules": [_schedule(each)]}
        ],
    })  # fmt: skip


def _schedule(each: Open) -> dict[str, Any]:
    """Return tonight's hours as a schedule of one day, with their offset from UTC."""
    day = each.start.date().isoformat()
    return {
        "id": _id(each.key, "schedule"), "dtstart": day, "until": day, "valid_from": day,
        "valid_to": each.end.date().isoformat(), "opens_at": each.start.isoformat("T", "minutes")[11:],
        "closes_at": each.end.isoformat("T", "minutes")[11:],
    }  # fmt: skip


def _feature(each: Open) -> dict[str, Any]:
    return {
        "type": "Feature", "id": each.key, "geometry": _point(each.spot),
        "properties": _filled({
            "name": _name(each), "kind": each.kind, "organisation": each.organisation, "place": each.spot.name,
            "address": each.spot.address, "area": each.spot.area, "start": each.start.isoformat(),
            "end": each.end.isoformat(), "age_from": each.age_from, "age_to": each.age_to, "free": each.free,
            "drop_in": each.drop_in, "membership": each.membership, "girls": each.girls or None,
            "adapted": each.adapted or None, "languages": list(each.languages),
        }),
    }  # fmt: skip


def _point(spot: Spot) -> dict[str, Any] | None:
    return None if spot.lat is None else {"type": "Point", "coordinates": [spot.lon, spot.lat]}


def _name(each: Open) -> str:
    return each.title or (each.kind if each.is_activity else each.spot.name)


def _id(key: str, part: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{key}/{part}"))


def _filled(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content without what nobody has said."""
    return {name: value for name, value in content.items() if value is not None and value not in ("", [])}

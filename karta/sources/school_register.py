"""Registers in JSON: the national register of schools (both versions), and a municipality's list of associations.

Head teachers, contact people, telephones and addresses of e-mail ride along in these files; they are not read.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model import typed_text
from karta.model.rows import ORGANISATION_ROWS, PLACE_ROWS
from karta.sources import values
from karta.sources.grids import decode
from karta.sources.intake import Intake, frame_of, settle
from karta.sources.personal import without_numbers
from karta.sources.row_where_when import in_sweden, metres_to_degrees
from karta.sources.table_cells import CellError

LICENCE = "CC0 (Skolverket)"
_UPPER, _SCHOOL, _PRE = (
    {"GY", "GYS", "GYAN"},
    {"GR", "GRS", "GRAN", "FKLASS", "SPEC", "SAM", "FTH"},
    {"FS", "FSK"},
)

Entry = dict[str, Any]


def read_register(path: Path, kind: str) -> Intake:
    """Return the schools of a register as places, or the associations of a list as organisations.

    Schools that are not active are left out and counted in the notes. A school without coordinates is a place that
    still needs its position.

    Raises
    ------
    InputError
        When it is no JSON, or no register that is known.
    """
    try:
        content = json.loads(decode(path.read_bytes(), path.name))
    except (ValueError, RecursionError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("file_unreadable") from error
    associations = _associations(content)
    if associations is not None:
        if kind != "organisations":
            raise InputError("kind_not_in_format", kind=kind, format="json")
        return _organisations(associations, path.name)
    schools = list(_schools(content))
    if not schools:
        raise InputError("file_unknown", file=path.name)
    if kind != "places":
        raise InputError("kind_not_in_format", kind=kind, format="json")
    return _places(schools, path.name)


def _associations(content: Any) -> list[Entry] | None:
    customers = content.get("Customers") if isinstance(content, dict) else None
    return [entry for entry in customers if isinstance(entry, dict)] if isinstance(customers, list) else None


def _organisations(entries: list[Entry], source: str) -> Intake:
    rows, issues = [], []
    for at, entry in enumerate(entries, start=1):
        name, had = without_numbers(values.text(entry.get("Name")))
        if had:
            issues.append(Issue(at, "Name", "personal_number_dropped", "warning"))
        if fault := _fault(at, "Name", name):
            issues.append(fault)
            continue
        does = [values.text(o.get("Name")) for o in _entries(entry.get("CustomerOccupations")) if o]
        rows.append(
            {
                "row": at,
                "key": values.text(entry.get("Id")) or name.casefold(),
                "name": name,
                "types": values.text(entry.get("AssociationCategoryName")) or None,
                "does": ", ".join(does) or None,
            }
        )
    distinct, duplicates = settle(rows)
    frame = frame_of(distinct, ORGANISATION_ROWS)
    return Intake("organisations", frame, issues + duplicates, len(entries), source)


def _schools(content: Any) -> Iterator[Entry]:
    """Yield code, name, status, types and position of each school, whichever version of the register it is."""
    if isinstance(content, list):
        for entry in content:
            yield from _schools(entry)
    elif not isinstance(content, dict):
        return
    elif isinstance(content.get("Skolenheter"), list):
        for entry in content["Skolenheter"]:
            if isinstance(entry, dict):
                yield _entry(
                    entry.get("Skolenhetskod"), entry.get("Skolenhetsnamn"), entry.get("Status"), None, {}
                )
    elif isinstance(content.get("SkolenhetInfo"), dict):
        yield _first_version(content["SkolenhetInfo"])
    elif isinstance(content.get("data"), dict):
        yield from _second_version(content["data"])


def _first_version(info: Entry) -> Entry:
    visit = _entries([info.get("Besoksadress")])[0]
    place = _entries([visit.get("GeoData")])[0]
    types = [form.get("type") for form in _entries(info.get("Skolformer"))]
    position = {
        "lat": place.get("Koordinat_WGS84_Lat"),
        "lon": place.get("Koordinat_WGS84_Lng"),
        "east": place.get("Koordinat_SweRef_E"),
        "north": place.get("Koordinat_SweRef_N"),
        "address": visit.get("Adress"),
    }
    return _entry(info.get("Skolenhetskod"), info.get("Namn"), info.get("Status"), types, position)


def _second_version(data: Entry) -> Iterator[Entry]:
    attributes = data.get("attributes")
    if isinstance(attributes, list):
        for entry in attributes:
            if isinstance(entry, dict):
                yield _entry(entry.get("schoolUnitCode"), entry.get("name"), entry.get("status"), None, {})
    elif isinstance(attributes, dict):
        addresses = _entries(attributes.get("addresses"))
        visit: Entry = next((a for a in addresses if a.get("type") == "BESOKSADRESS"), {})
        place = _entries([visit.get("geoCoordinates")])[0]
        position = {
            "lat": place.get("latitude"),
            "lon": place.get("longitude"),
            "east": place.get("coordinateSweRefE"),
            "north": place.get("coordinateSweRefN"),
            "address": visit.get("streetAddress"),
        }
        name = attributes.get("displayName") or attributes.get("schoolName")
        code = data.get("schoolUnitCode") or attributes.get("schoolUnitCode")
        yield _entry(code, name, attributes.get("status"), attributes.get("schoolTypes"), position)


def _entry(code: Any, name: Any, status: Any, types: Any, position: Entry) -> Entry:
    kinds = {str(kind).upper() for kind in types} if isinstance(types, list) else set()
    return {
        "code": values.text(code).zfill(8) if code else "",
        "name": values.text(name),
        "active": values.text(status).upper() in {"", "AKTIV"},
        "kind": _kind(kinds, values.text(name)),
        **position,
    }


def _entries(listed: Any) -> list[Entry]:
    """Return a list of objects, whatever a broken file has there: an empty object for what is none."""
    return [entry if isinstance(entry, dict) else {} for entry in listed] if isinstance(listed, list) else []


def _kind(types: set[str], name: str) -> str:
    """Return the kind of place by the forms of school; a bare list has only names to go by."""
    lower = name.lower()
    if types & _UPPER or (not types and "gymnasi" in lower):
        return "upper_secondary"
    if types & _SCHOOL:
        return "school"
    if types & _PRE or (not types and "förskola" in lower):
        return "preschool"
    return "other" if types else "school"


def _places(entries: list[Entry], source: str) -> Intake:
    from karta.sources.points import (
        points_of,
    )  # geometry is an import that a list of associations need not pay

    active = [entry for entry in entries if entry["active"]]
    issues: list[Issue] = []
    rows: list[dict[str, Any]] = []
    positions: list[tuple[float, float]] = []
    for at, entry in enumerate(active, start=1):
        if fault := _fault(at, "code", entry["code"]) or _fault(at, "name", entry["name"]):
            issues.append(fault)
            continue
        position = _position(entry)
        if position is None:
            issues.append(Issue(at, None, "place_without_point", "warning", entry["name"]))
        positions.append(position or (float("nan"), float("nan")))
        rows.append(
            {
                "row": at,
                "key": entry["code"],
                "name": entry["name"],
                "kind": entry["kind"],
                "address": values.text(entry.get("address")) or None,
                "external_ids": f"skolenhetskod={entry['code']}",
            }
        )
    placed = [{**row, "geometry": point} for row, point in zip(rows, points_of(positions), strict=True)]
    distinct, duplicates = settle(placed)
    notes = {"inactive": len(entries) - len(active)}
    return Intake(
        "places",
        frame_of(distinct, PLACE_ROWS),
        issues + duplicates,
        len(active),
        source,
        LICENCE,
        notes=notes,
    )


def _position(entry: Entry) -> tuple[float, float] | None:
    """Return the position, from degrees or from metres; blanks, texts that are no numbers and far places are none."""
    lat, lon = _number(entry.get("lat")), _number(entry.get("lon"))
    if lat is not None and lon is not None and in_sweden(lat, lon):
        return lat, lon
    north, east = _number(entry.get("north")), _number(entry.get("east"))
    if north is not None and east is not None:
        point = metres_to_degrees(north, east)
        return point if in_sweden(*point) else None
    return None


def _fault(row: int, column: str, text: str) -> Issue | None:
    """Return why a text is no name or code that can be stored, None where it is one."""
    if not typed_text.is_visible(text or ""):
        return Issue(row, column, "cell_blank")
    if typed_text.is_unreadable(text):
        return Issue(row, column, "text_unreadable", value=typed_text.quoted(text))
    if len(text) > typed_text.MOST_OF_WORDS:
        return Issue(row, column, "cell_too_long", facts=(("most", typed_text.MOST_OF_WORDS),))
    return None


def _number(cell: Any) -> float | None:
    try:
        return values.number(cell)
    except CellError:
        return None

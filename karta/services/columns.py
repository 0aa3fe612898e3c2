"""Which columns of which tables a row of a file becomes."""

import re
from datetime import date, timedelta
from typing import Any

from karta.model.place import Located, is_unknown
from karta.services.matching import Bound, stands_alone

Values = dict[str, Any]
SCHEDULE = (
    "start", "end", "end_date", "start_offset_min", "end_offset_min", "byday", "rrule", "valid_to", "exdates",
    "school_days_only", "original_date",
)  # fmt: skip
_BAND = re.compile(r"(\d{4}):(\d+)-(\d+)=(\d+(?:\.\d+)?)")
_STOP = re.compile(r"(.+)@(\d\d:\d\d)-(\d\d:\d\d)")
_COPIED = {
    "places": ("name", "kind", "geometry", "entrances", "address", "opening_hours", "crisis", "priority_weight"),
    "areas": ("name", "kind", "code", "code_version", "geometry"),
    "population": ("year", "age_from", "age_to", "count"),
    "organisations": (
        "name", "types", "sector", "umbrella", "admitted_on", "admitted_by", "does", "does_not", "request_cap",
    ),
    "contacts": ("function", "channel", "hours", "valid_to"),
    "access": ("days", "start", "end", "valid_from", "valid_to"),
    "sessions": (
        "title", "leaders", "young_leaders", "age_from", "age_to", "girls", "adapted", "free", "drop_in",
    ),
    "roster": ("kind", "mode", "adults", "status"),
    "needs": (
        "type", "days", "start", "end", "adults", "outside_sessions", "within_access", "mode", "anchor", "valid_from",
        "valid_to", "state", "responsible", "decided_by", "decided_on", "reason",
    ),
    "sources": ("status", "from_local", "to_local", "confirmed_on", "asked_on"),
    "calendar": ("date", "date_to", "kind", "name"),
    "reports": ("date", "outcome", "adults", "met"),
}  # fmt: skip


def own_values(kind: str, one: Bound, function: str, today: date) -> Values:
    """Return the columns of the row's own table; who decided or confirmed is the function where the row is silent."""
    row = one.row
    values = {name: row[name] for name in _COPIED[kind] if name in row}
    if kind in {"access", "sessions", "needs", "sources"}:
        values["place_id"] = one.place
    elif kind in {"population", "contacts"}:
        values["area_id"] = one.place
    if kind in {"sessions", "roster", "sources", "contacts"}:
        values["organisation_id"] = one.organisation
    if kind == "sessions":
        values["kind"] = row["activity"]
    elif kind == "sources" and not is_unknown(row["confirmed_on"]):
        values["confirmed_by"] = function
    elif kind == "needs" and row["state"] == "decided":
        values["decided_by"] = function if is_unknown(row["decided_by"]) else row["decided_by"]
        values["decided_on"] = today if is_unknown(row["decided_on"]) else row["decided_on"]
    elif kind == "organisations" and is_unknown(row["admitted_on"]):
        # A list of names does not take an admission back.
        values = {name: value for name, value in values.items() if not name.startswith("admitted")}
    return values


def report_values(one: Bound, planned: Values) -> Values:
    """Return what a report says beyond its own columns: its line and its times, as planned where it gives none."""
    row, day = one.row, one.row["date"]
    start = planned["start"] if is_unknown(row["start"]) else row["start"]
    end = planned["end"] if is_unknown(row["end"]) else row["end"]
    closing = day + timedelta(days=1) if end <= start else day
    times: Values = {"start_local": None, "end_local": None}
    if row["outcome"] == "carried_out":
        times = {"start_local": f"{day}T{start}", "end_local": f"{closing}T{end}"}
    return {"party_id": one.party, "original_start": f"{day}T{planned['start']}", **times}


def schedule_values(row: Values, replaces_id: str | None) -> Values:
    """Return the schedule of a row of a roster or of sessions; a weekly one has no date of its own."""
    weekly = not is_unknown(row.get("byday"))
    begins = row.get("valid_from")
    return {name: row.get(name) for name in SCHEDULE} | {
        "date": None if weekly else row.get("date"),
        "valid_from": row.get("date") if weekly and is_unknown(begins) else begins,
        "replaces_id": replaces_id,
    }


def shift_values(one: Bound) -> Values:
    """Return the shift of a roster row."""
    row = one.row
    return {
        "located": located(row),
        "place_id": one.place,
        "geometry": row.get("geometry"),
        "title": row.get("title"),
        "purpose": row.get("purpose"),
        "min_team": row.get("min_adults"),
    }


def located(row: Values) -> Located:
    """Return how a roster row stands in space: as its own geometry, along its stops, or at its place."""
    geometry = row.get("geometry")
    if is_unknown(geometry):
        return Located.ROUTE if stands_alone("roster", row) else Located.PLACE
    assert geometry is not None
    if "Polygon" in geometry.geom_type:
        return Located.AREA
    return Located.ROUTE if "Line" in geometry.geom_type else Located.POINT


def stops_of(row: Values) -> list[tuple[str, str, str]]:
    """Return the timed stops of a roster row: name of the place, start, end."""
    said = "" if is_unknown(row.get("stops")) else str(row["stops"])
    found = (_STOP.fullmatch(text.strip()) for text in said.split(";"))
    return [(stop[1], stop[2], stop[3]) for stop in found if stop is not None]


def population(one: Bound) -> list[Values]:
    """Return the residents of an area by age band and year."""
    said = "" if is_unknown(one.row.get("population")) else str(one.row["population"])
    return [
        {"area_id": one.row_id, "year": year, "age_from": low, "age_to": high, "count": count}
        for year, low, high, count in _BAND.findall(said)
    ]

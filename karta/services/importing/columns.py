"""Turns a row of a file into the columns of the tables that store it."""

import re
from datetime import date, timedelta
from typing import Any

from karta.model.place import Located, is_unknown
from karta.services.importing.cell_changes import COPIED
from karta.services.importing.matched_rows import AREA_COLUMNS, PLACE_COLUMNS, Bound, stands_alone

Values = dict[str, Any]
_BAND = re.compile(r"(\d{4}):(\d+)-(\d+)=(\d+(?:\.\d+)?)")
_STOP = re.compile(r"(.+)@(\d\d:\d\d)-(\d\d:\d\d)")
_REPORTED = frozenset({"date", "series", "org", "planned_start", *PLACE_COLUMNS})
_TIMES = frozenset(
    {"date", "start", "end", "end_date", "start_offset_min", "end_offset_min", "byday", "rrule"}
)
# What the columns of tables are made of, where it is not the column of the row of the same name.
MADE_OF: dict[str, dict[str, frozenset[str]]] = {
    kind: {
        "place_id": PLACE_COLUMNS,
        "organisation_id": frozenset({"org"}),
        "confirmed_by": frozenset({"confirmed_on"}),
    }
    for kind in ("access", "sessions", "roster", "sources")
} | {
    "needs": {
        "place_id": PLACE_COLUMNS,
        "decided_by": frozenset({"decided_by", "state"}),
        "decided_on": frozenset({"decided_on", "state"}),
    },
    "population": {"area_id": AREA_COLUMNS},
    "organisations": {"admitted_how": frozenset({"admitted_on", "admitted_by"})},
    "contacts": {"area_id": frozenset({"area"}), "organisation_id": frozenset({"org"})},
    "reports": {
        "party_id": _REPORTED,
        "original_start": _REPORTED,
        **dict.fromkeys(("start_local", "end_local"), _REPORTED | {"start", "end", "outcome"}),
    },
}
SHIFT_MADE_OF = {
    "place_id": PLACE_COLUMNS,
    "located": frozenset({"geometry", "stops"}),
    "min_team": frozenset({"min_adults"}),
}
# The times of a schedule hang together: who changes one says them all.
SCHEDULE_MADE_OF = dict.fromkeys(_TIMES, _TIMES) | {
    "valid_from": frozenset({"valid_from", "date", "byday"}),
    "replaces_id": frozenset({"replaces"}),
}


def own_values(kind: str, bound: Bound, function: str, today: date) -> Values:
    """Return the columns of the row's own table; who decided or confirmed is the function where the row is silent."""
    row = bound.row
    values = {name: row[name] for name in COPIED[kind] if name in row}
    if kind in {"access", "sessions", "needs", "sources"}:
        values["place_id"] = bound.place
    elif kind in {"population", "contacts"}:
        values["area_id"] = bound.place
    if kind in {"sessions", "roster", "sources", "contacts"}:
        values["organisation_id"] = bound.organisation
    if kind == "sessions":
        values["kind"] = row["activity"]
    elif kind == "sources" and not is_unknown(row["confirmed_on"]):
        values["confirmed_by"] = function
    elif kind == "needs" and row["state"] == "decided":
        values["decided_by"] = function if is_unknown(row["decided_by"]) else row["decided_by"]
        values["decided_on"] = today if is_unknown(row["decided_on"]) else row["decided_on"]
    elif kind == "organisations":
        # What a row decides is a decision, also about one that came to count unasked.
        values["admitted_how"] = None
    return values


def report_values(bound: Bound, planned: Values) -> Values:
    """Return the roster line and the times of a report; the planned times where it gives none."""
    row, day = bound.row, bound.row["date"]
    start = planned["start"] if is_unknown(row["start"]) else row["start"]
    end = planned["end"] if is_unknown(row["end"]) else row["end"]
    closing = day + timedelta(days=1) if end <= start else day
    times: Values = {"start_local": None, "end_local": None}
    if row["outcome"] == "carried_out":
        times = {"start_local": f"{day}T{start}", "end_local": f"{closing}T{end}"}
    return {"party_id": bound.party, "original_start": f"{day}T{planned['start']}", **times}


def shift_values(bound: Bound) -> Values:
    """Return the shift of a roster row."""
    row = bound.row
    return {
        "located": located(row),
        "place_id": bound.place,
        "geometry": row.get("geometry"),
        "title": row.get("title"),
        "purpose": row.get("purpose"),
        "min_team": row.get("min_adults"),
    }


def located(row: Values) -> Located:
    """Return what a roster row is located by: its own geometry, its stops, or its place."""
    geometry = row.get("geometry")
    if is_unknown(geometry):
        return Located.ROUTE if stands_alone("roster", row) else Located.PLACE
    assert geometry is not None
    if "Polygon" in geometry.geom_type:
        return Located.AREA
    return Located.ROUTE if "Line" in geometry.geom_type else Located.POINT


def stops_of(row: Values) -> list[tuple[str, str, str]]:
    """Return the timed stops of a roster row: name of the place, start, end."""
    cell = "" if is_unknown(row.get("stops")) else str(row["stops"])
    matches = (_STOP.fullmatch(text.strip()) for text in cell.split(";"))
    return [(stop[1], stop[2], stop[3]) for stop in matches if stop is not None]


def population(bound: Bound) -> list[Values]:
    """Return the residents of an area by age band and year."""
    cell = "" if is_unknown(bound.row.get("population")) else str(bound.row["population"])
    return [
        {"area_id": bound.row_id, "year": year, "age_from": low, "age_to": high, "count": count}
        for year, low, high, count in _BAND.findall(cell)
    ]

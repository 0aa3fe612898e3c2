"""A town of a few rows: tables of the method written out in a test, with neutral defaults for what it is not about."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.coverage.gaps import cover
from karta.coverage.presence import View
from karta.model import tables as declared
from karta.model.frames import Schema, check, empty
from karta.model.tables import Tables
from karta.settings import Method

Row = dict[str, Any]
FRIDAY = "2026-09-18"
AUTUMN = "2026-10-24"
SPRING = "2027-03-27"


def from_rows(rows: Iterable[Mapping[str, Any]], schema: Schema) -> pd.DataFrame:
    """Return a checked frame of rows; without any, an empty one with the right columns."""
    listed = list(rows)
    return check(pd.DataFrame(listed), schema) if listed else empty(schema)


def need(
    place_id: str = "P1", start: str = "18:00", end: str = "22:00", adults: float = 2, **over: Any
) -> Row:
    """Return a base rule for all days, named by its place and hours."""
    return {
        "rule_id": f"{place_id} {start}-{end} {over.get('type', 'base')}",
        "place_id": place_id,
        "type": "base",
        "days": "all",
        "start_local": start,
        "end_local": end,
        "adults": float(adults),
        **over,
    }


def line(
    presence_id: str = "R1",
    start: str = "18:00",
    end: str = "22:00",
    adults: float = 2,
    at: Mapping[str, float] | None = None,
    day: str = FRIDAY,
    **over: Any,
) -> Row:
    """Return a roster line of one evening that stands `at` places (walking metres; default P1, 0 m)."""
    if not over.get("byday") and "T" not in start:
        closes = date.fromisoformat(day) + timedelta(days=end <= start)
        start, end = f"{day}T{start}", f"{closes}T{end}"
    return {
        "presence_id": presence_id,
        "org": "Org A",
        "kind": "night_walker",
        "mode": "active",
        "geometry": "stationary",
        "adults": float(adults),
        "status": "planned",
        "start_local": start,
        "end_local": end,
        "at": {"P1": 0.0} if at is None else at,
        **over,
    }


def leg(presence_id: str, place_id: str = "P1", dwell: float = 0, metres: float = 300, far: float = 0) -> Row:
    """Return a section of `metres` of a route of 3 km, `far` metres from a place."""
    return {
        "presence_id": presence_id,
        "place_id": place_id,
        "dwell_min_per_hour": float(dwell),
        "route_length_m": 3000.0,
        "section_m": float(metres),
        "section_mean_distance_m": float(far),
    }


def stop(presence_id: str, start: str, end: str, place_id: str = "P1", far: float = 0) -> Row:
    """Return a timed stop of a route."""
    return {
        "presence_id": presence_id,
        "place_id": place_id,
        "start_local": start,
        "end_local": end,
        "distance_m": float(far),
    }


def source(
    status: str = "unknown", start: str = f"{FRIDAY}T06:00", end: str = "2026-09-19T06:00", **over: Any
) -> Row:
    """Return an expected source of P1."""
    return {
        "source_id": f"{status} {start} {over.get('place_id', 'P1')}",
        "org": "Org S",
        "place_id": "P1",
        "status": status,
        "from_local": start,
        "to_local": end,
        **over,
    }


def report(
    presence_id: str = "R1", outcome: str = "carried_out", adults: float = 2, day: str = FRIDAY, **over: Any
) -> Row:
    """Return a report on a shift; without times of its own it was held as planned."""
    return {
        "presence_id": presence_id,
        "date": date.fromisoformat(day),
        "outcome": outcome,
        "adults": float(adults),
        "start_local": None,
        "end_local": None,
        **over,
    }


def calendar(first: date, days: int, **over: Any) -> list[Row]:
    """Return calendar rows: weekdays are school days, Friday and Saturday weekend nights, never dark."""
    return [
        {
            "date": (day := first + timedelta(days=number)),
            "school_day": day.weekday() < 5,
            "public_holiday": False,
            "weekend_night": day.weekday() in (4, 5),
            "risk_evening": False,
            **over,
        }
        for number in range(days)
    ]


def table(rows: Iterable[Row], schema: Schema) -> pd.DataFrame:
    """Return a table of rows that need not all name the same columns: what one leaves out has its default."""
    neutral = {column.name: column.default for column in schema.columns if not column.required}
    return from_rows([{**neutral, **row} for row in rows], schema)


def town(
    first: str = FRIDAY,
    days: int = 1,
    *,
    needs: Iterable[Row] = (),
    lines: Iterable[Row] = (),
    places: Iterable[str | Row] = ("P1",),
    method: Mapping[str, Any] | None = None,
    delivered: Iterable[Row] | None = None,
    dark: Mapping[str, str] | None = None,
    **rest: Iterable[Row],
) -> Tables:
    """Return the tables of a period in which, unless `method` says otherwise, every roster is known."""
    begin = date.fromisoformat(first)
    lines = list(lines)
    reach = [
        {"presence_id": row["presence_id"], "place_id": place, "distance_m": float(metres)}
        for row in lines
        for place, metres in row["at"].items()
    ]
    # An organisation is called here as its id is.
    stated = [
        {"owner_id": row["org"]} | {name: value for name, value in row.items() if name != "at"}
        for row in lines
    ]
    schemas = {
        "access": declared.ACCESS, "sessions": declared.SESSIONS, "route_legs": declared.ROUTE_LEGS,
        "stops": declared.STOPS, "sources": declared.SOURCES, "history": declared.HISTORY, "whatif": declared.WHATIF,
    }  # fmt: skip
    frames = {name: table(rows, schemas[name]) for name, rows in rest.items()}
    if "sources" in frames:
        frames["sources"] = frames["sources"].assign(owner_id=frames["sources"]["org"])
    spots = [place if isinstance(place, dict) else {"place_id": place} for place in places]
    return Tables(
        method=Method(**{"default_source_status": "known", **(method or {})}),
        from_day=begin,
        to_day=begin + timedelta(days=days - 1),
        places=from_rows(spots, declared.PLACES),
        needs=table(needs, declared.NEEDS),
        presences=table(stated, declared.PRESENCES),
        calendar=from_rows(calendar(begin, days, **(dark or {})), declared.CALENDAR),
        reach=from_rows(reach, declared.REACH),
        delivered=None if delivered is None else from_rows(delivered, declared.DELIVERED),
        **frames,
    )


def ah(tables: Tables, view: View = "planned") -> tuple[float, float, float, float]:
    """Return need, covered, gap and unknown adult-hours of the period, rounded to a millionth."""
    coverage = cover(tables, view)
    parts = (coverage.need.stay, coverage.covered, coverage.gap, coverage.unknown)
    need_, covered, gap, unknown = (round(float(part.sum()) * coverage.grid.hours, 6) for part in parts)
    return need_, covered, gap, unknown


def present(tables: Tables, *clock: str, place: int = 0) -> list[float]:
    """Return the effective adults of a place in the slots that begin at these local times."""
    coverage = cover(tables, "planned")
    labels = [label[11:16] for label in coverage.grid.slots.labels()]
    return [round(float(coverage.presence.adults[place, labels.index(at)]), 9) for at in clock]


UNKNOWN_19_20 = source("unknown", f"{FRIDAY}T19:00", f"{FRIDAY}T20:00")

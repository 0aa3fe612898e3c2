"""PRESENCE: who is known to be where, as effective adults (METHOD 3.2-3.4).

Only named, tasked adults of admitted organisations count; the general public counts 0. A missing number of adults
is unknown where it would count, never 1 or 2.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, FloatArray, Grid
from karta.coverage.occurrences import row_occurrences
from karta.coverage.reach import shares, weight
from karta.model.schedule import Occurrence, instant, parse_date, parse_local, parse_time
from karta.model.tables import Tables
from karta.settings import Method

View = Literal["planned", "confirmed", "delivered", "expected"]
VIEWS: tuple[View, ...] = ("planned", "confirmed", "delivered", "expected")

PIECES = [
    "presence_id", "shift_id", "org", "sector", "kind", "place_id", "date", "start", "end", "adults", "share",
    "effective", "visit", "dwell_min_per_hour", "certain", "approx",
]  # fmt: skip


@dataclass(frozen=True)
class Presence:
    """The known presence of a grid in one view.

    `adults` (places x slots) is P; `civil` and `trained` are their parts of it; `visit` counts only presences that
    may make a visit; `visit_open` marks slots near an untimed route; `many_orgs` slots with two organisations;
    `unknown` slots where a presence would count but its number, or what came of it, is unknown. `pieces` lists
    what was painted: one row a presence, place and span (columns of PIECES; times UTC).
    """

    adults: FloatArray
    civil: FloatArray
    trained: FloatArray
    visit: FloatArray
    visit_open: BoolArray
    many_orgs: BoolArray
    unknown: BoolArray
    pieces: pd.DataFrame


@dataclass(frozen=True)
class _Span:
    """One stretch of a presence at a place: how many adults, and how sure."""

    row: dict[str, Any]
    occurrence: Occurrence
    start: datetime
    end: datetime
    adults: float
    certain: bool


def presence(tables: Tables, grid: Grid, view: View) -> Presence:
    """Return the known presence of the view on the grid."""
    found = Presence(
        adults=grid.zeros(),
        civil=grid.zeros(),
        trained=grid.zeros(),
        visit=grid.zeros(),
        visit_open=grid.nowhere(),
        many_orgs=grid.nowhere(),
        unknown=grid.nowhere(),
        pieces=pd.DataFrame(),
    )
    near = _by_presence(shares(tables))
    stops = _by_presence(tables.stops)
    places = grid.place_index()
    first_org = np.full(grid.shape, -1)
    orgs: dict[str, int] = {}
    pieces: list[tuple[Any, ...]] = []
    for span in _spans(tables, grid, view):
        row = span.row
        mode = tables.method.mode_weight(row["mode"]) * _reliability(row, tables, view)
        org = orgs.setdefault(str(row["org"]), len(orgs))
        for place_id, share, visit, dwell, approx, start, end in _at_places(
            span, near, stops, grid, tables.method
        ):
            place, columns = places[place_id], grid.span(start, end)
            factor = mode * share
            effective = span.adults * factor
            pieces.append((
                row["presence_id"], row["shift_id"], row["org"], row["sector"], row["kind"], place_id,
                span.occurrence.date, start, end, span.adults, share, effective, visit, dwell, span.certain, approx,
            ))  # fmt: skip
            if not span.certain:
                found.unknown[place, columns] |= factor > 0 and (np.isnan(span.adults) or span.adults > 0)
                continue
            if effective <= 0:
                continue
            found.adults[place, columns] += effective
            if row["sector"] == "civil_society":
                found.civil[place, columns] += effective
            if row["trained"]:
                found.trained[place, columns] += effective
            if visit == "stop":
                found.visit[place, columns] += effective
            elif visit == "open":
                found.visit_open[place, columns] = True
            earlier = first_org[place, columns]
            found.many_orgs[place, columns] |= (earlier >= 0) & (earlier != org)
            first_org[place, columns] = np.where(earlier < 0, org, earlier)
    return Presence(**{**vars(found), "pieces": pd.DataFrame(pieces, columns=PIECES)})


def reliability(scheduled: float, delivered: float, status: str, method: Method) -> float:
    """Return q of the expected view: (delivered + a) / (scheduled + a + b). Source: METHOD 3.4, priors [K]."""
    if status == "confirmed":
        a, b = method.prior_confirmed_a, method.prior_confirmed_b
    else:
        a, b = method.prior_planned_a, method.prior_planned_b
    return (delivered + a) / (scheduled + a + b)


def reliabilities(tables: Tables) -> dict[str, float]:
    """Return q of every roster line that is not cancelled; without history it is the prior's mean."""
    past = tables.history.set_index("presence_id")[["scheduled", "delivered"]].to_dict("index")
    nothing = {"scheduled": 0.0, "delivered": 0.0}
    return {
        str(row["presence_id"]): reliability(
            float(past.get(row["presence_id"], nothing)["scheduled"]),
            float(past.get(row["presence_id"], nothing)["delivered"]),
            row["status"],
            tables.method,
        )
        for row in tables.presences.to_dict("records")
        if row["status"] != "cancelled"
    }


def _spans(tables: Tables, grid: Grid, view: View) -> Iterator[_Span]:
    """Yield what the view counts of each occurrence, the size of the whole team already weighed."""
    wanted = {"confirmed"} if view == "confirmed" else {"planned", "confirmed"}
    rows = [row for row in tables.presences.to_dict("records") if row["status"] in wanted and row["admitted"]]
    reports = _reports(tables) if view == "delivered" else {}
    teams: dict[tuple[Any, Any], list[_Span]] = defaultdict(list)
    for row in rows:
        row["shift_id"] = row["shift_id"] or row["presence_id"]
        for occurrence in row_occurrences(row, grid):
            span = _Span(
                row, occurrence, occurrence.start, occurrence.end, float(row["adults"]), certain=True
            )
            if view == "delivered":
                span = _reported(span, reports.get((row["presence_id"], occurrence.date)), grid)
            teams[(row["shift_id"], occurrence.original_start)].append(span)
    for team in teams.values():
        yield from _team(team)


def _team(team: list[_Span]) -> Iterator[_Span]:
    """Yield the spans of one shift: nothing if it is understaffed, unknown if nobody can tell."""
    smallest = max(float(span.row["min_adults"]) for span in team)
    known = sum(span.adults for span in team if not np.isnan(span.adults))
    open_number = any(np.isnan(span.adults) for span in team)
    if known < smallest and not open_number:
        return
    for span in team:
        unsure = np.isnan(span.adults) or known < smallest
        yield _Span(span.row, span.occurrence, span.start, span.end, span.adults, span.certain and not unsure)


def _reports(tables: Tables) -> dict[tuple[str, Any], dict[str, Any]]:
    if tables.delivered is None:
        return {}
    return {(row["presence_id"], parse_date(row["date"])): row for row in tables.delivered.to_dict("records")}


def _reported(span: _Span, report: dict[str, Any] | None, grid: Grid) -> _Span:
    """Return what a report makes of a planned occurrence; without one it is unreported."""
    outcome = "unreported" if report is None else report["outcome"]
    if outcome == "no_show":
        return _Span(span.row, span.occurrence, span.start, span.end, 0.0, certain=True)
    if report is None or outcome == "unreported":
        return _Span(span.row, span.occurrence, span.start, span.end, span.adults, certain=False)
    start, end = span.start, span.end
    if report["start_local"]:
        start = instant(parse_local(str(report["start_local"])), grid.tz)
    if report["end_local"]:
        end = instant(parse_local(str(report["end_local"])), grid.tz)
    return _Span(span.row, span.occurrence, start, end, float(report["adults"]), certain=True)


def _reliability(row: dict[str, Any], tables: Tables, view: View) -> float:
    if view != "expected":
        return 1.0
    past = tables.history[tables.history["presence_id"] == row["presence_id"]]
    scheduled, delivered = float(past["scheduled"].sum()), float(past["delivered"].sum())
    return reliability(scheduled, delivered, row["status"], tables.method)


Near = tuple[str, float, str, float, bool, datetime, datetime]


def _at_places(
    span: _Span,
    near: dict[str, list[dict[str, Any]]],
    stops: dict[str, list[dict[str, Any]]],
    grid: Grid,
    method: Method,
) -> Iterator[Near]:
    """Yield place, share, visit, dwell, approx, start and end of a span.

    A timed stop counts as standing there; the walk between the stops counts as the route. `visit` is what it can
    be for a visit window: stop (stands there), dwell (a route with declared dwell), open (a route without), no.
    """
    row = span.row
    timed = [(stop, *_stop_times(stop, span, grid)) for stop in stops.get(row["presence_id"], [])]
    walking = _without(span.start, span.end, [(start, end) for _, start, end in timed])
    for pair in near.get(row["presence_id"], []):
        standing = row["geometry"] == "stationary"
        dwell = pair["dwell_min_per_hour"]
        visit = "stop" if standing else "dwell" if dwell > 0 else "open"
        if row["mode"] != "active":
            visit = "no"
        for start, end in walking:
            yield (
                pair["place_id"],
                float(pair["share"]),
                visit,
                float(dwell),
                bool(pair["approx"]),
                start,
                end,
            )
    for stop, start, end in timed:
        share = float(weight(stop["distance_m"], method))
        if share > 0 and start < end:
            visit = "stop" if row["mode"] == "active" else "no"
            yield stop["place_id"], share, visit, float("nan"), False, start, end


def _stop_times(stop: dict[str, Any], span: _Span, grid: Grid) -> tuple[datetime, datetime]:
    """Return a stop's UTC times within the occurrence that it belongs to, cut to it."""
    local = span.occurrence.original_start
    times = []
    for name in ("start_local", "end_local"):
        wall = datetime.combine(local.date(), parse_time(str(stop[name])))
        if wall.time() < local.time():
            wall += timedelta(days=1)
        times.append(instant(wall, grid.tz))
    return max(times[0], span.start), min(times[1], span.end)


def _without(
    start: datetime, end: datetime, taken: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Return what is left of a span when the taken stretches are cut out."""
    left = []
    for first, last in sorted(taken):
        if start < first:
            left.append((start, min(first, end)))
        start = max(start, last)
    if start < end:
        left.append((start, end))
    return left


def _by_presence(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.to_dict("records"):
        found[str(row["presence_id"])].append({str(key): value for key, value in row.items()})
    return found

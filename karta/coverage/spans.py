"""Spans of roster lines that a view counts: when, how many adults, and how certain (METHOD 3.2, 3.4).

Only lines of admitted organisations count. A missing number of adults is unknown where it would count, never 1 or 2;
so is a shift on school days alone where nobody has said whether there is school, and, in the delivered view, a shift
that nobody has reported on. Young leaders are never adults here.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

import numpy as np

from karta.coverage.grid import Grid
from karta.coverage.occurrences import row_occurrences, unsure_occurrences
from karta.model.schedule import Occurrence, instant, parse_date, parse_local
from karta.model.tables import Tables
from karta.settings import Method

View = Literal["planned", "confirmed", "delivered", "expected"]
VIEWS: tuple[View, ...] = ("planned", "confirmed", "delivered", "expected")


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a roster line: its row, `adults` (NaN = unknown), and whether they are `certain`."""

    row: dict[str, Any]
    occurrence: Occurrence
    start: datetime
    end: datetime
    adults: float
    certain: bool = True


def spans(tables: Tables, grid: Grid, view: View) -> Iterator[Span]:
    """Yield the span of each occurrence that the view counts, the size of the whole team already weighed."""
    wanted = {"confirmed"} if view == "confirmed" else {"planned", "confirmed"}
    report_of = reports(tables) if view == "delivered" else {}
    teams: dict[tuple[Any, datetime], list[Span]] = defaultdict(list)
    for row in tables.presences.to_dict("records"):
        if row["status"] not in wanted or not row["admitted"]:
            continue
        row["shift_id"] = shift = row["shift_id"] or row["presence_id"]
        for sure, occurrences in ((True, row_occurrences(row, grid)), (False, unsure_occurrences(row, grid))):
            for occurrence in occurrences:
                span = Span(row, occurrence, occurrence.start, occurrence.end, float(row["adults"]), sure)
                if view == "delivered":
                    span = _as_reported(span, report_of.get((row["presence_id"], occurrence.date)), grid)
                teams[shift, occurrence.original_start].append(span)
    for team in teams.values():
        yield from _team(team)


def reports(tables: Tables) -> dict[tuple[str, Any], dict[str, Any]]:
    """Return the report on each occurrence that has one, by roster line and local date of its start."""
    if tables.delivered is None:
        return {}
    return {(row["presence_id"], parse_date(row["date"])): row for row in tables.delivered.to_dict("records")}


def reported_times(report: dict[str, Any], occurrence: Occurrence, grid: Grid) -> tuple[datetime, datetime]:
    """Return when the adults of a report came and left; as planned where it does not say."""
    came, left = (report["start_local"], report["end_local"])
    return (
        instant(parse_local(str(came)), grid.tz) if came else occurrence.start,
        instant(parse_local(str(left)), grid.tz) if left else occurrence.end,
    )


def reliabilities(tables: Tables) -> dict[str, float]:
    """Return q of every roster line that is not cancelled; without history it is the prior's mean."""
    past = tables.history.groupby("presence_id")[["scheduled", "delivered"]].sum().to_dict("index")
    nothing = {"scheduled": 0.0, "delivered": 0.0}
    q_of = {}
    for presence_id, status in zip(tables.presences["presence_id"], tables.presences["status"], strict=True):
        if status != "cancelled":
            shifts = past.get(presence_id, nothing)
            q_of[str(presence_id)] = reliability(
                float(shifts["scheduled"]), float(shifts["delivered"]), status, tables.method
            )
    return q_of


def reliability(scheduled: float, delivered: float, status: str, method: Method) -> float:
    """Return q of the expected view: (delivered + a) / (scheduled + a + b). Source: METHOD 3.4, priors [K]."""
    if status == "confirmed":
        a, b = method.prior_confirmed_a, method.prior_confirmed_b
    else:
        a, b = method.prior_planned_a, method.prior_planned_b
    return (delivered + a) / (scheduled + a + b)


def _as_reported(span: Span, report: dict[str, Any] | None, grid: Grid) -> Span:
    """Return a planned span with the times and adults of its report; without a report it is not certain."""
    if report is None or report["outcome"] == "unreported":
        return replace(span, certain=False)
    if report["outcome"] == "no_show":
        return replace(span, adults=0.0, certain=True)
    start, end = reported_times(report, span.occurrence, grid)
    return replace(span, start=start, end=end, adults=float(report["adults"]), certain=True)


def _team(team: list[Span]) -> Iterator[Span]:
    """Yield the spans of one shift: none if it is understaffed at best, uncertain if that is unknown."""
    smallest = max(float(span.row["min_adults"]) for span in team)
    sure = sum(span.adults for span in team if span.certain and not np.isnan(span.adults))
    at_best = sum(np.inf if np.isnan(span.adults) else span.adults for span in team)
    if at_best < smallest:
        return
    for span in team:
        certain = span.certain and not np.isnan(span.adults) and sure >= smallest
        yield replace(span, certain=certain)

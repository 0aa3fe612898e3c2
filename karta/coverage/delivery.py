"""Planned and delivered adult-hours: process, never effect (METHOD 3.6 *leveransgrad*, 3.4).

Delivery belongs to organisations, never to persons: one sees its own, and others only as a sum of at least three.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.grid import Grid, grid
from karta.coverage.occurrences import row_occurrences
from karta.coverage.spans import reported_times, reports
from karta.model.schedule import Occurrence
from karta.model.small_counts import holds_back
from karta.model.tables import Tables

SHIFTS = ["presence_id", "org", "date", "outcome", "planned_ah", "delivered_ah"]
SHOWN = [
    "org",
    "organisations",
    "shifts",
    "planned_ah",
    "reported_planned_ah",
    "delivered_ah",
    "delivery_rate",
]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Adult-hours over shifts that start in the period and whose number of adults is known."""

    planned_ah: float
    reported_planned_ah: float
    delivered_ah: float

    @property
    def unreported_ah(self) -> float:
        """Planned adult-hours that nobody has reported on."""
        return self.planned_ah - self.reported_planned_ah

    @property
    def rate(self) -> float:
        """Delivered over planned adult-hours of reported shifts; NaN where none was reported."""
        return self.delivered_ah / self.reported_planned_ah if self.reported_planned_ah else float("nan")


def delivery(tables: Tables) -> Delivery:
    """Return what was planned, reported and delivered of the shifts that start in the period."""
    return summed(shift_hours(tables))


def shift_hours(tables: Tables) -> pd.DataFrame:
    """Return the shifts that start in the period and are not cancelled: columns SHIFTS, one row an occurrence.

    planned_ah and delivered_ah are NaN where the number of adults is unknown; delivered_ah also where nobody has
    reported (outcome unreported). Nothing here weighs reach, task or size of the team.
    """
    on, report_of = grid(tables), reports(tables)
    rows = []
    for row in tables.presences.to_dict("records"):
        if row["status"] == "cancelled":
            continue
        for occurrence in row_occurrences(row, on):
            if on.is_computed(occurrence.start):
                report = report_of.get((row["presence_id"], occurrence.date))
                outcome = "unreported" if report is None else report["outcome"]
                planned = float(row["adults"]) * _hours(occurrence.start, occurrence.end)
                delivered = _delivered(report, outcome, occurrence, on)
                rows.append((row["presence_id"], row["org"], occurrence.date, outcome, planned, delivered))
    return pd.DataFrame(rows, columns=SHIFTS).astype({"planned_ah": float, "delivered_ah": float})


def shown_to(shifts: pd.DataFrame, organisation: str | None) -> pd.DataFrame:
    """Return delivery as an organisation may see it: columns SHOWN, its own row and one for all others together.

    The others (org blank) only where they are at least three, so that none can be told apart; a rate only from
    ten reported shifts. Source: METHOD 3.4.
    """
    own = shifts[shifts["org"] == organisation]
    others = shifts[(shifts["org"] != organisation) & (shifts["org"] != "")]
    rows = []
    if len(own):
        rows.append(_row(str(organisation), own))
    if not holds_back(others["org"].nunique(), "organisations"):
        rows.append(_row("", others))
    return pd.DataFrame(rows, columns=SHOWN)


def _row(org: str, shifts: pd.DataFrame) -> tuple[Any, ...]:
    total = summed(shifts)
    rate = float("nan") if holds_back(len(reported_shifts(shifts)), "shifts") else total.rate
    sums = (total.planned_ah, total.reported_planned_ah, total.delivered_ah)
    return (org, shifts["org"].nunique(), len(shifts), *sums, rate)


def summed(shifts: pd.DataFrame) -> Delivery:
    """Return the sums of shifts with planned_ah and delivered_ah, NaN where unknown."""
    reported = reported_shifts(shifts)
    return Delivery(
        planned_ah=float(shifts["planned_ah"].sum()),
        reported_planned_ah=float(reported["planned_ah"].sum()),
        delivered_ah=float(reported["delivered_ah"].sum()),
    )


def reported_shifts(shifts: pd.DataFrame) -> pd.DataFrame:
    """Return the shifts whose planned and delivered adult-hours are both known."""
    return shifts[shifts["planned_ah"].notna() & shifts["delivered_ah"].notna()]


def _delivered(report: dict[str, Any] | None, outcome: str, occurrence: Occurrence, on: Grid) -> float:
    if report is None or outcome == "unreported":
        return np.nan
    if outcome == "no_show":
        return 0.0
    return float(report["adults"]) * _hours(*reported_times(report, occurrence, on))


def _hours(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / 3600

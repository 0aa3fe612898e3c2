"""Planned and delivered adult-hours: process, never effect (METHOD 3.6 *leveransgrad*)."""

from dataclasses import dataclass

from karta.coverage.grid import grid
from karta.coverage.occurrences import row_occurrences
from karta.model.schedule import instant, parse_date, parse_local
from karta.model.tables import Tables


@dataclass(frozen=True, slots=True)
class Delivery:
    """Adult-hours over shifts that start in the period."""

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
    on = grid(tables)
    reports = {}
    if tables.delivered is not None:
        reports = {
            (row["presence_id"], parse_date(row["date"])): row for row in tables.delivered.to_dict("records")
        }
    planned = reported = delivered = 0.0
    for row in tables.presences.to_dict("records"):
        if row["status"] == "cancelled":
            continue
        for one in row_occurrences(row, on):
            if not on.is_computed(one.start):
                continue
            hours = float(row["adults"]) * (one.end - one.start).total_seconds() / 3600
            planned += hours
            report = reports.get((row["presence_id"], one.date))
            if report is None or report["outcome"] == "unreported":
                continue
            reported += hours
            if report["outcome"] == "carried_out":
                start = (
                    instant(parse_local(str(report["start_local"])), on.tz)
                    if report["start_local"]
                    else one.start
                )
                end = (
                    instant(parse_local(str(report["end_local"])), on.tz) if report["end_local"] else one.end
                )
                delivered += float(report["adults"]) * (end - start).total_seconds() / 3600
    return Delivery(planned_ah=planned, reported_planned_ah=reported, delivered_ah=delivered)

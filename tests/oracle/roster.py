"""The whole roster: who counts in which view, with how many adults and when."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from .days import Calendar, Window
from .shifts import Effect, Reach, Shift, length_h, shifts_of
from .tables import Row, Tables


class Roster:
    """Roster lines, their shifts, the reports on them and their history."""

    def __init__(self, tables: Tables, calendar: Calendar) -> None:
        self.reach = Reach(tables)
        self._tables, self._calendar = tables, calendar
        self.lines = [line for line in tables.rows("presences") if status_of(line) != "cancelled"]
        self._shifts = [shift for line in tables.rows("presences") for shift in shifts_of(line, calendar)]
        self._shifts = [shift for shift in self._shifts if status_of(shift.line) != "cancelled"]
        self._reports: dict[tuple[str, date | None], Row] = {}
        self._read_reports()

    def _read_reports(self) -> None:
        status = {line.text("presence_id"): status_of(line) for line in self._tables.rows("presences")}
        for report in self._tables.rows("delivered"):
            presence_id = report.text("presence_id")
            if status.get(presence_id, "cancelled") == "cancelled":
                raise report.refuse("presence_id", "a report on a cancelled or unknown shift")
            if report.text("outcome") not in ("carried_out", "no_show", "unreported"):
                raise report.refuse("outcome", "no such outcome")
            self._reports[presence_id, report.day("date")] = report
            if report.text("outcome") == "carried_out":
                self.came(report)

    def outcome(self, shift: Shift) -> str:
        """What is reported of a shift; without a report it is unreported."""
        report = self._report(shift)
        return report.text("outcome") if report is not None else "unreported"

    def came(self, report: Row) -> tuple[Fraction, Window]:
        """Adults and UTC minutes that a report tells of."""
        clock = self._calendar.clock
        return report.number_in("adults"), (
            report.moment("start_local", clock),
            report.moment("end_local", clock),
        )

    def _report(self, shift: Shift) -> Row | None:
        return self._reports.get((shift.line.text("presence_id"), shift.day))

    def reliability(self, line: Row) -> Fraction:
        """Expected share of a line's shifts that are carried out: its history and the prior of its status."""
        a, b = (self._tables.weight(f"prior_{status_of(line)}_{letter}") for letter in "ab")
        mine = [
            row for row in self._tables.rows("history") if row.text("presence_id") == line.text("presence_id")
        ]
        scheduled = sum(row.number_in("scheduled", "0") for row in mine)
        delivered = sum(row.number_in("delivered", "0") for row in mine)
        return Fraction(delivered + a) / (scheduled + a + b)

    def effects(self, place_id: str, view: str) -> list[Effect]:
        """All that counts at a place in a view."""
        found = []
        for shift in self._shifts:
            weight = self.reach.of(shift.line, place_id) * self.reach.mode(shift.line)
            effect = self._effect(shift, weight, view)
            if effect is not None and effect.adults > 0:
                found.append(effect)
        return found

    def _effect(self, shift: Shift, weight: Fraction, view: str) -> Effect | None:
        org, planned = shift.line.text("org"), shift.line.number_in("adults") * weight
        if view == "confirmed" and status_of(shift.line) != "confirmed":
            return None
        if view == "expected":
            return Effect(org, planned * self.reliability(shift.line), shift.window)
        if view != "delivered":
            return Effect(org, planned, shift.window)
        outcome, report = self.outcome(shift), self._report(shift)
        if outcome == "unreported":
            return Effect(org, planned, shift.window, silent=True)
        if outcome == "no_show" or report is None:
            return None
        adults, window = self.came(report)
        return Effect(org, adults * weight, window)

    def shifts_in_period(self) -> list[Shift]:
        """The shifts that start within the computed service days."""
        return [shift for shift in self._shifts if self._calendar.in_period(shift.window[0])]

    def delivered_ah(self, shift: Shift) -> Fraction:
        """Adult-hours that a carried-out shift's report tells of."""
        report = self._report(shift)
        assert report is not None
        adults, window = self.came(report)
        return adults * length_h(window)


def status_of(line: Row) -> str:
    """planned, confirmed or cancelled."""
    if line.text("status") not in ("planned", "confirmed", "cancelled"):
        raise line.refuse("status", "no such status")
    return line.text("status")

"""Shifts of the roster lines, how far they reach, and what each counts for at a place in each view."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .days import Calendar, Window
from .tables import Row, Tables
from .walltime import WEEKDAYS

HOUR = 60


@dataclass(frozen=True)
class Shift:
    """One occurrence of a roster line: the local date of its start, and its UTC minutes."""

    line: Row
    day: date
    window: Window

    @property
    def adult_hours(self) -> Fraction:
        """Adults times hours as planned, whatever the place or task."""
        return self.line.number_in("adults") * length_h(self.window)


@dataclass(frozen=True)
class Effect:
    """Effective adults of one organisation at one place during some UTC minutes.

    `silent` marks a shift that nobody has reported on: it counts for nothing, and what lacks is unknown.
    """

    org: str
    adults: Fraction
    window: Window
    silent: bool = False


def length_h(window: Window) -> Fraction:
    """Hours between two UTC minutes."""
    return Fraction(window[1] - window[0], HOUR)


def starts_on(row: Row, day: date, calendar: Calendar) -> bool:
    """Whether a repeating row has an occurrence that starts on a local calendar date."""
    byday = row.words("byday")
    valid_from, valid_to = row.day("valid_from"), row.day("valid_to")
    return (
        (not byday or WEEKDAYS[day.weekday()] in byday)
        and (valid_from is None or day >= valid_from)
        and (valid_to is None or day <= valid_to)
        and day not in row.days("exdates")
        and (not row.flag("school_days_only") or calendar.flag(day, "school_day") is True)
    )


def shifts_of(line: Row, calendar: Calendar) -> list[Shift]:
    """The occurrences of a roster line near the period; a single one has dates in its times."""
    if "T" in line.text("start_local"):
        window = (line.moment("start_local", calendar.clock), line.moment("end_local", calendar.clock))
        day = calendar.clock.reading(window[0]).date()
        return [Shift(line, day, window)] if window[1] > window[0] and starts_on(line, day, calendar) else []
    start, end = line.clock_time("start_local"), line.clock_time("end_local")
    found = []
    for day in calendar.near():
        occurrence = calendar.clock.occurrence(day, start, end) if starts_on(line, day, calendar) else None
        if occurrence is not None:
            found.append(Shift(line, day, occurrence))
    return found


class Reach:
    """Which part of a presence counts at a place."""

    def __init__(self, tables: Tables) -> None:
        self._full, self._zero = tables.weight("d_full_m"), tables.weight("d_zero_m")
        self._mode = {mode: tables.weight(f"w_{mode}") for mode in ("active", "incidental", "remote")}
        self._distance = {
            (row.text("presence_id"), row.text("place_id")): row.number_in("distance_m")
            for row in tables.rows("reach")
        }
        self._legs = tables.rows("route_legs")

    def at_distance(self, metres: Fraction) -> Fraction:
        """1 near, 0 far, linear between."""
        if metres <= self._full:
            return Fraction(1)
        if metres >= self._zero:
            return Fraction(0)
        return (self._zero - metres) / (self._zero - self._full)

    def route_share(self, presence_id: str, place_id: str) -> Fraction:
        """Expected part of an hour's walk that counts at a place."""
        legs = [leg for leg in self._legs if leg.text("presence_id") == presence_id]
        dwell = {leg.text("place_id"): leg.number_in("dwell_min_per_hour", "0") for leg in legs}
        here = [leg for leg in legs if leg.text("place_id") == place_id]
        if not here:
            return Fraction(0)
        near_m = sum(
            leg.number_in("section_m", "0") * self.at_distance(leg.number_in("section_mean_distance_m", "0"))
            for leg in here
        )
        walking = 1 - Fraction(sum(dwell.values()), HOUR)
        return dwell[place_id] / HOUR + walking * near_m / here[0].number_in("route_length_m")

    def of(self, line: Row, place_id: str) -> Fraction:
        """The reach of a roster line at a place; no reach or leg given is 0."""
        presence_id = line.text("presence_id")
        if line.text("geometry") == "route":
            return self.route_share(presence_id, place_id)
        metres = self._distance.get((presence_id, place_id))
        return Fraction(0) if metres is None else self.at_distance(metres)

    def mode(self, line: Row) -> Fraction:
        """The weight of the task that the adults have here."""
        if line.text("mode") not in self._mode:
            raise line.refuse("mode", "no such mode")
        return self._mode[line.text("mode")]

    def pairs(self) -> list[tuple[str, str]]:
        """Route and place of every leg, in the order of their first rows."""
        return list(dict.fromkeys((leg.text("presence_id"), leg.text("place_id")) for leg in self._legs))

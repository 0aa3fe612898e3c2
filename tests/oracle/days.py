"""Service days, day tokens and the windows that rules and access hours open.

A service day is found by walking: every UTC minute belongs to the day that the clock's reading says.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from .tables import Row, Tables, a_day_after
from .walltime import EPOCH_DAY, MINUTES_A_DAY, WEEKDAYS, WallClock, clock, minute_of_day, wall_at

Window = tuple[int, int]
NOON = 12 * 60
TOKENS = ("all", "school", "nonschool", "holiday", "not_holiday", "weekend_night", "risk_evening")


class Calendar:
    """What calendar.csv says about service days, and which of them are computed."""

    def __init__(self, tables: Tables) -> None:
        self.clock: WallClock = clock(tables.param("timezone"))
        self.day_start = minute_of_day(tables.param("day_start_local"))
        self._row: dict[date, Row] = {}
        for row in tables.rows("calendar"):
            day = row.day("date")
            if day is None or day in self._row:
                raise row.refuse("date", "no date, or a second row for it")
            self._row[day] = row
        first, last = tables.param("from_day"), tables.param("to_day")
        self.days = sorted(
            day
            for day in self._row
            if (not first or day >= date.fromisoformat(first))
            and (not last or day <= date.fromisoformat(last))
        )
        self._minutes: dict[date, list[int]] = {day: self._walk(day) for day in self.days}
        self._inside = {minute for minutes in self._minutes.values() for minute in minutes}
        self._dark = {day: self._dark_window(day) for day in self.days}

    def near(self) -> list[date]:
        """Every date whose windows or shifts can reach into a computed day."""
        if not self.days:
            return []
        first, last = a_day_after(self.days[0], -3), a_day_after(self.days[-1], 2)
        return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]

    def service_day(self, minute: int) -> date:
        """The service day to which a UTC minute belongs, by the clock's reading."""
        wall = self.clock.reading(minute)
        started = wall.hour * 60 + wall.minute >= self.day_start
        return wall.date() if started else a_day_after(wall.date(), -1)

    def minutes(self, day: date) -> list[int]:
        """The UTC minutes of a computed service day, in order."""
        return self._minutes[day]

    def in_period(self, minute: int) -> bool:
        """Whether a UTC minute lies in one of the computed service days."""
        return minute in self._inside

    def _walk(self, day: date) -> list[int]:
        around = (day.toordinal() - EPOCH_DAY) * MINUTES_A_DAY
        walked = range(around - MINUTES_A_DAY, around + 3 * MINUTES_A_DAY)
        return [minute for minute in walked if self.service_day(minute) == day]

    def flag(self, day: date, column: str) -> bool | None:
        """What the calendar says of a date; None where it says nothing."""
        row = self._row.get(day)
        if row is None or not row.text(column):
            return None
        return row.flag(column)

    def holds(self, tokens: Iterable[str], day: date) -> bool:
        """Whether the day tokens choose a service day: weekdays are united, all else must hold as well."""
        says = {
            "all": True,
            "school": self.flag(day, "school_day") is True,
            "nonschool": self.flag(day, "school_day") is False,
            "holiday": self.flag(day, "public_holiday") is True,
            "not_holiday": self.flag(day, "public_holiday") is False,
            "weekend_night": self.flag(day, "weekend_night") is True,
            "risk_evening": self.flag(day, "risk_evening") is True,
        }
        weekdays = [token for token in tokens if token in WEEKDAYS]
        others = [token for token in tokens if token not in WEEKDAYS]
        if weekdays and WEEKDAYS[day.weekday()] not in weekdays:
            return False
        return all(says[token] for token in others)

    def windows(self, row: Row) -> list[Window]:
        """The UTC windows of a need rule or of access hours.

        A start before the day start lies on the next date, but its tokens are asked of the service day.
        """
        if not set(row.words("days")) <= {*WEEKDAYS, *TOKENS}:
            raise row.refuse("days", "no such day token")
        start, end = row.clock_time("start_local"), row.clock_time("end_local")
        found = []
        for day in self.near():
            if not self.holds(row.words("days"), day):
                continue
            lies_on = day if start >= self.day_start else a_day_after(day)
            window = self.clock.occurrence(lies_on, start, end)
            if window is not None:
                found.append(window)
        return found

    def is_dark(self, day: date, minute: int) -> bool:
        """Whether a minute of a service day is weighted as dark: between the day's dark times, noon to 06:00."""
        window = self._dark[day]
        if window is None or not window[0] <= minute < window[1]:
            return False
        wall = self.clock.reading(minute)
        at = wall.hour * 60 + wall.minute
        return at >= NOON or at < minute_of_day("06:00")

    def _dark_window(self, day: date) -> Window | None:
        row = self._row[day]
        if not row.text("dark_from_local"):
            return None
        first = row.clock_time("dark_from_local")
        begins = self.clock.instant(self._on_service_day(day, first))
        ends = self._minutes[day][-1] + 1
        if row.text("dark_to_local"):
            last = row.clock_time("dark_to_local")
            into_day = (last - self.day_start) % MINUTES_A_DAY
            if into_day > (first - self.day_start) % MINUTES_A_DAY:
                ends = self.clock.instant(self._on_service_day(day, last))
        return (begins, ends)

    def _on_service_day(self, day: date, at: int) -> datetime:
        return wall_at(day if at >= self.day_start else a_day_after(day), at)


def inside(windows: Iterable[Window], minute: int) -> bool:
    """Whether a minute lies in any of the windows, the end not included."""
    return any(first <= minute < last for first, last in windows)

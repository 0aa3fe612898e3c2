"""From rows with day tokens to instants: the windows of need rules and access hours (METHOD 2, 3.1).

Equal rows are expanded once: the places of a municipality share a few opening hours and rules.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import pandas as pd

from karta.coverage.grid import Grid
from karta.coverage.occurrences import row_occurrences
from karta.model.calendar import DayFlags, parse_days, service_day_of, window
from karta.model.schedule import parse_date, parse_time
from karta.model.tables import Tables

Window = tuple[datetime, datetime]


class Windows:
    """The windows of need rules and access hours on a grid, in UTC; a window keeps the day type of its start."""

    def __init__(self, tables: Tables, grid: Grid) -> None:
        self._tables, self._grid = tables, grid
        self._days: dict[tuple[Any, ...], tuple[DayFlags, ...]] = {}
        self._windows: dict[tuple[Any, ...], tuple[Window, ...]] = {}

    @cached_property
    def supposed(self) -> list["Windows"]:
        """The windows with and without school on the days that the calendar leaves open; [] if there are none."""
        if not self._grid.calendar_missing_days:
            return []
        return [Windows(self._tables, self._grid.supposing(school=school)) for school in (True, False)]

    def of_rule(self, rule: dict[str, Any]) -> tuple[Window, ...]:
        """Return the windows of a need rule; an anchored one hangs on the place's own hours."""
        if rule["anchor"] == "clock":
            return self.clock(rule)
        before, after = (_minutes(rule[name]) for name in ("start_offset_min", "end_offset_min"))
        anchors = {
            "school_end": self._school_ends, "close": self._closings, "activity_end": self._activity_ends,
        }  # fmt: skip
        moments = anchors[rule["anchor"]](rule)
        return tuple((moment + before, moment + after) for moment in moments if before < after)

    def days(self, row: dict[str, Any]) -> tuple[DayFlags, ...]:
        """Return the service days that a row is for, those around the period included."""
        key = (str(row["days"]), row["valid_from"], row["valid_to"])
        if key not in self._days:
            self._days[key] = tuple(day for day in self._grid.all_days if self._applies(row, day))
        return self._days[key]

    def clock(self, row: dict[str, Any]) -> tuple[Window, ...]:
        """Return the windows between a row's two wall-clock times, on the days that it is for."""
        key = (row["start_local"], row["end_local"], str(row["days"]), row["valid_from"], row["valid_to"])
        if key not in self._windows:
            windows = (self.on(row, day) for day in self.days(row))
            self._windows[key] = tuple((start, end) for start, end in windows if start < end)
        return self._windows[key]

    def on(self, row: dict[str, Any], day: DayFlags) -> Window:
        """Return a row's window on one service day."""
        start, end = parse_time(row["start_local"]), parse_time(row["end_local"])
        return window(start, end, day.date, self._grid.tz, self._grid.day_start)

    @cached_property
    def _access(self) -> dict[str, list[dict[str, Any]]]:
        return _by_place(self._tables.access)

    @cached_property
    def _sessions(self) -> dict[str, list[dict[str, Any]]]:
        return _by_place(self._tables.sessions)

    def _school_ends(self, rule: dict[str, Any]) -> Iterator[datetime]:
        # The wall time at which the school day ends stands in start_local.
        for day in self.days(rule):
            yield self.on({**rule, "end_local": "00:00"}, day)[0]

    def _closings(self, rule: dict[str, Any]) -> Iterator[datetime]:
        hours = self._access[rule["place_id"]]
        for day in self.days(rule):
            closing = [self.on(row, day)[1] for row in hours if day in self.days(row)]
            if closing:
                yield max(closing)

    def _activity_ends(self, rule: dict[str, Any]) -> Iterator[datetime]:
        wanted = {day.date for day in self.days(rule)}
        for session in self._sessions[rule["place_id"]]:
            for occurrence in row_occurrences(session, self._grid):
                if service_day_of(occurrence.original_start, self._grid.tz, self._grid.day_start) in wanted:
                    yield occurrence.end

    def _applies(self, row: dict[str, Any], day: DayFlags) -> bool:
        chosen = parse_days(str(row["days"]))
        if chosen.kinds and day.date in self._grid.unlisted:
            return False
        return in_force(row, day.date) and chosen.matches(day)


def in_force(row: dict[str, Any], day: date) -> bool:
    """Tell whether a row is in force on a service day; both ends of its validity are included."""
    first, last = parse_date(row["valid_from"]), parse_date(row["valid_to"])
    return (first is None or first <= day) and (last is None or day <= last)


def _by_place(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.to_dict("records"):
        rows[row["place_id"]].append({str(name): value for name, value in row.items()})
    return rows


def _minutes(value: Any) -> timedelta:
    return timedelta(minutes=0 if pd.isna(value) else float(value))

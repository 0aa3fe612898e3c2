"""The places and slots that a period is computed on, and the wall-clock windows laid over them."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.model.calendar import DAY_START, DayFlags, Slots, day_flags, slots
from karta.model.tables import Tables
from karta.settings import SLOT_CHOICES

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """Places (rows) and slots (columns) of a period; every array of the engine has this shape.

    `days` are the service days computed; `all_days` also those around them, since a window that starts on the
    evening before may reach into the period. Of `unlisted` days the calendar says nothing: only their weekday counts.
    """

    tz: ZoneInfo
    place_ids: tuple[str, ...]
    slots: Slots
    days: tuple[DayFlags, ...]
    all_days: tuple[DayFlags, ...]
    unlisted: frozenset[date]
    day_start: time = DAY_START

    @property
    def shape(self) -> tuple[int, int]:
        """Places x slots."""
        return len(self.place_ids), len(self.slots.start)

    @property
    def hours(self) -> float:
        """The length of a slot in hours."""
        return self.slots.minutes / 60

    def place_index(self) -> dict[str, int]:
        """Return the row of each place."""
        return {place: row for row, place in enumerate(self.place_ids)}

    @cached_property
    def _seconds(self) -> list[int]:
        return [int(second) for second in self.slots.start.astype("datetime64[s]").astype(np.int64)]

    def span(self, start: datetime, end: datetime) -> slice:
        """Return the columns between two UTC instants that lie on slot boundaries."""
        first = bisect_left(self._seconds, start.timestamp())
        return slice(first, bisect_left(self._seconds, end.timestamp(), lo=first) if start < end else first)

    def columns(self, instants: "pd.Series[Any]") -> IntArray:
        """Return the column in which each of some UTC instants begins, that lie on slot boundaries."""
        moments = pd.DatetimeIndex(pd.to_datetime(instants, utc=True)).tz_localize(None).to_numpy()
        return np.asarray(np.searchsorted(self.slots.start, moments), dtype=np.int64)

    def zeros(self) -> FloatArray:
        """Return 0 everywhere on the grid."""
        return np.zeros(self.shape)

    def nowhere(self) -> BoolArray:
        """Return False everywhere on the grid."""
        return np.zeros(self.shape, dtype=bool)

    def day_columns(self) -> list[slice]:
        """Return the columns of each service day, in order."""
        edges = np.searchsorted(self.slots.day, np.arange(len(self.days) + 1))
        return [slice(int(a), int(b)) for a, b in pairwise(edges)]

    def is_computed(self, instant: datetime) -> bool:
        """Tell whether an instant lies in a computed service day."""
        second = instant.timestamp()
        at = bisect_right(self._seconds, second) - 1
        return at >= 0 and second < self._seconds[at] + 60 * self.slots.minutes

    @cached_property
    def school_days(self) -> frozenset[date]:
        """The dates that the calendar knows as school days."""
        return frozenset(day.date for day in self.all_days if day.school_day)

    @cached_property
    def calendar_missing_days(self) -> frozenset[date]:
        """The dates for which the calendar does not state whether there is school."""
        return frozenset(day.date for day in self.all_days if day.school_day is None) - self.unlisted

    def supposing(self, *, school: bool) -> "Grid":
        """Return the grid with school, or none, on every day for which the calendar does not state it."""
        days = (
            replace(day, school_day=school) if day.date in self.calendar_missing_days else day
            for day in self.all_days
        )
        return replace(self, all_days=tuple(days))


def grid(tables: Tables, minutes: int | None = None) -> Grid:
    """Return the grid of a period: the calendar's days from `from_day` to `to_day`, in slots of `minutes`."""
    method = tables.method
    tz = ZoneInfo(method.timezone)
    flags = tuple(sorted(day_flags(tables.calendar), key=lambda day: day.date))
    days = tuple(day for day in flags if tables.from_day <= day.date <= tables.to_day)
    listed = {day.date for day in flags}
    before = sorted({day.date - timedelta(days=1) for day in days} - listed)
    return Grid(
        tz=tz,
        place_ids=tuple(str(place) for place in tables.places["place_id"]),
        slots=slots([day.date for day in days], minutes or slot_minutes(tables), tz, method.day_start_local),
        days=days,
        all_days=(*(DayFlags(day, None, False, False, False) for day in before), *flags),  # noqa: FBT003 - flags
        unlisted=frozenset(before),
        day_start=method.day_start_local,
    )


def slot_minutes(tables: Tables) -> int:
    """Return the method's slot where every wall-clock time of the tables falls on it, else the coarsest of 15, 5 and 1.

    A time between the minutes is refused where it is read; offsets of time zones are whole quarters.
    """
    clock = ("start_local", "end_local")
    columns: dict[str, tuple[str, ...]] = {
        "needs": (*clock, "start_offset_min", "end_offset_min"), "access": clock, "sessions": clock,
        "presences": clock, "stops": clock, "whatif": clock, "sources": ("from_local", "to_local"), "delivered": clock,
    }  # fmt: skip
    times: set[object] = set()
    for table, names in columns.items():
        frame = getattr(tables, table)
        if frame is not None:
            times.update(value for name in names for value in frame[name].tolist())
    minutes = {_minute(value) for value in times}
    choices = (tables.method.slot_minutes, *SLOT_CHOICES)
    return next(choice for choice in choices if all(minute % choice == 0 for minute in minutes))


def _minute(value: object) -> int:
    """Return the minutes past the hour of a time, a date-time or an offset; 0 for a blank."""
    if isinstance(value, (int, float)):
        return 0 if pd.isna(value) else int(value) % 60
    match = re.search(r"(?:^|[T ])\d{1,2}:(\d{2})", str(value or ""))
    return int(match.group(1)) if match else 0

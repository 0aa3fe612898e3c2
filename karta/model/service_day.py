"""Service days, the slots they are cut into, and the windows that lie on them.

A service day D runs from 06:00 on D to 06:00 on D+1, local time, so that Saturday 01:00 is Friday night. Slots are
built in UTC: a day has 24 hours, or 25 or 23 where the clock changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.errors import InputError
from karta.model.walltime import DAY, instant, local

DAY_START = time(6)


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of some service days: `start` in UTC and `day`, the index of each slot's service day in `days`."""

    start: npt.NDArray[np.datetime64]
    day: npt.NDArray[np.int64]
    minutes: int
    days: tuple[date, ...]
    tz: ZoneInfo

    def __len__(self) -> int:
        """The number of slots."""
        return len(self.start)

    @property
    def hours(self) -> float:
        """The length of a slot in hours."""
        return self.minutes / 60

    @property
    def middle(self) -> npt.NDArray[np.datetime64]:
        """The middle of each slot in UTC."""
        return self.start + np.timedelta64(self.minutes * 30, "s")

    def local_hour(self) -> npt.NDArray[np.int64]:
        """Return the hour (0-23) that the clock shows at the start of each slot; 02 twice in October."""
        return np.asarray(self._local().hour, dtype=np.int64)

    def labels(self) -> list[str]:
        """Return the start of each slot as local time with its offset: `2026-10-25T02:00+01:00`."""
        plain = self._local().strftime("%Y-%m-%dT%H:%M%z")
        return [f"{text[:-2]}:{text[-2:]}" for text in plain]

    def _local(self) -> pd.DatetimeIndex:
        return pd.DatetimeIndex(self.start).tz_localize("UTC").tz_convert(self.tz)


def service_day_bounds(day: date, tz: ZoneInfo, start: time = DAY_START) -> tuple[datetime, datetime]:
    """Return the UTC start and end of a service day."""
    return instant(datetime.combine(day, start), tz), instant(datetime.combine(day + DAY, start), tz)


def service_day_of(moment: datetime, tz: ZoneInfo, start: time = DAY_START) -> date:
    """Return the service day of an instant (or of a naive wall-clock time)."""
    wall = local(moment, tz)
    return wall.date() if wall.time() >= start else wall.date() - DAY


def slots(days: Sequence[date], minutes: int, tz: ZoneInfo, start: time = DAY_START) -> Slots:
    """Return the slots of service days, in the order of the days.

    Raises
    ------
    InputError
        `slot_minutes_unknown` where a service day is not a whole number of slots.
    """
    starts, numbers = [], []
    for number, day in enumerate(days):
        first, last = (utc64(bound) for bound in service_day_bounds(day, tz, start))
        if minutes < 1 or int((last - first) / np.timedelta64(1, "m")) % minutes:
            raise InputError("slot_minutes_unknown", minutes=minutes)
        of_day = np.arange(first, last, np.timedelta64(minutes, "m"), dtype="datetime64[us]")
        starts.append(of_day)
        numbers.append(np.full(len(of_day), number, dtype=np.int64))
    return Slots(
        start=np.concatenate(starts) if starts else np.array([], dtype="datetime64[us]"),
        day=np.concatenate(numbers) if numbers else np.array([], dtype=np.int64),
        minutes=minutes,
        days=tuple(days),
        tz=tz,
    )


def window(
    start: time, end: time, day: date, tz: ZoneInfo, day_start: time = DAY_START
) -> tuple[datetime, datetime]:
    """Return the UTC start and end of a need or access window of service day `day`.

    A start before 06:00 lies on the next date, an end not after the start a day later. On the night of a clock change
    the end may come out not after the start: such a window is empty.
    """
    first = day if start >= day_start else day + DAY
    last = first if end > start else first + DAY
    return instant(datetime.combine(first, start), tz), instant(datetime.combine(last, end), tz)


def utc64(moment: datetime) -> np.datetime64:
    """Return a UTC instant as numpy keeps it in `Slots`."""
    return np.datetime64(moment.replace(tzinfo=None), "us")


def minutes_of_night(at: time) -> int:
    """Return minutes of a wall time after the midnight before a service day: before six it is past 1,440."""
    minutes = 60 * at.hour + at.minute
    return minutes + 24 * 60 if at < DAY_START else minutes

"""Service days, slots, day types and the municipality's calendar.

A service day D runs from 06:00 on D to 06:00 on D+1, local time: Saturday 01:00 is Friday night, and school, weekend
and risk flags belong to D. Slots are built in UTC, so a day has 24 hours, or 25 or 23 where the clock changes.
Nothing is guessed here: a day whose school calendar nobody handed in is unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import DAY, instant, is_blank, local, parse_list
from karta.settings import SLOT_CHOICES

DAY_START = time(6)
DAY_TOKENS = (
    "all",
    "school",
    "nonschool",
    "weekend_night",
    "risk_evening",
    "holiday",
    "not_holiday",
    *WEEKDAYS,
)


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


@dataclass(frozen=True, slots=True)
class DayFlags:
    """What a service day is; `school_day` None = the municipality has not said."""

    date: date
    school_day: bool | None
    public_holiday: bool
    weekend_night: bool
    risk_evening: bool


@dataclass(frozen=True, slots=True)
class DayRule:
    """Which service days a rule is for: its weekdays are united, everything else is intersected."""

    weekdays: frozenset[str]
    kinds: frozenset[str]

    @property
    def asks_school(self) -> bool:
        """Whether the rule cannot be judged on a day whose school calendar is unknown."""
        return bool(self.kinds & {"school", "nonschool"})

    def matches(self, day: DayFlags) -> bool:
        """Tell whether the rule is for that day; a day of unknown school calendar is neither school nor nonschool."""
        if self.weekdays and WEEKDAYS[day.date.weekday()] not in self.weekdays:
            return False
        facts = {
            "school": day.school_day is True,
            "nonschool": day.school_day is False,
            "weekend_night": day.weekend_night,
            "risk_evening": day.risk_evening,
            "holiday": day.public_holiday,
            "not_holiday": not day.public_holiday,
        }
        return all(facts[kind] for kind in self.kinds)


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
        first, last = (_utc64(bound) for bound in service_day_bounds(day, tz, start))
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


def finest_slot(boundaries: Iterable[datetime]) -> int:
    """Return the coarsest of 15, 5 and 1 minutes on which all boundaries (UTC instants) fall.

    Raises
    ------
    InputError
        `not_whole_minutes`.
    """
    found = SLOT_CHOICES[0]
    for moment in boundaries:
        if moment.second or moment.microsecond:
            raise InputError("not_whole_minutes", value=moment.isoformat())
        while moment.minute % found:
            found = SLOT_CHOICES[SLOT_CHOICES.index(found) + 1]
    return found


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


@lru_cache(maxsize=1024)
def parse_days(tokens: str) -> DayRule:
    """Return the day rule of tokens joined by `;`, as `FR;SA;not_holiday`; `all` adds nothing.

    Raises
    ------
    InputError
        `day_token_unknown`, also where there is no token at all.
    """
    found = [_token(token) for token in parse_list(tokens)]
    if not found:
        raise InputError("day_token_unknown", value=tokens)
    return DayRule(
        weekdays=frozenset(token for token in found if token in WEEKDAYS),
        kinds=frozenset(token for token in found if token not in WEEKDAYS and token != "all"),
    )


def day_flags(calendar: pd.DataFrame) -> list[DayFlags]:
    """Return the flags of each row of a CALENDAR, in its order."""
    return [
        DayFlags(
            date=row["date"],
            school_day=_yes_no(row["school_day"]),
            public_holiday=_yes_no(row["public_holiday"]) is True,
            weekend_night=_yes_no(row["weekend_night"]) is True,
            risk_evening=_yes_no(row["risk_evening"]) is True,
        )
        for row in calendar.to_dict("records")
    ]


def unknown_days(calendar: pd.DataFrame) -> list[date]:
    """Return the service days of a CALENDAR of which nobody has said whether there is school."""
    return [day.date for day in day_flags(calendar) if day.school_day is None]


def _token(text: str) -> str:
    for known in (text.lower(), text.upper()):
        if known in DAY_TOKENS:
            return known
    raise InputError("day_token_unknown", value=text)


def _yes_no(value: Any) -> bool | None:
    return None if is_blank(value) else bool(value)


def _utc64(moment: datetime) -> np.datetime64:
    return np.datetime64(moment.replace(tzinfo=None), "us")

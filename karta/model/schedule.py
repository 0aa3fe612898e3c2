"""Lasting series in wall-clock time, and their expansion into instants.

A schedule says when, never who or where. It is expanded in wall time and only then converted, so that a walk from 22
to 04 stays a walk from 22 to 04 on the nights when the clock changes. An occurrence is known for good by its series
and its original start: reports, cancellations and sign-ups hang on that.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from karta.errors import InputError
from karta.model.recurrence import WEEKDAYS, checked_rule, parse_rule, rule_dates
from karta.model.walltime import (
    DAY,
    instant,
    is_blank,
    local,
    parse_date,
    parse_end,
    parse_list,
    parse_local,
    parse_time,
)

__all__ = [
    "WEEKDAYS", "Dropped", "Expansion", "Occurrence", "Schedule", "check_length", "instant", "local", "occurrences",
    "parse_date", "parse_end", "parse_local", "parse_time",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Schedule:
    """A series of occurrences in one of four shapes; all dates are local dates of the start.

    `on` alone: once on that date. `byday`: weekly on these weekdays (MO..SU). `rrule` with `on`: an RFC 5545 rule
    from that date. `exact`: once, between two date-times kept as they were given (`Schedule.single`).

    An `end` not after the `start` lies on the next day. `valid_from` and `valid_to` are both included; `exdates` are
    left out; `extra_dates` are held whatever the weekday, the validity or the school day, unless they are `exdates`. A
    validity that ends before it begins holds nothing.
    """

    start: time
    end: time
    on: date | None = None
    byday: frozenset[str] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None
    rrule: str = ""
    exdates: frozenset[date] = frozenset()
    extra_dates: frozenset[date] = frozenset()
    school_days_only: bool = False
    exact: tuple[datetime, datetime] | None = field(default=None)

    def __post_init__(self) -> None:
        """Check the shape, the weekdays, the validity and the rule. Raises InputError."""
        for moment in (self.start, self.end, *(self.exact or ())):
            if moment.second or moment.microsecond:
                raise InputError("not_whole_minutes", value=moment.isoformat())
        shapes = bool(self.byday) + bool(self.rrule) + (self.exact is not None)
        if shapes > 1 or (self.byday and self.on) or (self.exact and self.extra_dates):
            raise InputError("schedule_mixed")
        if self.on is None and not self.byday:
            raise InputError("schedule_without_day")
        for day in sorted(self.byday - set(WEEKDAYS)):
            raise InputError("weekday_unknown", value=day)
        if self.rrule and self.on is not None:
            self._check_rule(self.on)
        if self.exact is not None:
            _check_order(*self.exact)

    def _check_rule(self, on: date) -> None:
        rule = checked_rule(self.rrule, on, self.start)
        object.__setattr__(self, "rrule", rule)
        # Such a rule could not be handed on as iCalendar, where COUNT excludes UNTIL and DTSTART is the first date.
        late = self.valid_from is not None and self.valid_from > on
        if late or (self.valid_to is not None and "COUNT" in parse_rule(rule)):
            raise InputError("rrule_with_validity", value=rule)

    @classmethod
    def single(cls, start: datetime, end: datetime, **rest: Any) -> Self:
        """Return a single shift between two date-times, over several days if need be, offsets kept if given.

        Raises
        ------
        InputError
            `end_not_after_start`, `not_whole_minutes`.
        """
        exact = (start, end)
        return cls(start.time(), end.time(), on=start.date(), exact=exact, **rest)

    @classmethod
    def from_row(cls, row: Mapping[str, Any], start: Any = None, end: Any = None) -> Self:
        """Return the schedule of a row of PRESENCES or SESSIONS (`start_local` and `end_local` unless given).

        Raises
        ------
        InputError
            With the code of what is wrong; the row is the asker's to name.
        """
        start = row["start_local"] if start is None else start
        end = row["end_local"] if end is None else end
        rrule = "" if is_blank(row.get("rrule")) else str(row["rrule"])
        rest: dict[str, Any] = {
            "byday": frozenset(day.upper() for day in parse_list(row.get("byday"))),
            "valid_from": parse_date(row.get("valid_from")),
            "valid_to": parse_date(row.get("valid_to")),
            "exdates": _dates(row.get("exdates")),
            "extra_dates": _dates(row.get("extra_dates")),
            "school_days_only": not is_blank(row.get("school_days_only")) and bool(row["school_days_only"]),
        }
        if not (isinstance(start, str) and "-" in start):
            return cls(parse_time(start), parse_end(end), on=parse_date(row.get("date")), rrule=rrule, **rest)
        first, last = parse_local(start), parse_local(end)
        if not rrule:
            return cls.single(first, last, **rest)
        check_length(first, last)
        return cls(first.time(), last.time(), on=first.date(), rrule=rrule, **rest)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that a series is held: `original_start` is naive wall time, `start` and `end` are UTC."""

    date: date
    original_start: datetime
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Dropped:
    """One time that a series is not held: `end_not_after_start` after conversion, or `school_day_unknown`."""

    date: date
    original_start: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """The occurrences of a period, in order of time, and those that had to be left out."""

    occurrences: list[Occurrence]
    dropped: list[Dropped]


def occurrences(
    schedule: Schedule, first: date, last: date, tz: ZoneInfo, school_days: Container[date] | None = None
) -> Expansion:
    """Return the occurrences whose local start date lies from `first` to `last`, both included.

    A shift of the evening before reaches into `first` without being listed: ask from a day earlier, or use
    `overlapping`. Without `school_days`, a schedule on school days only is dropped as `school_day_unknown`.

    Raises
    ------
    InputError
        `rrule_too_many`, for a rule alone: weekdays are bounded by the period that is asked about.
    """
    ordered: list[Occurrence] = []
    dropped: list[Dropped] = []
    for wall_start, wall_end in _walls(schedule, first, last, tz):
        original = local(wall_start, tz)
        day = original.date()
        if schedule.school_days_only and day not in schedule.extra_dates:
            if school_days is None:
                dropped.append(Dropped(day, original, "school_day_unknown"))
                continue
            if day not in school_days:
                continue
        start, end = instant(wall_start, tz), instant(wall_end, tz)
        if end > start:
            ordered.append(Occurrence(day, original, start, end))
        else:
            dropped.append(Dropped(day, original, "end_not_after_start"))
    return Expansion(ordered, dropped)


def _walls(schedule: Schedule, first: date, last: date, tz: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield the wall-clock start and end of each date held, in order."""
    if schedule.exact is not None:
        day = local(schedule.exact[0], tz).date()
        if first <= day <= last and day not in schedule.exdates and _in_force(schedule, day):
            yield schedule.exact
        rule_days: set[date] = set()
    elif schedule.byday:
        rule_days = set(_weekly(schedule, first, last))
    elif schedule.rrule and schedule.on is not None:
        rule_days = set(
            rule_dates(schedule.rrule, datetime.combine(schedule.on, schedule.start), first, last, tz)
        )
    else:
        rule_days = {schedule.on} if schedule.on is not None else set()
    days = {day for day in rule_days if _in_force(schedule, day)} | schedule.extra_dates
    over_midnight = DAY if schedule.end <= schedule.start else 0 * DAY
    for day in sorted(days - schedule.exdates):
        if first <= day <= last:
            yield datetime.combine(day, schedule.start), datetime.combine(day, schedule.end) + over_midnight


def _weekly(schedule: Schedule, first: date, last: date) -> Iterator[date]:
    begin = max(first, schedule.valid_from or first)
    close = min(last, schedule.valid_to or last)
    for number in range(begin.toordinal(), close.toordinal() + 1):
        # Ordinal 1 is a Monday.
        if WEEKDAYS[(number - 1) % 7] in schedule.byday:
            yield date.fromordinal(number)


def _in_force(schedule: Schedule, day: date) -> bool:
    begun = schedule.valid_from is None or schedule.valid_from <= day
    return begun and (schedule.valid_to is None or day <= schedule.valid_to)


def _check_order(start: datetime, end: datetime) -> None:
    # With an offset on one side only, the order shows when the zone is known: at expansion.
    comparable = (start.tzinfo is None) == (end.tzinfo is None)
    if comparable and end <= start:
        raise InputError("end_not_after_start", start=start.isoformat(), end=end.isoformat())


def check_length(start: datetime, end: datetime) -> None:
    """Raise InputError unless a repeating shift ends after its start and within a day."""
    _check_order(start, end)
    if local(end, ZoneInfo("UTC")) - local(start, ZoneInfo("UTC")) > DAY:
        raise InputError("repeating_too_long", start=start.isoformat(), end=end.isoformat())


def _dates(value: Any) -> frozenset[date]:
    return frozenset(day for day in (parse_date(text) for text in parse_list(value)) if day is not None)

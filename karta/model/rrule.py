"""A schedule as the rule of an iCalendar event, out and in (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from karta.model.recurrence import parse_rule, until, weekly_days
from karta.model.schedule import Schedule, check_length
from karta.model.walltime import DAY, local


def from_rrule(
    rule: str,
    start: datetime,
    end: datetime,
    tz: ZoneInfo,
    exdates: Iterable[date] = (),
    extra_dates: Iterable[date] = (),
) -> Schedule:
    """Return the schedule of an iCalendar event; a plain weekly rule becomes weekdays with a validity.

    Raises
    ------
    InputError
        `rrule_unreadable`, `rrule_too_fine`, `rrule_never`, or `repeating_too_long` (an occurrence over 24 hours).
    """
    rest: dict[str, Any] = {"exdates": frozenset(exdates), "extra_dates": frozenset(extra_dates)}
    if not rule and not rest["extra_dates"]:
        return Schedule.single(start, end, **rest)
    start, end = local(start, tz), local(end, tz)
    check_length(start, end)
    on = start.date()
    parts = parse_rule(rule) if rule else {}
    last = until(parts, tz)
    if last is not None and last.time() < start.time():
        last -= DAY
    days = weekly_days(parts, on) if rule and (last is None or on <= last.date()) else frozenset()
    if not days:
        return Schedule(start.time(), end.time(), on=on, rrule=rule, **rest)
    valid_to = last.date() if last is not None else None
    return Schedule(start.time(), end.time(), byday=days, valid_from=on, valid_to=valid_to, **rest)

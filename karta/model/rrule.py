"""A schedule as the rule of an iCalendar event, out and in (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from karta.model.recurrence import WEEKDAYS, parse_rule, until, weekly_days
from karta.model.schedule import Schedule, check_length
from karta.model.walltime import DAY, local


def to_rrule(schedule: Schedule, tz: ZoneInfo | None = None) -> str:
    """Return the RFC 5545 rule of a repeating schedule, "" for a single one; exception dates stand apart.

    With `tz`, the UNTIL is in UTC, as RFC 5545 wants it beside a DTSTART with a zone; without, it is wall time.
    """
    if schedule.byday:
        days = ",".join(day for day in WEEKDAYS if day in schedule.byday)
        parts = {"FREQ": "WEEKLY", "BYDAY": days}
    elif schedule.rrule:
        parts = parse_rule(schedule.rrule)
    else:
        return ""
    if schedule.valid_to is not None:
        whole_day = datetime.combine(schedule.valid_to, time(23, 59, 59))
        given = until(parts, tz or ZoneInfo("UTC"))
        moment = min(whole_day, given) if given is not None else whole_day
        parts["UNTIL"] = _until_text(moment, tz)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def first_start(schedule: Schedule, default: date, tz: ZoneInfo) -> datetime | None:
    """Return the wall-clock start of the first occurrence (DTSTART); a weekly one without validity from `default`.

    None where a weekly schedule is never held.
    """
    if schedule.exact is not None:
        return local(schedule.exact[0], tz)
    if schedule.on is not None:
        return datetime.combine(schedule.on, schedule.start)
    begin = schedule.valid_from or default
    for day in (begin + number * DAY for number in range(7)):
        if WEEKDAYS[day.weekday()] in schedule.byday and (
            schedule.valid_to is None or day <= schedule.valid_to
        ):
            return datetime.combine(day, schedule.start)
    return None


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


def _until_text(moment: datetime, tz: ZoneInfo | None) -> str:
    if tz is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.replace(tzinfo=tz).astimezone(UTC):%Y%m%dT%H%M%SZ}"

"""A schedule as the rule of an iCalendar event (RFC 5545): the way out, to see that what is read comes back."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from karta.model.recurrence import WEEKDAYS
from karta.model.schedule import Schedule
from karta.model.walltime import DAY


def to_rrule(schedule: Schedule, tz: ZoneInfo | None = None) -> str:
    """Return the rule of a weekly schedule.

    With `tz`, the UNTIL is in UTC, as RFC 5545 wants it beside a DTSTART with a zone; without, it is wall time.
    """
    rule = "FREQ=WEEKLY;BYDAY=" + ",".join(day for day in WEEKDAYS if day in schedule.byday)
    if schedule.valid_to is None:
        return rule
    moment = datetime.combine(schedule.valid_to, time(23, 59, 59), tzinfo=tz)
    until = f"{moment:%Y%m%dT%H%M%S}" if tz is None else f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{rule};UNTIL={until}"


def first_start(schedule: Schedule, valid_from: date) -> datetime:
    """Return the wall-clock start of the first occurrence of a weekly schedule (DTSTART)."""
    week = (valid_from + number * DAY for number in range(7))
    first = next(day for day in week if WEEKDAYS[day.weekday()] in schedule.byday)
    return datetime.combine(first, schedule.start)

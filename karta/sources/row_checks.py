"""Checks of the times of a line: a shift too long, a rule without bounds, an hour that is not there."""

import math
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from karta.errors import InputError
from karta.model.recurrence import MOST_OCCURRENCES, parse_rule, rule_dates, until
from karta.settings import TIMEZONE
from karta.sources.lines import Line

LONG_SHIFT_MINUTES = 18 * 60
_YEAR = timedelta(days=366)
_FAR = date(2100, 12, 31)


def check_length(line: Line, at: date | None, start: int, end_date: date | None, end: int) -> None:
    """Ask about a shift of more than 18 hours, and refuse one that ends before it begins."""
    if at and end_date:
        minutes = (end_date - at).days * 1440 + end - start
        if minutes <= 0:
            line.tell("end_not_after_start", "end")
            return
    else:
        minutes = (end - start) % 1440 or 1440
    if minutes >= LONG_SHIFT_MINUTES:
        line.tell("shift_long", "end" if line.has("end") else "times", hours=round(minutes / 60, 1))


def check_rule(line: Line, rule: str, first: datetime, last: date | None) -> None:
    """Note why a rule cannot be read: it is judged as text before anything expands it, as in calendars."""
    try:
        parts = parse_rule(rule)
        if len(parts.get("COUNT", "")) > len(str(MOST_OCCURRENCES)):
            raise InputError("rrule_too_many", most=MOST_OCCURRENCES)
        zone = ZoneInfo(TIMEZONE)
        ends = until(parts, zone)
        if ends is not None and ends < first:
            raise InputError("rrule_never")
        # Only dates to come count towards the limit; of a rule without an end those of a year.
        begin = max(first.date(), datetime.now(zone).date())
        endless = not {"COUNT", "UNTIL"} & set(parts)
        rule_dates(rule, first, begin, last or (begin + _YEAR if endless else _FAR), zone)
    except InputError as error:
        line.tell(error.code, "rrule")


def check_wall(line: Line, name: str, on: date, minutes: int, offset: float) -> None:
    """Ask about an hour that does not exist, and tell which one is meant of an hour that exists twice."""
    if not (on.month in {3, 10} and on.day > 24 and on.weekday() == 6):
        return
    wall = datetime.combine(on, time(minutes % 1440 // 60, minutes % 60))
    zone = ZoneInfo(TIMEZONE)
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return
    back = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    if back != wall:
        line.tell("time_missing", name)
    elif math.isnan(offset):
        line.tell("time_twice", name, "warning")

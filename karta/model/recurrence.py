"""RFC 5545 recurrence rules as text: which ones a schedule may have, and the dates that they name.

A rule names dates only; the times of the day are the schedule's. Rules come from files of strangers, so what would
never end, or repeat within a day, is refused before anything is expanded.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from karta.errors import InputError
from karta.model.walltime import local

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_OCCURRENCES = 1000
_LARGEST_NUMBER = 10_000
_TOO_FINE = {"HOURLY", "MINUTELY", "SECONDLY"}
_KNOWN = {
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO",
    "BYSETPOS", "BYHOUR", "BYMINUTE", "BYSECOND",
}  # fmt: skip


def parse_rule(text: str) -> dict[str, str]:
    """Return the parts of a rule by their RFC 5545 names, upper case.

    Raises
    ------
    InputError
        `rrule_unreadable` or `rrule_too_fine`.
    """
    body = text.strip().upper().removeprefix("RRULE:")
    parts = dict(part.split("=", 1) for part in body.split(";") if re.fullmatch(r"[A-Z]+=[A-Z0-9,+-]+", part))
    whole = ";".join(f"{name}={value}" for name, value in parts.items())
    if whole != body.rstrip(";") or not set(parts) <= _KNOWN or "FREQ" not in parts:
        raise InputError("rrule_unreadable", value=text)
    if parts["FREQ"] in _TOO_FINE:
        raise InputError("rrule_too_fine", value=text)
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not (parts[name].isdecimal() and 1 <= int(parts[name]) <= _LARGEST_NUMBER):
            raise InputError("rrule_unreadable", value=text)
    return parts


def checked_rule(text: str, on: date, start: time) -> str:
    """Return a rule checked to name at least one date, without the hours that only repeat its start.

    Raises
    ------
    InputError
        `rrule_unreadable`, `rrule_too_fine` (finer than a day) or `rrule_never` (it names no date at all).
    """
    parts = parse_rule(text)
    for name, own in (("BYHOUR", start.hour), ("BYMINUTE", start.minute), ("BYSECOND", 0)):
        value = parts.pop(name, str(own))
        if not value.isdecimal() or int(value) != own:
            raise InputError("rrule_too_fine", value=text)
    if "UNTIL" in parts:
        until(parts, ZoneInfo("UTC"))
    rule = _join(parts)
    if not _names_a_date(rule, on):
        raise InputError("rrule_never", value=text)
    return rule


def until(parts: dict[str, str], tz: ZoneInfo) -> datetime | None:
    """Return the last wall-clock moment of a rule; a bare date is meant with its whole day. None = without end.

    Raises
    ------
    InputError
        `rrule_unreadable`.
    """
    text = parts.get("UNTIL")
    if text is None:
        return None
    try:
        if len(text) == 8:
            return datetime.combine(datetime.strptime(text, "%Y%m%d").date(), time.max)  # noqa: DTZ007 - a date, no zone
        moment = datetime.strptime(text.removesuffix("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - naive is wall time
    except ValueError as error:
        raise InputError("rrule_unreadable", value=f"UNTIL={text}") from error
    return local(moment.replace(tzinfo=UTC), tz) if text.endswith("Z") else moment


def rule_dates(text: str, start: datetime, first: date, last: date, tz: ZoneInfo) -> list[date]:
    """Return the dates that a rule names from `first` to `last`, both included; the first start is always one.

    `start` is the wall-clock start of the first occurrence; `tz` reads an UNTIL that is given in UTC.

    Raises
    ------
    InputError
        `rrule_too_many`.
    """
    dates: list[date] = []
    for day in rule_days(text, start, first, last, tz):
        dates.append(day)
        if len(dates) > MOST_OCCURRENCES:
            raise InputError("rrule_too_many", value=text, most=MOST_OCCURRENCES)
    return dates


def rule_days(text: str, start: datetime, first: date, last: date, tz: ZoneInfo) -> Iterator[date]:
    """Yield the dates of `rule_dates` in order, however many they are."""
    parts = parse_rule(text)
    end = until(parts, tz) or datetime.combine(last, time.max)
    latest = None
    if first <= start.date() <= last and start <= end:
        yield (latest := start.date())
    for moment in _moments(parts, start):
        if moment > end or moment.date() > last:
            return
        if moment.date() >= first and (latest is None or moment.date() > latest):
            yield (latest := moment.date())


def weekly_days(parts: dict[str, str], on: date) -> frozenset[str]:
    """Return the weekdays of a rule that is plainly weekly, else an empty set."""
    if parts["FREQ"] != "WEEKLY" or parts.get("INTERVAL", "1") != "1" or not set(parts) <= {
        "FREQ", "INTERVAL", "UNTIL", "WKST", "BYDAY",
    }:  # fmt: skip
        return frozenset()
    days = frozenset(parts.get("BYDAY", WEEKDAYS[on.weekday()]).split(","))
    # A first start off its own weekdays counts once (RFC 5545), which weekdays cannot say.
    return days if days <= set(WEEKDAYS) and WEEKDAYS[on.weekday()] in days else frozenset()


def _moments(parts: dict[str, str], start: datetime) -> Iterator[datetime]:
    """Yield the moments of a rule without its UNTIL: the caller stops, as UNTIL may be UTC and `start` is wall time."""
    endless = _join({name: value for name, value in parts.items() if name != "UNTIL"})
    try:
        yield from rrulestr(endless, dtstart=start)
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise InputError("rrule_unreadable", value=_join(parts)) from error


@lru_cache(maxsize=4096)
def _names_a_date(text: str, on: date) -> bool:
    # dateutil searches a rule that matches nothing up to the year 9999, for seconds. The calendar repeats itself
    # every 400 years to the weekday, so the same question asked late in that range is answered soon.
    late = on.replace(year=on.year + 400 * max(0, (9999 - 400 - on.year) // 400))
    return next(_moments(parse_rule(text), datetime.combine(late, time())), None) is not None


def _join(parts: dict[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())

"""Wall-clock times to instants, and typed text to times: the only place where either is done.

Wall-clock times are naive; instants are UTC; durations are differences of instants, since Python subtracts two
times of one zone as wall time and comes out an hour wrong on the nights when the clock changes.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import InputError

DAY = timedelta(days=1)
# Digits of other scripts would be stored as they stand, and compared as text.
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?", re.ASCII)
_LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::00)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)


def instant(wall: datetime, tz: ZoneInfo) -> datetime:
    """Return the UTC instant of a wall-clock time.

    An ambiguous time is its first occurrence, a time that the clock skips moves forward by the gap, and a time
    with an offset of its own is taken at its word. Source: METHOD section 2.
    """
    aware = wall.replace(tzinfo=tz, fold=0) if wall.tzinfo is None else wall
    return aware.astimezone(UTC)


def local(moment: datetime, tz: ZoneInfo) -> datetime:
    """Return what the clock on the wall shows at an instant, as a naive time; a naive one is already that."""
    return moment if moment.tzinfo is None else moment.astimezone(tz).replace(tzinfo=None, fold=0)


def parse_time(value: str | time) -> time:
    """Return a wall-clock time of `HH:MM`.

    Raises
    ------
    InputError
        `time_unreadable`; 24:00 is one, except as an end (`parse_end`).
    """
    if isinstance(value, time):
        return value
    match = _TIME.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise InputError("time_unreadable", value=str(value))
    return time(int(match[1]), int(match[2]))


def parse_end(value: str | time) -> time:
    """Return the end of a window, where 24:00 is the midnight that ends its day (00:00, so the next day).

    Raises
    ------
    InputError
        `time_unreadable`.
    """
    if isinstance(value, str) and value.strip() in {"24:00", "24:00:00"}:
        return time(0)
    return parse_time(value)


def parse_local(value: str) -> datetime:
    """Return a wall-clock date-time of `YYYY-MM-DDTHH:MM`; one with an offset comes back aware.

    Raises
    ------
    InputError
        `time_unreadable`.
    """
    match = _LOCAL.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise InputError("time_unreadable", value=str(value))
    try:
        return datetime.fromisoformat(f"{match[1]}T{match[2]}{match[3] or ''}")
    except ValueError as error:
        raise InputError("time_unreadable", value=value) from error


def parse_date(value: Any) -> date | None:
    """Return a date of `YYYY-MM-DD`, a date or a date-time; nothing for a blank.

    Raises
    ------
    InputError
        `date_unreadable`.
    """
    if is_blank(value):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.strptime(str(value).strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a date has no zone
    except ValueError as error:
        raise InputError("date_unreadable", value=str(value)) from error


def parse_list(value: Any) -> list[str]:
    """Return the texts of a list column: joined by `;`, a list, or blank."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(";") if part.strip()]
    if isinstance(value, Iterable):
        return [str(part).strip() for part in value]
    return []


def is_blank(value: Any) -> bool:
    """Tell whether a cell is blank: None, NaN, NaT or white space."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return True
    return bool(value != value)  # NaN and NaT are the only values unequal to themselves

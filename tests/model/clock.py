"""Wall-clock times, days and occurrences in Stockholm, for the tests of schedules and calendars."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from karta.errors import InputError
from karta.model.schedule import Schedule, occurrences

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = date(2026, 9, 18)
WHOLE_YEARS = (date(2026, 1, 1), date(2027, 12, 31))


def utc(text: str) -> datetime:
    """Return the UTC instant of an ISO text."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(first: date, count: int) -> list[date]:
    """Return `count` days from the first on."""
    return [first + timedelta(days=number) for number in range(count)]


def hours(schedule: Schedule, first: date, last: date) -> list[float]:
    """Return the length in hours of each occurrence."""
    expansion = occurrences(schedule, first, last, STOCKHOLM)
    return [(occurrence.end - occurrence.start) / timedelta(hours=1) for occurrence in expansion.occurrences]


def dates(schedule: Schedule, first: date, last: date) -> list[date]:
    """Return the local date of each occurrence's start."""
    return [occurrence.date for occurrence in occurrences(schedule, first, last, STOCKHOLM).occurrences]


def code_of(error: pytest.ExceptionInfo[InputError]) -> str:
    """Return the code of a raised error."""
    return error.value.code

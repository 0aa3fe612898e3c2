"""Calendar months, as `2026-11`: the one of a day, its last day, and the one that follows."""

from datetime import date

from karta.errors import InputError
from karta.model import day_bounds
from karta.model.walltime import DAY


def month_of(day: date) -> str:
    """Return the month that a day lies in."""
    return f"{day:%Y-%m}"


def first_day(month: str) -> date:
    """Return the first day of a month. Raises InputError: `month_unreadable`, `day_outside`."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError as error:
        raise InputError("month_unreadable", value=month) from error
    return day_bounds.checked(first)


def last_day(month: str) -> date:
    """Return the last day of a month."""
    return first_day(next_month(month)) - DAY


def next_month(month: str) -> str:
    """Return the month that follows another."""
    # No month is longer than 31 days, and none is over on its 28th.
    return month_of(first_day(month).replace(day=28) + 4 * DAY)

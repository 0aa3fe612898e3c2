"""Days that people type: within bounds that can be counted on from, or refused with a sentence.

The ends of the calendar are nobody's shift: a day before the first or after the last is an error of arithmetic.
"""

from datetime import date
from typing import TypeVar

from karta.errors import InputError

# Rosters, needs and reports of the service; everything around them can still be counted from there. [K]
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
# A year and what lies around it: each hour of each place of a period stands in memory. [K]
MOST_DAYS = 400
D = TypeVar("D", date, date | None)


def checked(typed: D) -> D:
    """Return a typed day, None where none was typed.

    Raises
    ------
    InputError
        `day_outside` before 2000 and after 2100.
    """
    if typed is not None and not is_usable(typed):
        raise InputError("day_outside", day=typed, first=FIRST_DAY, last=LAST_DAY)
    return typed


def check_period(first: date, last: date) -> None:
    """Check the days of a period to compute, both included.

    Raises
    ------
    InputError
        `day_outside`, `period_reversed`, `period_too_long`.
    """
    checked(first)
    checked(last)
    if last < first:
        raise InputError("period_reversed", first=first, last=last)
    if (last - first).days >= MOST_DAYS:
        raise InputError("period_too_long", most=MOST_DAYS)


def is_usable(day: date) -> bool:
    """Tell whether a day is one that can be shown and computed."""
    return FIRST_DAY <= day <= LAST_DAY

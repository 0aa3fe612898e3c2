"""Several dates in one line, as people type them: `25/12`, `25 dec`, `2026-12-25`, with commas, spaces or *och*.

A date without a year is the first such day from a given one on: the exceptions of a season lie ahead.
"""

import re
from datetime import date

from karta.errors import InputError
from karta.model import day_bounds

_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_ENGLISH = {"may": 5, "oct": 10}
_ISO = r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
_SLASH = r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:(?:/|\s+|-)(?P<year>\d{4})(?![-/\d]))?"
_NAMED = r"(?P<day_of>\d{1,2})\.?\s*(?P<name>[a-zåäö]{3,9})\.?(?:\s+(?P<year_of>\d{4})(?![-/\d]))?"
_DATE = re.compile(rf"(?:{_ISO}|{_SLASH}|{_NAMED})(?=[\s,;]|$)", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;]+|(?:och|and|samt|den)\b", re.IGNORECASE)


def days(typed: str, first: date) -> frozenset[date]:
    """Return the dates of a line; one without a year is the next such day, counted from `first`.

    Raises
    ------
    InputError
        `date_unreadable` with the word that is none, `day_outside`.
    """
    dates, at = set(), 0
    while at < len(typed):
        if between := _BETWEEN.match(typed, at):
            at = between.end()
            continue
        match = _DATE.match(typed, at)
        if match is None:
            raise InputError("date_unreadable", value=re.split(r"[\s,;]", typed[at:], maxsplit=1)[0])
        dates.add(day_bounds.checked(_date(match, first)))
        at = match.end()
    return frozenset(dates)


def _date(match: re.Match[str], first: date) -> date:
    try:
        if match["iso"]:
            return date(*(int(part) for part in match["iso"].split("-")))
        day = int(match["day"] or match["day_of"])
        month = int(match["month"]) if match["month"] else _month(match["name"])
        if year := match["year"] or match["year_of"]:
            return date(int(year), month, day)
        # The 29th of February may be up to eight years ahead.
        for ahead in range(9):
            if _exists(first.year + ahead, month, day) and date(first.year + ahead, month, day) >= first:
                return date(first.year + ahead, month, day)
    except ValueError as error:
        raise InputError("date_unreadable", value=match[0]) from error
    raise InputError("date_unreadable", value=match[0])


def _month(name: str) -> int:
    short = name.casefold()[:3]
    if short in _ENGLISH:
        return _ENGLISH[short]
    return _MONTHS.index(short) + 1


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True

"""Weeks of a line: one or several by their numbers, or every second one, by parity or from a first date."""

import re
from datetime import date, timedelta
from typing import NamedTuple

from karta.model.recurrence import WEEKDAYS
from karta.sources import values
from karta.sources.lines import Line
from karta.sources.table_cells import CellError

_YEAR = r"(?:(?P<year>20\d\d)[- ]?)?"
_LATE = r"(?:[ ,/-]+(?P<late>20\d\d))?"
_MARK = r"(?:v(?:eck(?:a|or)(?:na)?|\.)?|w)?\.? ?"
_ONE = rf"{_MARK}\d{{1,2}}(?: ?(?:-|till) ?{_MARK}\d{{1,2}})?"
_WEEKS = re.compile(
    rf"{_YEAR}(?P<weeks>{_ONE}(?:\s*(?:[,;+&/]|och)\s*{_ONE})*){_LATE}",
    re.IGNORECASE,
)
_PART = re.compile(rf"{_MARK}(\d{{1,2}})(?: ?(?:-|till) ?{_MARK}(\d{{1,2}}))?", re.IGNORECASE)
_APART = re.compile(r"\s*(?:[,;+&/]|och)\s*")
_WEEK = r"(?:\s*(?:veckor(?:na)?|veckan?|v)\b\.?)?"
_EVERY_OTHER = (
    ("even", re.compile(rf"\b(?:på\s+)?jämna?\b{_WEEK}", re.IGNORECASE)),
    ("odd", re.compile(rf"\b(?:på\s+)?(?:udda|ojämna?)\b{_WEEK}", re.IGNORECASE)),
    ("other", re.compile(rf"\b(?:varannan|var\s+annan|varje\s+annan)\b{_WEEK}", re.IGNORECASE)),
)
_LONG_YEAR = 53
_TWO_WEEKS = "FREQ=WEEKLY;INTERVAL=2;BYDAY={}"


class Weeks(NamedTuple):
    """When a line of some weeks is held: on a date, or on weekdays from a first day to a last, less some dates."""

    first: date
    last: date | None
    out: tuple[date, ...] = ()


def every_other(typed: str) -> tuple[str, str]:
    """Return a text without the words for every second week, and which these are: even, odd, other or ""."""
    for which, words in _EVERY_OTHER:
        rest, times = words.subn(" ", typed)
        if times == 1 and not values.skips_weeks(rest):
            return rest.strip(" ,()"), which
    return typed, ""


def rule_of(line: Line, byday: str, which: str, name: str) -> tuple[date, str] | None:
    """Return the first date and the rule of weekdays in every second week; what cannot be one is told.

    Even and odd weeks need a first and a last day: they change places after a year of 53 weeks.
    """
    first = line.day("valid_from") or line.day("date")
    last = line.day("valid_to") or line.day("end_date")
    weekdays = byday.split(";")
    if first is None or (which != "other" and last is None):
        line.tell("weeks_skipped", name)
        return None
    on = next(
        first + timedelta(at) for at in range(7) if WEEKDAYS[(first + timedelta(at)).weekday()] in weekdays
    )
    if which == "other":
        if on != first:  # which of the two weeks is the first cannot be told
            line.tell("weeks_skipped", name)
            return None
        return on, _TWO_WEEKS.format(",".join(weekdays))
    if last is not None and (year := _long_year(first, last)):
        line.tell("weeks_turn", name, year=year)
        return None
    week = on.isocalendar().week
    if week % 2 != (which == "odd"):
        monday = on - timedelta(on.weekday()) + timedelta(7)
        on = monday + timedelta(min(map(WEEKDAYS.index, weekdays)))
    return on, _TWO_WEEKS.format(",".join(weekdays))


def weeks_of(line: Line, byday: str | None) -> Weeks | None:
    """Return the date of a week number and a weekday, or the first and the last day of several weeks.

    A year that is not said is asked about, never guessed.
    """
    if not line.has("week"):
        return None
    typed = values.text(line.cells["week"])
    match = _WEEKS.fullmatch(values.dashed(typed))
    if match is None:
        skipped = values.skips_weeks(typed) or values.skips_weeks(f"{typed} veckor")
        line.tell("weeks_skipped" if skipped else "week_bad", "week")
        return None
    parts = [_PART.fullmatch(part) for part in _APART.split(match["weeks"])]
    spans = [(int(part[1]), int(part[2] or part[1])) for part in parts if part is not None]
    is_single = len(spans) == 1 and spans[0][0] == spans[0][1]
    if byday is None or (";" in byday and is_single):
        line.tell("week_without_day", "week")
        return None
    year = match["year"] or match["late"] or values.text(line.cells.get("year"))
    if not re.fullmatch(r"20\d\d", year):
        line.tell("week_without_year", "week")
        return None
    try:
        if is_single:
            on = date.fromisocalendar(int(year), spans[0][0], WEEKDAYS.index(byday) + 1)
            return Weeks(on, None)
        return _several(int(year), spans, byday.split(";"))
    except (ValueError, CellError):
        line.tell("week_bad", "week")
        return None


def _several(year: int, spans: list[tuple[int, int]], weekdays: list[str]) -> Weeks:
    """Return weeks from the first to the last, less the days of those between that are not named. Raises ValueError."""
    mondays: list[date] = []
    for first, last in spans:
        begin = date.fromisocalendar(year, first, 1)
        if mondays and begin <= mondays[-1]:
            year += 1
            begin = date.fromisocalendar(year, first, 1)
        year += last < first
        end = date.fromisocalendar(year, last, 1)
        mondays += [begin + timedelta(days) for days in range(0, (end - begin).days + 1, 7)]
    if (mondays[-1] - mondays[0]).days > 366:
        raise ValueError(year)
    between = range(0, (mondays[-1] - mondays[0]).days, 7)
    skipped = [monday for days in between if (monday := mondays[0] + timedelta(days)) not in mondays]
    out = [monday + timedelta(WEEKDAYS.index(day)) for monday in skipped for day in weekdays]
    return Weeks(mondays[0], mondays[-1] + timedelta(6), tuple(out))


def _long_year(first: date, last: date) -> int | None:
    """Return a year of 53 weeks within which one of its turns lies between two days, None for none."""
    years = range(first.isocalendar().year, last.isocalendar().year)
    return next((year for year in years if date(year, 12, 28).isocalendar().week == _LONG_YEAR), None)

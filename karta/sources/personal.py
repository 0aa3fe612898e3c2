"""People in a table: dropping what must not be stored of them, and finding who is in two places at once."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from karta.errors import Issue
from karta.model.recurrence import WEEKDAYS
from karta.sources.profiles import plain

_CANDIDATE = re.compile(
    r"(?<!\d)((?:18|19|20)?\d{2})(\d{2})(\d{2})( ?[-+\u2010-\u2015\u2212]? ?)(\d{4})(?!\d)"
)
_DIGITS = re.compile(r"\d{6} ?[-+\u2010-\u2015\u2212]? ?\d{4}")
_PROTECTED = re.compile(
    r"[\s,;(\[-]*(?:skydda[dt]e? (?:identitet|person\w*|folkbokf\w*|uppgift\w*)|sekretess(?:mark\w*|skydd\w*)"
    r"|kvarskrivning|protected identity)[)\]]*",
    re.IGNORECASE,
)
_EXTRACT_TEXT = re.compile(
    r"[\s,;:(\[-]*(?:registerutdrag|belastningsreg|utdrag ur|criminal record|brottsreg|misstankereg).*",
    re.IGNORECASE | re.DOTALL,
)
_EXTRACT_HINT = re.compile(r"utdrag|register|brott|misstanke|criminal", re.IGNORECASE)
# Words that are a marking where they are all that a header or a cell says.
MARKINGS = frozenset(
    {
        "sekretess", "skyddad", "skyddat", "skyddade", "skyddad id", "skyddad adress", "protected", "sekretessbelagd",
    }
)  # fmt: skip
_DAY = 1440
# A year from here on is rather the date of a shift, unless its last digit is right.
_NEXT = 2022
_EXTRACT = re.compile(r"registerutdrag|belastningsreg|utdrag ur|criminal record|brottsreg|misstankereg")


def without_numbers(text: str) -> tuple[str, bool]:
    """Return the text without personal identity numbers, and whether there were any.

    A number counts when its date exists (a coordination number's day is 60 higher) and it is written as one, with a
    hyphen or the century; ten digits on end need their last digit to be right, too. Organisation numbers have no such
    month, and telephone numbers are rarely grouped so.
    """
    if not _DIGITS.search(text):
        return text, False
    cleaned = _CANDIDATE.sub(lambda match: "" if _is_number(match) else match[0], text)
    return (cleaned.strip(), True) if cleaned != text else (text, False)


def without_extract(text: str) -> tuple[str, bool]:
    """Return the text without any mention of a criminal-record extract, and whether there was one."""
    if not _EXTRACT_HINT.search(text) or not _EXTRACT_TEXT.search(text):
        return text, False
    return _EXTRACT_TEXT.sub("", text).strip(), True


def is_protected(text: str) -> bool:
    """Return whether a text marks a person as having a protected identity."""
    return may_be_protected(text) and _PROTECTED.search(text) is not None


def may_be_protected(text: str) -> bool:
    """Return whether a text holds a word of those that mark people as protected, in whatever sense.

    Every text of a file is asked: a search for plain words is much quicker than the pattern.
    """
    lower = text.casefold()
    return "skydda" in lower or "sekretess" in lower or "kvarskrivning" in lower or "protected" in lower


def without_mark(text: str) -> str:
    """Return the text without the marking of a protected identity."""
    return _PROTECTED.sub("", text).strip() if is_protected(text) else text


def is_extract_column(header: str) -> bool:
    """Return whether a column is about criminal-record extracts, which are never read."""
    return _EXTRACT.search(plain(header)) is not None


def is_marking_column(header: str) -> bool:
    """Return whether a column is there to mark people as protected."""
    return plain(header) in MARKINGS or is_protected(header)


def people_in_two_places(rows: list[dict[str, Any]]) -> list[Issue]:
    """Return a warning for each line of a roster whose person is elsewhere at the same time, on a date or each week."""
    spans_of: dict[tuple[str, bool], list[_Span]] = {}
    for row in rows:
        if row.get("persons") and row.get("start") is not None and row.get("end") is not None:
            place = _spot(row.get("place") or "", row.get("lat"))
            weekly = not isinstance(row.get("date"), date)
            spans = [_Span(*span, row["row"], place, row) for span in _spans(row)]
            for person in set(row["persons"].casefold().split(";")):
                spans_of.setdefault((person, weekly), []).extend(spans)
    met: dict[int, int] = {}
    for spans in spans_of.values():
        if len(spans) > 1:
            met.update(_meetings(spans))
    return [
        Issue(row, None, "person_twice", "warning", facts=(("other", other),))
        for row, other in sorted(met.items())
    ]


class _Span(NamedTuple):
    """The place and time of a line's people, in minutes; `row` is its number."""

    first: int
    last: int
    row: int
    place: str
    line: dict[str, Any]


def _meetings(spans: list[_Span]) -> Iterator[tuple[int, int]]:
    """Yield pairs of lines, the later in the file first, that overlap at two places.

    In the order of their beginnings it is enough to look at the two places where somebody stays longest.
    """
    ordered = sorted(spans, key=itemgetter(0, 1, 2))
    if all(before.last <= after.first for before, after in pairwise(ordered)):
        return
    longest: list[_Span] = []
    for current in ordered:
        for other in longest:
            if other.last > current.first and other.place != current.place and _both_valid(current, other):
                yield max(current.row, other.row), min(current.row, other.row)
                break
        by_place = {span.place: span for span in sorted([*longest, current], key=itemgetter(1))}
        longest = sorted(by_place.values(), key=itemgetter(1), reverse=True)[:2]


def _spans(row: dict[str, Any]) -> list[tuple[int, int]]:
    """Return from when to when a line is: minutes of its date, or of an ordinary week and of the next one."""
    start, end, day = _minutes(row["start"]), _minutes(row["end"]), row.get("date")
    if isinstance(day, date):
        first = day.toordinal() * _DAY + start
        last = (row.get("end_date") or day).toordinal() * _DAY + end
        return [(first, last if last > first else last + _DAY)]
    length = (end - start) % _DAY or _DAY
    days = [WEEKDAYS.index(token) for token in str(row.get("byday") or "").split(";") if token in WEEKDAYS]
    firsts = [(at + week) * _DAY + start for at in days for week in (0, 7)]
    return [(first, first + length) for first in firsts]


def _both_valid(first: _Span, second: _Span) -> bool:
    """Return whether the stated validities of two lines have a day in common."""
    begins = [span.line.get("valid_from") or date.min for span in (first, second)]
    ends = [span.line.get("valid_to") or date.max for span in (first, second)]
    return max(begins) <= min(ends)


@lru_cache(maxsize=32_768)
def _spot(place: str, lat: Any) -> str:
    """Return the key by which two places of a file are told apart."""
    return f"{plain(place)} {lat}"


@cache
def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _is_number(match: re.Match[str]) -> bool:
    year, month, day_number = match[1][-2:], int(match[2]), int(match[3])
    try:
        date(2000 + int(year), month, day_number - 60 if day_number > 60 else day_number)
    except ValueError:
        return False
    written = match[4].strip() or len(match[1]) == 4
    if written and not (len(match[1]) == 4 and int(match[1]) >= _NEXT):
        return True
    digits = f"{year}{match[2]}{match[3]}{match[5]}"
    doubled = (int(mark) * (2 - at % 2) for at, mark in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0

"""People in a table: what must not come in of them, and the one who is in two places at once."""

import re
from datetime import date
from functools import cache
from typing import Any

from karta.errors import Issue
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
_EXTRACT_SAID = re.compile(
    r"[\s,;:(\[-]*(?:registerutdrag|belastningsreg|utdrag ur|criminal record|brottsreg|misstankereg).*",
    re.IGNORECASE | re.DOTALL,
)
_EXTRACT_HINT = re.compile(r"utdrag|register|brott|misstanke|criminal", re.IGNORECASE)
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
    """Return the text without what it says of a criminal-record extract, and whether it said anything."""
    if not _EXTRACT_HINT.search(text) or not _EXTRACT_SAID.search(text):
        return text, False
    return _EXTRACT_SAID.sub("", text).strip(), True


def is_protected(text: str) -> bool:
    """Return whether a text marks a person as having a protected identity."""
    # Every line of a file is asked: a search for plain words is much quicker than the pattern.
    lower = text.casefold()
    if "skydda" in lower or "sekretess" in lower or "kvarskrivning" in lower or "protected" in lower:
        return _PROTECTED.search(text) is not None
    return False


def without_mark(text: str) -> str:
    """Return the text without the marking of a protected identity."""
    return _PROTECTED.sub("", text).strip() if is_protected(text) else text


def is_extract_column(header: str) -> bool:
    """Return whether a column holds what a criminal-record extract says, which is never read."""
    return _EXTRACT.search(plain(header)) is not None


def people_in_two_places(rows: list[dict[str, Any]]) -> list[Issue]:
    """Return a warning for each dated line of a roster whose person is elsewhere at the same time."""
    held: dict[tuple[str, date], list[tuple[int, int, dict[str, Any]]]] = {}
    issues = []
    for row in rows:
        day, start, end = row.get("date"), row.get("start"), row.get("end")
        if not row.get("persons") or not isinstance(day, date) or start is None or end is None:
            continue
        first = day.toordinal() * 1440 + _minutes(start)
        last = (row.get("end_date") or day).toordinal() * 1440 + _minutes(end)
        last += 1440 if last <= first else 0
        for person in sorted(set(row["persons"].casefold().split(";"))):
            others = held.setdefault((person, day), [])
            if others and (other := _elsewhere(others, first, last, row)):
                facts = (("other", other["row"]),)
                issues.append(Issue(row["row"], None, "person_twice", "warning", facts=facts))
            others.append((first, last, row))
    return issues


def _elsewhere(
    others: list[tuple[int, int, dict[str, Any]]], first: int, last: int, row: dict[str, Any]
) -> dict[str, Any] | None:
    met = (other for begin, end, other in others if begin < last and first < end)
    return next((other for other in met if _place(other) != _place(row)), None)


@cache
def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _place(row: dict[str, Any]) -> tuple[str, str]:
    return plain(row.get("place") or ""), str(row.get("lat"))


def _is_number(match: re.Match[str]) -> bool:
    year, month, day_number = match[1][-2:], int(match[2]), int(match[3])
    try:
        date(2000 + int(year), month, day_number - 60 if day_number > 60 else day_number)
    except ValueError:
        return False
    written = match[4].strip() or (len(match[1]) == 4 and not match[4])
    if written and not (len(match[1]) == 4 and int(match[1]) >= _NEXT):
        return True
    digits = f"{year}{match[2]}{match[3]}{match[5]}"
    doubled = (int(mark) * (2 - at % 2) for at, mark in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0

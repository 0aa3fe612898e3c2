"""Dates as people type them: ISO, Swedish, named months; never a guess between day and month."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from karta.model.recurrence import WEEKDAYS
from karta.settings import TIMEZONE
from karta.sources.profiles import words
from karta.sources.table_cells import CellError
from karta.sources.values import clock, dashed, end_clock, remembered, text

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SWEDISH = re.compile(r"(\d{1,2})(?:\.\s?(\d{1,2})\.\s?|\s?/\s?(\d{1,2})(?:\s*[-,]\s*|\s+))(\d{4})")
_SHORT_YEAR = re.compile(r"(\d{1,2})\s?/\s?(\d{1,2})\s*-\s*'?(\d\d)")
_NO_YEAR = re.compile(
    r"(?:den\s+)?\d{1,2}\s?/\s?\d{1,2}\.?|\d{1,2}(?::?[ea])?\.?\s*[a-zåäö]{3,9}\.?", re.IGNORECASE
)
_EITHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(\d{1,2})(?::?[ea](?=\s))?\.?\s*([a-zåäö]{3,9})\.?\s+(\d{4})")
# As sheets show a date that they know: 06-mar-26.
_NAMED_SHORT = re.compile(r"(\d{1,2})-([a-z]{3})-(?:20)?(\d\d)")
_DATED = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]+(\S.*?)\s?(Z|(?:(?<=[:.]\d\d)|(?<=[:.]\d\d\s)|(?<=[.,]\d{3}))[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_PACKED = re.compile(r"^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(?:00)?(?=Z|[+-]|$)")
_NAMED_ZONE = re.compile(r"\[([A-Za-z]+/[A-Za-z_]+)\]$")
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_WHOLE_HOURS = re.compile(r"((?<=:\d\d)\+\d{2})$")
_NO_FRACTION = re.compile(r"((?<=:\d\d:)\d\d)[.,]0+(?=Z|[+-]|$)", re.IGNORECASE)
_WEEKDAY = re.compile(r"([a-zåäö]{2,8})\.?,?\s+(?:den\s+)?(\d.*)", re.IGNORECASE)
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?Z?$")
_SERIAL = re.compile(r"[3-7]\d{4}")
_MONTHS = {name: at for at, names in enumerate((
        ("jan",), ("feb",), ("mar",), ("apr",), ("maj", "may"), ("jun",),
        ("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dec",),
    ), start=1) for name in names}  # fmt: skip
_EXCEL_DAY_ZERO = date(1899, 12, 30)
# Days that a time without a date seems to have once a sheet is saved as text: whole days from midnight.
_FIRST_DAYS = {_EXCEL_DAY_ZERO: 0, date(1899, 12, 31): 1, date(1900, 1, 1): 1}


def day_style(cells: list[Any]) -> str:
    """Return how a column writes `6/3/2026`: dmy, mdy, ambiguous, mixed, or "" where it does not write so."""
    pairs = [(int(m[1]), int(m[3])) for m in (_EITHER.fullmatch(text(c)) for c in dict.fromkeys(cells)) if m]
    if not pairs:
        return ""
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return {(True, False): "dmy", (False, True): "mdy", (False, False): "ambiguous", (True, True): "mixed"}[
        first, second
    ]


def mixed_styles(cells: list[Any]) -> str:
    """Return two cells of a column that write some dates as `13/06/2026` and others otherwise; "" for one way.

    Which of day and month comes first is only said by some of the column's cells, then.
    """
    first: dict[str, str] = {}
    for cell in dict.fromkeys(cells):
        typed = text(cell)
        if typed and (way := _way(cell, typed)):
            first.setdefault(way, typed[:10])
    return ", ".join(list(first.values())[:2]) if len(first) > 1 and "either" in first else ""


@remembered
def day(cell: Any, style: str = "ambiguous", accepted: frozenset[str] = frozenset()) -> date:
    """Return a date: ISO, `18/9 2026`, `18.9.2026`, `18 sep 2026`; `6/3/2026` only if its column tells which is which.

    Raises
    ------
    CellError
        `date_bad`, or the question `date_ambiguous`.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 36_526 <= cell <= 73_050:
        return _EXCEL_DAY_ZERO + timedelta(days=int(cell))
    typed = dashed(_MIDNIGHT.sub("", text(cell)))
    if match := _WEEKDAY.fullmatch(typed):
        on = day(match[2], style)
        return on if "weekday_differs" in accepted else _on_weekday(match[1], on)
    if _SERIAL.fullmatch(typed):
        shown = _EXCEL_DAY_ZERO + timedelta(days=int(typed))
        if "date_serial" in accepted:
            return shown
        raise CellError("date_serial", (("date", shown.isoformat()),))
    try:
        if match := _ISO.fullmatch(typed) or _COMPACT.fullmatch(typed):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SWEDISH.fullmatch(typed):
            return date(int(match[4]), int(match[2] or match[3]), int(match[1]))
        if match := _SHORT_YEAR.fullmatch(typed):
            return date(2000 + int(match[3]), int(match[2]), int(match[1]))
        if (match := _NAMED.fullmatch(typed.lower())) and match[2][:3] in _MONTHS:
            return date(int(match[3]), _MONTHS[match[2][:3]], int(match[1]))
        if (match := _NAMED_SHORT.fullmatch(typed.lower())) and match[2] in _MONTHS:
            return date(2000 + int(match[3]), _MONTHS[match[2]], int(match[1]))
        if match := _EITHER.fullmatch(typed):
            if style == "dmy" or (style != "mdy" and match[1] == match[3]):
                return date(int(match[4]), int(match[3]), int(match[1]))
            if style == "mdy":
                return date(int(match[4]), int(match[1]), int(match[3]))
            raise CellError("date_ambiguous")
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, CellError) else CellError("date_bad") from error
    raise CellError("date_without_year" if _NO_YEAR.fullmatch(typed) else "date_bad")


def days(cell: Any) -> str:
    """Return dates joined by `;`. Raises CellError."""
    if isinstance(cell, datetime | date):
        return day(cell).isoformat()
    return ";".join(day(part).isoformat() for part in re.split(r"[;,\s]+", text(cell)) if part)


@remembered
def moment(cell: Any) -> tuple[date | None, int, float]:
    """Return date (None where only a time is given), minutes after midnight and offset from UTC in minutes (or NaN)."""
    if isinstance(cell, datetime):
        if cell.date() in _FIRST_DAYS:
            return None, _counted_on(clock(cell), _FIRST_DAYS[cell.date()]), float("nan")
        return cell.date(), clock(cell), float("nan")
    match = _DATED.fullmatch(_plain_moment(text(cell)))
    if match is None:
        return None, clock(cell), float("nan")
    offset = float("nan")
    if match[3]:
        zone = match[3].upper().replace("Z", "+0000").replace(":", "")
        offset = (int(zone[1:3]) * 60 + int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
    on = day(match[1])
    if on in _FIRST_DAYS:
        return None, _counted_on(clock(match[2]), _FIRST_DAYS[on]), offset
    return on, clock(match[2]), offset


def _plain_moment(typed: str) -> str:
    """Return a moment as programs write it in the one form that is read: with dashes and colons, without fractions."""
    typed = _PACKED.sub(r"\1-\2-\3T\4:\5", typed)
    if named := _NAMED_ZONE.search(typed):
        # A zone that is not here is read by the offset beside it alone.
        typed = (
            typed[: named.start()]
            if named[1] == TIMEZONE or _OFFSET.search(typed[: named.start()])
            else typed
        )
    return _WHOLE_HOURS.sub(r"\1:00", _NO_FRACTION.sub(r"\1", typed))


def end_moment(cell: Any) -> tuple[date | None, int, float]:
    """Return what `moment` does of an end, which may be counted on past midnight: 26 is 02 of the next day."""
    try:
        return moment(cell)
    except CellError as error:
        if error.code != "time_bad":
            raise
        return None, end_clock(cell), float("nan")


def _counted_on(minutes: int, days: int) -> int:
    """Return the minutes of a time that a sheet shows with the first days of its calendar: 24:00 is day 1, 00:00."""
    return clock(timedelta(days=days, minutes=minutes))


def _way(cell: Any, typed: str) -> str:
    if isinstance(cell, datetime | date):
        return "cell"
    bare = _MIDNIGHT.sub("", typed)
    ways = (
        ("iso", _ISO),
        ("compact", _COMPACT),
        ("either", _EITHER),
        ("swedish", _SWEDISH),
        ("named", _NAMED),
    )
    return next((way for way, pattern in ways if pattern.fullmatch(bare.lower())), "")


def _on_weekday(name: str, on: date) -> date:
    """Return a day that has its weekday before it, once they agree."""
    weekday = words("day").get(name.casefold())
    if weekday is None:
        raise CellError("date_bad")
    if weekday != WEEKDAYS[on.weekday()]:
        raise CellError("weekday_differs", (("date", str(on)),))
    return on

"""What people type in a cell, as a value: numbers, days, times of day, weekdays. Forgiving, but never a guess.

Each function returns the value or raises `CellError` with the code of an issue; a question is an error whose code
is in `QUESTIONS`.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

from karta.model.recurrence import WEEKDAYS
from karta.sources.profiles import meaning, words
from karta.sources.table_cells import CellError

QUESTIONS = frozenset(
    {
        "coordinates_swapped",
        "coordinates_outside",
        "coordinates_local_zone",
        "coordinates_metres",
        "coordinates_rt90",
        "crs_unknown",
        "date_ambiguous",
        "shift_long",
        "same_key_differs",
        "time_missing",
        "week_without_year",
        "weekday_differs",
        "zone_differs",
        "zone_lost",
        "all_day",
    }
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_COMPACT = re.compile(r"(20\d{2})(\d{2})(\d{2})")
_SWEDISH = re.compile(r"(\d{1,2})(?:\.(\d{1,2})\.|/(\d{1,2})\s+)(\d{4})")
_EITHER = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(\d{1,2})\.?\s*([a-zåäö]{3,9})\.?\s+(\d{4})")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]+(\S.*?)(Z|[+-]\d{2}:\d{2})?")
_CLOCK = re.compile(
    r"(?:kl\.?\s*)?(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2})?)?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE
)
_FOUR = re.compile(r"(?:kl\.?\s*)?(\d{2})(\d{2})")
_FRACTION = re.compile(r"0[.,]\d{3,}")
_SPAN = re.compile(r"(.+?)\s*(?:-|–|—|till|to)\s*(.+)", re.IGNORECASE)
_MONTHS = {name: at for at, names in enumerate((
        ("jan",), ("feb",), ("mar",), ("apr",), ("maj", "may"), ("jun",),
        ("jul",), ("aug",), ("sep",), ("okt", "oct"), ("nov",), ("dec",),
    ), start=1) for name in names}  # fmt: skip
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_YES, _NO = (
    frozenset({"1", "ja", "j", "x", "yes", "y", "true", "sant"}),
    frozenset({"0", "nej", "n", "no", "false", "falskt"}),
)


_P = ParamSpec("_P")
_R = TypeVar("_R")


def _remembered(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Remember what cells mean: a column says the same few things many times. 1, 1.0 and True stay apart."""
    kept: Callable[_P, _R] = lru_cache(maxsize=8192, typed=True)(function)  # type: ignore[assignment]
    return kept


def text(cell: Any) -> str:
    """Return a cell as text, as typed but for blanks around it; whole numbers without a decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace("\u00a0", " ").strip()


@_remembered
def number(cell: Any) -> float:
    """Return a number; decimal comma or point, spaces between thousands. Raises CellError."""
    if isinstance(cell, bool):
        raise CellError("number_bad")
    if isinstance(cell, int | float):
        found = float(cell)
    else:
        typed = re.sub(r"(?<=\d)[ \u2009](?=\d{3})", "", text(cell)).replace("\u2212", "-")
        if not _NUMBER.fullmatch(typed):
            raise CellError("number_bad")
        found = float(typed.replace(",", "."))
    if found != found or abs(found) == float("inf"):
        raise CellError("number_bad")
    return found


@_remembered
def count(cell: Any) -> float:
    """Return a whole number of people, 0 to 500. Raises CellError."""
    typed = (
        cell
        if not isinstance(cell, str)
        else re.sub(r"\s*(st|pers|personer|vuxna)\.?$", "", text(cell).lower())
    )
    found = number(typed)
    if found < 0:
        raise CellError("number_negative")
    if found != int(found):
        raise CellError("number_not_whole")
    if found > 500:
        raise CellError("number_out_of_range", (("low", 0), ("high", 500)))
    return found


def flag(cell: Any) -> bool:
    """Return yes or no. Raises CellError."""
    if isinstance(cell, bool):
        return cell
    typed = text(cell).casefold()
    if typed in _YES:
        return True
    if typed in _NO:
        return False
    raise CellError("bool_bad")


def day_style(cells: list[Any]) -> str:
    """Return how a column writes `6/3/2026`: dmy, mdy, ambiguous, mixed, or "" where it does not write so."""
    pairs = [(int(m[1]), int(m[3])) for m in (_EITHER.fullmatch(text(c)) for c in cells) if m]
    if not pairs:
        return ""
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return {(True, False): "dmy", (False, True): "mdy", (False, False): "ambiguous", (True, True): "mixed"}[
        first, second
    ]


@_remembered
def day(cell: Any, style: str = "ambiguous") -> date:
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
    typed = text(cell)
    typed = typed[:-9] if re.search(r"[T ]00:00:00$", typed) else typed
    try:
        if match := _ISO.fullmatch(typed) or _COMPACT.fullmatch(typed):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _SWEDISH.fullmatch(typed):
            return date(int(match[4]), int(match[2] or match[3]), int(match[1]))
        if (match := _NAMED.fullmatch(typed.lower())) and match[2][:3] in _MONTHS:
            return date(int(match[3]), _MONTHS[match[2][:3]], int(match[1]))
        if match := _EITHER.fullmatch(typed):
            if style == "dmy" or (style != "mdy" and match[1] == match[3]):
                return date(int(match[4]), int(match[3]), int(match[1]))
            if style == "mdy":
                return date(int(match[4]), int(match[1]), int(match[3]))
            raise CellError("date_ambiguous")
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, CellError) else CellError("date_bad") from error
    raise CellError("date_bad")


@_remembered
def clock(cell: Any) -> int:
    """Return a time of day in minutes after midnight, 0 to 1440 (24:00). Raises CellError."""
    if isinstance(cell, datetime):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, time):
        return cell.hour * 60 + cell.minute
    if isinstance(cell, timedelta):
        return _minutes(0, round(cell.total_seconds() / 60))
    if isinstance(cell, float) and 0 < cell < 1:
        return round(cell * 1440)
    typed = text(cell)
    if _FRACTION.fullmatch(typed):
        return round(float(typed.replace(",", ".")) * 1440)
    if match := _FOUR.fullmatch(typed):
        return _minutes(int(match[1]), int(match[2]))
    match = _CLOCK.fullmatch(typed)
    if match is None:
        raise CellError("time_bad")
    hour, minute = int(match[1]), int(match[2] or 0)
    if half := (match[3] or "").lower()[:1]:
        if not 1 <= hour <= 12:
            raise CellError("time_bad")
        hour = hour % 12 + (12 if half == "p" else 0)
    return _minutes(hour, minute)


def span(cell: Any) -> tuple[int, int]:
    """Return start and end of `18-21`, `kl 18.00–20.30`. Raises CellError."""
    match = _SPAN.fullmatch(text(cell))
    if match is None:
        raise CellError("time_bad")
    return clock(match[1]), clock(match[2])


@_remembered
def moment(cell: Any) -> tuple[date | None, int, float]:
    """Return date (None where only a time is given), minutes after midnight and offset from UTC in minutes (or NaN)."""
    if isinstance(cell, datetime):
        return cell.date(), clock(cell), float("nan")
    match = _DATED.fullmatch(text(cell))
    if match is None:
        return None, clock(cell), float("nan")
    offset = float("nan")
    if match[3]:
        zone = match[3].replace("Z", "+00:00")
        offset = (int(zone[1:3]) * 60 + int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    return day(match[1]), clock(match[2]), offset


@_remembered
def weekdays(cell: Any) -> str:
    """Return `MO;WE` of `mån, ons`, `må-fr`, `vardagar`; in the order of the week. Raises CellError."""
    found: set[str] = set()
    for part in re.split(r"[;,/+&]|\boch\b|\band\b|\s+", re.sub(r"\s*[-–]\s*", "-", text(cell))):
        piece = part.strip()
        if not piece:
            continue
        ends = [e.strip() for e in piece.split("-")]
        known = [words("day").get(e.casefold().rstrip(".")) for e in ends]
        if None in known or len(known) > 2:
            raise CellError(
                "token_unknown", (("tokens", piece), ("known", "mån, tis, ons, tor, fre, lör, sön"))
            )
        found.update(_run(*[str(k) for k in known]) if len(known) == 2 else str(known[0]).split(";"))
    return ";".join(code for code in WEEKDAYS if code in found)


def day_tokens(cell: Any) -> str:
    """Return METHOD's day tokens of `fre;lör;ej röd dag`. Raises CellError."""
    tokens: list[str] = []
    for part in re.split(r"[;,]|\boch\b|\band\b", text(cell)):
        piece = part.strip()
        if piece:
            token = meaning("day_token", piece)
            tokens.extend([token] if token else weekdays(piece).split(";"))
    return ";".join(dict.fromkeys(tokens)) or "all"


def days(cell: Any) -> str:
    """Return dates joined by `;`. Raises CellError."""
    if isinstance(cell, datetime | date):
        return day(cell).isoformat()
    return ";".join(day(part).isoformat() for part in re.split(r"[;,\s]+", text(cell)) if part)


def hhmm(minutes: int) -> str:
    """Return minutes after midnight as `HH:MM`; 1440 is 00:00."""
    return f"{minutes % 1440 // 60:02d}:{minutes % 60:02d}"


def _minutes(hour: int, minute: int) -> int:
    total = hour * 60 + minute
    if minute > 59 and hour:
        raise CellError("time_bad")
    if not 0 <= total <= 1440:
        raise CellError("time_bad")
    return total


def _run(first: str, last: str) -> list[str]:
    start, stop = WEEKDAYS.index(first.split(";")[0]), WEEKDAYS.index(last.split(";")[-1])
    length = (stop - start) % 7
    return [WEEKDAYS[(start + at) % 7] for at in range(length + 1)]

"""What people type in a cell, as a value: numbers, days, times of day, weekdays. Forgiving, but never a guess.

Each function returns the value or raises `CellError` with the code of an issue; a question is an error whose code
is in `QUESTIONS`.
"""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
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
        "date_serial",
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
_CLOCK = re.compile(
    r"(?:kl(?:ockan)?\.?\s*)?(\d{1,2})(?:[:.,](\d{2})(?:[:.](\d{2}))?)?\s*(am|pm|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)
_ZERO_COMMA = re.compile(r"0,\d{2}")
_FOUR = re.compile(r"(?:kl(?:ockan)?\.?\s*)?(\d{2})(\d{2})")
_FRACTION = re.compile(r"0[.,]\d{3,}")
_SPAN = re.compile(r"(.+?)\s*(?:-|–|—|till|to)\s*(.+)", re.IGNORECASE)
_YES, _NO = (
    frozenset({"1", "ja", "j", "x", "yes", "y", "true", "sant"}),
    frozenset({"0", "nej", "n", "no", "false", "falskt"}),
)


_P = ParamSpec("_P")
_R = TypeVar("_R")


def remembered(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Remember what cells mean: a column says the same few things many times. 1, 1.0 and True stay apart."""
    kept: Callable[_P, _R] = lru_cache(maxsize=32_768, typed=True)(function)  # type: ignore[assignment]
    return kept


def text(cell: Any) -> str:
    """Return a cell as text, as typed but for blanks around it; whole numbers without a decimal point."""
    if type(cell) is str:  # nearly all cells, and asked often
        return cell.replace("\u00a0", " ").strip()
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell).replace("\u00a0", " ").strip()


@remembered
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


@remembered
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


@remembered
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
    # `0,50` may be half past midnight with a comma, or half of a day.
    if match is None or _ZERO_COMMA.fullmatch(typed):
        raise CellError("time_bad")
    if int(match[3] or 0):
        raise CellError("not_whole_minutes")
    hour, minute = int(match[1]), int(match[2] or 0)
    if half := (match[4] or "").lower()[:1]:
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


@remembered
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

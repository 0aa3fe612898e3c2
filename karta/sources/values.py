"""Values of cells as people type them: numbers, days, times of day, weekdays. Forgiving, but never a guess.

Each function returns the value or raises `CellError` with the code of an issue; a question is an error whose code
is in `ROW_QUESTIONS`.
"""

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, ParamSpec, TypeVar

from karta.model.place import AROUND_CHOICES
from karta.model.recurrence import WEEKDAYS
from karta.sources.profiles import meaning, words
from karta.sources.table_cells import CellError

ROW_QUESTIONS = frozenset(
    {
        "coordinates_swapped",
        "coordinates_outside",
        "coordinates_local_zone",
        "coordinates_metres",
        "coordinates_rt90",
        "column_proposed",
        "columns_proposed",
        "crs_unknown",
        "crs_unseen",
        "crs_doubtful",
        "date_ambiguous",
        "date_serial",
        "shift_long",
        "row_perhaps_cancelled",
        "row_struck",
        "weeks_perhaps_skipped",
        "status_unknown",
        "same_key_differs",
        "time_missing",
        "week_without_year",
        "weekday_differs",
        "zone_differs",
        "zone_lost",
        "all_day",
        "cancelled_perhaps",
        "event_older",
        "changed_and_excepted",
    }
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_ABOUT = r"(?:(?:kl(?:ockan)?|ca|cirka|c:a|omkring|runt|från)\.?\s*|~\s*)*"
_CLOCK = re.compile(
    _ABOUT + r"(\d{1,2})(?:[:.,](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?)?\s*(am|pm|a\.m\.|p\.m\.|h)?",
    re.IGNORECASE,
)
_HALF = re.compile(r"(?<=[\d\s])[ap]\.?m\.?$", re.IGNORECASE)
_PAST_MIDNIGHT = re.compile(_ABOUT + r"(2[4-9]|3[0-6])(?:[:.]([0-5]\d))?(?:[:.]00)?", re.IGNORECASE)
_ZERO_COMMA = re.compile(r"0,\d{2}")
_FOUR = re.compile(_ABOUT + r"(\d{2})(\d{2})", re.IGNORECASE)
_FRACTION = re.compile(r"0[.,]\d{3,}")
_SPAN = re.compile(r"(.+?)\s*(?:-+|→|->|till|to)\s*(.+)", re.IGNORECASE)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
# Signs of no width that programs put between words: they are not seen, and mean nothing in a date or a time.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_NOON = 12 * 60 + 59  # the last time that may be of either half of a day
_LAST_SECOND = 59  # of a minute that is meant to its end
# Ends up to noon of the next day are counted on from midnight, as sheets do: 26:00 is 02:00.
_MOST_COUNTED_ON = 36 * 60
_SKIPS_WEEKS = re.compile(
    r"\b(?:(?:o?jämna?|udda|varannan|var\s+(?:annan|tredje|fjärde)|varje\s+(?:annan|tredje|fjärde))\s+v(?:eck(?:a|or))?\b|"
    r"(?:o?jämna?|udda)\s+(?:må|ti|on|to|fr|lö|sö)\w*|"
    r"var(?:annan|\s+annan|\s+tredje|\s+fjärde)\s+(?:må|ti|on|to|fr|lö|sö)\w*|every\s+(?:second|other|third)\b|"
    r"(?:even|odd)\s+weeks|var(?:je)?\s+\d:[ea]\b|varje\s+månad|månadsvis|månatlig|biweekly|fortnight|monthly|"
    r"(?:första|andra|tredje|fjärde|sista|\d:[ea])\b.*\bi\s+månaden|(?:gång|gånger|ggr)\s*(?:i|per|/)\s*mån)|"
    # A cell that says nothing else.
    r"^\W*(?:varannan|o?jämna?|udda|(?:var(?:je)?\s+)?(?:[2-4]|två|tre|fyra)\s+veckor|(?:var(?:je)?\s+)?14\s+dagar?)\W*$",
    re.IGNORECASE,
)
_YES, _NO = (
    frozenset({"1", "ja", "j", "x", "yes", "y", "true", "sant"}),
    frozenset({"0", "nej", "n", "no", "false", "falskt"}),
)


_P = ParamSpec("_P")
_R = TypeVar("_R")


def remembered(function: Callable[_P, _R]) -> Callable[_P, _R]:
    """Cache the values of cells: a column repeats the same few many times. 1, 1.0 and True stay apart."""
    cached: Callable[_P, _R] = lru_cache(maxsize=32_768, typed=True)(function)  # type: ignore[assignment]
    return cached


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
        amount = float(cell)
    else:
        typed = re.sub(r"(?<=\d)[ \u2009](?=\d{3})", "", text(cell)).replace("\u2212", "-")
        if not _NUMBER.fullmatch(typed):
            raise CellError("number_bad")
        amount = float(typed.replace(",", "."))
    if amount != amount or abs(amount) == float("inf"):
        raise CellError("number_bad")
    return amount


@remembered
def count(cell: Any) -> float:
    """Return a whole number of people, 0 to 500. Raises CellError."""
    typed = (
        cell
        if not isinstance(cell, str)
        else re.sub(r"\s*(st|pers|personer|vuxna)\.?$", "", text(cell).lower())
    )
    amount = number(typed)
    if amount < 0:
        raise CellError("number_negative")
    if amount != int(amount):
        raise CellError("number_not_whole")
    if amount > 500:
        raise CellError("number_out_of_range", (("low", 0), ("high", 500)))
    return amount


def around(cell: Any) -> float:
    """Return the minutes before and after a training, one of those that a place may have. Raises CellError."""
    amount = number(re.sub(r"\s*min(\.|uter)?$", "", text(cell).casefold()))
    if amount not in AROUND_CHOICES:
        raise CellError("value_not_allowed", (("allowed", ", ".join(map(str, AROUND_CHOICES))),))
    return amount


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
    if isinstance(cell, datetime | time):
        return cell.hour * 60 + cell.minute + (cell.second == _LAST_SECOND)
    if isinstance(cell, timedelta):
        counted = round(cell.total_seconds() / 60)
        return _minutes(0, counted - 1440 if 1440 < counted <= _MOST_COUNTED_ON else counted)
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
    seconds = int(match[3] or 0)
    if seconds != _LAST_SECOND and (seconds or int(match[4] or 0)):
        raise CellError("not_whole_minutes")
    hour, minute = int(match[1]), int(match[2] or 0)
    if half := (match[5] or "").lower().rstrip("h")[:1]:
        if not 1 <= hour <= 12:
            raise CellError("time_bad")
        hour = hour % 12 + (12 if half == "p" else 0)
    return _minutes(hour, minute) + (seconds == _LAST_SECOND)


def dashed(typed: str) -> str:
    """Return a text with one kind of dash, and without signs that are not seen."""
    return _DASHES.sub("-", _UNSEEN.sub("", typed))


def span(cell: Any) -> tuple[int, int]:
    """Return start and end of `18-21`, `kl 18.00–20.30`, with any dash. Raises CellError."""
    match = _SPAN.fullmatch(dashed(text(cell)))
    if match is None:
        raise CellError("time_bad")
    half = _HALF.search(match[2])
    if half and not _HALF.search(match[1]):
        return _start_before(match[1], clock(match[2]), half[0][0].lower()), clock(match[2])
    return clock(match[1]), end_clock(match[2])


def _start_before(typed: str, end: int, half: str) -> int:
    """Return the start of `8-11 pm`: in the half of the day in which it ends, unless it would come after its end."""
    if clock(typed) > _NOON:
        return clock(typed)
    same, other = (clock(f"{typed} {mark}m") for mark in (half, "a" if half == "p" else "p"))
    return same if same < end else other


@remembered
def end_clock(cell: Any) -> int:
    """Return the end of a shift in minutes after midnight; `26` and `25:30` are of the next day. Raises CellError."""
    match = _PAST_MIDNIGHT.fullmatch(text(cell)) if isinstance(cell, str | int) else None
    late = int(match[1]) * 60 + int(match[2] or 0) if match else 0
    return late - 1440 if 1440 < late <= _MOST_COUNTED_ON else clock(cell)


@remembered
def skips_weeks(typed: str) -> bool:
    """Tell whether a text says that something is held every second week, or in some weeks alone."""
    return _SKIPS_WEEKS.search(typed) is not None


@remembered
def weekdays(cell: Any) -> str:
    """Return `MO;WE` of `mån, ons`, `må-fr`, `vardagar`; in the order of the week. Raises CellError."""
    if skips_weeks(text(cell)):
        raise CellError("weeks_skipped")
    codes: set[str] = set()
    for part in re.split(r"[;,/+&]|\boch\b|\band\b|\s+", re.sub(r"\s*-\s*", "-", dashed(text(cell)))):
        piece = part.strip()
        if not piece:
            continue
        ends = [e.strip() for e in piece.split("-")]
        days = [words("day").get(e.casefold().rstrip(".")) for e in ends]
        if None in days or len(days) > 2:
            raise CellError(
                "token_unknown", (("tokens", piece), ("known", "mån, tis, ons, tor, fre, lör, sön"))
            )
        codes.update(_run(*[str(k) for k in days]) if len(days) == 2 else str(days[0]).split(";"))
    return ";".join(code for code in WEEKDAYS if code in codes)


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

"""One cell of a strict table becomes a value of its declared kind, or an Issue; nothing is guessed here.

The tables of `karta compute` are written by programs and careful people: ISO dates, decimal points, UTF-8.
What people type in a spreadsheet is read by `spreadsheet`, which forgives more and asks more.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import Issue
from karta.model.day_rule import DAY_TOKENS
from karta.model.frames import Column
from karta.model.recurrence import WEEKDAYS

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00)?")
_LOCAL = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{1,2}:\d{2}(?::00)?)(Z|[+-]\d{2}:\d{2})?")
_TRUE, _FALSE = frozenset({"1", "true"}), frozenset({"0", "false"})


class CellError(ValueError):
    """A fault of one cell: the code of the issue and its facts."""

    def __init__(self, code: str, facts: tuple[tuple[str, Any], ...] = ()) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def issue(self, row: int | None, column: str | None, value: str | None) -> Issue:
        """Return the fault as an issue of a row and a column."""
        return Issue(row, column, self.code, "error", value, self.facts)


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid that every time must fit: the slot length in minutes and the zone of the wall clock."""

    slot_minutes: int
    zone: ZoneInfo


def parse(text: str, column: Column, grid: Grid, *, blank_ok: bool) -> Any:
    """Return the value of a cell by the kind of its column; a blank gives the column's default.

    Raises
    ------
    CellError
        When the cell does not say what its column declares.
    """
    if not text:
        if column.required and not blank_ok:
            raise CellError("cell_blank")
        return float("nan") if column.required and column.kind in {"float", "int"} else column.default
    value = _PARSERS[column.kind](text, column, grid)
    if column.allowed and value not in column.allowed:
        raise CellError("value_not_allowed", (("allowed", ", ".join(column.allowed)),))
    return value


def number(text: str) -> float:
    """Return a plain decimal number with a decimal point. Raises CellError."""
    if not _NUMBER.fullmatch(text):
        raise CellError("number_bad")
    parsed = float(text)
    if parsed in {float("inf"), float("-inf")}:
        raise CellError("number_bad")
    return parsed


def day(text: str) -> date:
    """Return the date of `YYYY-MM-DD`. Raises CellError."""
    if not _DATE.fullmatch(text):
        raise CellError("date_bad")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellError("date_bad") from None


def clock(text: str, grid: Grid, *, is_end: bool) -> str:
    """Return a wall-clock time as `HH:MM`; an end of 24:00 is 00:00 of the next day. Raises CellError."""
    hour, minute = _hour_minute(text)
    if hour == 24 and minute == 0 and is_end:
        hour = 0
    if hour > 23 or minute > 59:
        raise CellError("time_bad")
    _on_grid(minute, grid)
    return f"{hour:02d}:{minute:02d}"


def local(text: str, grid: Grid, *, is_end: bool) -> str:
    """Return a wall-clock date-time as `YYYY-MM-DDTHH:MM`, with its offset where one is given.

    An offset must be one that the zone has at that hour: it tells the two hours of an October night apart,
    nothing else. Raises CellError.
    """
    match = _LOCAL.fullmatch(text)
    if match is None:
        raise CellError("local_bad")
    at = day(match[1])
    hour, minute = _hour_minute(match[2])
    if hour == 24 and minute == 0 and is_end:
        hour, at = 0, at + timedelta(days=1)
    if hour > 23 or minute > 59:
        raise CellError("time_bad")
    _on_grid(minute, grid)
    wall = datetime.combine(at, time(hour, minute))
    offset = (match[3] or "").replace("Z", "+00:00")
    if offset and _delta(offset) not in _offsets(wall, grid.zone):
        raise CellError("offset_wrong", (("zone", grid.zone.key),))
    return f"{wall:%Y-%m-%dT%H:%M}{offset}"


def instant(text: str, zone: ZoneInfo) -> datetime:
    """Return the UTC instant of a checked `local` text; without an offset the first of two equal hours."""
    wall = datetime.fromisoformat(text)
    return (wall if wall.tzinfo else wall.replace(tzinfo=zone, fold=0)).astimezone(UTC)


def _hour_minute(text: str) -> tuple[int, int]:
    match = _TIME.fullmatch(text)
    if match is None:
        raise CellError("time_bad")
    return int(match[1]), int(match[2])


def _on_grid(minute: int, grid: Grid) -> None:
    if minute % grid.slot_minutes:
        raise CellError("time_off_grid", (("minutes", grid.slot_minutes),))


def _delta(offset: str) -> timedelta:
    sign = -1 if offset.startswith("-") else 1
    return sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[4:6]))


def _offsets(wall: datetime, zone: ZoneInfo) -> set[timedelta | None]:
    return {wall.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1)}


def _text(text: str, column: Column, grid: Grid) -> str:  # noqa: ARG001 - all parsers share one form
    return text


def _float(text: str, column: Column, grid: Grid) -> float:  # noqa: ARG001 - all cells are read alike
    return number(text)


def _bool(text: str, column: Column, grid: Grid) -> bool:  # noqa: ARG001 - all cells are read alike
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    raise CellError("bool_bad")


def _date(text: str, column: Column, grid: Grid) -> date:  # noqa: ARG001 - all cells are read alike
    return day(text)


def _time(text: str, column: Column, grid: Grid) -> str:
    return clock(text, grid, is_end=_is_end(column))


def _local(text: str, column: Column, grid: Grid) -> str:
    if "T" in text or " " in text or not _TIME.fullmatch(text):
        return local(text, grid, is_end=_is_end(column))
    return clock(text, grid, is_end=_is_end(column))


def _is_end(column: Column) -> bool:
    return column.name in {"end_local", "to_local", "dark_to_local"}


def _list(text: str, column: Column, grid: Grid) -> str:  # noqa: ARG001 - all cells are read alike
    parts = [part.strip() for part in text.split(";") if part.strip()]
    if column.name == "exdates":
        return ";".join(day(part).isoformat() for part in parts)
    if column.name in {"days", "byday"}:
        tokens = {token.lower(): token for token in (DAY_TOKENS if column.name == "days" else WEEKDAYS)}
        unknown = [part for part in parts if part.lower() not in tokens]
        if unknown:
            raise CellError(
                "token_unknown", (("tokens", ", ".join(unknown)), ("known", ", ".join(tokens.values())))
            )
        return ";".join(dict.fromkeys(tokens[part.lower()] for part in parts))
    return ";".join(parts)


_PARSERS = {
    "text": _text,
    "int": _float,
    "float": _float,
    "bool": _bool,
    "date": _date,
    "time": _time,
    "local": _local,
    "list": _list,
}

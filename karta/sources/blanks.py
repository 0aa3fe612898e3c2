"""What a line of a file leaves unsaid: a missing column or a blank cell changes nothing that is stored.

Where a row needs a value all the same, a default stands for it; the importing services must know that nobody said it.
A cell that is to be emptied says so with a mark.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from karta.model.place import is_unknown
from karta.model.rows import ROWS
from karta.sources import values
from karta.sources.lines import Line

# What a cell says that is to be emptied; other marks, as a dash, people write for much else.
EMPTYING = ("(tomt)", "(empty)")
_MARK = re.compile("|".join(rf"\(\s*{mark[1:-1]}\s*\)" for mark in EMPTYING), re.IGNORECASE)
# Fields of a line that say a column of a row, where it is not the field of its own name.
_SAID_BY = {
    "lat": ("lat", "position"),
    "lon": ("lon", "position"),
    "geometry": ("lat", "lon", "position", "geometry"),
    "start": ("start", "times"),
    "end": ("end", "times"),
    "start_offset_min": ("start",),
    "end_offset_min": ("end",),
    "date": ("date", "start", "day", "byday", "week"),
    "byday": ("byday", "day"),
    "end_date": ("end_date", "end"),
    "rrule": ("rrule", "byday", "day", "week"),
    "exdates": ("exdates", "week"),
    "valid_from": ("valid_from", "date", "start", "week"),
    "valid_to": ("valid_to", "end_date", "week"),
    "external_ids": ("key",),
}
_CALENDAR = {
    "date": ("date",),
    "kind": ("kind", "name", "school_day", "public_holiday", "risk_evening"),
}
# Columns that their fields may say or not: a time may come with a date, a day may be one, an admission be a mere yes.
_MAYBE = frozenset({"date", "byday", "end_date", "rrule", "exdates", "valid_from", "valid_to", "admitted_on"})


def may_empty(texts: str) -> bool:
    """Tell whether some of the cells, joined, may hold the mark."""
    return "(" in texts and _MARK.search(texts) is not None


def taken_out(cells: dict[str, Any]) -> frozenset[str]:
    """Take the cells that are to be emptied out of a line's cells, and return their fields."""
    fields = frozenset(name for name, cell in cells.items() if _MARK.fullmatch(values.text(cell)))
    for name in fields:
        del cells[name]
    return fields


def unsaid(kind: str, said: frozenset[str], emptied: frozenset[str], row: dict[str, Any]) -> frozenset[str]:
    """Return the columns of a row that nothing in its line says; `said` are its fields with a cell, or emptied."""
    perhaps = tuple(name for name in _perhaps(kind, said, emptied) if name in row and is_unknown(row[name]))
    return _with(_silent(kind, said), perhaps)


def of_features(
    kind: str, rows: Iterable[dict[str, Any]], lines: Iterable[Line]
) -> dict[int, frozenset[str]]:
    """Return what each feature of a map leaves unsaid, by its number; where it lies is always said."""
    by_number = {}
    for row, line in zip(rows, lines, strict=True):
        said = {"geometry", *line.cells, *line.emptied}
        if kind == "areas":
            # Their names and codes may stand in columns that are known by what is in them.
            said |= {
                name for name in ("name", "code", "code_version", "population") if not is_unknown(row[name])
            }
            said |= {"kind"} if row["kind"] != "district" else set()
        by_number[line.row] = unsaid(kind, frozenset(said), line.emptied, row)
    return by_number


@lru_cache(maxsize=4096)
def _silent(kind: str, said: frozenset[str]) -> frozenset[str]:
    own = _CALENDAR if kind == "calendar" else {}
    return frozenset(
        name for name in ROWS[kind].names if said.isdisjoint(own.get(name) or _SAID_BY.get(name) or (name,))
    )


@lru_cache(maxsize=4096)
def _perhaps(kind: str, said: frozenset[str], emptied: frozenset[str]) -> tuple[str, ...]:
    return tuple(_MAYBE - _silent(kind, said) - emptied)


@lru_cache(maxsize=4096)
def _with(silent: frozenset[str], perhaps: tuple[str, ...]) -> frozenset[str]:
    """Return both; most lines leave the same unsaid, and share it."""
    return silent.union(perhaps)

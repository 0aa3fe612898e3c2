"""Reads what was written by hand for the invented municipality: the tables in `tables/`, dates as weeks from a Monday.

`W-8` is the reference Monday eight weeks back, `W+0.4` the Friday of the reference week.
"""

import csv
import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path

Row = dict[str, str]
Point = tuple[float, float]
REFERENCE = date(2026, 9, 14)
_FOLDER = Path(__file__).parent / "tables"
_WEEK = re.compile(r"(?<!\w)W([+-]\d+)(?:\.(\d))?(?=T|\W|$)")


@cache
def table(name: str) -> tuple[Row, ...]:
    """Return the rows of a table, dates worked out."""
    with (_FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    return tuple({column: _WEEK.sub(_dated, cell) for column, cell in row.items()} for row in rows)


def _dated(found: re.Match[str]) -> str:
    return (REFERENCE + timedelta(weeks=int(found[1]), days=int(found[2] or 0))).isoformat()


def points(text: str) -> list[Point]:
    """Return the points of `x,y x,y`."""
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in text.split())]

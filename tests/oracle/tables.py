"""The tables of a folder as plain rows of text, each cell read with its place kept for a complaint.

Columns are found by name; unknown columns and tables are never looked at.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

from .walltime import EPOCH, MINUTE, WallClock

REQUIRED = ("places", "needs", "presences", "calendar", "params")
OPTIONAL = (
    "access",
    "sessions",
    "reach",
    "route_legs",
    "sources",
    "delivered",
    "history",
    "whatif",
    "equity_input",
)
GRID = 15
DEFAULTS = {
    "timezone": "Europe/Stockholm",
    "day_start_local": "06:00",
    "d_full_m": "100",
    "d_zero_m": "200",
    "w_active": "1",
    "w_incidental": "0.5",
    "w_remote": "0",
    "theta_empty": "0.5",
    "dark_weight": "1.25",
    "prior_planned_a": "7",
    "prior_planned_b": "3",
    "prior_confirmed_a": "9",
    "prior_confirmed_b": "1",
    "default_source_status": "unknown",
}


class RefusedError(ValueError):
    """The folder is not computed: which table, row (the header is row 1) and column, and why."""

    def __init__(self, table: str, row: int, column: str, why: str) -> None:
        super().__init__(f"{table}.csv row {row} column {column}: {why}")
        self.table, self.row, self.column, self.why = table, row, column, why


class Row:
    """One row of a table."""

    def __init__(self, table: str, number: int, cells: dict[str, str]) -> None:
        self.table, self.number, self._cells = table, number, cells

    def refuse(self, column: str, why: str) -> RefusedError:
        """The complaint about a cell, for the caller to raise."""
        return RefusedError(self.table, self.number, column, why)

    def text(self, column: str) -> str:
        """The cell without surrounding blanks; blank where the column is missing."""
        return (self._cells.get(column) or "").strip()

    def words(self, column: str) -> list[str]:
        """The parts of a cell joined by semicolons."""
        return [word.strip() for word in self.text(column).split(";") if word.strip()]

    def number_in(self, column: str, blank: str = "") -> Fraction:
        """The exact number in a cell, or `blank` for a blank one."""
        text = self.text(column) or blank
        try:
            return Fraction(text)
        except ValueError:
            raise self.refuse(column, f"no number: {text!r}") from None

    def flag(self, column: str) -> bool:
        """Whether a 0/1 cell says 1; blank is 0."""
        return self.text(column) == "1"

    def day(self, column: str) -> date | None:
        """The date in a cell, None for a blank one."""
        return date.fromisoformat(self.text(column)) if self.text(column) else None

    def days(self, column: str) -> set[date]:
        """The dates in a cell joined by semicolons."""
        return {date.fromisoformat(word) for word in self.words(column)}

    def clock_time(self, column: str) -> int:
        """Minutes after midnight of a time on the grid."""
        try:
            hour, minute = (int(part) for part in self.text(column).split(":"))
            if not (0 <= hour < 24 and 0 <= minute < 60):
                raise ValueError(hour, minute)
        except ValueError:
            raise self.refuse(column, "no time") from None
        if minute % GRID:
            raise self.refuse(column, "off the grid")
        return hour * 60 + minute

    def moment(self, column: str, clock: WallClock) -> int:
        """The UTC minute of a local date-time on the grid, with or without an offset."""
        try:
            wall = datetime.fromisoformat(self.text(column))
        except ValueError:
            raise self.refuse(column, "no date-time") from None
        if wall.minute % GRID or wall.second or wall.microsecond:
            raise self.refuse(column, "off the grid")
        if wall.tzinfo is None:
            return clock.instant(wall)
        return (wall.astimezone(UTC) - EPOCH) // MINUTE


class Tables:
    """All tables of a folder. A table left out has no rows; `given` tells it from one with a header only."""

    def __init__(self, folder: Path) -> None:
        self.given = {name for name in (*REQUIRED, *OPTIONAL) if (folder / f"{name}.csv").exists()}
        for name in REQUIRED:
            if name not in self.given:
                raise RefusedError(name, 1, "", "the table is missing")
        self._rows = {name: read_rows(folder / f"{name}.csv") for name in self.given}
        self._params = {row.text("key"): row.text("value") for row in self.rows("params")}

    def rows(self, name: str) -> list[Row]:
        """The rows of a table, in order."""
        return self._rows.get(name, [])

    def param(self, key: str) -> str:
        """A setting, or the method's default; blank where there is neither."""
        return self._params.get(key) or DEFAULTS.get(key, "")

    def weight(self, key: str) -> Fraction:
        """A setting as an exact number."""
        return Fraction(self.param(key))


def read_rows(path: Path) -> list[Row]:
    """The rows of one CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        return [Row(path.stem, number, dict(cells)) for number, cells in enumerate(reader, start=2)]


def a_day_after(day: date, days: int = 1) -> date:
    """The date some days later."""
    return day + timedelta(days=days)

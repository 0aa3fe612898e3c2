"""A table of the terms on which venues welcome visits: one row for each time, read line by line, nothing guessed.

What a line leaves blank it does not say. Which venue a line is about, and what is stored of it, is no matter of here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model.recurrence import WEEKDAYS
from karta.sources import grids, guard, profiles, sheet_remarks, values
from karta.sources.table_cells import CellError
from karta.sources.uncomputed import UNCOMPUTED

KIND, HEADER_DEPTH = "visit_terms", 30
WHERE = ("place", "org")
_APART = re.compile(r"[;,+&/]|\boch\b|\band\b")

Span = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class TermsLine:
    """What one row says; None is not said. `welcome` and `never`: days as tokens, from and to as `HH:MM`.

    `is_faulty`: some cell of the row cannot be read, and the table's issues say which.
    """

    row: int
    place: str
    organisation: str
    facts: dict[str, Any] = field(default_factory=dict)
    welcome: Span | None = None
    never: Span | None = None
    is_faulty: bool = False


@dataclass(frozen=True)
class TermsTable:
    """The lines of a file, the name of the column of each field, and what cannot be read."""

    lines: tuple[TermsLine, ...]
    columns: dict[str, str]
    issues: tuple[Issue, ...]


def read_terms(path: Path) -> TermsTable:
    """Return the lines of a CSV or XLSX file; parsing happens in a child process with limits.

    Raises
    ------
    InputError
        When the file as a whole cannot be used: no such form, no rows, or no column for the venue and for any term.
    """
    table: TermsTable = guard.in_child(read_terms_here, path.resolve())
    return table


def read_terms_here(path: Path) -> TermsTable:
    """Return the lines of a file, read in this process."""
    form = guard.sniff(path)
    if form not in {"csv", "xlsx"}:
        raise InputError("kind_not_in_format", kind=KIND, format=form)
    sheets = grids.read_sheets(path) if form == "xlsx" else [grids.read_text_grid(path)]
    for sheet in sheets:
        header = _header(sheet)
        if header is not None:
            return _table(sheet, *header)
    first = next((sheet.rows[0][1] for sheet in sheets if sheet.rows), None)
    if first is None:
        raise InputError("table_empty")
    names = ", ".join(filter(None, map(values.text, first)))
    raise InputError("visit_terms_columns", columns=names[:300])


def _header(sheet: grids.Grid) -> tuple[int, dict[str, int]] | None:
    """Return the row of the header within the grid, and the column of each field; None where no row will do."""
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_DEPTH]):
        fields = profiles.recognise(KIND, [values.text(cell) for cell in cells]).fields
        if fields.keys() & set(WHERE) and fields.keys() - set(WHERE):
            return at, fields
    return None


def _table(sheet: grids.Grid, at: int, fields: dict[str, int]) -> TermsTable:
    header = [values.text(cell) for cell in sheet.rows[at][1]]
    columns = {name: header[column] for name, column in fields.items()}
    lines, issues = [], []
    for number, cells in sheet.rows[at + 1 :]:
        # Who wrote a row and struck it through means it no more, or perhaps: that is told, never guessed.
        whole = sheet_remarks.ragged(number, cells, len(header), sheet.sheet)
        if whole is None and number in sheet.struck:
            whole = Issue(number, header[0], "visit_terms_struck")
        picked = {
            name: cells[column]
            for name, column in fields.items()
            if column < len(cells) and values.text(cells[column])
        }
        if not picked:
            continue
        line = _Line(number, picked, columns)
        made = line.read()
        if whole is not None:
            line.issues.append(whole)
        issues += line.issues
        lines.append(
            TermsLine(
                number, values.text(picked.get("place")), values.text(picked.get("org")), made,
                line.welcome, line.never, bool(line.issues),
            )
        )  # fmt: skip
    return TermsTable(tuple(lines), columns, tuple(issues))


class _Line:
    """One row while its cells are read."""

    def __init__(self, number: int, cells: dict[str, Any], columns: dict[str, str]) -> None:
        self.number, self.cells, self.columns = number, cells, columns
        self.issues: list[Issue] = []
        self.welcome: Span | None = None
        self.never: Span | None = None

    def read(self) -> dict[str, Any]:
        """Read the hours, and return what else the row says."""
        self.welcome = self._span("")
        self.never = self._span("never_")
        readers: dict[str, Callable[[Any], Any]] = {
            "answer": lambda cell: _word("visit_answer", cell),
            "uniform": lambda cell: _word("visit_uniform", cell),
            "volunteers": values.flag,
            "kinds": _kinds,
            "host": values.text,
            "not_wanted": values.text,
        }
        read = {name: self._cell(name, reader) for name, reader in readers.items() if name in self.cells}
        return {name: value for name, value in read.items() if value is not None}

    def _span(self, which: str) -> Span | None:
        """Return days and hours of the row, None where it says none of them; a part of them is a fault."""
        names = [f"{which}{name}" for name in ("days", "start", "end", "times")]
        if not any(name in self.cells for name in names):
            return None
        days_name, start_name, end_name, times_name = names
        days = self._needed(days_name, _days)
        if times_name in self.cells:
            times = self._cell(times_name, values.span)
            start, end = times if times is not None else (None, None)
        else:
            start, end = self._needed(start_name, values.clock), self._needed(end_name, values.end_clock)
        if days is None or start is None or end is None:
            return None
        return days, values.hhmm(start), values.hhmm(end)

    def _needed(self, name: str, reader: Callable[[Any], Any]) -> Any:
        if name in self.cells:
            return self._cell(name, reader)
        self.issues.append(Issue(self.number, self.columns.get(name, name), "cell_blank"))
        return None

    def _cell(self, name: str, reader: Callable[[Any], Any]) -> Any:
        cell, column = self.cells[name], self.columns[name]
        if cell == UNCOMPUTED:
            self.issues.append(Issue(self.number, column, "cell_uncomputed"))
            return None
        try:
            return reader(cell)
        except CellError as error:
            self.issues.append(error.issue(self.number, column, values.text(cell)[:80]))
            return None


def _days(cell: Any) -> str:
    if profiles.meaning("day_token", values.text(cell)) == "all":
        return ";".join(WEEKDAYS)
    days = values.weekdays(cell)
    if not days:
        raise CellError("cell_blank")
    return days


def _word(topic: str, cell: Any) -> str:
    meant = profiles.meaning(topic, values.text(cell))
    if meant is None:
        raise CellError("value_not_allowed", (("allowed", _allowed(topic)),))
    return meant


def _kinds(cell: Any) -> tuple[str, ...]:
    parts = [part.strip() for part in _APART.split(values.text(cell)) if part.strip()]
    return tuple(dict.fromkeys(_word("visit_kind", part) for part in parts))


def _allowed(topic: str) -> str:
    """Return what a cell may say, the first word of each meaning."""
    return ", ".join(words[0] for words in profiles.written_words()[topic].values())

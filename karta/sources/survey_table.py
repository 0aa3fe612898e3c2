"""A table of what young people have said as groups: a place and hours a row, and how many said so, ten at the least.

What looks like the answers of single people, or holds words of theirs, is refused as a whole and nothing of it read.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from karta.errors import InputError, Issue
from karta.model.recurrence import WEEKDAYS
from karta.sources import grids, guard, profiles, values
from karta.sources.table_cells import CellError
from karta.sources.uncomputed import UNCOMPUTED

KIND, HEADER_DEPTH = "survey", 30
# How many young people stand behind a cell at the least, and how many rows a table of groups has at the most. [K]
LEAST_YOUNG, MOST_ROWS = 10, 2_000
Wish = Literal["missed", "alone"]
WISHES: tuple[Wish, ...] = ("missed", "alone")
FIELDS = ("place", "days", "start", "end", "times", "answers", *WISHES)
# So many rows about the same place and hours are no longer a slip: they are people.
_SAME = 3


@dataclass(frozen=True, slots=True)
class SurveyLine:
    """A cell of a table: where and when (days as tokens, `HH:MM`), what is wished, and how many said so."""

    row: int
    place: str
    days: str
    start: str
    end: str
    wish: Wish
    young: int


@dataclass(frozen=True)
class SurveyTable:
    """The cells of a file, the name of the column of each field, and what cannot be read."""

    lines: tuple[SurveyLine, ...]
    columns: dict[str, str]
    issues: tuple[Issue, ...]


def read_survey(path: Path) -> SurveyTable:
    """Return the cells of a CSV or XLSX file; parsing happens in a child process with limits.

    Raises
    ------
    InputError
        `survey_columns`, `survey_other_column` for a column of anything else, `survey_single` for a row a person, and
        when the file cannot be used at all.
    """
    table: SurveyTable = guard.in_child(read_survey_here, path.resolve())
    return table


def read_survey_here(path: Path) -> SurveyTable:
    """Return the cells of a file, read in this process."""
    form = guard.sniff(path)
    if form not in {"csv", "xlsx"}:
        raise InputError("kind_not_in_format", kind=KIND, format=form)
    sheets = grids.read_sheets(path) if form == "xlsx" else [grids.read_text_grid(path)]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise InputError("table_empty")
    # Another sheet may hold the answers that the table was made from.
    if len(sheets) > 1:
        raise InputError("survey_sheets", count=len(sheets))
    at, fields = _header(sheets[0])
    return _table(sheets[0], at, fields)


def _header(sheet: grids.Grid) -> tuple[int, dict[str, int]]:
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_DEPTH]):
        recognised = profiles.recognise(KIND, [values.text(cell) for cell in cells]).fields
        fields = {name: column for name, column in recognised.items() if name in FIELDS}
        if "place" in fields and set(WISHES) & fields.keys():
            return at, fields
    raise InputError("survey_columns")


def _table(sheet: grids.Grid, at: int, fields: dict[str, int]) -> SurveyTable:
    header = [values.text(cell) for cell in sheet.rows[at][1]]
    rows = [
        (number, cells) for number, cells in sheet.rows[at + 1 :] if any(values.text(cell) for cell in cells)
    ]
    _refuse_other_columns(header, fields, rows)
    _refuse_single_answers(fields, rows)
    columns = {name: header[column] for name, column in fields.items()}
    lines: list[SurveyLine] = []
    issues: list[Issue] = []
    for number, cells in rows:
        picked = {
            name: cells[column]
            for name, column in fields.items()
            if column < len(cells) and values.text(cells[column])
        }
        reader = _Row(number, picked, columns)
        lines += reader.lines()
        issues += reader.issues
    return SurveyTable(tuple(lines), columns, tuple(issues))


def _refuse_other_columns(
    header: list[str], fields: dict[str, int], rows: list[tuple[int, list[Any]]]
) -> None:
    """Refuse a file with anything beside the known columns: words of people, or what people can be told by."""
    known = set(fields.values())
    for _, cells in rows:
        for column, cell in enumerate(cells):
            if column not in known and values.text(cell):
                name = header[column] if column < len(header) else ""
                raise InputError("survey_other_column", column=name[:80] or str(column + 1))


def _refuse_single_answers(fields: dict[str, int], rows: list[tuple[int, list[Any]]]) -> None:
    """Refuse a file whose rows are people: nothing but yes and no, 0 and 1, or the same place and hours many times."""
    said, where = [], Counter[tuple[str, ...]]()
    for _, cells in rows:
        words = {
            name: values.text(cells[column]) if column < len(cells) else "" for name, column in fields.items()
        }
        said += [words[name] for name in WISHES if words.get(name)]
        where[tuple(words[name].casefold() for name in fields if name not in (*WISHES, "answers"))] += 1
    ones = [word for word in said if not word.strip().isdigit() or int(word) <= 1]
    if len(rows) > MOST_ROWS or (said and len(ones) == len(said)) or max(where.values(), default=0) >= _SAME:
        raise InputError("survey_single")


class _Row:
    """One row while its cells are read."""

    def __init__(self, number: int, cells: dict[str, Any], columns: dict[str, str]) -> None:
        self.number, self.cells, self.columns = number, cells, columns
        self.issues: list[Issue] = []

    def lines(self) -> list[SurveyLine]:
        """Return the cells of the row that can be stored; all others are issues."""
        place = values.text(self.cells.get("place"))
        if not place:
            self._tell("place", "cell_blank")
        days, span = self._needed("days", _days), self._span()
        answers = self._read("answers", values.count) if "answers" in self.cells else None
        counted = {wish: self._read(wish, values.count) for wish in WISHES if wish in self.cells}
        if not place or days is None or span is None or (answers is None and "answers" in self.cells):
            return []
        lines = []
        for wish, young in counted.items():
            if young is None:
                continue
            if young != int(young):
                self._tell(wish, "number_not_whole", value=f"{young}")
            elif min(young, young if answers is None else answers) < LEAST_YOUNG:
                self._tell(wish, "survey_few", least=LEAST_YOUNG)
            elif answers is not None and young > answers:
                self._tell(wish, "survey_more_than_asked")
            else:
                lines.append(SurveyLine(self.number, place, days, *span, wish, int(young)))
        return lines

    def _span(self) -> tuple[str, str] | None:
        if "times" in self.cells:
            times = self._read("times", values.span)
            return None if times is None else (values.hhmm(times[0]), values.hhmm(times[1]))
        start, end = self._needed("start", values.clock), self._needed("end", values.end_clock)
        return None if start is None or end is None else (values.hhmm(start), values.hhmm(end))

    def _needed(self, name: str, reader: Any) -> Any:
        if name in self.cells:
            return self._read(name, reader)
        self._tell(name, "cell_blank")
        return None

    def _read(self, name: str, reader: Any) -> Any:
        cell = self.cells[name]
        if cell == UNCOMPUTED:
            self._tell(name, "cell_uncomputed")
            return None
        try:
            return reader(cell)
        except CellError as error:
            self.issues.append(error.issue(self.number, self.columns[name], values.text(cell)[:80]))
            return None

    def _tell(self, name: str, code: str, value: str | None = None, **facts: Any) -> None:
        column = self.columns.get(name, name)
        self.issues.append(Issue(self.number, column, code, value=value, facts=tuple(facts.items())))


def _days(cell: Any) -> str:
    if profiles.meaning("day_token", values.text(cell)) == "all":
        return ";".join(WEEKDAYS)
    days = values.weekdays(cell)
    if not days:
        raise CellError("cell_blank")
    return days

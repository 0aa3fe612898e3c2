"""Residents by area and age as the statistics office and the municipalities hand them out: tables, wide and long.

A line is an area, or an area and an age, a sex or a year; what is not a column of its own stands in the names of the
columns that hold the figures. Which areas of the workspace they belong to is found when the import is accepted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model.rows import POPULATION_ROWS
from karta.sources import grids, profiles, sheet_remarks, values
from karta.sources.ages import Band, Figures, age_band, area_code, figures, sex_of, version_of
from karta.sources.intake import Intake, frame_of, settle
from karta.sources.lines import Line
from karta.sources.row_where_when import key_of
from karta.sources.spreadsheet import HEADER_DEPTH, chosen_sheet

_MOST = 3_000_000
_HIDDEN = frozenset({"..", ".", "-", "–", "x", "c", "*"})
_ALL: Band = (0, 120)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet with the row of its header, the columns that say what a line is about, and those that hold figures."""

    sheet: grids.Grid
    at: int
    mapping: profiles.Mapping
    columns: dict[int, Figures]

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [values.text(cell) for cell in self.sheet.rows[self.at][1]]


def looks_like_residents(path: Path, form: str, answers: dict[str, Any]) -> bool:
    """Return whether a table holds residents by area, whatever the user has called it."""
    return any(_layout(sheet, answers) for sheet in _sheets(path, form))


def read_residents(path: Path, form: str, answers: dict[str, Any]) -> Intake:
    """Return the residents of each area by age band and year; a line that repeats what a total says is left out.

    Raises
    ------
    InputError
        When no header names areas, ages and figures, or nothing says of which year the figures are.
    """
    sheets = _sheets(path, form)
    layouts = [layout for sheet in sheets if (layout := _layout(sheet, answers)) is not None]
    if not layouts:
        raise _unknown(sheets, answers)
    layout = chosen_sheet([(candidate.sheet, candidate) for candidate in layouts], answers)
    version = version_of(path.name) or version_of(values.text(answers.get("code_version")))
    year = _year(values.text(answers.get("year"))) or _year(path.stem)
    rows: list[Row] = []
    issues: list[Issue] = []
    body = layout.sheet.rows[layout.at + 1 :]
    for number, cells in body:
        if fault := sheet_remarks.ragged(number, cells, len(layout.header), layout.sheet.sheet):
            issues.append(fault)
            continue
        line = _line(layout, number, cells)
        rows.extend(_rows(layout, line, cells, version, year, len(body)))
        issues.extend(line.issues)
    rows, parts = _without_parts(rows)
    distinct, duplicates = settle(rows)
    for row in distinct:
        del row["sex"]
    return Intake(
        kind="population",
        rows=frame_of(distinct, POPULATION_ROWS),
        issues=sorted([*issues, *parts, *duplicates, *_pro_rata(distinct)], key=lambda issue: issue.row or 0),
        rows_read=len(body),
        source=path.name,
        notes={
            "sheet": layout.sheet.sheet,
            "columns": _fields_by_column(layout),
            "unused": [name for name in layout.mapping.unused if name not in _fields_by_column(layout)],
        },
    )


def _sheets(path: Path, form: str) -> list[grids.Grid]:
    return grids.read_sheets(path) if form == "xlsx" else [grids.read_text_grid(path)]


def _layout(sheet: grids.Grid, answers: dict[str, Any]) -> Layout | None:
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_DEPTH]):
        names = [values.text(cell) for cell in cells]
        mapping = profiles.recognise("population", names, answers)
        fields = mapping.fields
        asides = {column for name, column in fields.items() if name != "count"}
        columns = {n: of for n, name in enumerate(names) if n not in asides and (of := figures(name))}
        if "count" in fields:
            columns.setdefault(fields["count"], Figures("", None, ""))
        if "age" not in fields:
            columns = {n: of for n, of in columns.items() if of.band is not None}
        if fields.keys() & {"area", "code"} and columns:
            return Layout(sheet, at, mapping, columns)
    return None


def _unknown(sheets: list[grids.Grid], answers: dict[str, Any]) -> InputError:
    rows = [row for sheet in sheets for row in sheet.rows[:1]]
    if not rows:
        return InputError("table_empty")
    names = [values.text(cell) for cell in rows[0][1]]
    fields = profiles.recognise("population", names, answers).fields
    missing = [name for name in ("area", "age", "count") if name not in fields]
    lines = sum(len(sheet.rows) for sheet in sheets) - 1 if len(names) > 1 else 0
    shown = ", ".join(name for name in names if name)[:300]
    return InputError("columns_unknown", missing=", ".join(missing), columns=shown, rows=lines)


def _line(layout: Layout, number: int, cells: list[Any]) -> Line:
    header, fields = layout.header, layout.mapping.fields
    picked = {
        name: cells[column]
        for name, column in fields.items()
        if column < len(cells) and values.text(cells[column])
    }
    return Line(number, picked, {name: header[column] for name, column in fields.items()}, {}, frozenset())


def _rows(layout: Layout, line: Line, cells: list[Any], version: str, year: str, lines: int) -> Iterator[Row]:
    """Yield a row for each figure of a line; what is wrong with it is noted on the line."""
    area, code, own = _area(line, layout)
    if not area and not code:
        line.tell("cell_blank", "code" if "code" in layout.mapping.fields else "area")
        return
    age = age_band(line.text("age", "") or "") if line.has("age") else None
    if line.has("age") and age is None:
        line.tell("age_bad", "age")
    sex = sex_of(line.text("sex", "") or "")
    if sex is None:
        line.tell("word_unknown", "sex")
    if not line.stands:
        return
    own_year = _year(line.text("year", "") or "")
    made = []
    for column, of in layout.columns.items():
        band, at = of.band or age, of.year or own_year or year
        if not at:
            raise InputError("year_unknown", rows=lines)
        counted = _count(line, cells[column] if column < len(cells) else None, layout.header[column])
        if band is not None and counted is not None:
            key = key_of(code or area, own or version, at, f"{band[0]}-{band[1]}", of.sex or sex)
            made.append(
                {
                    "row": line.row, "key": key, "area": area, "code": code, "code_version": own or version or None,
                    "year": int(at), "age_from": band[0], "age_to": band[1], "count": counted,
                    "sex": of.sex or sex or "",
                }
            )  # fmt: skip
    if not made and line.stands:
        line.tell("cell_blank", "age" if "age" in layout.mapping.fields and age is None else "count")
    if line.stands:
        yield from made


def _area(line: Line, layout: Layout) -> tuple[str, str | None, str]:
    """Return the name, the code and the code's version of a line's area."""
    stated = version_of(line.text("code_version", "") or "", bare=True)
    for name in ("code", "area"):
        typed = line.text(name, "") or ""
        code, version, rest = area_code(typed)
        if code:
            head = layout.header[layout.mapping.fields[name]]
            area = rest or (line.text("area", "") or "" if name == "code" else "")
            return area, code, version or stated or version_of(head)
    return line.text("area", "") or "", line.text("code"), stated


def _count(line: Line, cell: Any, column: str) -> float | None:
    """Return a figure; one that is hidden or missing is None, one that is wrong is noted."""
    typed = values.text(cell)
    if not typed or typed.casefold() in _HIDDEN:
        return None
    line.cells["count"], line.heads["count"] = cell, column
    figure: float | None = line.value("count", values.number)
    if figure is None:
        return None
    if figure < 0:
        line.tell("number_negative", "count")
    elif figure != int(figure):
        line.tell("number_not_whole", "count")
    elif figure > _MOST:
        line.tell("number_out_of_range", "count", low=0, high=_MOST)
    return figure


def _without_parts(rows: list[Row]) -> tuple[list[Row], list[Issue]]:
    """Return the rows without those that a total holds already, and the issues of these.

    Women and men are left out where both together are there, all ages together where the ages are. A file that tells
    nothing but the sum of all ages does not say how many are young.
    """
    summed = {(r["key"].rpartition("|")[0]): r["row"] for r in rows if not r["sex"]}
    aged = {_of(r) for r in rows if _band(r) != _ALL}
    rest, issues = [], []
    for row in rows:
        total = summed.get(row["key"].rpartition("|")[0])
        if row["sex"] and total is not None:
            issues.append(Issue(row["row"], None, "row_in_total", "note", facts=(("total", total),)))
        elif _band(row) == _ALL and _of(row) in aged:
            issues.append(Issue(row["row"], None, "row_of_all_ages", "note"))
        elif _band(row) == _ALL:
            issues.append(Issue(row["row"], None, "ages_missing"))
        else:
            rest.append(row)
    distinct = {(issue.row, issue.code): issue for issue in issues}
    return rest, list(distinct.values())


def _of(row: Row) -> tuple[Any, ...]:
    return row["code"] or row["area"], row["code_version"], row["year"]


def _band(row: Row) -> Band:
    return row["age_from"], row["age_to"]


def _pro_rata(rows: list[Row]) -> list[Issue]:
    """Return a note where the bands do not meet at 10 and 19: the young are then a share of a band."""
    crossing = sorted({b for b in map(_band, rows) if b[0] < 10 <= b[1] or b[0] <= 19 < b[1]})
    if not crossing:
        return []
    shown = ", ".join(f"{low}–{high}" for low, high in crossing)
    return [Issue(None, None, "ages_pro_rata", "note", facts=(("bands", shown),))]


def _year(text: str) -> str:
    return figures(text, years_only=True).year if text else ""  # type: ignore[union-attr]  # years only: never None


def _fields_by_column(layout: Layout) -> dict[str, str]:
    header = layout.header
    return {header[column]: name for name, column in layout.mapping.fields.items()} | {
        header[column]: "count" for column in layout.columns
    }

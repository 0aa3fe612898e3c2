"""A table that people keep in a spreadsheet, as CSV or XLSX: header found, columns recognised, lines made rows."""

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from karta.errors import InputError, Issue
from karta.model.rows import ROWS
from karta.sources import blanks, dates, grids, profiles, row_marks, sheet_remarks, values
from karta.sources.intake import Intake, Lines, columns_of, settle
from karta.sources.lines import Line, Parts
from karta.sources.personal import (
    MARKINGS,
    is_extract_column,
    is_marking_column,
    is_protected,
    may_be_protected,
    people_in_two_places,
)
from karta.sources.row_kinds import rows_of
from karta.sources.uncomputed import UNCOMPUTED

if TYPE_CHECKING:
    import pandas as pd

HEADER_DEPTH = 30
# What tells which row of the register a faulty line is: its id, else whose and where it is.
TELLING = ("key", "org", "place", "name")
_FURTHER = {"places": ["position"], "organisations": ["types"], "calendar": ["kind"], "sources": ["place"]}
# Kinds whose rows have no hours of a day: a table that has is none of them.
_WITHOUT_TIMES = frozenset({"places", "organisations", "contacts", "sources"})
T = TypeVar("T")
_DATES = (
    "date",
    "end_date",
    "valid_from",
    "valid_to",
    "original_date",
    "date_to",
    "decided_on",
    "admitted_on",
)
_BROKEN_FORMULAS = frozenset({"#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SAKNAS!"})
# Of these a blank is unknown; without any other the row cannot stand.
_NUMBERS = frozenset({"adults", "min_adults", "leaders", "young_leaders", "age_from", "age_to"})
_UNMARKED = frozenset({"", "nej", "n", "no", "0", "false", "falskt", "-"})


def read_spreadsheet(path: Path, kind: str, form: str, answers: dict[str, Any]) -> Intake:
    """Return the rows of a table file of one kind; faulty lines are listed and left out.

    Raises
    ------
    InputError
        When no header row is found whose columns can make a row of the kind.
    """
    intake = read_lines(path, kind, form, answers).intake()
    return replace(intake, layers=_hours(intake.rows)) if kind == "places" else intake


def read_lines(path: Path, kind: str, form: str, answers: dict[str, Any]) -> Lines:
    """Return what `read_spreadsheet` makes its intake of, for another process to do so; but for hours of places.

    Raises
    ------
    InputError
        As `read_spreadsheet` does.
    """
    if kind not in profiles.NEEDED or kind == "areas":
        raise InputError("kind_not_in_format", kind=kind, format=form)
    sheets = grids.read_sheets(path) if form == "xlsx" else [grids.read_text_grid(path)]
    tables = [(sheet, *place) for sheet in sheets if (place := _header(sheet, kind, answers)) is not None]
    if not tables:
        raise _unknown_columns(sheets, kind, answers)
    sheet, at, mapping = chosen_sheet([(table[0], table) for table in tables], answers)
    header = [values.text(cell) for cell in sheet.rows[at][1]]
    issues = sheet_remarks.of_columns(header, mapping, sheet.rows[at + 1 :])
    issues += sheet_remarks.of_rows(sheet, at)
    intake_rows, line_issues, unsaid, faulty = _lines(kind, sheet, at, header, mapping, answers)
    distinct, duplicates = settle(intake_rows, answers)
    asked = {issue.row for issue in duplicates if issue.severity == "question"}
    faulty |= {row["row"]: {"key": row["key"]} for row in intake_rows if row["row"] in asked}
    duplicates += people_in_two_places(distinct)
    others = {
        "issues": sorted(issues + line_issues + duplicates, key=lambda issue: issue.row or 0),
        "rows_read": len(sheet.rows) - at - 1,
        "source": path.name,
        "notes": {
            "sheet": sheet.sheet,
            "columns": _fields_by_column(header, mapping),
            "unused": mapping.unused,
            "faulty": faulty,
            "accepted": sorted(answers.get("accept", ())),
        },
        "unsaid": unsaid,
    }
    return Lines(columns_of(_placed(kind, distinct), ROWS[kind]), kind, others)


def chosen_sheet(candidates: list[tuple[grids.Grid, T]], answers: dict[str, Any]) -> T:
    """Return the sheet that an answer names, or the only one that holds such rows.

    Raises
    ------
    InputError
        When several do and no answer says which.
    """
    wanted = answers.get("sheet") or answers.get("layer")
    matches = [content for sheet, content in candidates if sheet.sheet == wanted]
    if matches or len(candidates) == 1:
        return (matches or [candidates[0][1]])[0]
    lines = sum(len(sheet.rows) - 1 for sheet, _ in candidates)
    raise InputError(
        "sheets_several", sheets=", ".join(sheet.sheet for sheet, _ in candidates), rows=max(lines, 1)
    )


def _header(sheet: grids.Grid, kind: str, answers: dict[str, Any]) -> tuple[int, profiles.Mapping] | None:
    """Return the row of the header within the grid and the mapping of its columns; None when no row will do."""
    best: tuple[int, profiles.Mapping] | None = None
    for at, (_, cells) in enumerate(sheet.rows[:HEADER_DEPTH]):
        names = [values.text(cell) for cell in cells]
        mapping = profiles.recognise(kind, [("" if is_extract_column(n) else n) for n in names], answers)
        enough = len(mapping.fields) > 1 or len([n for n in names if n]) == 1
        if (
            enough
            and not mapping.missing(kind)
            and (best is None or len(mapping.fields) > len(best[1].fields))
        ):
            best = at, mapping
    return best


def _unknown_columns(sheets: list[grids.Grid], kind: str, answers: dict[str, Any]) -> InputError:
    rows = [row for sheet in sheets for row in sheet.rows[:1]]
    if not rows:
        return InputError("table_empty")
    header = [values.text(cell) for cell in rows[0][1]]
    # Where the one column that is needed stands alone, what the lines are of is missing.
    missing = profiles.recognise(kind, header, answers).missing(kind) or _FURTHER.get(kind, ["place", "date"])
    names = [name for name in header if name]
    if kind in row_marks.MARKED and sum(profiles.plain(name) in profiles.words("day") for name in names) > 1:
        return InputError("columns_are_days", columns=", ".join(names)[:300])
    if kind in _WITHOUT_TIMES and profiles.tells_shifts(header):
        return InputError("table_of_shifts", columns=", ".join(names)[:300])
    # A text of one column is no table whose columns somebody could name.
    lines = sum(len(sheet.rows) for sheet in sheets) - 1 if len(names) > 1 else 0
    return InputError(
        "columns_unknown",
        missing=", ".join(missing),
        columns=", ".join(names)[:300],
        rows=lines,
        header="\t".join(names),
        unread=", ".join(profiles.recognise(kind, header, answers).unused),
    )


def _lines(
    kind: str,
    sheet: grids.Grid,
    at: int,
    header: list[str],
    mapping: profiles.Mapping,
    answers: dict[str, Any],
) -> tuple[list[dict[str, Any]], list[Issue], dict[int, frozenset[str]], dict[int, dict[str, str]]]:
    """Return the rows of the lines below the header, the issues, what each line leaves unsaid, and of faulty lines
    what may tell which they are.
    """
    heads = {name: header[column] for name, column in mapping.fields.items()}
    body = sheet.rows[at + 1 :]
    styles = {
        name: dates.day_style([cells[column] for _, cells in body if column < len(cells)])
        for name, column in mapping.fields.items()
        if name in _DATES
    }
    accepted = frozenset(answers.get("accept", ()))
    crs = _system(answers)
    marks = [column for column, name in enumerate(header) if is_marking_column(name)]
    rows: list[dict[str, Any]] = []
    issues: list[Issue] = []
    unsaid: dict[int, frozenset[str]] = {}
    faulty: dict[int, dict[str, str]] = {}
    parts = Parts(mapping.fields, texts=not sheet.sheet)
    fields = list(mapping.fields.items())
    odd = _odd_texts(body)
    for number, cells in body:
        if len(cells) != len(header) and (
            fault := sheet_remarks.ragged(number, cells, len(header), sheet.sheet)
        ):
            issues.append(fault)
            continue
        if len(cells) < len(header):  # a row of a sheet ends at its last cell that is filled in
            cells.extend([None] * (len(header) - len(cells)))
        texts = [values.text(cell) for cell in cells] if sheet.sheet else cells
        # Nearly all lines have no cell about which more is to be asked.
        whole = "" if odd.isdisjoint(texts) else "\n".join(texts)
        if len(whole) > grids.MAX_CELL and any(len(text) > grids.MAX_CELL for text in texts):
            issues.append(Issue(number, None, "cell_too_long", facts=(("most", grids.MAX_CELL),)))
            continue
        picked = {name: cells[column] for name, column in fields if texts[column]}
        said = frozenset(picked)
        emptied = blanks.taken_out(picked) if blanks.may_empty(whole) else frozenset()
        if kind in row_marks.MARKED and row_marks.may_be_marked(whole):
            row_marks.bare(picked)
        line = Line(
            number, picked, heads, styles, accepted, crs=crs, parts=parts, typed=cells, emptied=emptied
        )
        if number in sheet.struck:
            line.tell("row_struck")
        for name in [name for name in picked if whole and picked[name] == UNCOMPUTED]:
            line.tell("cell_uncomputed", name, "warning" if name in _NUMBERS else None)
            picked.pop(name)
        broken = bool(whole) and not _BROKEN_FORMULAS.isdisjoint(texts)
        for name in [name for name in picked if broken and values.text(picked[name]) in _BROKEN_FORMULAS]:
            line.tell("cell_formula", name)
            picked.pop(name)
        if "persons" in picked and _marked(texts, whole, marks):
            line.unnamed()
            picked.pop("persons")
            picked.pop("phones", None)
        refused = any(issue.code == "cell_uncomputed" and issue.severity == "error" for issue in line.issues)
        made = [] if refused else rows_of(kind, line, mapping.constants)
        if kind in row_marks.MARKED and made:
            row_marks.mark(kind, line, made, texts, whole)
            made = made if line.stands else []
        for row in made:
            rows.append(row)
            unsaid[number] = blanks.unsaid(kind, said, emptied, row)
        issues.extend(line.issues)
        if not line.stands:
            faulty[number] = {
                name: texts[column] for name, column in fields if name in TELLING and texts[column]
            }
    return rows, issues, unsaid, faulty


def _odd_texts(body: list[tuple[int, list[Any]]]) -> frozenset[str]:
    """Return the texts of cells that may say more than a value: too long, a fault, an order, or a mark on the line."""
    cells = set(chain.from_iterable(cells for _, cells in body))
    return frozenset(
        text
        for text in {values.text(cell) for cell in cells if isinstance(cell, str)}
        if len(text) > grids.MAX_CELL
        or text in _BROKEN_FORMULAS
        or text == UNCOMPUTED
        or blanks.may_empty(text)
        or may_be_protected(text)
        or row_marks.may_be_marked(text)
    )


def _marked(texts: list[str], whole: str, marks: list[int]) -> bool:
    """Return whether a line marks its person as protected, in a column of its own or in any cell."""
    if marks and any(column < len(texts) and texts[column].casefold() not in _UNMARKED for column in marks):
        return True
    if not may_be_protected(whole):
        return False
    return is_protected(whole) or not MARKINGS.isdisjoint(map(str.casefold, texts))


def _system(answers: dict[str, Any]) -> str:
    if not answers.get("crs"):
        return ""
    from karta.sources.points import checked_system  # an import that only this answer needs

    return checked_system(str(answers["crs"]))


def _placed(kind: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows of places with a point in metres where they have a position."""
    if kind != "places":
        return rows
    from karta.sources.points import points_of  # geometry costs an import that other kinds need not pay

    geometry = points_of([(row["lat"], row["lon"]) for row in rows])
    return [{**row, "geometry": point} for row, point in zip(rows, geometry, strict=True)]


def _hours(places: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    """Return the opening hours of places as rows of their own, where the file has any."""
    if places["opening_hours"].isna().all():
        return {}
    from karta.sources.opening_hours import access_rows  # an import that few tables need

    return {"access": access_rows(places)}


def _fields_by_column(header: list[str], mapping: profiles.Mapping) -> dict[str, str]:
    return {header[column]: name for name, column in mapping.fields.items()}

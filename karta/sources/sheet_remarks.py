"""What is told of a sheet as a whole: columns that are not read, rows that are hidden, merged, or of another width."""

from typing import Any

from karta.errors import Issue, Severity
from karta.sources import dates, grids, profiles, values
from karta.sources.personal import is_extract_column


def ragged(number: int, cells: list[Any], width: int, sheet: str) -> Issue | None:
    """Return the fault of a line that is longer or shorter than its header; blank cells at the end do not count."""
    too_long = any(values.text(cell) for cell in cells[width:])
    # Sheets end their rows at the last cell that is filled in; a text file writes the separators of all.
    if too_long or (not sheet and len(cells) < width):
        facts = (("expected", width), ("found", len(cells)))
        return Issue(number, None, "row_ragged", "error", facts=facts)
    return None


def of_columns(
    header: list[str], mapping: profiles.Mapping, body: list[tuple[int, list[Any]]]
) -> list[Issue]:
    """Return the issues of whole columns: not read, repeated, or with dates written in several ways."""
    issues = [Issue(None, name, "extract_dropped", "warning") for name in header if is_extract_column(name)]
    names = [profiles.plain(name) for name in header]
    issues.extend(
        Issue(None, header[column], "column_repeated", "warning")
        for column in mapping.fields.values()
        if names.count(names[column]) > 1
    )
    for name in ("date", "end_date"):
        column = mapping.fields.get(name)
        if column is not None and (
            mixed := dates.mixed_styles([cells[column] for _, cells in body if column < len(cells)])
        ):
            issues.append(Issue(None, header[column], "date_styles_mixed", "warning", mixed))
    return issues


def of_rows(sheet: grids.Grid, header_at: int) -> list[Issue]:
    """Tell which rows below the header are hidden but read, or read with the cell above that they are merged with."""
    marks: dict[str, tuple[Severity, frozenset[int]]] = {
        "rows_hidden": ("warning", sheet.hidden),
        "rows_merged": ("note", sheet.filled),
    }
    issues = []
    for code, (severity, marked) in marks.items():
        if numbers := [number for number, _ in sheet.rows[header_at + 1 :] if number in marked]:
            facts = (("count", len(numbers)), ("lines", ", ".join(map(str, numbers[:5]))))
            issues.append(Issue(None, None, code, severity, facts=facts))
    return issues

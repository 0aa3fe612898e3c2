"""The difference between a file's rows and what is stored, before and after it is accepted."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from karta.errors import Issue
from karta.i18n import text
from karta.model.place import is_unknown
from karta.services.importing.admissions import Admissions
from karta.services.importing.cell_changes import Changes
from karta.services.importing.matched_rows import Conflict, Matched
from karta.sources.intake import Intake

CHANGED_COLUMNS = ("row", "key", "column", "old", "new")


@dataclass(frozen=True)
class ChangeSet:
    """What accepting an import will do; nothing of it is stored yet.

    `new`: rows as read; `changed`: a row for each changed cell (row, key, column, old, new); `gone`: rows of the same
    source that the file no longer has (key, line: where and when in words, row_table, row_id), left alone unless asked;
    `waiting`: rows that are stored but need a place; `new_places` and `new_organisations`: names that the register does
    not know yet;
    `admissions`: whose adults count then; `conflicts`: cells that people have edited and that wait for an answer;
    `layers`: kinds of map layers that will be replaced.
    Counts are of entries of the file: `read = stored + duplicate + rejected + pending`, always.
    """

    kind: str
    source: str
    rows_read: int
    rows_stored: int
    rows_duplicate: int
    rows_rejected: int
    rows_pending: int
    new: pd.DataFrame
    changed: pd.DataFrame
    gone: pd.DataFrame
    waiting: pd.DataFrame
    new_places: list[str]
    new_organisations: list[str]
    admissions: Admissions
    conflicts: list[Conflict]
    issues: list[Issue]
    layers: list[str]
    revision: int
    intake: Intake = field(repr=False, compare=False)
    matched: Matched = field(repr=False, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """The sum that is shown: rows_read, rows_stored, rows_duplicate, rows_rejected, rows_pending."""
        return {
            name: getattr(self, name)
            for name in ("rows_read", "rows_stored", "rows_duplicate", "rows_rejected", "rows_pending")
        }

    def changed_cells(self, language: str) -> list[dict[str, Any]]:
        """Return the changed cells as the file calls them: row, column (its own heading), field, old, new."""
        return [
            {
                "row": int(cell["row"]),
                "column": self.heading(cell["column"], language),
                "field": cell["column"],
                "old": cell["old"],
                "new": cell["new"],
            }
            for cell in self.changed.to_dict("records")
        ]

    def open_conflicts(self, language: str) -> list[dict[str, Any]]:
        """Return the cells that wait for an answer: row, column (its own heading), field, before, app, file."""
        return [
            {
                "row": conflict.row,
                "column": self.heading(conflict.column, language),
                "field": conflict.column,
                "before": conflict.before,
                "app": conflict.app,
                "file": conflict.file,
            }
            for conflict in self.conflicts
        ]

    def heading(self, column: str, language: str) -> str:
        """Return what the file calls a column of its rows, else what Karta calls it."""
        headings = {name: head for head, name in self.intake.notes.get("columns", {}).items()}
        spans = dict.fromkeys(("start", "end"), headings["times"]) if "times" in headings else {}
        return (spans | headings).get(column) or text(f"register.column_of.{column}", language)

    @property
    def is_empty(self) -> bool:
        """Whether accepting would change nothing."""
        return self.rows_stored == 0 and not self.layers


@dataclass(frozen=True)
class Applied:
    """What an accepted import did. `act_id` undoes it; None when there was nothing to do."""

    act_id: str | None
    counts: dict[str, int]


def cell_text(cell: Any, language: str, blank: str = "") -> str:
    """Return a cell of the register in words; `blank` is the key of what is said where it has none."""
    if cell is pd.NA or cell is pd.NaT or is_unknown(cell):
        return text(blank, language) if blank else ""
    if isinstance(cell, bool):
        return text("register.yes" if cell else "register.no", language)
    if isinstance(cell, dict):  # a shape
        return "…"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def cells(row: dict[str, Any], changes: Changes) -> list[dict[str, Any]]:
    """Return a row of CHANGED_COLUMNS for each cell that a row changes."""
    return [
        {"row": row["row"], "key": row["key"], "column": name, "old": old, "new": new}
        for name, (old, new) in changes.items()
    ]

"""Rows of a file that stand for one date of a series of which people have changed or cancelled that date in the app.

Such a row is about the date as it stands in the app, and no second shift beside it: what people said of it stays until
somebody has answered.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from json import loads
from typing import Any

from karta.model.place import is_unknown
from karta.services.importing.cell_changes import Changes
from karta.services.importing.conflicts import Answers
from karta.services.importing.matched_rows import TABLE, Bound, Conflict
from karta.services.importing.registered import Registered, registered_rows
from karta.store import import_rows, line_parts
from karta.store.database import Reading
from karta.store.import_rows import ImportRow
from karta.store.line_parts import Part

CANCELLED = "cancelled"


class ReplacedDates:
    """The dates of roster lines that new rows of a file stand for, as they are in the app."""

    def __init__(self, reading: Reading, rows: Iterable[Bound], by_key: Mapping[str, ImportRow]) -> None:
        replacing = [bound for bound in rows if _replaces(bound) and bound.row["key"] not in by_key]
        self._lines = {str(b.row["replaces"]): by_key.get(b.row["replaces"]) for b in replacing}
        ids = [line.row_id for line in self._lines.values() if line is not None and line.row_id is not None]
        self._parts = line_parts.copies(reading.connection, ids)
        self._registered, self._off = self._looked_up(reading, ids)
        self._bound = {row.row_id for row in by_key.values()}
        self._adopted: set[str] = set()
        self._replacing = {id(bound) for bound in replacing} if ids else set()

    def adopt(self, bound: Bound) -> None:
        """Bind a row to the date that people have changed, where it stands for that one."""
        if id(bound) not in self._replacing or self.is_off(bound):
            return
        part = self._of_date(bound)
        if part is not None and part.id not in self._bound:
            bound.row_id = part.id
            self._adopted.add(part.id)

    def is_off(self, bound: Bound) -> bool:
        """Tell whether the app does not hold what a row stands for: a date that it has cancelled or left out.

        Of several rows for one date, the first is that date as it is in the app, which holds no more of them.
        """
        line = self._line(bound)
        if line is None:
            return False
        day, part = bound.row["original_date"], self._of_date(bound)
        if part is not None:
            # It may have been moved, and then been cancelled on the day that it was moved to.
            is_cancelled = any(schedule == part.schedule_id for schedule, _ in self._off)
            return is_cancelled or part.id in self._adopted
        rows = [self._registered[part_id] for part_id in self._series(line)]
        if any((row.schedule, day) in self._off for row in rows):
            return True
        is_on = any(not row.ended and _is_held(row.cells, day) for row in rows)
        return _is_held(loads(line.payload), day) and not is_on

    def _line(self, bound: Bound) -> ImportRow | None:
        line = self._lines.get(str(bound.row["replaces"])) if id(bound) in self._replacing else None
        return line if line is not None and line.row_id is not None else None

    def _series(self, line: ImportRow) -> list[str]:
        on = [part.id for part in self._parts.get(str(line.row_id), []) if part.original_date is None]
        return [str(line.row_id), *on]

    def _of_date(self, bound: Bound) -> Part | None:
        line, day = self._line(bound), bound.row.get("original_date")
        parts = [] if line is None else self._parts.get(str(line.row_id), [])
        return next((part for part in parts if part.original_date == day), None)

    def _looked_up(
        self, reading: Reading, ids: list[str]
    ) -> tuple[dict[str, Registered], set[tuple[str | None, date]]]:
        every = [*ids, *(part.id for parts in self._parts.values() for part in parts)]
        rows = registered_rows(reading, "roster", TABLE["roster"], every) if every else {}
        schedules = sorted({row.schedule for row in rows.values() if row.schedule})
        return rows, import_rows.cancelled_days(reading, schedules)


def settled(bound: Bound, answers: Answers) -> Conflict | None:
    """Settle a row whose date is cancelled in the app; return the conflict while nobody has answered it."""
    if bound.row["status"] == CANCELLED:
        return None
    row = bound.row
    conflict = Conflict(int(row["row"]), row["key"], "status", None, CANCELLED, row["status"])
    answer = answers.on(conflict)
    if answer == "app":
        row["status"] = CANCELLED
    return conflict if answer is None else None


def changes_of_a_date(bound: Bound, current: Registered) -> Changes:
    """Return what a row says otherwise of where and when the date is that it stands for."""
    cells = loads(bound.text)
    changes: Changes = {
        name: (cell, cells[name])
        for name, cell in current.cells.items()
        if cells.get(name) not in (None, cell)
    }
    if bound.place not in (None, current.place_id):
        changes["place"] = (None, cells.get("place"))
    return changes


def _replaces(bound: Bound) -> bool:
    return not is_unknown(bound.row.get("replaces")) and not is_unknown(bound.row.get("original_date"))


def _is_held(cells: Mapping[str, Any], day: date) -> bool:
    """Tell whether a series is held on one of its days: neither before it begins nor after it ends, nor left out."""
    text = day.isoformat()
    begins = str(cells.get("valid_from") or cells.get("date") or text)
    within = begins <= text <= str(cells.get("valid_to") or text)
    return within and text not in str(cells.get("exdates") or "")

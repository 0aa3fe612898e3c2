"""The parts of a roster line that came with a file: its row, and the copies that the app made of it.

Whoever changes such a line from a date on, or for one date, makes a copy of it. It is noted among the ids of other
systems by the row that the file made, so that what a file says of its line is said of all its parts.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from karta.store.acts import Act, chunks
from karta.store.schema.places import external_id
from karta.store.schema.shifts import schedule, shift, shift_party

COPY_OF = "copy_of"
_LINES = "shift_party"


class Part(NamedTuple):
    """A copy of a line: `original_date` where it stands for one date of its series, else it runs on from a day."""

    id: str
    schedule_id: str
    day: date | None
    valid_from: date | None
    original_date: date | None

    @property
    def begins(self) -> date:
        """The first day that it may be held."""
        return self.valid_from or self.day or date.min


def note_copies(act: Act, copy_of: Mapping[str, str]) -> None:
    """Note which line of a file each copy (its id -> that of the copied row) is a part of; others are not noted."""
    sources = list(set(copy_of.values()))
    notes = [row for row in act.rows("external_id", "value", sources) if row["system"] == COPY_OF]
    first = {row["value"]: row["row_id"] for row in notes}
    lines = {copy: first.get(row_id, row_id) for copy, row_id in copy_of.items()}
    imported = {
        row["row_id"]
        for row in act.rows("import_row", "row_id", list(set(lines.values())))
        if row["row_table"] == _LINES
    }
    act.insert(
        "external_id",
        [
            {"system": COPY_OF, "value": copy, "row_table": _LINES, "row_id": line}
            for copy, line in lines.items()
            if line in imported
        ],
    )


def copies(connection: Connection, line_ids: Sequence[str]) -> dict[str, list[Part]]:
    """Return the current copies of lines, by line, in the order in which they begin."""
    c, party = schedule.c, shift_party.c
    query = (
        select(external_id.c.row_id, party.id, c.id, c.date, c.valid_from, c.original_date)
        .join_from(external_id, shift_party, party.id == external_id.c.value)
        .join(shift, shift.c.id == party.shift_id)
        .join(schedule, c.id == shift.c.schedule_id)
        .where(external_id.c.system == COPY_OF, party.superseded_at.is_(None))
    )
    by_line: dict[str, list[Part]] = {}
    for chunk in chunks(list(line_ids)):
        for line, *cells in connection.execute(query.where(external_id.c.row_id.in_(chunk))):
            by_line.setdefault(line, []).append(Part(*cells))
    return {line: sorted(parts, key=lambda part: (part.begins, part.id)) for line, parts in by_line.items()}


def changed_dates(schedules: Sequence[str]) -> Any:
    """Return the query of those of some schedules of which the app has changed a date."""
    return (
        select(schedule.c.replaces_id)
        .join_from(schedule, shift, shift.c.schedule_id == schedule.c.id)
        .join(shift_party, shift_party.c.shift_id == shift.c.id)
        .join(external_id, external_id.c.value == shift_party.c.id)
        .where(
            schedule.c.replaces_id.in_(schedules),
            external_id.c.system == COPY_OF,
            shift_party.c.superseded_at.is_(None),
        )
    )


def running_on(connection: Connection, line_id: str, day: date | None) -> str | None:
    """Return the schedule of the copy of a line that runs on from a day or before it, None for the line's own."""
    series = [part for part in copies(connection, [line_id]).get(line_id, []) if part.original_date is None]
    return next((part.schedule_id for part in reversed(series) if day and part.begins <= day), None)

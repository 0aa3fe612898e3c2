"""Moves within the people room, and back when they are undone: of people and counts when two organisations or places
are made one, of notices when the dates of a series get other names.

A move is noted by ids in the log, beside the other changes of its act; names stay in their room.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, Date, select, update

from karta.store.acts import Act, chunks
from karta.store.schema import TABLES, journal

# What hangs on an organisation or a place there, as table and column.
_MOVED = {
    "organisation": (
        ("person", "organisation_id"),
        ("join_wish", "organisation_id"),
        ("person_month_count", "organisation_id"),
        ("head_count", "organisation_id"),
    ),
    "place": (("person_month_count", "place_id"),),
}
_MOVED_FROM = "moved_from"


def move_people(act: Act, what: str, old: str, new: str) -> None:
    """Move the people and counts of an organisation, or the counts of a place (`what`), to another one."""
    for table, column in _MOVED[what]:
        c = TABLES[table].c
        rows = act.connection.execute(select(c.id).where(c[column] == old).order_by(c.id)).scalars().all()
        if not rows:
            continue
        _note(act, f"{table}.{column}", dict.fromkeys(rows, old))
        _put(act.connection, table, column, rows, new)


def move_notices(act: Act, old: str, new: str, period: tuple[date, date], by: timedelta) -> None:
    """Move the notices about the dates of a series in a period to another series, whose days are as much later."""
    c = TABLES["notice"].c
    query = select(c.id, c.day).where(c.series_id == old, c.day.between(*period)).order_by(c.id)
    day_of = {row.id: row.day for row in act.connection.execute(query)}
    if not day_of:
        return
    _note(act, "notice.series_id", dict.fromkeys(day_of, old))
    _note(act, "notice.day", {row_id: day.isoformat() for row_id, day in day_of.items()})
    _put(act.connection, "notice", "series_id", list(day_of), new)
    for row_id, day in day_of.items():
        _put(act.connection, "notice", "day", [row_id], (day + by).isoformat())


def move_people_back(undoing: Act) -> None:
    """Undo the moves of an act, by its notes: the undoing has just removed them, and logged their content."""
    c = journal.change.c
    query = select(c.before).where(
        c.act_id == undoing.id, c.table_name == "external_id", c.before.is_not(None), c.after.is_(None)
    )
    for before in undoing.connection.execute(query).scalars().all():
        note = json.loads(before)
        if note.get("system") == _MOVED_FROM:
            table, column = note["row_table"].split(".")
            _put(undoing.connection, table, column, [note["value"]], note["row_id"])


def _note(act: Act, mark: str, before: Mapping[str, str]) -> None:
    """Note what rows held in a column (`mark`, as table.column) before they were moved, by their ids."""
    earlier = [row for row in act.rows("external_id", "value", list(before)) if row["row_table"] == mark]
    act.remove("external_id", [row["id"] for row in earlier])
    act.insert(
        "external_id",
        [
            {"system": _MOVED_FROM, "value": row_id, "row_table": mark, "row_id": value}
            for row_id, value in before.items()
        ],
    )


def _put(connection: Connection, table: str, column: str, rows: Sequence[str], value: str) -> None:
    target = TABLES[table]
    is_day = isinstance(target.c[column].type, Date)
    cell = date.fromisoformat(value) if is_day else value
    for chunk in chunks(rows):
        connection.execute(update(target).where(target.c.id.in_(chunk)).values({column: cell}))

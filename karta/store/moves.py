"""What moves in the people room when two organisations or places are made one, and back when that is undone.

A move is noted by ids in the log, beside the other changes of its act; names stay in their room.
"""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from karta.store.acts import Act, chunks
from karta.store.schema import TABLES, journal

# What hangs on an organisation or a place there, as table and column.
_MOVED = {
    "organisation": (("person", "organisation_id"), ("person_month_count", "organisation_id")),
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
        mark = f"{table}.{column}"
        earlier = [row for row in act.rows("external_id", "value", rows) if row["row_table"] == mark]
        act.remove("external_id", [row["id"] for row in earlier])
        notes = [{"system": _MOVED_FROM, "value": row, "row_table": mark, "row_id": old} for row in rows]
        act.insert("external_id", notes)
        _put(act.connection, table, column, rows, new)


def move_people_back(undoing: Act) -> None:
    """Undo what an act moved, by its notes: the undoing has just taken them out, and logged what they said."""
    c = journal.change.c
    query = select(c.before).where(
        c.act_id == undoing.id, c.table_name == "external_id", c.before.is_not(None), c.after.is_(None)
    )
    for before in undoing.connection.execute(query).scalars().all():
        note = json.loads(before)
        if note.get("system") == _MOVED_FROM:
            table, column = note["row_table"].split(".")
            _put(undoing.connection, table, column, [note["value"]], note["row_id"])


def _put(connection: Connection, table: str, column: str, rows: Sequence[str], value: str) -> None:
    target = TABLES[table]
    for chunk in chunks(rows):
        connection.execute(update(target).where(target.c.id.in_(chunk)).values({column: value}))

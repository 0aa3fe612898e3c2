"""When people can walk, as they say themselves, in the people room: rows of their own, in no log.

Whoever has a row of `availability` has agreed to be asked. What somebody writes of a companion is read by nobody but
them and the plan.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update

from karta.model.place import name_key
from karta.store.acts import Act, chunks
from karta.store.cells import Row
from karta.store.schema import people as t

WITH, AVOID = "with", "avoid"
# What somebody who is not asked any more takes back.
_OWN = (t.availability, t.away, t.companion)


def of_person(connection: Connection, person_id: str) -> Row | None:
    """Return what a person has said, None for who has said nothing."""
    return of_people(connection, [person_id]).get(person_id)


def of_people(connection: Connection, person_ids: Collection[str]) -> dict[str, Row]:
    """Return what people have said, by person; who has said nothing is left out."""
    return {row["person_id"]: row for row in _rows(connection, t.availability, person_ids)}


def aways(connection: Connection, person_ids: Collection[str]) -> list[Row]:
    """Return when people are away (person_id, first, last), the first days first."""
    return sorted(
        _rows(connection, t.away, person_ids), key=lambda row: (row["first"], row["last"], row["id"])
    )


def companions(connection: Connection, person_ids: Collection[str]) -> list[Row]:
    """Return with whom people would rather walk or not (person_id, name, kind), in the order of writing."""
    return sorted(_rows(connection, t.companion, person_ids), key=lambda row: row["id"])


def put(act: Act, person_id: str, values: Row) -> None:
    """Store what a person says; what is not named stays as it was, and is blank at first."""
    c = t.availability.c
    changed = {**values, "recorded_at": act.at}
    own = update(t.availability).where(c.person_id == person_id)
    if not act.connection.execute(own.values(changed)).rowcount:
        act.connection.execute(
            insert(t.availability).values(id=act.reserve(1)[0], person_id=person_id, **changed)
        )
    act.touched = True


def add_away(act: Act, person_id: str, first: date, last: date) -> None:
    """Store that a person is away on some days, both ends included."""
    row = {"id": act.reserve(1)[0], "person_id": person_id, "first": first, "last": last}
    act.connection.execute(insert(t.away).values(row))
    act.touched = True


def add_companion(act: Act, person_id: str, name: str, kind: str) -> None:
    """Store with whom a person would rather walk (`with`) or not (`avoid`), by the name that they typed."""
    row = {"id": act.reserve(1)[0], "person_id": person_id, "name": name, "kind": kind}
    act.connection.execute(insert(t.companion).values(row))
    act.touched = True


def remove(act: Act, table: Table, person_id: str, row_id: str) -> None:
    """Take out a row of a person's own of `t.away` or `t.companion`; twice is once."""
    own = delete(table).where(table.c.id == row_id, table.c.person_id == person_id)
    act.touched = bool(act.connection.execute(own).rowcount) or act.touched


def forget(act: Act, person_id: str) -> None:
    """Take out all that a person has said."""
    for table in _OWN:
        gone = act.connection.execute(delete(table).where(table.c.person_id == person_id))
        act.touched = bool(gone.rowcount) or act.touched


def forget_names(act: Act, person_ids: Sequence[str]) -> None:
    """Take out what others have typed of people who are being erased, unless somebody else of theirs bears the name."""
    rows = act.connection.execute(select(t.person.c.id, t.person.c.organisation_id, t.person.c.name)).all()
    going = set(person_ids)
    staying = {(row.organisation_id, name_key(row.name)) for row in rows if row.id not in going}
    gone = {(row.organisation_id, name_key(row.name)) for row in rows if row.id in going} - staying
    c = t.companion.c
    typed = select(c.id, c.name, t.person.c.organisation_id).join_from(
        t.companion, t.person, t.person.c.id == c.person_id
    )
    ids = [
        row.id for row in act.connection.execute(typed) if (row.organisation_id, name_key(row.name)) in gone
    ]
    for chunk in chunks(ids):
        act.connection.execute(delete(t.companion).where(c.id.in_(chunk)))


def _rows(connection: Connection, table: Table, person_ids: Collection[str]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for chunk in chunks(sorted(person_ids)):
        query = select(table).where(table.c.person_id.in_(chunk))
        rows += [dict(row) for row in connection.execute(query).mappings()]
    return rows

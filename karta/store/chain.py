"""The chain of the log of acts: each act's hash covers the hash before it, its own columns and all its changes.

A field is written as its length in characters, a colon and its text, a blank one as `-`: no two different rows become
the same text, whatever they hold, and no library's formatting can change it. SHA-256, in hexadecimal digits.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from karta.store.bulk import Columns, insert_columns
from karta.store.schema import journal

_ACT = "karta act 1"
_COLUMNS = ("id", "revision", "function", "member_id", "organisation_id", "verb", "note", "at", "undoes")


class ChangeLog:
    """The changes of a running act: written in the order in which they happen, and hashed on the way."""

    def __init__(self, connection: Connection, act_id: str) -> None:
        self._connection, self._act_id = connection, act_id
        # Whoever writes stands alone (`database._start`), so the next numbers are nobody else's.
        self._next = int(
            connection.execute(select(func.coalesce(func.max(journal.change.c.id), 0))).scalar_one()
        )
        self._digest = hashlib.sha256()

    def write(
        self, table: str, row_ids: Sequence[str], before: Sequence[str | None], after: Sequence[str | None]
    ) -> None:
        """Store changes of rows of a table."""
        count = len(row_ids)
        numbers = range(self._next + 1, self._next + count + 1)
        self._next += count
        hashes = [content_hash(old, new) for old, new in zip(before, after, strict=True)]
        links = zip(numbers, row_ids, hashes, strict=True)
        self._digest.update("".join([fields(number, table, *link) for number, *link in links]).encode())
        columns: Columns = {
            "id": list(numbers), "act_id": [self._act_id] * count, "table_name": [table] * count,
            "row_id": list(row_ids), "before": list(before), "after": list(after),
            "content_hash": hashes,
        }  # fmt: skip
        insert_columns(self._connection, journal.change, columns)

    def hexdigest(self) -> str:
        """Return the hash of all changes until now."""
        return self._digest.hexdigest()


def fields(*values: Any) -> str:
    """Return values as one text that stands for them alone."""
    return "".join(["-" if value is None else f"{len(text := str(value))}:{text}" for value in values])


def content_hash(before: str | None, after: str | None) -> str:
    """Return what stands in the chain for what a change says: what must be erased can go, and the chain holds."""
    return hashlib.sha256(fields(before, after).encode()).hexdigest()


def moment(at: datetime) -> str:
    """Return a moment as it is hashed: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def hash_of(previous: str, kind: str, *values: Any) -> str:
    """Return the hash of a link of a chain, over the one before."""
    return hashlib.sha256(fields(kind, previous, *values).encode()).hexdigest()


def seal(connection: Connection, act_id: str, previous: str, changes: str) -> None:
    """Close an act: its hash goes into its row and becomes the end of the chain."""
    row = connection.execute(select(*_own_columns()).where(journal.act.c.id == act_id)).one()
    digest = act_hash(previous, row, changes)
    connection.execute(update(journal.act).where(journal.act.c.id == act_id).values(hash=digest))
    connection.execute(update(journal.meta).values(head=digest))


def links(connection: Connection, after: int = 0) -> Iterator[tuple[Any, str]]:
    """Yield every act after a revision, in order: its columns, and the hash of its changes as they stand."""
    c = journal.act.c
    query = select(*_own_columns(), c.hash).where(c.revision > after).order_by(c.revision, c.id)
    for row in connection.execute(query).all():
        yield row, _changes_hash(connection, row.id)


def act_hash(previous: str, row: Any, changes: str) -> str:
    """Return the hash that an act must have after another one, whose hash is `previous`."""
    own = (row.id, row.revision, row.function, row.member_id, row.organisation_id)
    values = (*own, row.verb, row.note, moment(row.at), row.undoes)
    return hash_of(previous, _ACT, *values, changes)


def chain_existing(connection: Connection) -> None:
    """Chain all acts that a workspace has, for one that was made before there were chains."""
    c = journal.change.c
    for row in connection.execute(select(c.id, c.before, c.after)).all():
        own = content_hash(row.before, row.after)
        connection.execute(update(journal.change).where(c.id == row.id).values(content_hash=own))
    head = ""
    for row, changes in links(connection):
        head = act_hash(head, row, changes)
        connection.execute(update(journal.act).where(journal.act.c.id == row.id).values(hash=head))
    connection.execute(update(journal.meta).values(head=head))


def _changes_hash(connection: Connection, act_id: str) -> str:
    c = journal.change.c
    digest = hashlib.sha256()
    query = select(c.id, c.table_name, c.row_id, c.before, c.after, c.content_hash).where(c.act_id == act_id)
    for row in connection.execute(query.order_by(c.id)):
        # Of a change that has been erased, as an organisation that left asks for, the hash alone is left.
        erased = row.before is None and row.after is None
        stands = erased or content_hash(row.before, row.after) == row.content_hash
        own = row.content_hash if stands else "changed"
        digest.update(fields(row.id, row.table_name, row.row_id, own).encode())
    return digest.hexdigest()


def _own_columns() -> list[Any]:
    return [journal.act.c[name] for name in _COLUMNS]

"""A whole workspace from one database into another: every row of every table as it is, or nothing.

Books, ids and versions come along, so that what somebody has read is not stale after it and every act can be undone.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, delete, func, select, text

from karta.errors import ConflictError, ContractError, InputError
from karta.store.acts import BATCH
from karta.store.bulk import insert_columns
from karta.store.database import Reading
from karta.store.engine import queue_up
from karta.store.faults import database_faults
from karta.store.schema import METADATA, Wkb, journal

# A table whose rows are moved, how many of them are, and how many it has.
Progress = Callable[[str, int, int], None]


def copy(source: Reading, target: Connection, progress: Progress) -> int:
    """Copy every table of a reading within a transaction of an empty workspace, and return how many rows that were.

    Raises
    ------
    ConflictError
        When the target has any row.
    InputError
        `move_text` where a text has a zero byte, which a file can hold and a server cannot.
    """
    queue_up(target)
    tables = METADATA.sorted_tables
    if any(_count(target, table) for table in tables if table is not journal.meta):
        raise ConflictError("move_target_full")
    target.execute(delete(journal.meta))
    rows = 0
    for table in tables:
        try:
            with database_faults():
                rows += _copy_table(source.connection, target, table, progress)
        except InputError as error:
            raise InputError("move_text", table=table.name) from error
    _count_on(target)
    return rows


def _copy_table(source: Connection, target: Connection, table: Table, progress: Progress) -> int:
    total, count = _count(source, table), 0
    for rows in _pieces(source, table):
        columns = dict(zip(table.c.keys(), map(list, zip(*rows, strict=True)), strict=True))
        insert_columns(target, table, columns)
        count += len(rows)
        progress(table.name, count, total)
    if not total == count == _count(target, table):
        raise ContractError("move_incomplete", table=table.name)
    return count


def _pieces(source: Connection, table: Table) -> Iterator[Sequence[Any]]:
    """Yield the rows of a table in pieces; whole files (layers, sheets that are kept) one at a time."""
    holds_files = any(isinstance(c.type, LargeBinary) and not isinstance(c.type, Wkb) for c in table.c)
    size = 1 if holds_files else BATCH
    query = select(table).order_by(*table.primary_key.columns)
    rows = source.execution_options(yield_per=size).execute(query)
    yield from rows.partitions(size)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def _count_on(target: Connection) -> None:
    """Let the numbers of the log go on after the last that was copied; SQLite does by itself."""
    if target.dialect.name == "postgresql":
        last = target.execute(select(func.max(journal.change.c.id))).scalar_one()
        if last is not None:
            target.execute(
                text("SELECT setval(pg_get_serial_sequence('change', 'id'), :last)"), {"last": last}
            )

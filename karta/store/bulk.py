"""Many rows into a table at once: what SQLAlchemy compiles, handed to the driver without a detour for each row.

Measured on 50,000 roster rows (200,000 rows of four tables with their log): about a third of the time of
`connection.execute(insert(table), rows)`.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.engine import Dialect

from karta.store.cells import Row

Processor = Callable[[Any], Any] | None


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same columns as the first."""
    if not rows:
        return
    names = tuple(rows[0])
    statement, order, processors = _plan(table, names, connection.dialect)
    if order is None:
        connection.execute(insert(table), rows)
        return
    columns = [
        _processed([row[name] for row in rows], step) for name, step in zip(order, processors, strict=True)
    ]
    connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _processed(values: list[Any], process: Processor) -> list[Any]:
    if process is None:
        return values
    # Moments, dates and truth values repeat: each is turned into the driver's own once.
    known = {value: process(value) for value in set(values)}
    return [known[value] for value in values]


@lru_cache(maxsize=64)
def _plan(
    table: Table, names: tuple[str, ...], dialect: Dialect
) -> tuple[str, tuple[str, ...] | None, tuple[Processor, ...]]:
    """Return the statement, the order of its parameters (None: by name) and what each must go through."""
    compiled = insert(table).compile(dialect=dialect, column_keys=list(names))
    order = getattr(compiled, "positiontup", None)
    if not order:
        return str(compiled), None, ()
    kinds = [table.c[name].type.dialect_impl(dialect) for name in order]
    return str(compiled), tuple(order), tuple(kind.bind_processor(dialect) for kind in kinds)

"""The store of a workspace: opening, reading frames, acting, undoing, and the list of what was done."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, RootTransaction, insert, select, update
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.sql import Select

from karta.errors import ConflictError, KartaError, NotFoundError, StoreError
from karta.store.acts import Act, chunks
from karta.store.cells import new_ids, to_frame
from karta.store.engine import FILE, WRITES, file_engine, reading_options, url_engine
from karta.store.migrate import migrate
from karta.store.moves import move_people_back
from karta.store.people import forget_act
from karta.store.schema import TABLES, journal

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the present moment; the one place where the store looks at a clock, and only by default."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Reading:
    """One consistent look at the workspace: every frame of it is of the same revision."""

    connection: Connection

    def revision(self) -> int:
        """Return how many acts the workspace has seen."""
        return int(self.connection.execute(select(journal.meta.c.revision)).scalar_one())

    def frame(
        self, table_name: str, ids: Sequence[str] | None = None, *, include_superseded: bool = False
    ) -> pd.DataFrame:
        """Return the current rows of a table in the order in which they came, geometries as shapely."""
        table = TABLES[table_name]
        query = select(table)
        if not include_superseded and "superseded_at" in table.c:
            query = query.where(table.c.superseded_at.is_(None))
        if "id" in table.c:
            query = query.order_by(table.c.id)
        if ids is None:
            return self.select(query)
        found = [
            row
            for chunk in chunks(sorted(ids))
            for row in self.connection.execute(query.where(table.c.id.in_(chunk)))
        ]
        return to_frame(dict(table.c.items()), found)

    def select(self, query: Select[Any]) -> pd.DataFrame:
        """Return what a query finds, by the column names of the query."""
        return to_frame(dict(query.selected_columns.items()), self.connection.execute(query).fetchall())


class Store:
    """An opened workspace database. Safe to share between threads: each reading and act has its own connection."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(cls, folder: Path, clock: Clock = utc_now) -> "Store":
        """Open the workspace in a folder; what is missing is made, what is older is brought up to date.

        Raises
        ------
        StoreError
            When the folder or file cannot be used, or a newer Karta has written it.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            fresh = not (folder / FILE).exists()
            engine = file_engine(folder)
            with _faults():
                migrate(engine)
            if fresh:
                (folder / FILE).chmod(0o600)
        except OSError as error:
            if isinstance(error, StoreError):
                raise
            raise StoreError("store_unusable", folder=str(folder)) from error
        return cls(engine, clock)

    @classmethod
    def connect(cls, url: str, clock: Clock = utc_now) -> "Store":
        """Open a database that a URL names, e.g. PostgreSQL."""
        engine = url_engine(url)
        with _faults():
            migrate(engine)
        return cls(engine, clock)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Give one consistent look at the workspace."""
        reader = self._engine.execution_options(**reading_options(self._engine))
        with _faults(), reader.connect() as connection, connection.begin():
            yield Reading(connection)

    def revision(self) -> int:
        """Return how many acts the workspace has seen; it grows with each and never repeats."""
        with self.reading() as look:
            return look.revision()

    def frame(
        self, table_name: str, ids: Sequence[str] | None = None, *, include_superseded: bool = False
    ) -> pd.DataFrame:
        """Return the current rows of a table in the order in which they came, geometries as shapely."""
        with self.reading() as look:
            return look.frame(table_name, ids, include_superseded=include_superseded)

    @contextmanager
    def act(
        self,
        function: str,
        verb: str,
        note: str = "",
        *,
        undoes: str | None = None,
        common: Mapping[str, Any] | None = None,
    ) -> Iterator[Act]:
        """Give one act: all of it is stored when the block ends, nothing when it fails.

        An act that changed nothing leaves no trace and does not move the revision.
        """
        writer = self._engine.execution_options(**WRITES)
        with _faults(), writer.connect() as connection:
            transaction = connection.begin()
            try:
                act = _start(connection, self._clock(), function, verb, note, undoes)
                act.common.update(common or {})
                yield act
                if act.changes or act.touched:
                    _commit(connection, transaction)
            finally:
                if transaction.is_active:
                    transaction.rollback()

    def undo(self, act_id: str, function: str) -> str:
        """Restore exactly what was before an act, as an act of its own, and return its id.

        Raises
        ------
        ConflictError
            When later acts wrote the same rows, or rows that hang on them.
        """
        try:
            with self.act(function, "undo", undoes=act_id) as act:
                known = select(journal.act.c.id).where(journal.act.c.id == act_id)
                if act.connection.execute(known).first() is None:
                    raise NotFoundError("act_missing")
                act.restore(act_id)
                move_people_back(act)
                act.touched = forget_act(act.connection, act_id) or act.touched
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise ConflictError("undo_depends") from error
            raise
        return act.id

    def acts(self, limit: int = 50) -> pd.DataFrame:
        """Return the latest acts, newest first: id, revision, function, verb, note, at, undoes, undone."""
        table = journal.act
        undone = table.alias()
        again = select(undone.c.id).where(undone.c.undoes == table.c.id).exists().label("undone")
        query = select(table, again).order_by(table.c.revision.desc()).limit(limit)
        with self.reading() as look:
            return look.select(query)


def _start(
    connection: Connection, at: datetime, function: str, verb: str, note: str, undoes: str | None
) -> Act:
    # The first statement takes the row that all writers want: on PostgreSQL this is what makes them queue.
    connection.execute(update(journal.meta).values(revision=journal.meta.c.revision + 1))
    revision = int(connection.execute(select(journal.meta.c.revision)).scalar_one())
    act_id = new_ids(revision, 0, 1)[0]
    connection.execute(
        insert(journal.act).values(
            id=act_id, revision=revision, function=function, verb=verb, note=note, at=at, undoes=undoes
        )
    )
    return Act(act_id, revision, function, at, connection)


def _commit(connection: Connection, transaction: RootTransaction) -> None:
    try:
        transaction.commit()
    except DatabaseError:
        # A refused commit (a row that others still refer to) leaves SQLite's transaction open: close the connection.
        connection.invalidate()
        raise


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except KartaError:
        raise
    except IntegrityError as error:
        raise StoreError("store_refused") from error
    except OperationalError as error:
        raise StoreError("store_busy" if "locked" in str(error.orig) else "store_unreadable") from error
    except DatabaseError as error:
        raise StoreError("store_unreadable") from error

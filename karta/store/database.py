"""The store of a workspace: opening, reading frames, acting, undoing, and the list of what was done."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Select

from karta.errors import ConflictError, NotFoundError, StoreError
from karta.store import chain, workspace_file
from karta.store.act_rows import NOBODY, Clock, Owner, Whose, commit, start
from karta.store.acts import Act, chunks
from karta.store.cells import to_frame
from karta.store.engine import FILE, WRITES, empty_log, file_engine, reading_options, url_engine
from karta.store.faults import database_faults, system_faults
from karta.store.migrate import migrate
from karta.store.moves import move_people_back
from karta.store.people import forget_act
from karta.store.schema import TABLES, journal
from karta.store.stranded import refuse_stranded


def utc_now() -> datetime:
    """Return the present moment; the one place where the store looks at a clock, and only by default."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Reading:
    """A consistent reading of the workspace: every frame of it is of the same revision."""

    connection: Connection

    def revision(self) -> int:
        """Return how many acts the workspace has seen."""
        return int(self.connection.execute(select(journal.meta.c.revision)).scalar_one())

    def workspace_id(self) -> str:
        """Return what tells this workspace from all others; a copy of it has the same."""
        return str(self.connection.execute(select(journal.meta.c.workspace_id)).scalar_one())

    def frame(
        self,
        table_name: str,
        ids: Sequence[str] | None = None,
        *,
        include_superseded: bool = False,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """Return the current rows of a table in the order in which they came, geometries as shapely.

        `columns` are those wanted, left out all; ids, owners and moments cost as much as what a row says.
        """
        table = TABLES[table_name]
        wanted = dict(table.c.items()) if columns is None else {name: table.c[name] for name in columns}
        query = select(*wanted.values())
        if not include_superseded and "superseded_at" in table.c:
            query = query.where(table.c.superseded_at.is_(None))
        if "id" in table.c:
            query = query.order_by(table.c.id)
        if ids is None:
            return self.select(query)
        rows = [
            row
            for chunk in chunks(sorted(ids))
            for row in self.connection.execute(query.where(table.c.id.in_(chunk)))
        ]
        return to_frame(wanted, rows)

    def count(self, table_name: str) -> int:
        """Return how many current rows a table has."""
        table = TABLES[table_name]
        query = select(func.count()).select_from(table).where(table.c.superseded_at.is_(None))
        return int(self.connection.execute(query).scalar_one())

    def has_rows(self, table_name: str) -> bool:
        """Tell whether a table has any row, superseded ones among them."""
        query = select(TABLES[table_name].c.id).limit(1)
        return self.connection.execute(query).first() is not None

    def select(self, query: Select[Any]) -> pd.DataFrame:
        """Return the rows of a query, by the column names of the query."""
        return to_frame(dict(query.selected_columns.items()), self.connection.execute(query).fetchall())


class Store:
    """An opened workspace database. Safe to share between threads: each reading and act has its own connection."""

    def __init__(self, engine: Engine, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock

    @classmethod
    def open(cls, folder: Path, clock: Clock = utc_now) -> "Store":
        """Open the workspace in a folder; missing tables are made, older ones brought up to date.

        Raises
        ------
        StoreError
            When the folder or file cannot be used, is no workspace of Karta, or a newer Karta has written it.
        """
        with system_faults(folder):
            folder.mkdir(parents=True, exist_ok=True)
            engine = _opened(folder)
        return cls(engine, clock)

    @classmethod
    def connect(cls, url: str, clock: Clock = utc_now) -> "Store":
        """Open the workspace in a PostgreSQL database; missing tables are made, older ones brought up to date.

        Raises
        ------
        InputError
            When the URL is none that can be used.
        StoreError
            When the server does not answer, or the database is none of Karta's.
        """
        engine = url_engine(url)
        with database_faults():
            migrate(engine)
        return cls(engine, clock)

    def empty_log(self) -> bool:
        """Let nothing that was erased stay in the database's log; return False where that has to be tried again."""
        with database_faults():
            return empty_log(self._engine)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Give a consistent reading of the workspace."""
        reader = self._engine.execution_options(**reading_options(self._engine))
        with database_faults(), reader.connect() as connection, connection.begin():
            yield Reading(connection)

    def revision(self) -> int:
        """Return how many acts the workspace has seen; it grows with each and never repeats."""
        with self.reading() as reading:
            return reading.revision()

    def frame(
        self, table_name: str, ids: Sequence[str] | None = None, *, include_superseded: bool = False
    ) -> pd.DataFrame:
        """Return the current rows of a table in the order in which they came, geometries as shapely."""
        with self.reading() as reading:
            return reading.frame(table_name, ids, include_superseded=include_superseded)

    @contextmanager
    def act(
        self,
        function: str,
        verb: str,
        note: str = "",
        *,
        undoes: str | None = None,
        common: Mapping[str, Any] | None = None,
        owner: Owner = NOBODY,
    ) -> Iterator[Act]:
        """Give one act: all of it is stored when the block ends, nothing when it fails.

        `owner` is whose it is.

        An act that changed nothing leaves no trace and does not move the revision.
        """
        writer = self._engine.execution_options(**WRITES)
        with database_faults(), writer.connect() as connection:
            transaction = connection.begin()
            try:
                act, head = start(connection, self._clock, function, verb, note, undoes, owner)
                act.common.update(common or {})
                yield act
                if act.changes or act.touched:
                    chain.seal(connection, act.id, head, act.log.hexdigest())
                    commit(connection, transaction)
            finally:
                if transaction.is_active:
                    transaction.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose transaction is stored when the block ends; it is no act and leaves no trace."""
        writer = self._engine.execution_options(**WRITES)
        with database_faults(), writer.connect() as connection:
            transaction = connection.begin()
            try:
                yield connection
                commit(connection, transaction)
            finally:
                if transaction.is_active:
                    transaction.rollback()

    @contextmanager
    def aside(self) -> Iterator[tuple[Connection, datetime]]:
        """Give a writing transaction that is no act, and the present moment: the revision stays as it is.

        For what is no part of the workspace's history, as that somebody was seen a minute ago.
        """
        with self.writing() as connection:
            yield connection, self._clock()

    def undo(
        self,
        act_id: str,
        function: str,
        around: Callable[[Act], AbstractContextManager[object]] = nullcontext,
        owner: Owner = NOBODY,
    ) -> str:
        """Restore exactly what was before an act, as an act of its own, and return its id.

        `around` makes of the undoing act what is done about it before and after.

        Raises
        ------
        ConflictError
            When later acts wrote the same rows, or rows that hang on them, or put people on what would be gone.
        """
        try:
            with self.act(function, "undo", undoes=act_id, owner=owner) as act:
                query = select(journal.act.c.id).where(journal.act.c.id == act_id)
                if act.connection.execute(query).first() is None:
                    raise NotFoundError("act_missing")
                with around(act):
                    act.restore(act_id)
                    move_people_back(act)
                    act.touched = forget_act(act, act_id) or act.touched
                refuse_stranded(act, act_id)
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise ConflictError("undo_depends") from error
            raise
        return act.id

    def acts(
        self, limit: int = 50, without: Collection[str] = (), whose: Whose | None = None
    ) -> pd.DataFrame:
        """Return the latest acts, newest first: id, revision, function, member_id, organisation_id, verb,
        note, at, undoes, undone.

        `without` are verbs of acts that are left out; `whose` says of whom they are, None: of everybody.
        """
        table = journal.act
        undone = table.alias()
        is_undone = select(undone.c.id).where(undone.c.undoes == table.c.id).exists().label("undone")
        wanted = select(table, is_undone).where(table.c.verb.not_in(without))
        if whose is not None:
            wanted = wanted.where(whose.condition())
        query = wanted.order_by(table.c.revision.desc()).limit(limit)
        with self.reading() as reading:
            return reading.select(query)


def _opened(folder: Path) -> Engine:
    path = folder / FILE
    try:
        with database_faults():
            if not path.exists():
                workspace_file.make(folder, _fill)
            workspace_file.recognise(path)
            engine = file_engine(folder)
            migrate(engine)
    except StoreError as error:
        # SQLite writes beside the file even to read it, and where it may not, it says no more than that.
        if error.code == "store_cannot_open" and path.exists() and not workspace_file.is_writable(path):
            raise StoreError("store_read_only") from error
        raise
    return engine


def _fill(folder: Path) -> None:
    engine = file_engine(folder)
    try:
        migrate(engine)
    finally:
        engine.dispose()

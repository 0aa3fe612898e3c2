"""What all tables of a workspace share: naming, column types, and the columns that every register row carries.

Nothing here is SQLite's alone: instants are stored in UTC whatever the database keeps of a zone, geometries as WKB in
EPSG:3006, lists as texts joined by `;`, wall-clock times as `HH:MM`.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment: aware going in, UTC in the database, aware UTC coming out, also where the database drops zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; a moment without zone is a fault of the program."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's form
        """Return the moment aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Wkb(TypeDecorator[bytes]):
    """A geometry as WKB, EPSG:3006; a type of its own so that readers know what to decode."""

    impl = LargeBinary
    cache_ok = True


class InByteOrder(FunctionElement[str]):
    """A text to order by, as its UTF-8 bytes order it and blanks first, whatever language a database is set up for."""

    inherit_cache = True


@compiles(InByteOrder)
def _as_it_is(element: InByteOrder, compiler: SQLCompiler, **options: Any) -> str:
    return f"{compiler.process(element.clauses, **options)} NULLS FIRST"


@compiles(InByteOrder, "postgresql")
def _on_postgresql(element: InByteOrder, compiler: SQLCompiler, **options: Any) -> str:
    return f'{compiler.process(element.clauses, **options)} COLLATE "C" NULLS FIRST'


def ref(target: str, *, cascade: bool = False) -> ForeignKey:
    """Return a foreign key checked at commit, so that one act may write its rows in any order."""
    return ForeignKey(
        f"{target}.id",
        deferrable=True,
        initially="DEFERRED",
        ondelete="CASCADE" if cascade else None,
    )


def id_column() -> Column[str]:
    """Return the opaque id: a UUID, ordered by act and by place within the act (`store.ids`)."""
    return Column("id", Text, primary_key=True)


def register_table(name: str, *parts: Any) -> Table:
    """Return a table of register rows: own columns between the id and the columns that every row carries."""
    return Table(
        name,
        METADATA,
        id_column(),
        *parts,
        Column("municipality", Text, nullable=False, default=""),
        Column("owner_org_id", Text),
        Column("sharing", Text, nullable=False, default="partners"),
        Column("source", Text),
        Column("licence", Text),
        Column("verified_at", Instant),
        Column("verified_by", Text),
        *_life(),
        info={"logged": True},
    )


def side_table(name: str, *parts: Any) -> Table:
    """Return a table of rows that belong to the workspace itself: logged and undoable, owned by nobody."""
    return Table(name, METADATA, id_column(), *parts, *_life(), info={"logged": True})


def _life() -> tuple[Column[Any], ...]:
    return (
        # The revision of the act that wrote the row: never given twice, so an undone and redone row cannot be
        # mistaken for what somebody else read in between.
        Column("version", Integer, nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("superseded_at", Instant),
    )

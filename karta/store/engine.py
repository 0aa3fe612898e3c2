"""Connections to the database: how they are made and how a transaction begins.

SQLite's and PostgreSQL's own words stand here, in `workspace_file`, `faults` and `copies`. Everything else in the store
is SQL that both take.
"""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError

from karta.errors import InputError

FILE = "karta.sqlite"
# The letters KART: the mark of a workspace's file, and the name of the lock under which tables are made.
APPLICATION_ID = 0x4B415254
WRITES = {"karta_writes": True}
BUSY_SECONDS = 30
# Who holds the writers' place and says nothing more has gone: others shall not wait for ever. [K]
IDLE_SECONDS = 300
CONNECT_SECONDS = 10
# Connections of a process that stay open, and as many again that come and go. [K]
POOL = 10
# A server may be set up for other people's ways of writing; a wait for others ends as it does on SQLite.
_SETTINGS = {
    "timezone": "UTC",
    "datestyle": "ISO",
    "lock_timeout": f"{BUSY_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
}
_DRIVERS = frozenset({"postgresql", "postgres", "postgresql+psycopg"})
# What a file brings with it runs nothing; what is deleted is overwritten, so that no name stays readable on the disk.
_PRAGMAS = (
    "trusted_schema=OFF",
    "secure_delete=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cache_size=-65536",
)


def file_engine(folder: Path) -> Engine:
    """Return the engine of a workspace folder's SQLite file."""
    # Built of parts: a folder's name may hold any character, and no URL syntax must be read into it.
    engine = create_engine("sqlite+pysqlite://", creator=lambda: _connect(folder / FILE), poolclass=QueuePool)
    event.listen(engine, "begin", _begin)
    return engine


def url_engine(url: str) -> Engine:
    """Return the engine of the PostgreSQL database that a URL names.

    Raises
    ------
    InputError
        `url_unusable` when it is no such address; the sentence holds nothing of it, as it may hold a password.
    """
    settings = " ".join(f"-c {name}={value}" for name, value in _SETTINGS.items())
    return create_engine(
        postgresql_url(url),
        # A server that was started anew, or a proxy that cut an idle line: asked first, at a tenth of a millisecond.
        pool_pre_ping=True,
        pool_size=POOL,
        max_overflow=POOL,
        isolation_level="READ COMMITTED",
        # What a statement was given stays out of messages: it may be a name.
        hide_parameters=True,
        connect_args={
            "application_name": "karta", "connect_timeout": CONNECT_SECONDS, "client_encoding": "utf8",
            "options": settings, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3,
        },
    )  # fmt: skip


def postgresql_url(url: str) -> URL:
    """Return the parts of a PostgreSQL address, with the driver that Karta speaks through. Raises as `url_engine`."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise InputError("url_unusable") from None
    if parts.drivername not in _DRIVERS or not parts.database:
        raise InputError("url_unusable")
    return parts.set(drivername="postgresql+psycopg")


def has_password(url: str) -> bool:
    """Tell whether an address holds a password, in its own place or as a parameter."""
    parts = postgresql_url(url)
    return bool(parts.password) or "password" in parts.query


def shown_url(url: str) -> str:
    """Return a database's address as it may be shown: where it is and what it is called, no user and no password."""
    parts = postgresql_url(url)
    at = f"{parts.host}:{parts.port}" if parts.host and parts.port else parts.host or ""
    return f"postgresql://{at}/{parts.database}"


def empty_log(engine: Engine) -> bool:
    """Write the log beside an SQLite file into it and empty the log; return False where somebody read too long.

    What was deleted or overwritten stands in the log until then. Other databases empty theirs in their own time.
    """
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone() or (1,)
        return not busy
    finally:
        connection.close()


def reading_options(engine: Engine) -> dict[str, Any]:
    """Return the connection options under which all that is read is of one moment; SQLite needs none."""
    if engine.dialect.name == "sqlite":
        return {}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def queue_up(connection: Connection) -> None:
    """Wait until nobody else changes the tables of the database themselves; SQLite's own lock does that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": APPLICATION_ID})


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, check_same_thread=False, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _begin(connection: Connection) -> None:
    # A deferred transaction that reads and then writes fails at once when somebody wrote in between; an act takes the
    # writer's place before it reads anything.
    writes = connection.get_execution_options().get("karta_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

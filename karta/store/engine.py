"""Connections to the database: how they are made and how a transaction begins.

SQLite's own words stand here, in `workspace_file` and in `faults`. Everything else in the store is SQL that PostgreSQL
takes as well.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

FILE = "karta.sqlite"
WRITES = {"karta_writes": True}
BUSY_SECONDS = 30
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
    """Return the engine of a database that a URL names, e.g. PostgreSQL."""
    return create_engine(url)


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


def reading_options(engine: Engine) -> dict[str, str]:
    """Return the connection options under which all that is read is of one moment; SQLite needs none."""
    return {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


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

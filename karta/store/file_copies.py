"""A consistent copy of a running workspace's database, and putting one in the place of a workspace.

Copies are made while others write, by SQLite's own means or, of a server's database, row by row in one reading: what
is copied is the state after one act. Nothing is put in place under a program that has the workspace open, and what
was there is kept beside.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from karta.errors import ConflictError, InputError, StoreError
from karta.store import archive, copies, sign_ins, workspace_file
from karta.store.archive import Contents
from karta.store.database import Reading, Store
from karta.store.engine import FILE
from karta.store.faults import database_faults

# A former workspace is a file of SQLite's, and named so that it is neither opened nor taken for a backup.
_FORMER = "karta-before-{at:%Y%m%d-%H%M%S}-r{revision}.sqlite"
_FORMER_NAME = re.compile(r"karta-before-(\d{8}-\d{6})-r\d+\.sqlite")


def copy(store: Store, target: Path) -> None:
    """Copy the database of a workspace into a file of its own, as it stands after its last act."""
    target.touch(mode=workspace_file.OWNER_ONLY)
    with store.reading() as reading, closing(sqlite3.connect(target, isolation_level=None)) as connection:
        source = reading.connection.connection.dbapi_connection
        if isinstance(source, sqlite3.Connection):
            source.backup(connection)
        else:
            _copy_rows(reading, connection, target.parent)
        # The copy is one file, without a log beside it.
        connection.execute("PRAGMA journal_mode=DELETE")


def _copy_rows(reading: Reading, target: sqlite3.Connection, folder: Path) -> None:
    """Copy every row of a reading into a file, by way of a workspace made for it in the folder."""
    with TemporaryDirectory(dir=folder) as name:
        draft = Store.open(Path(name))
        with draft.writing() as connection:
            copies.copy(reading, connection, lambda _table, _count, _total: None)
        draft.close()
        with closing(sqlite3.connect(Path(name) / FILE)) as source:
            source.backup(target)


@contextmanager
def restored(
    file: Path, folder: Path, secret: str | None, prepare: Callable[[Store], None]
) -> Iterator[tuple[Path, Contents]]:
    """Give the database of a backup, brought up to date and prepared, in a place of its own within a folder.

    Raises
    ------
    InputError
        When the file is no sound backup of this or an earlier Karta.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".karta-", dir=folder) as name:
        unpacked, contents = archive.read(file, Path(name), secret)
        draft = unpacked.rename(Path(name) / FILE)
        draft.chmod(workspace_file.OWNER_ONLY)
        try:
            store = Store.open(Path(name))
            with store.aside() as (connection, now):
                # Who was signed in then is not signed in now, whatever has been ended since.
                sign_ins.end_all(connection, now)
            prepare(store)
            store.close()
        except StoreError as error:
            if error.code == "store_newer":
                raise InputError("backup_newer", file=file.name) from error
            raise
        yield draft, contents


def put_in_place(draft: Path, folder: Path, at: datetime, *, replace: bool) -> Path | None:
    """Put a database in the place of a workspace, and return where the former one lies now; None when there was none.

    Raises
    ------
    ConflictError
        `restore_exists` when there is a workspace and it is not to be replaced.
    StoreError
        `restore_in_use` when another program has it open.
    """
    path = folder / FILE
    if not replace:
        refuse_existing(folder)
    if not path.exists():
        workspace_file.refuse_log(path)
        workspace_file.publish(draft, path)
        return None
    with _alone(path) as revision:
        beside = path.with_name(_FORMER.format(at=at.astimezone(UTC), revision=revision))
        beside.hardlink_to(path)
        for log in workspace_file.beside(path):
            if log.exists():
                log.rename(beside.with_name(beside.name + log.name.removeprefix(FILE)))
        # In one step: at no moment is there no workspace, which would be taken for a new one.
        draft.replace(path)
    return beside


def refuse_existing(folder: Path) -> None:
    """Raise ConflictError `restore_exists` where a folder holds a workspace."""
    if (folder / FILE).exists():
        raise ConflictError("restore_exists", folder=str(folder))


def former(folder: Path) -> list[tuple[Path, datetime]]:
    """Return the workspaces that backups have replaced in a folder, and when."""
    matched = [(file, _FORMER_NAME.match(file.name)) for file in folder.iterdir() if file.is_file()]
    return [
        (file, datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC))
        for file, match in matched
        if match
    ]


def people_ids(folder: Path) -> set[str] | None:
    """Return the ids of the people whom the workspace of a folder knows; None where there is none that can be read."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            return {str(row[0]) for row in connection.execute("SELECT id FROM person")}
    except sqlite3.Error:
        return None


@contextmanager
def _alone(path: Path) -> Iterator[int]:
    """Hold a workspace's file with nobody else in it, its log written back, and give its revision; 0 if damaged."""
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        revision = 0
        try:
            with database_faults():
                # Refused as long as anybody else has the file open, also who only reads.
                connection.execute("PRAGMA journal_mode=DELETE").fetchone()
                connection.execute("BEGIN EXCLUSIVE")
                revision = int(connection.execute("SELECT revision FROM meta").fetchone()[0])
        except StoreError as error:
            if error.code == "store_busy":
                raise StoreError("restore_in_use") from error
            if error.code not in {"store_unreadable", "store_failed"}:
                raise
        yield revision

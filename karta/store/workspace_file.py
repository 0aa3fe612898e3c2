"""The SQLite file of a workspace: made whole or not at all, recognised before it is used, its owner's alone.

An emptied file and the file of another program are refused and left as they are: neither is a new workspace.
Nothing here opens the file by other means than SQLite's, whose locks in this process that would undo.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from karta.errors import StoreError
from karta.store.engine import APPLICATION_ID, BUSY_SECONDS, FILE
from karta.store.migrate import MARKS

OWNER_ONLY = 0o600
_BESIDE = ("-wal", "-shm", "-journal")
# What keeps a mark from being set without keeping anybody from reading: it is set another time.
_LATER = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def make(folder: Path, fill: Callable[[Path], None]) -> None:
    """Make the file of a new workspace; `fill` makes it in the folder that it is given.

    Whoever is killed meanwhile leaves no half file behind. When two make it at once the first one's stays.

    Raises
    ------
    StoreError
        When the log of a file that is gone is still there: its changes would be written into the new one.
    """
    path = folder / FILE
    refuse_log(path)
    with TemporaryDirectory(prefix=".karta-", dir=folder) as name:
        draft = Path(name) / FILE
        draft.touch(mode=OWNER_ONLY)
        fill(Path(name))
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            _mark(connection)
        publish(draft, path)


def recognise(path: Path) -> None:
    """Check that a file is a workspace's, mark it where an older Karta did not, and close it to everybody else.

    Workspaces from before the mark are recognised by their tables.

    Raises
    ------
    StoreError
        When it is empty or of another program; it is left as it is.
    """
    if path.is_file() and not _size(path):
        raise StoreError("store_emptied", file=str(path))
    restrict(path)
    with closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema=OFF")
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        if mark not in (0, APPLICATION_ID) or not tables >= MARKS:
            raise StoreError("store_foreign", file=str(path))
        if mark == 0:
            _mark_if_possible(connection)


def restrict(path: Path) -> None:
    """Take away what anybody but the owner may do with a file and what SQLite keeps beside it."""
    for file in (path, *beside(path)):
        # On a disk that takes no changes, or where the file is somebody else's, it stays as they have it.
        with suppress(OSError):
            mode = file.stat().st_mode & 0o777
            if mode & ~OWNER_ONLY:
                file.chmod(mode & OWNER_ONLY)


def refuse_log(path: Path) -> None:
    """Refuse to make a file where the log of one that is gone still lies. Raises StoreError `store_lost`."""
    if _size(path.with_name(path.name + "-wal")):
        raise StoreError("store_lost", file=str(path))


def publish(draft: Path, path: Path) -> None:
    """Put a finished file in its place, unless there is one by now."""
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:  # a disk that knows no second names
        if not path.exists():
            draft.rename(path)


def beside(path: Path) -> list[Path]:
    """Return what SQLite keeps beside a file while it is used."""
    return [path.with_name(path.name + end) for end in _BESIDE]


def is_writable(path: Path) -> bool:
    """Tell whether the file and its folder, where SQLite keeps its log, take changes from this user."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _mark(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")


def _mark_if_possible(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA busy_timeout=0")
    try:
        _mark(connection)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _LATER:
            raise


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0

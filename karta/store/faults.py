"""What a fault of the database means for whoever works in it: one code for each thing that one can do about it.

Only damage says that a backup is to be restored. A full or unwritable disk has lost nothing, and restoring over it
would lose what was stored since the backup.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, IntegrityError

from karta.errors import InputError, KartaError, StoreError

# By the whole code, where it means something else than the rest of its family.
_EXTENDED = {sqlite3.SQLITE_READONLY_DBMOVED: "store_cannot_open"}
_FAMILY = {
    sqlite3.SQLITE_FULL: "store_full",
    sqlite3.SQLITE_READONLY: "store_read_only",
    sqlite3.SQLITE_IOERR: "store_disk_error",
    sqlite3.SQLITE_CORRUPT: "store_unreadable",
    sqlite3.SQLITE_NOTADB: "store_unreadable",
    sqlite3.SQLITE_CANTOPEN: "store_cannot_open",
    sqlite3.SQLITE_PERM: "store_cannot_open",
    sqlite3.SQLITE_BUSY: "store_busy",
    sqlite3.SQLITE_LOCKED: "store_busy",
    sqlite3.SQLITE_PROTOCOL: "store_busy",
    sqlite3.SQLITE_CONSTRAINT: "store_refused",
    sqlite3.SQLITE_MISMATCH: "store_refused",
}

_SYSTEM = {errno.ENOSPC: "store_full", errno.EDQUOT: "store_full", errno.EROFS: "store_read_only"}


@contextmanager
def database_faults() -> Iterator[None]:
    """Raise a StoreError that says what happened where the database raises an error of its own.

    Text that is none is the fault of who typed it: InputError `text_unreadable`.
    """
    try:
        yield
    except UnicodeEncodeError as error:
        # Half of a character in an id or a word that is looked up: no database can hold it.
        raise InputError("text_unreadable") from error
    except IntegrityError as error:
        raise StoreError("store_refused") from error
    except DBAPIError as error:
        raise StoreError(fault_code(error.orig)) from error
    except sqlite3.Error as error:
        raise StoreError(fault_code(error)) from error


@contextmanager
def system_faults(folder: Path) -> Iterator[None]:
    """Raise a StoreError that says what happened where the system refuses something in a folder."""
    try:
        yield
    except KartaError:
        raise
    except OSError as error:
        raise StoreError(system_fault_code(error), folder=str(folder)) from error


def fault_code(error: BaseException | None) -> str:
    """Return the code of a database's error: by SQLite's number, never by its English text where there is one."""
    number = getattr(error, "sqlite_errorcode", None)
    if number is None:
        # Text that is no text any more is met by Python's own layer, which gives no number.
        return "store_unreadable" if "decode to UTF-8" in str(error) else "store_failed"
    return _EXTENDED.get(number) or _FAMILY.get(number & 0xFF, "store_failed")


def system_fault_code(error: OSError) -> str:
    """Return the code of what the operating system says about a workspace's folder; `store_unusable` for the rest."""
    return _SYSTEM.get(error.errno or 0, "store_unusable")

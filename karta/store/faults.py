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
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

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

# PostgreSQL's five signs, whole or the first two, which name the family.
_SQLSTATE = {
    "53100": "store_full",
    "53300": "store_busy",
    "25006": "store_server_read_only",
    "42501": "store_server_rights",
    "58030": "store_disk_error",
    "XX001": "store_unreadable",
    "XX002": "store_unreadable",
    "55P03": "store_busy",
    "57014": "store_busy",
    "25P03": "store_busy",
    "22021": "text_unreadable",
    "3D000": "store_unreachable",
    "40": "store_busy",
    "23": "store_refused",
    "22": "store_refused",
    "08": "store_unreachable",
    "28": "store_unreachable",
    "57": "store_unreachable",
}
# What its driver calls a fault that the server never saw, or cannot tell of any more.
_NO_ANSWER = frozenset({"OperationalError", "InterfaceError", "ConnectionTimeout"})

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
        _forget_row(error)
        raise StoreError("store_refused") from error
    except DBAPIError as error:
        code = fault_code(error.orig)
        _forget_row(error)
        raise _of(code) from error
    except NoConnectionLeft as error:
        raise StoreError("store_busy") from error
    except sqlite3.Error as error:
        raise _of(fault_code(error)) from error


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
    """Return the code of a database's error: by its number, never by its English text where there is one."""
    if error is not None and hasattr(error, "sqlstate"):
        return _server_code(error, error.sqlstate)
    number = getattr(error, "sqlite_errorcode", None)
    if number is None:
        # Text that is no text any more is met by Python's own layer, which gives no number.
        return "store_unreadable" if "decode to UTF-8" in str(error) else "store_failed"
    return _EXTENDED.get(number) or _FAMILY.get(number & 0xFF, "store_failed")


def is_cut_off(error: DBAPIError) -> bool:
    """Tell whether the database did not answer at all, so that nobody knows what it did."""
    return error.connection_invalidated or fault_code(error.orig) == "store_unreachable"


def _server_code(error: BaseException, state: str | None) -> str:
    if state is not None:
        return _SQLSTATE.get(state) or _SQLSTATE.get(state[:2], "store_failed")
    if "NUL" in str(error):
        return "text_unreadable"
    return "store_unreachable" if type(error).__name__ in _NO_ANSWER else "store_failed"


def _forget_row(error: DBAPIError) -> None:
    """Take out of an error what a server says of the row that it refuses: it may be somebody's name and telephone."""
    state = getattr(error.orig, "sqlstate", None)
    if error.orig is not None and state is not None:
        error.orig.args = error.args = (f"{type(error.orig).__name__} {state}",)


def _of(code: str) -> KartaError:
    return InputError(code) if code == "text_unreadable" else StoreError(code)


def system_fault_code(error: OSError) -> str:
    """Return the code of what the operating system says about a workspace's folder; `store_unusable` for the rest."""
    return _SYSTEM.get(error.errno or 0, "store_unusable")

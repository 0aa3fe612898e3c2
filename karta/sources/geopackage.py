"""The tables of a GeoPackage, without its views: a view is a program that the file brings, and may never end.

GDAL runs every view of a file merely to list its layers, also one that no list of the file names. So what is not a
table is taken out before GDAL opens the file.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from karta.errors import InputError

# The spatial index, which GDAL itself makes as a virtual table.
_INDEX = "rtree_"
_UNOPENED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})


def tables_only(path: Path, folder: Path, layer: str | None) -> tuple[Path, list[str]]:
    """Return a GeoPackage that holds tables alone, the file itself or a copy of it in the folder, and what it lacks.

    What the copy lacks are the layers that are views.

    Raises
    ------
    InputError
        `layers_are_views` when the wanted layer, or every layer with anything in it, is a view; `file_unreadable` when
        it cannot be read.
    """
    try:
        with closing(_opened(path)) as source:
            views = _views(source)
            if not views:
                return path, []
            copy = folder / "tables.gpkg"
            with closing(sqlite3.connect(copy, isolation_level=None)) as target:
                source.backup(target)
                _take_out(target, views)
        with closing(sqlite3.connect(copy)) as target:
            missing = _missing_layers(target, views, layer)
    except sqlite3.Error as error:
        raise InputError("file_unreadable") from error
    return copy, missing


def _opened(path: Path) -> sqlite3.Connection:
    """Return a connection that reads; a file that stands in the midst of a change is read as it lies there."""
    uri = path.resolve().as_uri()
    connection = sqlite3.connect(f"{uri}?mode=ro", uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in _UNOPENED:
            raise
        connection = sqlite3.connect(f"{uri}?immutable=1", uri=True)
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def _views(connection: sqlite3.Connection) -> set[str]:
    """Return the names of what computes its rows, as SQLite itself understands the file."""
    return {
        name
        for _, name, kind, *_ in connection.execute("PRAGMA main.table_list")
        if kind == "view" or (kind == "virtual" and not name.lower().startswith(_INDEX))
    }


def _take_out(connection: sqlite3.Connection, views: set[str]) -> None:
    # Dropping a view would have SQLite read the rest of the schema by it; this runs nothing of the file.
    connection.execute("PRAGMA writable_schema=ON")
    connection.executemany("DELETE FROM sqlite_master WHERE name = ?", [(name,) for name in views])
    connection.execute("PRAGMA writable_schema=RESET")
    if _views(connection):
        raise InputError("file_unreadable")  # the file calls its views otherwise than SQLite does


def _missing_layers(connection: sqlite3.Connection, views: set[str], layer: str | None) -> list[str]:
    """Return the layers that are views, where another layer has something in it or is asked for."""
    query = "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
    layers = [str(name) for (name,) in connection.execute(query)]
    missing = [name for name in layers if name in views]
    tables = [name for name in layers if name not in views]
    if layer in missing or (
        missing and layer not in tables and not any(_has_rows(connection, name) for name in tables)
    ):
        raise InputError("layers_are_views", layers=", ".join(missing))
    return missing


def _has_rows(connection: sqlite3.Connection, table: str) -> bool:
    quoted = table.replace('"', '""')
    return connection.execute(f'SELECT 1 FROM "{quoted}" LIMIT 1').fetchone() is not None  # noqa: S608 - a name

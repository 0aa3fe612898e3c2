"""Marks that stand for files: what kind, since when, and whether two have one name; never what they were called.

A name of a file may hold the name of a person. What is compared later, a name and the list that it is a state of
(`list_name`), is hashed under a key of the workspace's own.
"""

import hmac
import re
from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from pathlib import PurePath

from sqlalchemy import select

from karta.model.file_names import list_name
from karta.store.database import Reading
from karta.store.schema.journal import meta

# Between the mark of a file and an id of it that another file's row has, too; no cell holds this sign.
OF_FILE = "\x1f"
# What has no file: rows that people typed in here, and what was fetched from a public register by its name.
ENTERED, FETCHED = "by_hand", "OpenStreetMap: "
_KINDS = frozenset(
    ("csv", "txt", "tsv", "xlsx", "xlsm", "ics", "json", "geojson", "gpkg", "zip", "kml", "gml", "osm", "bz2", "pbf")
)  # fmt: skip
_DIGITS = 16
_MARK = re.compile(rf"([A-Z0-9]*) (\d{{4}}-\d\d-\d\d) #([0-9a-f]{{{_DIGITS}}})-([0-9a-f]{{{_DIGITS}}})")


def file_mark(key: bytes, name: str, day: date) -> str:
    """Return the mark of a file of that name that was first read in on a day."""
    suffix = PurePath(name).suffix.lstrip(".").lower()
    kind = suffix.upper() if suffix in _KINDS else ""
    return f"{kind} {day} #{_hashed(key, name)}-{_hashed(key, list_name(name))}"


def is_of_a_file(source: str) -> bool:
    """Tell whether a source is the name of a file, not yet a mark."""
    return source != ENTERED and not source.startswith(FETCHED) and parts(source) is None


def parts(source: str) -> tuple[str, date] | None:
    """Return the kind of file ("" where it is none of those known) and the day of a mark; None of any other text."""
    match = _MARK.fullmatch(source)
    return None if match is None else (match[1], date.fromisoformat(match[2]))


def list_of(source: str) -> str:
    """Return what two files have in common that are states of one list; of what is no mark, the list's name."""
    match = _MARK.fullmatch(source)
    return list_name(source) if match is None else match[4]


class FileMarks:
    """The marks of a workspace: a name that was read in before keeps the mark that it got then."""

    def __init__(self, reading: Reading, stored: Iterable[str], day: date) -> None:
        self._key = bytes.fromhex(reading.connection.execute(select(meta.c.file_key)).scalar_one())
        self._day = day
        matches = (_MARK.fullmatch(source) for source in stored)
        self._known = {match[3]: match[0] for match in matches if match is not None}

    def of(self, name: str) -> str:
        """Return the mark of a file's name; what is no name of a file stays as it is."""
        if not is_of_a_file(name):
            return name
        return self._known.get(_hashed(self._key, name)) or file_mark(self._key, name, self._day)


def _hashed(key: bytes, name: str) -> str:
    return hmac.new(key, name.encode(), sha256).hexdigest()[:_DIGITS]

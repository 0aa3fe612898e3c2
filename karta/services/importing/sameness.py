"""When a row of a file and one of another file with the same id are the same: what makes them so, kind by kind."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import pandas as pd
import shapely

from karta.model.place import is_unknown, name_key
from karta.services.importing.matched_rows import AT_A_PLACE, PLACE_COLUMNS, TABLE, external_ids
from karta.services.register.names import ONE_SPOT_M, Names
from karta.services.register.row_text import value_of
from karta.store import import_rows
from karta.store.database import Reading
from karta.store.import_rows import ImportRow

# Two places of one name that lie further apart are two.
FAR_M = 1000.0
# Two days of one kind in the calendar that lie further apart are two.
FAR_DAYS = 60
# Ids that are made to be nobody else's: those of calendars, and random ones.
_UNIQUE = re.compile(r"[^|@\s]+@[^|@\s]+.*|[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}.*", re.IGNORECASE)
# Files that one organisation sends, or several together.
_OF_A_SENDER = frozenset({"roster", "sessions", "sources"})
# Ids of places that one register gives out for all.
_REGISTERS = frozenset({"osm", "skolenhetskod"})

Row = Mapping[str, Any]
Test = Callable[[Row, ImportRow, Row], bool]


class Sameness:
    """Tells whether rows of two files are the same; `home` is the organisation of rows that name none."""

    def __init__(self, reading: Reading, kind: str, names: Names, home: str | None) -> None:
        self._reading, self._kind, self._names, self._home = reading, kind, names, home or ""
        self._owners: dict[str, str | None] = {}
        self._test: Test = self._tests().get(kind, lambda *_: True)

    def look_up(self, stored_rows: Iterable[ImportRow]) -> None:
        """Find out whose the rows are that are going to be compared."""
        ids = sorted({row.row_id for row in stored_rows if row.row_id is not None})
        if self._kind in {"roster", "sessions", "sources"} and ids:
            rows = import_rows.registered(self._reading, TABLE[self._kind], ids)
            self._owners = {row_id: row["organisation_id"] for row_id, row in rows.items()}

    def __call__(self, row: Row, stored_row: ImportRow) -> bool:
        """Tell whether a row is the row of another file that has its id."""
        cells = json.loads(stored_row.payload)
        if _is_unique(row) or (self._kind in AT_A_PLACE and _adds(row, cells)):
            return not self._are_two_senders(row, cells)
        return self._test(row, stored_row, cells)

    def may_be_one_sender(self, row: Row, stored_row: ImportRow) -> bool:
        """Tell whether a row of a file of nearly the same name may come from the same sender."""
        if self._kind == "places":
            return self(row, stored_row)
        return not self._are_two_senders(row, json.loads(stored_row.payload))

    def are_of_others(self, rows: pd.DataFrame, stored_rows: Collection[ImportRow]) -> bool:
        """Tell whether all rows of two files name organisations, and share none of them and no place.

        A single line on each side may be one that was given to others elsewhere, unless day and start differ, too.
        """
        if self._kind not in _OF_A_SENDER or rows.empty or not all(rows["org"]):
            return False
        if (
            len(rows) == 1
            and len(stored_rows) <= 1
            and not all(map(_is_at_another_time, rows.to_dict("records"), stored_rows))
        ):
            return False
        organisations = {self._one(name) for name in rows["org"].unique()}
        places: set[str | None] = set()
        strangers = False
        for stored_row in stored_rows:
            cells = json.loads(stored_row.payload)
            strangers = bool(cells.get("org")) and self._one(cells["org"]) not in organisations
            if strangers and not places:
                where = rows[["place", "place_key", "lat", "lon"]].drop_duplicates().to_dict("records")
                places = {mark for row in where for mark in self._marks(row)} | {None}
            if not strangers or not places.isdisjoint(self._marks(cells)):
                return False
        return strangers

    def _marks(self, row: Row) -> set[str | None]:
        """Return what a row calls its place, and which one of the register that is."""
        return {name_key(str(row.get("place") or "")), self._place(row)} - {"", None}

    def _tests(self) -> dict[str, Test]:
        return {
            "roster": self._is_of_one_organisation,
            "sessions": lambda row, stored_row, cells: (
                self._is_of_one_organisation(row, stored_row, cells) or self._is_one_title(row, cells)
            ),
            "sources": lambda row, stored_row, cells: (
                self._is_of_one_organisation(row, stored_row, cells) and self._is_at_one_place(row, cells)
            ),
            "needs": lambda row, _, cells: self._is_at_one_place(row, cells),
            "access": lambda row, _, cells: self._is_at_one_place(row, cells),
            "places": self._is_one_place,
            "areas": lambda row, _, cells: _agree(row, cells, "name") or _agree(row, cells, "code"),
            "organisations": lambda row, _, cells: self._one(row["name"]) == self._one(cells.get("name")),
            "contacts": lambda row, _, cells: _agree(row, cells, "function"),
            "calendar": lambda row, _, cells: _agree(row, cells, "name") or _is_near(row, cells),
            "reports": lambda row, _, cells: (
                str(row["date"])[:10] == cells.get("date") and not self._are_two_senders(row, cells)
            ),
        }

    def _one(self, name: object) -> str:
        """Return what stands for an organisation of a name: its id, or of a new one the name."""
        typed = "" if is_unknown(name) else str(name)
        return self._names.known_organisation(typed) or name_key(typed)

    def _are_two_senders(self, row: Row, cells: Row) -> bool:
        ours, theirs = row.get("org"), cells.get("org")
        return bool(ours and theirs) and self._one(ours) != self._one(theirs)

    def _is_of_one_organisation(self, row: Row, stored_row: ImportRow, cells: Row) -> bool:
        if row.get("org") and cells.get("org"):
            return not self._are_two_senders(row, cells)
        owner = self._owners.get(stored_row.row_id or "")
        theirs = owner or self._one(cells.get("org")) or stored_row.home_org_id
        return self._one(row.get("org") or self._home) == theirs

    def _is_one_title(self, row: Row, cells: Row) -> bool:
        """Tell whether two sessions are called the same at one place, and not by two organisations."""
        if self._are_two_senders(row, cells) or not _agree(row, cells, "title"):
            return False
        return self._is_at_one_place(row, cells) or not (row.get("place") and cells.get("place"))

    def _is_at_one_place(self, row: Row, cells: Row) -> bool:
        return _agree(row, cells, "place") or self._place(row) == self._place(cells) is not None

    def _place(self, row: Row) -> str | None:
        cells = (row.get(name) for name in ("place_key", "lat", "lon"))
        return self._names.known_place(
            row.get("place") or "", *(None if is_unknown(cell) else cell for cell in cells)
        )

    def _is_one_place(self, row: Row, stored_row: ImportRow, cells: Row) -> bool:
        far = _distance_m(row, cells)
        named = _agree(row, cells, "name") or stored_row.row_id in self._names.named(row["name"] or "")
        return far <= ONE_SPOT_M or (named and (far == float("inf") or far <= FAR_M))


def _distance_m(row: Row, cells: Row) -> float:
    """Return how far two rows put a place apart, infinity where one of them does not say where it lies."""
    here, there = row.get("geometry"), cells.get("geometry")
    if is_unknown(here) or there is None:
        return float("inf")
    return float(shapely.distance(here, value_of("geometry", there)))


def _is_at_another_time(row: Row, stored_row: ImportRow) -> bool:
    """Tell whether two lines agree neither in their day nor in their start, both of which both say."""
    cells = json.loads(stored_row.payload)
    ours, theirs = (
        [str(line.get("date") or line.get("byday") or ""), str(line.get("start") or "")]
        for line in (row, cells)
    )
    return all(a and b and a != b for a, b in zip(ours, theirs, strict=True))


def _is_near(row: Row, cells: Row) -> bool:
    earlier = value_of("date", cells.get("date"))
    return earlier is not None and bool(abs((row["date"] - earlier).days) <= FAR_DAYS)


def _agree(row: Row, cells: Row, column: str) -> bool:
    ours, theirs = row.get(column), cells.get(column)
    return not is_unknown(ours) and bool(theirs) and name_key(str(ours)) == name_key(str(theirs)) != ""


def _adds(row: Row, cells: Row) -> bool:
    """Tell whether a row does not say where it is, to one that does: a part of a list, which adds to the whole."""
    is_silent = all(is_unknown(row.get(name)) for name in PLACE_COLUMNS)
    return is_silent and any(cells.get(name) for name in PLACE_COLUMNS)


def _is_unique(row: Row) -> bool:
    registers = {system for system, _ in external_ids(row)}
    return not _REGISTERS.isdisjoint(registers) or _UNIQUE.fullmatch(str(row["key"])) is not None

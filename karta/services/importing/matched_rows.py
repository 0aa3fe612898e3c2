"""Rows of a file with what their names mean in the register: new, changed, the same, or waiting for a place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.services.importing.cell_changes import Changes
from karta.services.importing.roster_people import CrewChange
from karta.services.register.names import Names
from karta.services.register.residents import BANDS, Areas
from karta.store import file_marks

TABLE = {
    "places": "place",
    "areas": "area",
    "population": BANDS,
    "organisations": "organisation",
    "contacts": "contact_function",
    "access": "access_hours",
    "sessions": "activity",
    "roster": "shift_party",
    "needs": "need_rule",
    "sources": "expected_source",
    "calendar": "calendar_row",
    "reports": "report",
}
AT_A_PLACE = frozenset({"access", "sessions", "roster", "needs", "sources"})
# The source of rows that were typed in here, not read from a file.
ENTERED = file_marks.ENTERED
# How a row names its place, and its area.
PLACE_COLUMNS = frozenset({"place", "place_key", "lat", "lon"})
AREA_COLUMNS = frozenset({"area", "code", "code_version"})


class Conflict(NamedTuple):
    """A cell that a person has edited in the app and that a file says otherwise: as the file told it before, as it
    stands in the app, and as the file tells it now; None for blank.
    """

    row: int
    key: str
    column: str
    before: Any
    app: Any
    file: Any


@dataclass(slots=True)
class Bound:
    """A row of a file with what its names mean; `stored_row` is the import row of an earlier time, `row_id` its row."""

    row: dict[str, Any]
    text: str
    place: str | None = None
    organisation: str | None = None
    party: str | None = None
    waits: bool = False
    stored_row: dict[str, Any] | None = None
    row_id: str | None = None
    # What it says, and of a row that the register has already what that changes; None of a new one: all is written.
    said: frozenset[str] = frozenset()
    # What it says again in fewer words than the register, so that it changes nothing.
    confirmed: frozenset[str] = frozenset()
    changes: Changes | None = None

    def stored_key(self, kind: str) -> str:
        """The key that a later file finds it by: a name alone is none, where it has been bound to its place."""
        key = str(self.row["key"])
        is_name = kind == "places" and is_unknown(self.row.get("geometry")) and not external_ids(self.row)
        return f"{key}|{self.row_id}" if is_name and not self.waits else key

    @property
    def names(self) -> set[str | None]:
        """The place and the organisation that it is to be written with, marks of new ones among them."""
        said = self.changes
        own = {self.place} if said is None or not PLACE_COLUMNS.isdisjoint(said) else set()
        return own | {self.organisation} if said is None or "org" in said else own


@dataclass
class Matched:
    """The rows of an intake: `new` have no row yet, `adopted` find one of another origin, `changed` their own."""

    kind: str
    names: Names
    # The name that its rows are kept by: that of the file, numbered where others have sent one of its name.
    source: str = ""
    # The organisation of rows that name none.
    home: str | None = None
    new: list[Bound] = field(default_factory=list)
    adopted: list[Bound] = field(default_factory=list)
    changed: list[Bound] = field(default_factory=list)
    same: set[int] = field(default_factory=set)
    gone: pd.DataFrame = field(default_factory=pd.DataFrame)
    issues: list[Issue] = field(default_factory=list)
    # Expected sources that somebody entered or confirmed by hand, by organisation and place.
    sources: dict[tuple[Any, Any], str] = field(default_factory=dict)
    # The places that its rows are bound to: no two to one.
    taken: set[str] = field(default_factory=set)
    # Cells of changed rows that wait for an answer, and rows of which nothing else changes.
    conflicts: list[Conflict] = field(default_factory=list)
    asked: set[int] = field(default_factory=set)
    # Parts that the app has made of changed lines, as far as they change, and ids of those that the file ends.
    parts: list[Bound] = field(default_factory=list)
    ended_parts: list[str] = field(default_factory=list)
    # Changes of people on roster lines that are stored already.
    crews: list[CrewChange] = field(default_factory=list)
    # The organisations that its rows name, marks of new ones among them.
    organisations: set[str] = field(default_factory=set)
    # The areas of the workspace, for rows of residents and contacts.
    areas: Areas | None = None
    # Its rows as they are called in the register, and the keys of those that their file calls otherwise.
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    keys: dict[str, str] = field(default_factory=dict)
    # Whether ids have been put in: what was written once, or tried, is matched again before it is written again.
    spent: bool = False

    @property
    def stored(self) -> Iterator[Bound]:
        """All rows that accepting would write."""
        yield from self.new
        yield from self.adopted
        yield from self.changed

    @property
    def names_used(self) -> set[str | None]:
        """The places and organisations that its rows are to be written with, marks of new ones among them."""
        return {mark for bound in (*self.stored, *self.parts) for mark in bound.names}


def external_ids(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the ids of other systems that a row of places states, as (system, value)."""
    cell = "" if is_unknown(row.get("external_ids")) else str(row["external_ids"])
    pairs = [text.split("=", 1) for text in cell.split(";") if "=" in text]
    return [(system.strip(), value.strip()) for system, value in pairs]


def stands_alone(kind: str, row: dict[str, Any]) -> bool:
    """Tell whether a row of a roster has a point, route, area or stops of its own instead of a place."""
    return kind == "roster" and not (is_unknown(row.get("geometry")) and is_unknown(row.get("stops")))

"""When and where a shift was held before it was moved: a date of a series that was moved is called by its new day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from karta.i18n import day as day_text
from karta.model.shift import ShiftOccurrence
from karta.services.workspace import Workspace
from karta.store.cells import Row
from karta.store.database import Reading


@dataclass(frozen=True, slots=True)
class FormerTime:
    """Start and end by the clock of the town, and the name of the place, "" where it is there no more."""

    start: datetime
    end: datetime
    place: str

    def text(self, language: str) -> str:
        """Return day, hours and place as people say them: `fre 18 sep 21:00-22:00, Torget`."""
        hours = span_text(self.start, self.end, language)
        return f"{hours}, {self.place}" if self.place else hours


def span_text(start: datetime, end: datetime, language: str) -> str:
    """Return day and hours of two moments of a zone as people say them: `fre 18 sep 21:00-22:00`."""
    return f"{day_text(start, language)} {start:%H:%M}\u2013{end:%H:%M}"


def former_times(workspace: Workspace, reading: Reading, rows: Iterable[Row]) -> dict[str, FormerTime]:
    """Return when and where the shifts of notices were held before, by the ids of the rows; of moved ones alone."""
    moved = [row for row in rows if row["former_start"] is not None]
    if not moved:
        return {}
    places = reading.frame("place", sorted({row["former_place_id"] for row in moved} - {None}))
    names = dict(zip(places["id"], places["name"], strict=True))
    zone = workspace.zone
    return {
        row["id"]: FormerTime(
            row["former_start"].astimezone(zone), row["former_end"].astimezone(zone),
            str(names.get(row["former_place_id"]) or ""),
        )
        for row in moved
    }  # fmt: skip


def moved_from_text(kind: str, occurrence: ShiftOccurrence, language: str, former: FormerTime | None) -> str:
    """Return from where a notice says that a shift was moved, "" where it says nothing of the kind.

    A date of a series that was moved for itself is called by its day; of a series that was moved, also hours and place
    are told.
    """
    if kind == "moved" and occurrence.held_on != occurrence.day:
        return day_text(occurrence.day, language)
    is_elsewhere = kind == "moved" and former is not None and former.start != occurrence.start
    return former.text(language) if former is not None and is_elsewhere else ""


def as_stored(occurrence: ShiftOccurrence) -> Row:
    """Return the columns of a notice that hold when and where a shift was held before."""
    return {
        "former_start": occurrence.start, "former_end": occurrence.end, "former_place_id": occurrence.place_id,
    }  # fmt: skip

"""Name, place and status of a calendar's event, and the settings that all events of a file are read with."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from karta.errors import InputError
from karta.sources.ics_events import Event
from karta.sources.lines import Line
from karta.sources.profiles import plain, words
from karta.sources.row_marks import bare
from karta.sources.row_where_when import position
from karta.sources.table_cells import CellError

_NOWHERE = (float("nan"), float("nan"))

Row = dict[str, Any]


@dataclass
class Reading:
    """The settings that all events of a file are read with, the keys of the rows so far, and how many are bounded."""

    kind: str
    zone: str | None
    today: date
    horizon: date
    answers: dict[str, Any]
    keys: set[str] = field(default_factory=set)
    bounded: int = 0

    def default_zone(self, event: Event) -> str | None:
        """Return the zone of times of an event that name none; None = the clock here."""
        return self.zone or event.calendar_zone

    def leaves_out(self, event: Event) -> bool:
        """Tell whether an event holds nothing although its row cannot say so: a session that is cancelled."""
        return event.cancelled and self.kind == "sessions"

    def new_key(self, *keys: str) -> str:
        """Return the first of some keys that no row has."""
        key = next((key for key in keys if key not in self.keys), keys[-1])
        self.keys.add(key)
        return key


@contextmanager
def faults_noted(event: Event) -> Iterator[None]:
    """Note on an event why it cannot be read, so that the others are."""
    try:
        yield
    except CellError as error:
        event.tell(error.code, "DTSTART", **dict(error.facts))
    except OverflowError:
        event.tell("local_bad", "DTSTART")
    except InputError as error:
        event.tell(error.code, "RRULE" if error.code.startswith("rrule") else "DTEND")


def base_row(event: Event, reading: Reading) -> Row:
    """Return the name, place and status of an event, without its times."""
    title = "" if event.private else event.text("SUMMARY")
    lat, lon = _position(event)
    row: Row = {
        "row": event.row,
        "key": event.key,
        "place": _place(event) or str(reading.answers.get("place", "")),
        "lat": lat,
        "lon": lon,
        "org": str(reading.answers.get("org", "")),
        "title": title,
    }
    if reading.kind == "sessions":
        return row
    confirmed = event.text("STATUS").upper() == "CONFIRMED"
    status = "cancelled" if event.cancelled else "confirmed" if confirmed else "planned"
    return row | {"kind": _role(title), "status": status}


def called_off(row: Row) -> Row:
    """Return the row of a session that does not take place: an earlier file may have it as one that does."""
    return row | {"exdates": row["date"].isoformat()}


def say_cancelled(event: Event) -> None:
    """Say that an event is read as cancelled by its title, or ask where the title may mean that."""
    if event.cancelled_title == "yes" and not event.text("STATUS").upper().startswith("CANCEL"):
        event.tell("cancelled_by_title", event.cancelled_where, "warning")
    elif event.cancelled_title == "perhaps" and not event.cancelled:
        event.tell("cancelled_perhaps", "SUMMARY", "question")


def _place(event: Event) -> str:
    """Return where an event is, without words that call it off."""
    cells = {"place": event.text("LOCATION")}
    bare(cells)
    return cells["place"]


def _position(event: Event) -> tuple[float, float]:
    """Return the position that an event states, checked as in a table; programs write 0;0 for nowhere."""
    lat, _, lon = event.raw("GEO").partition(";")
    if not lat.strip(" 0.") and not lon.strip(" 0."):
        return _NOWHERE
    line = Line(event.row, {"lat": lat, "lon": lon}, {"lat": "GEO", "lon": "GEO"}, {}, event.accepted)
    point = position(line)
    event.issues.extend(line.issues)
    return point


def _role(title: str) -> str:
    """Return the role that a title names, where it names one alone."""
    roles = words("role")
    matches = {roles[word] for word in plain(title).split() if word in roles and roles[word] != "other"}
    return matches.pop() if len(matches) == 1 else "other"

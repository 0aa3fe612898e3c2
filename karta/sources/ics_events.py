"""The events of a calendar file, each with its number and what is to be said about it; when they are is for `ics`.

ATTENDEE, ORGANIZER and DESCRIPTION are never looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import icalendar
from icalendar.error import BrokenCalendarProperty

from karta.errors import InputError, Issue, Severity
from karta.sources import ics_zones, values
from karta.sources.grids import decode
from karta.sources.personal import without_extract, without_mark, without_numbers

MAX_EVENTS = 20_000
# Questions about an event that can be stored as it is; the others need what only another answer says.
_DOUBTS = frozenset({"shift_long", "time_missing"})
_FLOATING = re.compile(r"\d{8}T\d{4}(\d{2})?")
_MARKS = ("BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR")


@dataclass
class Event:
    """A VEVENT with its number in the file, and what is to be said about it."""

    row: int
    component: icalendar.Component
    calendar_zone: str | None
    issues: list[Issue] = field(default_factory=list)
    # Questions that the user has answered with yes.
    accepted: frozenset[str] = frozenset()

    def text(self, name: str) -> str:
        """Return a property as text, "" where there is none; no property that names people is ever asked for."""
        value = self.component.get(name)
        value = value[0] if isinstance(value, list) and value else value
        cleaned, had = without_numbers(str(value).strip() if value is not None else "")
        if had:
            self.tell("personal_number_dropped", name, "warning")
        cleaned, said = without_extract(cleaned)
        if said:
            self.tell("extract_dropped", name, "warning")
        return without_mark(cleaned)

    @property
    def uid(self) -> str:
        """The identity of the series; an event without one is known by its name and start."""
        raw = self.component.get("UID")
        return str(raw).strip() if raw else f"{self.text('SUMMARY')}|{self.raw('DTSTART')}"

    @property
    def moved(self) -> bool:
        """Whether the event stands for one occurrence of a series."""
        return self.component.get("RECURRENCE-ID") is not None

    @property
    def stands(self) -> bool:
        """Whether nothing found so far keeps the event from being stored."""
        return all(issue.severity not in {"error", "question"} for issue in self.issues)

    @property
    def cancelled(self) -> bool:
        """Whether the event does not take place."""
        return self.text("STATUS").upper() == "CANCELLED"

    @property
    def is_floating(self) -> bool:
        """Whether it begins at a time of day that belongs to no zone."""
        zone = getattr(self.component.get("DTSTART"), "params", {}).get("TZID")
        return zone is None and _FLOATING.fullmatch(self.raw("DTSTART")) is not None

    def raw(self, name: str) -> str:
        """Return a property as the file has it."""
        value = self.component.get(name)
        if value is None or isinstance(value, list):
            return ""
        try:
            said = value.to_ical()
            return said if isinstance(said, str) else bytes(said).decode("utf-8", "replace")
        except (BrokenCalendarProperty, AttributeError, ValueError):
            return ""

    def tell(self, code: str, name: str | None, severity: Severity | None = None, **facts: Any) -> None:
        """Note an issue of a property."""
        if code in self.accepted and code in _DOUBTS:
            return
        level = severity or ("question" if code in values.QUESTIONS else "error")
        shown = without_numbers(self.raw(name)[:80])[0] if name else ""
        self.issues.append(Issue(self.row, name, code, level, shown or None, tuple(facts.items())))


def read_events(path: Path) -> tuple[list[Event], str]:
    """Return the events of a file, numbered from 1, and the name of its calendar.

    Raises
    ------
    InputError
        When it is broken, cut off, or has too many events.
    """
    calendars = _calendars(path)
    events = list(_events(calendars))
    if len(events) > MAX_EVENTS:
        raise InputError("file_rows", rows=MAX_EVENTS)
    named = (without_numbers(str(c.get("X-WR-CALNAME") or "").strip())[0] for c in calendars)
    return events, next((name for name in named if name), "")


def latest(events: list[Event]) -> tuple[list[Event], list[Issue]]:
    """Return the newest version of each event, and the older ones as repetitions."""
    newest: dict[tuple[str, str], Event] = {}
    issues = []
    for event in events:
        key = event.uid, event.raw("RECURRENCE-ID")
        known = newest.setdefault(key, event)
        if known is event:
            continue
        older, newer = sorted((known, event), key=_sequence)
        newest[key] = newer
        issues.append(Issue(older.row, None, "row_duplicate", "note", facts=(("first", newer.row),)))
    return sorted(newest.values(), key=lambda event: event.row), issues


def _calendars(path: Path) -> list[icalendar.Component]:
    text = decode(path.read_bytes(), path.name)
    if "\n" not in text:  # old Macs
        text = text.replace("\r", "\n")
    try:
        found: list[icalendar.Component] = list(icalendar.Calendar.from_ical(text, multiple=True))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise InputError("file_unreadable") from error
    # A calendar that is cut off would be read without its last events, and nobody would know.
    marks = {mark: len(re.findall(rf"^{mark}\s*$", text, re.MULTILINE | re.IGNORECASE)) for mark in _MARKS}
    begun = sum(len(calendar.walk("VEVENT")) for calendar in found)
    if not {begun, marks["BEGIN:VEVENT"]} == {marks["END:VEVENT"]} or not marks["END:VCALENDAR"]:
        raise InputError("file_unreadable")
    return found


def _events(calendars: list[icalendar.Component]) -> Iterator[Event]:
    at = 0
    for calendar in calendars:
        default = ics_zones.known_zone(calendar.get("X-WR-TIMEZONE"))
        for at, component in enumerate(calendar.walk("VEVENT"), start=at + 1):  # noqa: B020 - numbers run on
            yield Event(at, component, default)


def _sequence(event: Event) -> int:
    text = event.raw("SEQUENCE")
    return int(text) if text.isdecimal() else 0

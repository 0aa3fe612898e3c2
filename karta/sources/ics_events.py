"""The events of a calendar file, each with its number and its issues; their times are read by `ics`.

ATTENDEE, ORGANIZER and DESCRIPTION are never looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import icalendar
from icalendar.error import BrokenCalendarProperty

from karta.errors import InputError, Issue, Severity
from karta.model import typed_text
from karta.sources import ics_zones, values
from karta.sources.cancelled_titles import Cancelled, cancelled_by
from karta.sources.ics_lines import Lines, read_lines
from karta.sources.personal import without_extract, without_mark, without_numbers

MAX_EVENTS = 20_000
# Questions about an event that can be stored as it is; the others need what only another answer says.
_DOUBTS = frozenset(
    {"shift_long", "time_missing", "cancelled_perhaps", "event_older", "changed_and_excepted"}
)
_PRIVATE = frozenset({"PRIVATE", "CONFIDENTIAL"})
_CANCELLED = frozenset({"CANCELLED", "CANCELED"})
_HIDDEN = "•••"
_FLOATING = re.compile(r"\d{8}T\d{4}(\d{2})?")


@dataclass
class Event:
    """A VEVENT with its number in the file, and its issues."""

    row: int
    component: icalendar.Component
    calendar_zone: str | None
    issues: list[Issue] = field(default_factory=list)
    # Questions that the user has answered with yes.
    accepted: frozenset[str] = frozenset()
    # What its rows are known by where several events share an identity.
    own_key: str = ""
    # What the calendar does with its events: PUBLISH, REQUEST, CANCEL.
    method: str = ""
    # Where it begins in the file.
    line: int = 1

    def text(self, name: str) -> str:
        """Return a property as text, "" where there is none; no property that names people is ever asked for."""
        value = self.component.get(name)
        value = value[0] if isinstance(value, list) and value else value
        typed = typed_text.without_controls(str(value)).strip() if value is not None else ""
        if typed_text.is_unreadable(typed):
            self.tell("text_unreadable", name)
            return ""
        if len(typed) > typed_text.MOST_OF_WORDS:
            self.tell("cell_too_long", name, most=typed_text.MOST_OF_WORDS)
            return ""
        cleaned, had = without_numbers(typed)
        if had:
            self.tell("personal_number_dropped", name, "warning")
        cleaned, had_extract = without_extract(cleaned)
        if had_extract:
            self.tell("extract_dropped", name, "warning")
        return without_mark(cleaned)

    @property
    def uid(self) -> str:
        """The identity of the series; an event without one is known by its name and start."""
        raw = self.component.get("UID")
        return str(raw).strip() if raw else f"{self.text('SUMMARY')}|{self.raw('DTSTART')}"

    @property
    def place(self) -> str:
        """What it calls its place, to tell it from others by; that is never asked about."""
        return without_numbers(typed_text.quoted(self.raw("LOCATION")))[0]

    @property
    def key(self) -> str:
        """What its first row is known by: the identity of the series, unless several events share that."""
        return self.own_key or self.uid

    @property
    def private(self) -> bool:
        """Whether nobody but its owner is to read what it is about."""
        return str(self.component.get("CLASS") or "").strip().upper() in _PRIVATE

    @property
    def is_free(self) -> bool:
        """Whether the event says that it takes no time of its owner's: a birthday, a reminder."""
        return str(self.component.get("TRANSP") or "").strip().upper() == "TRANSPARENT"

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
        """Whether the event does not take place: by its status, by its calendar's method, or plainly by its title."""
        status = str(self.component.get("STATUS") or "").strip().upper()
        return status in _CANCELLED or self.method == "CANCEL" or self.cancelled_title == "yes"

    @property
    def cancelled_title(self) -> Cancelled:
        """Whether the title, the place or a category says that the event does not take place; also of a private one."""
        return self._cancelled[0]

    @property
    def cancelled_where(self) -> str:
        """The property that says so."""
        return self._cancelled[1]

    @cached_property
    def _cancelled(self) -> tuple[Cancelled, str]:
        spoken = [(cancelled_by(self.raw(name)), name) for name in ("LOCATION", "CATEGORIES")]
        title: Cancelled = cancelled_by(str(self.component.get("SUMMARY") or ""))
        # A place may be called anything: only what is plain there counts.
        plain = [(said, name) for said, name in spoken if said == "yes"]
        return plain[0] if plain and title != "yes" else (title, "SUMMARY")

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
            encoded = value.to_ical()
            return encoded if isinstance(encoded, str) else bytes(encoded).decode("utf-8", "replace")
        except (BrokenCalendarProperty, AttributeError, ValueError):
            return ""

    def tell(self, code: str, name: str | None, severity: Severity | None = None, **facts: Any) -> None:
        """Note an issue of a property."""
        if code in self.accepted and code in _DOUBTS:
            return
        level = severity or ("question" if code in values.ROW_QUESTIONS else "error")
        shown = without_numbers(typed_text.quoted(self.raw(name)[:80]))[0] if name else ""
        if name in {"SUMMARY", "CATEGORIES"} and self.private:
            shown = _HIDDEN
        facts["file_line"] = self.line
        self.issues.append(Issue(self.row, name, code, level, shown or None, tuple(facts.items())))


def read_events(path: Path) -> tuple[list[Event], str, list[Issue]]:
    """Return the events of a file, numbered from 1, the name of its calendar, and issues of single lines.

    Raises
    ------
    InputError
        When it is broken, cut off, or has too many events.
    """
    lines = read_lines(path)
    if len(lines.events) > MAX_EVENTS:
        raise InputError("file_rows", rows=MAX_EVENTS)
    calendars = _calendars(lines)
    events = list(_events(calendars))
    if len(events) != len(lines.events):
        raise InputError("file_unreadable")
    for event, line in zip(events, lines.events, strict=True):
        event.line = line
    names = (without_numbers(str(c.get("X-WR-CALNAME") or "").strip())[0] for c in calendars)
    return events, next((name for name in names if name), ""), lines.issues


def _calendars(lines: Lines) -> list[icalendar.Component]:
    """Return the calendars of a file; zones that it describes badly are left out, and asked about where needed."""
    faults = (ValueError, KeyError, IndexError, TypeError, AttributeError)
    try:
        try:
            return list(icalendar.Calendar.from_ical(lines.text(), multiple=True))
        except faults:
            return list(icalendar.Calendar.from_ical(lines.text(zones=False), multiple=True))
    except faults as error:
        raise InputError("file_unreadable") from error


def _events(calendars: list[icalendar.Component]) -> Iterator[Event]:
    at = 0
    for calendar in calendars:
        default = ics_zones.zone_key(calendar.get("X-WR-TIMEZONE"))
        method = str(calendar.get("METHOD") or "").strip().upper()
        for at, component in enumerate(calendar.walk("VEVENT"), start=at + 1):  # noqa: B020 - numbers run on
            yield Event(at, component, default, method=method)

"""Visits as an iCalendar feed: lasting names, called-off and declined ones as cancelled, and nothing about people.

Place, hours, the state of the answer and the purpose; no name, no words that anybody has typed but the place's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from icalendar import Event

from karta.i18n import text
from karta.reports.calendar import empty

STATUS = {
    "planned": "TENTATIVE", "accepted": "CONFIRMED", "done": "CONFIRMED",
    "declined": "CANCELLED", "called_off": "CANCELLED", "not_done": "CANCELLED",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """A visit of a calendar: its lasting name, instants (UTC), place, state, and whether two functions go."""

    visit_id: str
    start: datetime
    end: datetime
    place: str
    state: str
    joint: bool


def calendar(visits: Sequence[CalendarVisit], now: datetime, language: str) -> bytes:
    """Return visits as a calendar file; an event keeps its UID for good, a later file counts as newer, by minute."""
    feed = empty(text("visits.calendar_name", language))
    for visit in visits:
        feed.add_component(_event(visit, now, language))
    written: bytes = feed.to_ical()
    return written


def _event(visit: CalendarVisit, now: datetime, language: str) -> Event:
    event = Event()
    event.add("uid", f"{visit.visit_id}@karta")
    event.add("dtstamp", now)
    event.add("dtstart", visit.start)
    event.add("dtend", visit.end)
    event.add("sequence", int(now.timestamp()) // 60)
    status = STATUS[visit.state]
    event.add("status", status)
    title = text("visits.calendar_visit", language, place=visit.place)
    if status == "CANCELLED":
        title = text("web.cancelled_title", language, title=title)
        event.add("transp", "TRANSPARENT")
    event.add("summary", title)
    event.add("location", visit.place)
    state = text(f"visits.states.{visit.state}", language)
    lines = [f"{state[:1].upper()}{state[1:]}."]
    if visit.joint:
        lines.append(text("visits.calendar_joint", language))
    lines.append(text("visits.calendar_purpose", language))
    event.add("description", "\n".join(lines))
    return event

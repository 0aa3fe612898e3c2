"""Shifts as an iCalendar feed: lasting names, cancelled ones as cancelled with their notice, alarms, no people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vText

from karta.i18n import text
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY

PRODUCT = "-//Karta//Karta//SV"
REFRESH = timedelta(hours=1)
# What a volunteer is told of a shift below its minimum, in place of what counts.
FEW = "web.few"


def calendar(
    occurrences: Sequence[ShiftOccurrence],
    person_id: str,
    now: datetime,
    language: str,
    *,
    alarm_days: int,
    notices: Mapping[str, Sequence[str]],
) -> bytes:
    """Return one person's shifts as a calendar file.

    An occurrence keeps its UID for good, and a later file counts as newer, by the minute: how often anything was done
    in the workspace is nobody's to know.
    A shift below its minimum, or one that is only waited for, is tentative. One of the `occurrences` that the person is
    not on is a suggestion: it takes no time in the calendar. `notices` has sentences by the shift's name; a
    shift below its minimum rings `alarm_days` before, and every shift a day before.
    """
    feed = empty(text("web.calendar_name", language))
    for occurrence in occurrences:
        event = _event(occurrence, person_id, now, language, notices.get(occurrence.occurrence_id, ()))
        for days in sorted({1, alarm_days if occurrence.missing else 1} - {0}):
            if not occurrence.cancelled and occurrence.state_of(person_id) != "waiting":
                event.add_component(_alarm(occurrence, days, language))
        feed.add_component(event)
    written: bytes = feed.to_ical()
    return written


def empty(name: str) -> Calendar:
    """Return a calendar of a name with nothing in it, which programs ask for anew every hour."""
    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    feed.add("x-published-ttl", vText("PT1H"))
    return feed


def summary(occurrence: ShiftOccurrence, language: str) -> str:
    """Return what a shift is called in a line: its title or what it is, and where."""
    what = occurrence.title or text(f"web.purpose_{occurrence.purpose}", language)
    return f"{what}: {occurrence.place}"


def counted(occurrence: ShiftOccurrence, language: str, few: str = "web.understaffed") -> str:
    """Return how many have signed up, or are known; below the minimum, what `few` says: that it does not count yet."""
    if not occurrence.adults_known:
        return text("web.rostered_unknown", language)
    if not occurrence.opened:
        return text("web.rostered", language, count=occurrence.adults)
    if occurrence.phase == "understaffed":
        missing, least = occurrence.missing, occurrence.min_team
        return text(few, language, count=occurrence.adults, missing=missing, least=least)
    signed = len(occurrence.going)
    if signed < occurrence.adults:
        key = "web.present_full" if occurrence.is_full else "web.present"
        return text(key, language, count=occurrence.adults, signed=signed)
    return text("web.full" if occurrence.is_full else "web.staffed", language, count=occurrence.adults)


def uncounted(occurrence: ShiftOccurrence, language: str) -> str:
    """Return that adults of a shift count for nothing, and why; "" where all of them count."""
    parties = [party for party in occurrence.parties if not party.admitted]
    if not parties:
        return ""
    names = ", ".join(party.organisation for party in parties if party.organisation)
    if not names and occurrence.whole:
        return text("web.of_nobody", language)
    some = names and len(parties) < len(occurrence.parties)
    key = "web.not_admitted_of" if some else "web.not_admitted"
    return text(key, language, count=len(parties), names=names)


def _alarm(occurrence: ShiftOccurrence, days: int, language: str) -> Alarm:
    title = summary(occurrence, language)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -days * DAY)
    few = text("web.alarm", language, count=occurrence.missing, title=title)
    alarm.add("description", few if occurrence.missing else text("web.reminder", language, title=title))
    return alarm


def _event(
    occurrence: ShiftOccurrence,
    person_id: str,
    now: datetime,
    language: str,
    notices: Sequence[str],
) -> Event:
    state = occurrence.state_of(person_id)
    event = Event()
    event.add("uid", f"{occurrence.occurrence_id}@karta")
    event.add("dtstamp", now)
    event.add("dtstart", occurrence.start)
    event.add("dtend", occurrence.end)
    event.add("sequence", int(now.timestamp()) // 60)
    lines = [*notices, counted(occurrence, language, FEW)]
    title = summary(occurrence, language)
    if occurrence.cancelled:
        title = text("web.cancelled_title", language, title=title)
        lines = [text("web.cancelled", language), occurrence.notice]
        event.add("status", "CANCELLED")
    else:
        if state == "waiting":
            title = text("web.waiting_title", language, title=title)
        if state is None:
            title = text("web.free_title", language, count=occurrence.missing, title=title)
            lines.append(text("web.free_what", language))
            event.add("transp", "TRANSPARENT")
        event.add("status", "TENTATIVE" if occurrence.missing or state == "waiting" else "CONFIRMED")
    for name in ("fetch", "meeting_point", "call_before", "notes", "invite_to"):
        if getattr(occurrence, name):
            lines.append(text(f"web.{name}", language, what=getattr(occurrence, name)))
    event.add("summary", title)
    event.add("location", occurrence.place)
    event.add("description", "\n".join(line for line in lines if line))
    return event

"""Shifts as an iCalendar feed: lasting names, cancelled ones as cancelled with their notice, alarms, no people."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event, vText

from karta.i18n import text
from karta.model.shift import Turn

PRODUCT = "-//Karta//Karta//SV"
REFRESH = timedelta(hours=1)
DAY = timedelta(days=1)


def calendar(
    turns: Sequence[Turn],
    person_id: str,
    revision: int,
    now: datetime,
    language: str,
    *,
    alarm_days: int,
    told: Mapping[str, Sequence[str]],
) -> bytes:
    """Return one person's shifts as a calendar file.

    An occurrence keeps its UID for good. `revision` is the workspace's, so that a later file always counts as newer.
    A shift below its minimum, or one that is only waited for, is tentative. One of the `turns` that the person is not
    on is a suggestion: it takes no time in the calendar. `told` has sentences of notices by the shift's name; a shift
    below its minimum rings `alarm_days` before, and every shift a day before.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", text("web.calendar_name", language))
    found.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    found.add("x-published-ttl", vText("PT1H"))
    for turn in turns:
        event = _event(turn, person_id, revision, now, language, told.get(turn.turn_id, ()))
        for days in sorted({1, alarm_days if turn.missing else 1} - {0}):
            if not turn.cancelled and turn.state_of(person_id) != "waiting":
                event.add_component(_alarm(turn, days, language))
        found.add_component(event)
    written: bytes = found.to_ical()
    return written


def summary(turn: Turn, language: str) -> str:
    """Return what a shift is called in a line: its title or what it is, and where."""
    return f"{turn.title or text('web.shift', language)}: {turn.place}"


def counted(turn: Turn, language: str) -> str:
    """Return how many have signed up; below the minimum, that the shift does not count yet."""
    if turn.phase == "understaffed":
        return text("web.understaffed", language, count=turn.adults, least=turn.min_team)
    return text("web.full" if turn.is_full else "web.staffed", language, count=turn.adults)


def _alarm(turn: Turn, days: int, language: str) -> Alarm:
    title = summary(turn, language)
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -days * DAY)
    few = text("web.alarm", language, count=turn.missing, title=title)
    alarm.add("description", few if turn.missing else text("web.reminder", language, title=title))
    return alarm


def _event(
    turn: Turn, person_id: str, revision: int, now: datetime, language: str, told: Sequence[str]
) -> Event:
    state = turn.state_of(person_id)
    event = Event()
    event.add("uid", f"{turn.turn_id}@karta")
    event.add("dtstamp", now)
    event.add("dtstart", turn.start)
    event.add("dtend", turn.end)
    event.add("sequence", revision)
    lines = [*told, counted(turn, language)]
    title = summary(turn, language)
    if turn.cancelled:
        title = text("web.cancelled_title", language, title=title)
        lines = [text("web.cancelled", language), turn.notice]
        event.add("status", "CANCELLED")
    else:
        if state == "waiting":
            title = text("web.waiting_title", language, title=title)
        if state is None:
            title = text("web.free_title", language, count=turn.missing, title=title)
            lines.append(text("web.free_what", language))
            event.add("transp", "TRANSPARENT")
        event.add("status", "TENTATIVE" if turn.missing or state == "waiting" else "CONFIRMED")
    for name in ("meeting_point", "notes", "invite_to"):
        if getattr(turn, name):
            lines.append(text(f"web.{name}", language, what=getattr(turn, name)))
    event.add("summary", title)
    event.add("location", turn.place)
    event.add("description", "\n".join(line for line in lines if line))
    return event

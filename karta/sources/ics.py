"""Calendars: events of a team site or a calendar program become rows of a roster or of sessions.

ATTENDEE, ORGANIZER and DESCRIPTION are never looked at. Rules are judged as text before anything expands them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model.recurrence import MOST_OCCURRENCES, WEEKDAYS, parse_rule, rule_dates
from karta.model.rows import ROWS
from karta.model.rrule import from_rrule
from karta.model.schedule import Schedule
from karta.sources import ics_zones as zones
from karta.sources.ics_events import Event, latest, read_events
from karta.sources.intake import Intake, frame_of, settle
from karta.sources.lines import Line
from karta.sources.profiles import plain, words
from karta.sources.row_checks import LONG_SHIFT_MINUTES
from karta.sources.row_parts import position
from karta.sources.table_cells import CellError

HORIZON_YEARS = 2
_FINE = re.compile(r"FREQ=(HOURLY|MINUTELY|SECONDLY)", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_DAY = 24 * 60
_NOWHERE = (float("nan"), float("nan"))
_PRIVATE = {"PRIVATE", "CONFIDENTIAL"}

Row = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What all events of a file are read with."""

    kind: str
    zone: str | None
    horizon: date
    answers: dict[str, Any]
    dates_out: dict[str, set[date]]
    series: frozenset[str]


def read_ics(path: Path, kind: str, answers: dict[str, Any]) -> Intake:
    """Return a row for each event of a calendar, in wall time here; a moved occurrence is a row of its own.

    Rules without an end are bounded by the horizon that `notes["horizon"]` states.

    Raises
    ------
    InputError
        When it is no calendar that can be read, or the kind is neither roster nor sessions.
    """
    if kind not in {"roster", "sessions"}:
        raise InputError("kind_not_in_format", kind=kind, format="ics")
    events, name = read_events(path)
    reading = Reading(
        kind=kind,
        zone=zones.known_zone(answers.get("zone")),
        horizon=_horizon(events, answers),
        answers=answers,
        dates_out={},
        series=frozenset(event.uid for event in events if not event.moved),
    )
    for event in events:
        event.accepted = frozenset(answers.get("accept", ()))
    events, replaced = latest(events)
    rows: list[Row] = []
    # Moved and cancelled occurrences first: their dates are left out of the series that they belong to.
    for event in sorted(events, key=lambda e: not e.moved):
        try:
            rows.extend(_rows(event, reading))
        except CellError as error:
            event.tell(error.code, "DTSTART", **dict(error.facts))
        except InputError as error:
            event.tell(error.code, "RRULE" if error.code.startswith("rrule") else "DTEND")
    kept, double = settle(sorted(rows, key=lambda row: int(row["row"])))
    issues = [issue for event in events for issue in event.issues] + replaced + double
    if floating := sum(e.is_floating and e.stands for e in events if not _default(e, reading)):
        issues.append(Issue(None, "DTSTART", "zone_unsaid", "warning", facts=(("count", floating),)))
    dropped = sum(1 for event in events if kind == "sessions" and event.cancelled and event.stands)
    return Intake(
        kind=kind,
        rows=frame_of(kept, ROWS[kind]),
        issues=sorted(issues, key=lambda issue: issue.row or 0),
        rows_read=len(events) + len({issue.row for issue in replaced}) - dropped,
        source=path.name,
        notes={"horizon": reading.horizon, "cancelled": dropped, "calendar": name},
    )


def _horizon(events: list[Event], answers: dict[str, Any]) -> date:
    """Return the last day that rules without an end are read for: the end of the second year after the newest."""
    given = answers.get("horizon")
    if isinstance(given, date):
        return given
    years = [
        int(text[:4])
        for event in events
        for text in (event.raw("DTSTART"), event.raw("DTSTAMP"))
        if text[:4].isdecimal() and 1970 <= int(text[:4]) <= 2200
    ]
    return date(max(years, default=1970) + HORIZON_YEARS, 12, 31)


def _rows(event: Event, reading: Reading) -> list[Row]:
    """Return the rows of an event: one, and one more for each further date that it names."""
    default = _default(event, reading)
    start, end = _span(event, default)
    if start is None or end is None:
        return []
    if event.moved:
        return _moved(event, reading, start, end, default)
    if event.cancelled and reading.kind == "sessions":
        return []
    base = _base(event, reading)
    rule = event.raw("RRULE")
    if isinstance(event.component.get("RRULE"), list):
        raise InputError("rrule_unreadable")
    if not rule:
        _wall(event, "DTSTART", start)
        _wall(event, "DTEND", end)
        rows = [base | _single(event, start, end)]
    else:
        _count(rule)
        parse_rule(rule)
        if not zones.same_clock(start.tzinfo, start):
            moved = zones.here(start).date() != start.date()
            if moved or "zone_differs" not in reading.answers.get("accept", ()):
                event.tell("zone_differs", "DTSTART", "question", zone=str(start.tzinfo))
                return []
            start, end = start.astimezone(zones.HERE), end.astimezone(zones.HERE)
        rows = [base | _series(event, rule, start, end, reading, default)]
    further = zones.read_times(event.component, "RDATE", default)
    if len(further) > MOST_OCCURRENCES:
        raise InputError("rrule_too_many", most=MOST_OCCURRENCES)
    for at, length in further:
        if isinstance(at, datetime):
            extra = _single(event, at, at + (length or end - start))
            rows.append(base | extra | {"key": f"{base['key']}|{extra['date']}"})
    return rows


def _default(event: Event, reading: Reading) -> str | None:
    """Return the zone of times of an event that name none; None = the clock here."""
    return reading.zone or event.calendar_zone


def _span(event: Event, default: str | None) -> tuple[datetime | None, datetime | None]:
    """Return start and end with their zones; what keeps them from being known is noted on the event."""
    start = zones.read_time(event.component, "DTSTART", default)
    if not isinstance(start, datetime):
        event.tell("cell_blank" if start is None else "all_day", "DTSTART")
        return None, None
    end = zones.read_time(event.component, "DTEND", default)
    if end is None and event.component.get("DURATION") is not None:
        length = zones.plain_time(event.component.get("DURATION"))
        end = start + length if isinstance(length, timedelta) else None
    if not isinstance(end, datetime):
        event.tell("cell_blank", "DTEND")
        return None, None
    if not _FIRST_YEAR <= start.year <= _LAST_YEAR:
        event.tell("date_far", "DTSTART", year=start.year)
        return None, None
    # The rule is judged before the length: what repeats each second is refused for that.
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    if end <= start and not event.raw("RRULE"):
        event.tell("end_not_after_start", "DTEND")
        return None, None
    return start, end


def _wall(event: Event, name: str, at: datetime) -> None:
    """Ask about a time that the night of the clock change skips."""
    wall = at.replace(tzinfo=None)
    if at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) != wall:
        event.tell("time_missing", name)


def _moved(event: Event, reading: Reading, start: datetime, end: datetime, default: str | None) -> list[Row]:
    if "RANGE" in getattr(event.component["RECURRENCE-ID"], "params", {}):
        event.tell("range_unsupported", "RECURRENCE-ID")
        return []
    original = zones.read_time(event.component, "RECURRENCE-ID", default)
    at = zones.here(original).date() if isinstance(original, datetime) else original
    uid = event.uid
    if at is not None and uid in reading.series:
        reading.dates_out.setdefault(uid, set()).add(at)
    if event.cancelled and reading.kind == "sessions":
        return []
    row = _base(event, reading) | _single(event, start, end) | {"key": f"{uid}|{at}"}
    return [row | {"replaces": uid, "original_date": at} if uid in reading.series else row]


def _single(event: Event, start: datetime, end: datetime) -> Row:
    first, last = zones.here(start), zones.here(end)
    minutes = (end - start).total_seconds() / 60
    if minutes >= LONG_SHIFT_MINUTES:
        # An event over days is a camp; one of 23 hours ends an hour before it begins, and is rather a slip.
        event.tell(
            "shift_long", "DTEND", "question" if minutes < _DAY else "warning", hours=round(minutes / 60, 1)
        )
    return {
        "date": first.date(),
        "start": f"{first:%H:%M}",
        "end": f"{last:%H:%M}",
        "end_date": last.date(),
        "start_offset_min": zones.offset_minutes(start),
        "end_offset_min": zones.offset_minutes(end),
    }


def _series(
    event: Event, rule: str, start: datetime, end: datetime, reading: Reading, default: str | None
) -> Row:
    """Return when a series is held: weekdays where they say it, else its rule, bounded; exceptions as dates."""
    first = start.replace(tzinfo=None)
    out = set(reading.dates_out.get(event.uid, ()))
    for at, _ in zones.read_times(event.component, "EXDATE", default):
        if isinstance(at, datetime) and zones.here(at).time() == first.time():
            out.add(zones.here(at).date())
        elif not isinstance(at, datetime):
            out.add(at)
    schedule: Schedule = from_rrule(rule, first, end.replace(tzinfo=None), zones.HERE, out)
    last = schedule.valid_to
    if schedule.rrule:
        # More than a thousand dates are refused here, not when somebody looks at a week.
        rule_dates(
            schedule.rrule, first, first.date(), last or max(reading.horizon, first.date()), zones.HERE
        )
    ends = last is not None or "COUNT=" in schedule.rrule or "UNTIL=" in schedule.rrule
    return {
        "date": schedule.on,
        "start": f"{schedule.start:%H:%M}",
        "end": f"{schedule.end:%H:%M}",
        "byday": ";".join(day for day in WEEKDAYS if day in schedule.byday) or None,
        "rrule": schedule.rrule or None,
        "valid_from": schedule.valid_from,
        "valid_to": last if ends else max(reading.horizon, first.date()),
        "exdates": ";".join(sorted(day.isoformat() for day in out)) or None,
    }


def _base(event: Event, reading: Reading) -> Row:
    """Return what an event says apart from when: its name, its place, and how sure it is."""
    hidden = event.text("CLASS").upper() in _PRIVATE
    title = "" if hidden else event.text("SUMMARY")
    lat, lon = _position(event)
    row: Row = {
        "row": event.row,
        "key": event.uid,
        "place": event.text("LOCATION") or str(reading.answers.get("place", "")),
        "lat": lat,
        "lon": lon,
        "org": str(reading.answers.get("org", "")),
        "title": title,
    }
    if reading.kind == "sessions":
        return row
    status = {"CONFIRMED": "confirmed", "CANCELLED": "cancelled"}.get(event.text("STATUS").upper(), "planned")
    return row | {"kind": _role(title), "status": status}


def _count(rule: str) -> None:
    """Refuse a number of occurrences that no calendar of people has, before anything is expanded."""
    match = re.search(r"COUNT=(\d+)", rule, re.IGNORECASE)
    if match and len(match[1]) < 20 and int(match[1]) > MOST_OCCURRENCES and not _FINE.search(rule):
        raise InputError("rrule_too_many", most=MOST_OCCURRENCES)


def _position(event: Event) -> tuple[float, float]:
    """Return where an event says that it is, checked as in a table; programs write 0;0 for nowhere."""
    lat, _, lon = event.raw("GEO").partition(";")
    if not lat.strip(" 0.") and not lon.strip(" 0."):
        return _NOWHERE
    line = Line(event.row, {"lat": lat, "lon": lon}, {"lat": "GEO", "lon": "GEO"}, {}, event.accepted)
    found = position(line)
    event.issues.extend(line.issues)
    return found


def _role(title: str) -> str:
    """Return the role that a title names, where it names one alone."""
    known = words("role")
    found = {known[word] for word in plain(title).split() if word in known and known[word] != "other"}
    return found.pop() if len(found) == 1 else "other"

"""Calendars: events of a team site or a calendar program become rows of a roster or of sessions.

ATTENDEE, ORGANIZER and DESCRIPTION are never looked at. Rules are judged as text before anything expands them.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model.rows import ROWS, WHEN
from karta.sources import ics_zones as zones
from karta.sources.ics_events import Event, read_events
from karta.sources.ics_exceptions import day_of, meant
from karta.sources.ics_properties import Reading, Row, base_row, called_off, faults_noted, say_cancelled
from karta.sources.ics_series import Series, rows_of, series_of
from karta.sources.ics_times import BUSY, is_possible, single, span
from karta.sources.ics_versions import latest
from karta.sources.intake import Intake, frame_of, settle
from karta.sources.table_cells import CellError

HORIZON_YEARS = 2
_MESSAGES = frozenset({"REQUEST", "CANCEL", "ADD", "REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"})
_OFF = timedelta(hours=1)

# The events that changed occurrences belong to, by their identity.
Owners = dict[str, list[Series]]
Originals = dict[str, list[tuple[date, bool]]]


def read_ics(path: Path, kind: str, answers: dict[str, Any], today: date | None = None) -> Intake:
    """Return a row for each event of a calendar, in wall time here; a moved occurrence is a row of its own.

    Rules without an end are bounded by the horizon that `notes["horizon"]` states, counted from `today`.

    Raises
    ------
    InputError
        When it is no calendar that can be read, or the kind is neither roster nor sessions.
    """
    if kind not in {"roster", "sessions"}:
        raise InputError("kind_not_in_format", kind=kind, format="ics")
    all_events, name, issues = read_events(path)
    if BUSY in answers.get("accept", ()):
        all_events = [event for event in all_events if not event.is_free]
    reading = _reading(kind, answers, today or datetime.now(zones.HERE).date())
    for event in all_events:
        event.accepted = frozenset(answers.get("accept", ()))
        say_cancelled(event)
    events, replaced = latest(all_events)
    rows = _rows(events, reading)
    distinct, duplicates = settle(sorted(rows, key=lambda row: int(row["row"])), answers)
    issues += [issue for event in events for issue in event.issues] + replaced + duplicates
    if floating := sum(e.is_floating and e.stands for e in events if not reading.default_zone(e)):
        issues.append(Issue(None, "DTSTART", "zone_unsaid", "warning", facts=(("count", floating),)))
    if reading.bounded:
        facts = (("count", reading.bounded), ("date", reading.horizon))
        issues.append(Issue(None, "RRULE", "series_bounded", "note", facts=facts))
    stored = {row["row"] for row in rows}
    # An invitation, or a change of one, is no calendar: what is not in it is not gone.
    is_part = bool(all_events) and all(event.method in _MESSAGES or event.moved for event in all_events)
    without = sum(event.stands and event.row not in stored for event in events)
    return Intake(
        kind=kind,
        rows=frame_of(distinct, ROWS[kind]),
        issues=sorted(issues, key=lambda issue: issue.row or 0),
        rows_read=len(all_events) - without,
        source=path.name,
        notes={
            "horizon": reading.horizon,
            "cancelled": without,
            "calendar": name,
            "part": is_part,
            "accepted": sorted(answers.get("accept", ())),
        },
        # A calendar says all of when: a rule, an end or an exception that is gone is not there any more.
        whole=frozenset(column.name for column in WHEN),
    )


def _reading(kind: str, answers: dict[str, Any], today: date) -> Reading:
    """Return the settings of a file; rules without end are read until the end of the second year from now."""
    answer = answers.get("horizon")
    horizon = answer if isinstance(answer, date) else date(today.year + HORIZON_YEARS, 12, 31)
    return Reading(kind, zones.zone_key(answers.get("zone")), today, horizon, answers)


def _rows(events: list[Event], reading: Reading) -> list[Row]:
    """Return the rows of all events; changed occurrences first, which take dates out of the series they belong to."""
    originals = _originals(events, reading)
    owners: Owners = defaultdict(list)
    for event in events:
        if not event.moved:
            with faults_noted(event):
                series = series_of(event, reading, originals.get(event.uid, ()))
                owners[event.uid] += [series] if series is not None else []
    series_uids = {event.uid for event in events if not event.moved}
    rows: list[Row] = []
    for event in events:
        if event.moved:
            with faults_noted(event):
                rows += _moved(event, reading, owners[event.uid], in_series=event.uid in series_uids)
    for series in (series for of_one in owners.values() for series in of_one):
        with faults_noted(series.event):
            rows += rows_of(series, reading)
    return rows


def _originals(events: list[Event], reading: Reading) -> Originals:
    """Return the dates that changed occurrences stand for, and whether for all later ones, by identity."""
    originals: Originals = defaultdict(list)
    for event in events:
        try:
            at = _original(event, reading) if event.moved else None
        except (CellError, OverflowError):
            continue  # said where its rows are made
        if at is not None and is_possible(at):
            originals[event.uid].append((at, _onwards(event)))
    return originals


def _moved(event: Event, reading: Reading, owners: list[Series], *, in_series: bool) -> list[Row]:
    """Return the row of a changed occurrence; what it replaces is taken out, whether it can be read itself or not."""
    original = _original(event, reading)
    if original is None:
        raise CellError("local_bad")
    if not is_possible(original):
        event.tell("date_far", "RECURRENCE-ID", year=original.year)
        return []
    owner = next((series for series in owners if meant(original, series.walls)[0]), None) or next(
        iter(owners), None
    )
    at = day_of(original)
    if owner is not None and _onwards(event):
        owner.drop_from(original)
    elif owner is not None:
        at = owner.drop(original, "RECURRENCE-ID", event)
        if owner.excepts(original) and not event.cancelled:
            event.tell("changed_and_excepted", "RECURRENCE-ID", "question", date=at)
    if _onwards(event) and not event.cancelled:
        event.tell("range_unsupported", "RECURRENCE-ID")
    if _onwards(event) or (in_series and reading.leaves_out(event)):
        return []
    return _changed(event, reading, owner, original, at)


def _changed(event: Event, reading: Reading, owner: Series | None, original: date, at: date) -> list[Row]:
    """Return the row of an occurrence that a calendar holds at another time, or cancels."""
    start, end = _own_times(event, reading, owner, original)
    if start is None or end is None:
        return []
    key = owner.event.key if owner is not None else event.uid
    own: Row = {"key": reading.new_key(f"{key}|{at}", f"{key}|{at}|{event.raw('RECURRENCE-ID')}")}
    # Its series may stand in the file, or have come in with another one: an invitation that is changed comes alone.
    if owner is None or owner.rule:
        own |= {"replaces": key, "original_date": at}
    base = base_row(event, reading)
    if event.cancelled and not base["place"] and owner is not None:
        # It takes its date out of the series; nobody needs to be told where it would have been.
        base |= {name: base_row(owner.event, reading)[name] for name in ("place", "lat", "lon")}
    rows = [base | own | times for times in single(event, start, end)]
    return [called_off(row) for row in rows] if reading.leaves_out(event) else rows


def _own_times(
    event: Event, reading: Reading, owner: Series | None, original: date
) -> tuple[datetime | None, datetime | None]:
    """Return start and end of a changed occurrence; one that is cancelled need not say them again."""
    default = reading.default_zone(event)
    start = zones.read_time(event.component, "DTSTART", default)
    timed = isinstance(start, datetime) and {"DTEND", "DURATION"} & set(event.component)
    if not event.cancelled or timed:
        return span(event, default)
    if not isinstance(original, datetime):
        at = owner.first.time() if owner is not None else time()
        original = datetime.combine(original, at, tzinfo=zones.HERE)
    # Whatever it would have lasted: nobody comes.
    return original, original + _OFF if owner is None else owner.end_of(original)


def _original(event: Event, reading: Reading) -> date | None:
    """Return what a changed occurrence stands for: the date as it is written where nobody knows its zone."""
    try:
        return zones.read_time(event.component, "RECURRENCE-ID", reading.default_zone(event))
    except CellError as error:
        if error.code != "zone_lost":
            raise
        return day_of(zones.plain_time(event.component["RECURRENCE-ID"]))


def _onwards(event: Event) -> bool:
    """Tell whether a changed occurrence stands for all later ones, too."""
    return "RANGE" in getattr(event.component["RECURRENCE-ID"], "params", {})

"""Moving a shift to another day: one date, all from a date on, or all to come; those who have signed up are told.

One date stays the occurrence that it was: series and original date name it, and its people and cancellation hang on
them. Where the days of a series move, its dates get other names, and everything on them comes along: dates with hours
of their own, too, but those that were moved for themselves stay. What has been is never moved.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from karta.errors import ConflictError, InputError
from karta.model import day_bounds
from karta.model.schedule import WEEKDAYS, instant
from karta.model.shift import ShiftOccurrence, ShiftVersion, occurrence_key
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters.changes import LONGEST_SEASON, changing, unchanged
from karta.services.rosters.date_copies import carry_over
from karta.services.rosters.former_times import as_stored
from karta.services.rosters.notices import DAYS_MOVED, News
from karta.services.rosters.occurrences import occurrences_of
from karta.services.rosters.repetition import ended, repeats, single_day
from karta.services.rosters.series import Scope, is_first
from karta.services.rosters.shift_copies import insert_copy
from karta.services.rosters.shift_rows import Row, copied_values
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.notices import put


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a move: how many people are told, and how many of them have another shift that speaks against it."""

    notified: int
    clashing: int


def move(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    to: date,
    scope: Scope,
    *,
    version: ShiftVersion,
) -> Moved:
    """Hold an occurrence on another date, or it and all later ones, or all to come, as much earlier or later.

    Who has signed up stays on and is told; whoever has another shift then, or too little rest, is told that too.

    Raises
    ------
    ConflictError
        `row_changed`, `shift_cancelled`, `shift_rule` (a series by a rule is moved date by date), `shift_same_day`
        where the series is held at that time anyway.
    InputError
        `shift_begun`, `shift_in_past`, `moved_far`.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    day_bounds.checked(to)
    news = News()
    with changing(workspace, viewer, "move_shift", version.shift_id, version, news) as (act, shift, schedule):
        occurrence = unchanged(act, occurrence_id, version)
        by = to - occurrence.held_on
        _check(workspace, occurrence, by)
        if by and (scope == "one" or not repeats(schedule)):
            move_one(act, shift, schedule, occurrence, to)
            _refuse_doubles(act, {occurrence.series_id}, {occurrence.occurrence_id}, occurrence.day)
        elif by:
            if scope == "all":
                occurrence = _next(workspace, act, shift)
                _check(workspace, occurrence, by)
            series_id = _move_series(workspace, act, shift, schedule, occurrence.day, by, news)
            _refuse_doubles(act, {schedule["id"], series_id}, {*news.renamed.values()}, occurrence.day)
        if by:
            name = occurrence.occurrence_id
            key = occurrence_key(news.renamed.get(name, name))
            put(act, "moved", *key, [None], as_stored(occurrence))
    return Moved(len(news.notified), len(news.clashing))


def move_one(act: Act, shift: Row, schedule: Row, occurrence: ShiftOccurrence, to: date) -> None:
    """Hold one occurrence on another date, within a running act; a date of a series gets a shift of its own."""
    if repeats(schedule):
        insert_copy(act, shift, act.insert("schedule", [single_day(schedule, occurrence.day, to)])[0])
        return
    closing = schedule["end_date"]
    values = {
        "date": to, "original_date": occurrence.day, "school_days_only": False, "valid_from": None, "valid_to": None,
        "end_date": closing and closing + (to - occurrence.held_on),
        # The hours are those of the clock, also where it shows another time of the year.
        "start_offset_min": None, "end_offset_min": None,
    }  # fmt: skip
    act.update("schedule", schedule["id"], None, values)


def _check(workspace: Workspace, occurrence: ShiftOccurrence, by: timedelta) -> None:
    if occurrence.cancelled:
        raise ConflictError("shift_cancelled")
    if occurrence.start <= workspace.now():
        raise InputError("shift_begun")
    if abs(occurrence.held_on + by - occurrence.day) > DAYS_MOVED * DAY:
        raise InputError("moved_far", most=DAYS_MOVED)
    wall = datetime.combine(occurrence.held_on + by, occurrence.original_start.time())
    if instant(wall, workspace.zone) <= workspace.now():
        raise InputError("shift_in_past")


def _move_series(
    workspace: Workspace, act: Act, shift: Row, schedule: Row, first: date, by: timedelta, news: News
) -> str:
    """Move the days of a series from its day `first` on, and return the series that they are in afterwards."""
    if schedule["rrule"]:
        raise ConflictError("shift_rule")
    series_id: str = schedule["id"]
    later = occurrences_of(Reading(act.connection), [schedule["id"]], first, first + LONGEST_SEASON * DAY)
    values = _moved(schedule, by)
    if is_first(schedule, first, workspace.zone):
        act.update("schedule", series_id, None, values)
    else:
        series_id = act.insert("schedule", [{**copied_values(schedule), **values, "valid_from": first + by}])[
            0
        ]
        insert_copy(act, shift, series_id)
        act.update("schedule", schedule["id"], None, ended(schedule, first - DAY, workspace.zone))
    carry_over(act, schedule["id"], series_id, first, by)
    news.renamed |= {
        occurrence.occurrence_id: f"{series_id}.{(occurrence.day + by).isoformat()}" for occurrence in later
    }
    return series_id


def _moved(schedule: Row, by: timedelta) -> Row:
    """Return the values of a weekly series all of whose days are as much later."""
    days = [WEEKDAYS.index(day) for day in schedule["byday"].split(";")]
    exdates = [date.fromisoformat(day) + by for day in (schedule["exdates"] or "").split(";") if day]
    valid = {name: schedule[name] and schedule[name] + by for name in ("valid_from", "valid_to")}
    return {
        "byday": ";".join(WEEKDAYS[day] for day in sorted((day + by.days) % 7 for day in days)),
        "exdates": ";".join(sorted(day.isoformat() for day in exdates)) or None,
        **valid,
    }


def _next(workspace: Workspace, act: Act, shift: Row) -> ShiftOccurrence:
    """Return the next occurrence of a series that has not begun, also one with values of its own.

    Those that are off, and those that were moved for themselves and stay where they are, are passed over.
    """
    today = workspace.today
    coming = occurrences_of(
        Reading(act.connection), [shift["schedule_id"]], today - DAY, today + LONGEST_SEASON * DAY
    )
    return next(
        occurrence
        for occurrence in coming
        if occurrence.held_on == occurrence.day
        and occurrence.start > workspace.now()
        and not occurrence.cancelled
    )


def _refuse_doubles(act: Act, series_ids: set[str], moved: set[str], around: date) -> None:
    """Raise ConflictError where a moved occurrence lies upon another one of its series: nobody goes twice at once."""
    first, last = around - DAYS_MOVED * DAY, around + LONGEST_SEASON * DAY
    reading = Reading(act.connection)
    held = [
        occurrence
        for occurrence in occurrences_of(reading, series_ids, first, last)
        if not occurrence.cancelled
    ]
    for before, after in pairwise(sorted(held, key=lambda occurrence: occurrence.start)):
        if after.start < before.end and {before.occurrence_id, after.occurrence_id} & moved:
            raise ConflictError("shift_same_day", day=after.held_on)

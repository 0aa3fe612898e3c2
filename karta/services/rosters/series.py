"""Changes of a shift that repeats: from one occurrence on, and the days on which it is not held."""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from karta.errors import ConflictError
from karta.model.shift import ShiftOccurrence, ShiftVersion
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, belonging_to, require
from karta.services.rosters import notices
from karta.services.rosters.cancelling import call_off
from karta.services.rosters.changes import (
    LONGEST_SEASON,
    changing,
    edit_all,
    edit_occurrence,
    unchanged,
)
from karta.services.rosters.date_copies import carry_over, open_copies
from karta.services.rosters.occurrences import occurrences_of, shown_shift
from karta.services.rosters.repetition import begun, days_held, ended, repeats
from karta.services.rosters.shift_copies import insert_copy
from karta.services.rosters.shift_rows import Row, copied_values
from karta.services.rosters.shift_values import edited
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

# What a change means: this occurrence, it and all later ones, or all of them.
Scope = Literal["one", "from", "all"]
SCOPES: tuple[Scope, ...] = ("one", "from", "all")
# How far ahead one chooses the days on which a shift is not held.
WEEKS = 26


def edit(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    scope: Scope,
    *,
    version: ShiftVersion,
    verb: str | None = None,
    **values: Any,
) -> None:
    """Give one occurrence, it and all later ones, or all of them other values (EDITABLE), as `scope` says.

    `verb` is what the history calls the change, by default that it is one; `version` is that of the occurrence.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed it since.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    if scope == "all":
        edit_all(workspace, viewer, version.shift_id, version=version, verb=verb, **values)
    elif scope == "from":
        edit_from(workspace, viewer, occurrence_id, version=version, verb=verb, **values)
    else:
        edit_occurrence(workspace, viewer, occurrence_id, version=version, verb=verb, **values)


def edit_from(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    *,
    version: ShiftVersion,
    verb: str | None = None,
    **values: Any,
) -> None:
    """Give an occurrence and all later ones other hours, another place, other sizes or notes (EDITABLE).

    What was before stays as it was: the later ones become a series of their own, and who is on them comes along.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed or cancelled the first of them since `version` was read.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    news = notices.News()
    with changing(workspace, viewer, verb or "edit_shift_from", version.shift_id, version, news) as (
        act, shift, schedule,
    ):  # fmt: skip
        first_edited = unchanged(act, occurrence_id, version)
        if not repeats(schedule):
            raise ConflictError("shift_single")
        first = first_edited.day
        whole = is_first(schedule, first, workspace.zone)
        if not whole:
            new = edited(act, shift, schedule, values)
            later = _later(act, schedule["id"], first)
            later_schedule = {
                **copied_values(schedule), **new.schedule, **begun(schedule, first, workspace.zone)
            }  # fmt: skip
            series = act.insert("schedule", [later_schedule])[0]
            insert_copy(act, shift, series, new)
            before = ended(schedule, first - DAY, workspace.zone)
            act.update("schedule", schedule["id"], version.schedule, before)
            carry_over(act, schedule["id"], series, first)
            open_copies(act, [schedule["id"], series], values, first)
            news.renamed |= {
                occurrence.occurrence_id: f"{series}.{occurrence.day.isoformat()}" for occurrence in later
            }
    if whole:
        # Nothing came before: the whole series is what is meant.
        edit_all(workspace, viewer, version.shift_id, version=version, verb=verb, first=first, **values)


def days_off(workspace: Workspace, viewer: Viewer, shift_id: str) -> dict[date, bool]:
    """Return the days of the weeks to come on which a repeating shift falls, and whether it is left out on each."""
    require(viewer, "plan_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        shift = shown_shift(reading, viewer, shift_id)
        require(
            viewer, "plan_shifts", belonging_to(*(party["organisation_id"] for party in shift["parties"]))
        )
        (schedule,) = reading.frame("schedule", [shift["schedule_id"]]).to_dict("records")
    return _days_off({str(name): value for name, value in schedule.items()}, workspace)


def set_days_off(
    workspace: Workspace,
    viewer: Viewer,
    shift_id: str,
    off: Collection[date],
    notice: str = "",
    *,
    version: ShiftVersion,
) -> None:
    """Leave a repeating shift out on those of the days of `days_off`, and on no other of them.

    Who has signed up for a day that is left out sees it as cancelled, with the notice.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    with changing(workspace, viewer, "days_off", shift_id, version) as (act, shift, schedule):
        off_by_day = _days_off(schedule, workspace)
        other_days_off = _excluded(schedule) - off_by_day.keys()
        new = {day for day in off if not off_by_day.get(day, True)}
        # One that was moved is held on a day off, or is to be held in place of one.
        since = workspace.today - notices.DAYS_MOVED * DAY
        meant = [
            each
            for each in _later(act, schedule["id"], since)
            if each.held_on in new or (each.day in new and each.start > workspace.now())
        ]
        notice_days = call_off(act, shift["id"], meant, notice)
        silent = other_days_off | ({day for day in off if day in off_by_day} - notice_days)
        text = ";".join(sorted(day.isoformat() for day in silent)) or None
        act.update("schedule", schedule["id"], version.schedule, {"exdates": text})


def is_first(schedule: Row, day: date, zone: ZoneInfo) -> bool:
    """Tell whether a repeating schedule falls on no day before one of its days."""
    start = schedule["valid_from"] or schedule["date"]
    return start is not None and not days_held(schedule, start, day - DAY, zone)


def _days_off(schedule: Row, workspace: Workspace) -> dict[date, bool]:
    first, last = workspace.today, workspace.today + WEEKS * 7 * DAY
    first, last = max(first, schedule["valid_from"] or first), min(last, schedule["valid_to"] or last)
    off = _excluded(schedule)
    return {day: day in off for day in sorted(days_held(schedule, first, last, workspace.zone))}


def _excluded(schedule: Row) -> set[date]:
    return {date.fromisoformat(day) for day in (schedule["exdates"] or "").split(";") if day}


def _later(act: Act, series_id: str, first: date) -> list[ShiftOccurrence]:
    return occurrences_of(Reading(act.connection), [series_id], first, first + LONGEST_SEASON * DAY)

"""Cancelling: one date of a shift, or all from a day on; those who signed up are told, and see why."""

from collections.abc import Iterable
from datetime import date

from karta.errors import ConflictError
from karta.model import day_bounds
from karta.model.shift import ShiftOccurrence, ShiftVersion
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.free_text import about_places
from karta.services.rosters.changes import LONGEST_SEASON, changing, unchanged
from karta.services.rosters.notices import DAYS_MOVED
from karta.services.rosters.occurrences import occurrences_of
from karta.services.rosters.repetition import days_held, ended, repeats
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading


def cancel(
    workspace: Workspace, viewer: Viewer, occurrence_id: str, notice: str = "", *, version: ShiftVersion
) -> None:
    """Cancel one occurrence; those who signed up see it as cancelled, with the notice."""
    require(viewer, "plan_shifts", WORKSPACE)
    with changing(workspace, viewer, "cancel_turn", version.shift_id, version) as (act, shift, _):
        occurrence = unchanged(act, occurrence_id, version)
        if not occurrence.cancelled:
            except_day(act, shift["schedule_id"], occurrence, notice)


def cancel_from(
    workspace: Workspace,
    viewer: Viewer,
    shift_id: str,
    first: date,
    notice: str = "",
    *,
    version: ShiftVersion,
) -> None:
    """End a repeating shift before a day; those who have signed up for later days see them as cancelled.

    A date that was moved goes or stays by the day on which it is held.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    day_bounds.checked(first)
    with changing(workspace, viewer, "end_shift", shift_id, version) as (act, _, schedule):
        if not repeats(schedule):
            raise ConflictError("shift_single")
        notice_days = call_off(act, shift_id, _held_from(act, schedule["id"], first), notice)
        # The last day that somebody is notified of keeps the series open; the days before it end without a notice.
        last = max(notice_days, default=first - DAY)
        silent = {day.isoformat() for day in days_held(schedule, first, last, workspace.zone) - notice_days}
        exdates = sorted({*(schedule["exdates"] or "").split(";"), *silent} - {""})
        values = {**ended(schedule, last, workspace.zone), "exdates": ";".join(exdates) or None}
        act.update("schedule", schedule["id"], version.schedule, values)


def call_off(act: Act, shift_id: str, occurrences: Iterable[ShiftOccurrence], notice: str) -> set[date]:
    """Cancel the occurrences of a series that people are on, and those that are shifts of their own.

    Returns the days of the series itself, `shift_id`, on which people are: they see the notice. Its other days need no
    cancelling where they are left out of it.
    """
    meant = [each for each in occurrences if each.sign_ups or each.shift_id != shift_id]
    for occurrence in meant:
        if not occurrence.cancelled:
            except_day(act, act.row("shift", occurrence.shift_id)["schedule_id"], occurrence, notice)
    return {occurrence.day for occurrence in meant if occurrence.shift_id == shift_id}


def _held_from(act: Act, series_id: str, first: date) -> list[ShiftOccurrence]:
    """Return the occurrences of a series that are held from a day on, whenever they were to be held first."""
    since, horizon = first - DAYS_MOVED * DAY, first + LONGEST_SEASON * DAY
    every = occurrences_of(Reading(act.connection), [series_id], since, horizon)
    return [occurrence for occurrence in every if occurrence.held_on >= first]


def except_day(act: Act, schedule_id: str, occurrence: ShiftOccurrence, notice: str) -> None:
    """Cancel an occurrence with a notice to those who signed up."""
    start = f"{occurrence.held_on}T{occurrence.original_start:%H:%M}"
    row = {
        "schedule_id": schedule_id,
        "original_start": start,
        "what": "cancelled",
        "notice": about_places(notice),
    }
    act.insert("schedule_exception", [row])

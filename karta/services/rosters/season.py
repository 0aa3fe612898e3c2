"""A season of shifts copied into another one."""

from datetime import date, timedelta

from karta.errors import InputError
from karta.model import day_bounds
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.rosters.changes import LONGEST_SEASON
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between, resource_of
from karta.services.rosters.shift_copies import insert_copy
from karta.services.rosters.shift_rows import Row, check_ahead, copied_values
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading


def copy_season(workspace: Workspace, viewer: Viewer, from_day: date, to_day: date, new_from: date) -> int:
    """Copy the shifts of a season into one that begins in the week of another day, and return how many.

    Weekdays, hours, places and parties are copied; people, exceptions and changes of single days are not.

    Raises
    ------
    InputError
        `season_reversed` where a season ends before it begins, is longer than a year, or is copied onto itself;
        `shift_in_past` where the new one would have a shift that has begun already.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    for day in (from_day, to_day, new_from):
        day_bounds.checked(day)
    weeks = (_monday(new_from) - _monday(from_day)).days // 7
    if not 0 <= (to_day - from_day).days <= LONGEST_SEASON or weeks < 1:
        raise InputError("season_reversed", first=from_day, last=to_day)
    offset = 7 * weeks * DAY
    with workspace.act(viewer, "copy_season") as act:
        days_by_shift: dict[str, list[date]] = {}
        # What a roster states of its own season says nothing about the next.
        for occurrence in occurrences_between(Reading(act.connection), from_day, to_day, WITH_PEOPLE):
            if (
                not occurrence.cancelled
                and not occurrence.from_roster
                and allowed(viewer, "plan_shifts", resource_of(occurrence))
            ):
                days_by_shift.setdefault(occurrence.shift_id, []).append(occurrence.held_on)
        copied = 0
        for shift_id, days in days_by_shift.items():
            shift = act.row("shift", shift_id)
            schedule = act.row("schedule", shift["schedule_id"])
            if schedule["replaces_id"] is None:
                check_ahead(workspace, days[0] + offset, schedule["start"])
                _copy(act, shift, schedule, days[0] + offset, to_day + offset)
                copied += 1
    return copied


def _copy(act: Act, shift: Row, schedule: Row, first: date, last: date) -> None:
    values = {**copied_values(schedule), "original_date": None}
    if schedule["date"] is not None:
        values |= {"date": first}
    else:
        values |= {"valid_from": first, "valid_to": last, "exdates": None}
    series = act.insert("schedule", [values])[0]
    # No file speaks of it: what came in was of the other season.
    insert_copy(act, shift, series, of_line=False)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())

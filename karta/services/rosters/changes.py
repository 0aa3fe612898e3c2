"""Changes of shifts, planned in the app or read from a roster: repeat, edit one date or all.

An occurrence is identified by its series and original date, and sign-ups refer to it: `moving` gives it another date.
Each change hands in the version of what was read, so that nobody overwrites what she has not seen.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import day_bounds
from karta.model.shift import ShiftOccurrence, ShiftVersion
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters import notices
from karta.services.rosters.date_copies import carry_people, open_copies
from karta.services.rosters.occurrences import occurrence_by_id
from karta.services.rosters.repetition import repeats, single_day
from karta.services.rosters.shift_copies import insert_copy
from karta.services.rosters.shift_rows import Row, check_owner, weekly
from karta.services.rosters.shift_values import edited, write
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading

LONGEST_SEASON = 400


def repeat(
    workspace: Workspace,
    viewer: Viewer,
    shift_id: str,
    until: date | None,
    exdates: Sequence[date] = (),
    *,
    version: ShiftVersion,
) -> None:
    """Repeat a single shift every week from its date on, but not on `exdates`; who has signed up stays on."""
    require(viewer, "plan_shifts", WORKSPACE)
    for day in (until, *exdates):
        day_bounds.checked(day)
    news = notices.News()
    with changing(workspace, viewer, "repeat_shift", shift_id, version, news) as (act, _, schedule):
        if repeats(schedule) or schedule["replaces_id"] is not None:
            raise ConflictError("shift_repeats")
        series, day = schedule["id"], schedule["date"]
        if until is not None and until < day:
            raise InputError("season_reversed", first=day, last=until)
        act.update("schedule", series, version.schedule, weekly(day, until, exdates))
        # A shift that had been moved was called by its first date: a series is called by the dates that it has.
        original = schedule["original_date"] or day
        if original != day:
            carry_people(act, series, series, original, day - original)
            news.renamed[f"{series}.{original.isoformat()}"] = f"{series}.{day.isoformat()}"


def edit_all(
    workspace: Workspace,
    viewer: Viewer,
    shift_id: str,
    *,
    version: ShiftVersion,
    verb: str | None = None,
    first: date = date.min,
    **values: Any,
) -> None:
    """Give every occurrence of a shift other hours, another place, other sizes or notes (EDITABLE).

    Occurrences that were changed one by one keep their own values, but are opened for sign-up with the others, those
    that are held from `first` on.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed the shift since `version` was read.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    with changing(workspace, viewer, verb or "edit_shift", shift_id, version) as (act, shift, schedule):
        write(act, shift, schedule, edited(act, shift, schedule, values))
        open_copies(act, [schedule["id"]], values, first)


def edit_occurrence(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    *,
    version: ShiftVersion,
    verb: str | None = None,
    **values: Any,
) -> None:
    """Give one occurrence other hours, another place, other sizes or notes (EDITABLE); the others stay as they are.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has changed or cancelled it since `version` was read.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    with changing(workspace, viewer, verb or "edit_turn", version.shift_id, version) as (
        act,
        shift,
        schedule,
    ):
        write_one(act, shift, schedule, unchanged(act, occurrence_id, version), values)


def write_one(
    act: Act, shift: Row, schedule: Row, occurrence: ShiftOccurrence, values: Mapping[str, Any]
) -> None:
    """Write other values of one occurrence: of a series it becomes a shift of its own."""
    new = edited(act, shift, schedule, values)
    if not repeats(schedule):
        write(act, shift, schedule, new)
        return
    single = {**single_day(schedule, occurrence.day, occurrence.held_on), **new.schedule}
    insert_copy(act, shift, act.insert("schedule", [single])[0], new)


@contextmanager
def changing(
    workspace: Workspace,
    viewer: Viewer,
    verb: str,
    shift_id: str,
    version: ShiftVersion,
    news: notices.News | None = None,
) -> Iterator[tuple[Act, Row, Row]]:
    """Open an act on one shift and give its row and its schedule's row; people who have signed up are notified.

    `news` tells afterwards whom; a block that gives occurrences another id says so in it.

    Raises
    ------
    ConflictError
        `row_changed` unless its rows are as they were when `version` was read.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    with workspace.act(viewer, verb) as act:
        shift = act.row("shift", shift_id)
        if shift["superseded_at"] is not None:
            raise NotFoundError("shift_missing")
        parties = act.rows("shift_party", "shift_id", [shift_id])
        check_owner(viewer, [row["organisation_id"] for row in parties])
        schedule = act.row("schedule", shift["schedule_id"])
        stops = act.rows("shift_stop", "shift_id", [shift_id])
        active = [row for row in parties if row["status"] != "cancelled"]
        rows = tuple((row["id"], row["version"]) for row in (*stops, *active))
        if not version.has_rows_of(ShiftVersion(shift_id, shift["version"], schedule["version"], rows)):
            raise ConflictError("row_changed", table="shift")
        with notices.following(act, workspace, [schedule["replaces_id"] or schedule["id"]], news):
            yield act, shift, schedule


def unchanged(act: Act, occurrence_id: str, version: ShiftVersion) -> ShiftOccurrence:
    """Return an occurrence that still is as it was when `version` was read. Raises ConflictError, NotFoundError.

    Whoever changes one date of a series leaves the rows of the series alone: the date is another shift's from then on.
    """
    occurrence = occurrence_by_id(Reading(act.connection), occurrence_id)
    if occurrence.version != version:
        raise ConflictError("row_changed", table="shift")
    return occurrence


def current_occurrence(workspace: Workspace, occurrence_id: str) -> ShiftOccurrence:
    """Return an occurrence as it stands. Raises NotFoundError."""
    with workspace.store.reading() as reading:
        return occurrence_by_id(reading, occurrence_id)

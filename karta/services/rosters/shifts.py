"""Shifts, as those who plan them act: create from a gap, look ahead and back. Every roster line is one.

Signing up itself is in `sign_ups`, changes are in `changes`, and what came of a shift in `follow_up.shift_reports`.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from karta.errors import NotFoundError
from karta.model.shift import ShiftOccurrence, ShiftPlan
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.register import organisations
from karta.services.rosters import invite_target
from karta.services.rosters.occurrences import (
    WITH_PEOPLE,
    occurrence_by_id,
    occurrences_between,
    visible,
)
from karta.services.rosters.shift_rows import check_ahead, check_plan, insert_plan
from karta.services.workspace import Workspace
from karta.store.occurrences import Part

# How far ahead the list of shifts looks: as far as a volunteer's own page.
DAYS_AHEAD = 56
DAYS_BACK = 14


@dataclass(frozen=True)
class Ahead:
    """The occurrences of the days to come that people can sign up to: those that need more first, each list by time."""

    understaffed: list[ShiftOccurrence]
    staffed: list[ShiftOccurrence]
    cancelled: list[ShiftOccurrence]


def create_shift(
    workspace: Workspace,
    viewer: Viewer,
    plan: ShiftPlan,
    *,
    new_organisation: str = "",
    afterwards: bool = False,
) -> str:
    """Store a shift that people can sign up to, and return its id.

    `new_organisation` is the name of one that joins those of the plan and may not be in the register yet: it comes
    with the shift or not at all. A plan of that one alone names a blank in its place. `afterwards` says that a shift
    which has begun already is meant: it is entered to be reported. A shift to invite from that does not say to what
    gets the nearest activity that is open to all and free then.

    Raises
    ------
    InputError
        `shift_in_past` when it has begun already and that is not meant.
    NotAllowedError
        When an organiser plans for others alone, or names an organisation that it may not put into the register.
    NotFoundError
        When the place or an organisation is not in the register.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    if not afterwards:
        check_ahead(workspace, plan.day, plan.start)
    if plan.purpose == "invite" and not plan.invite_to.strip():
        target = invite_target.nearest(workspace, viewer, plan.place_id, plan.day, plan.start, plan.end)
        plan = replace(plan, invite_to=target)
    with workspace.act(viewer, "create_shift") as act:
        if new_organisation.strip():
            new = organisations.put_organisation(act, viewer, new_organisation, workspace.today)
            plan = replace(plan, organisations=tuple(dict.fromkeys((*filter(None, plan.organisations), new))))
        check_plan(act, viewer, plan)
        return insert_plan(act, plan)


def ahead(workspace: Workspace, viewer: Viewer, days: int = DAYS_AHEAD) -> Ahead:
    """Return the shifts for sign-up of the days to come: understaffed ones first, while there is time to fill them.

    Lines of rosters that nobody can sign up to are in `roster_lines`.
    """
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(reading, workspace.today, workspace.today + days * DAY, WITH_PEOPLE)
        occurrences = visible(reading, viewer, [each for each in occurrences if each.end > workspace.now()])
    by_phase: dict[str, list[ShiftOccurrence]] = {}
    for occurrence in occurrences:
        phase = occurrence.phase
        # Closed again with people on it, a line of a roster is told here: they may not know.
        by_phase.setdefault("staffed" if phase in ("full", "rostered") else phase, []).append(occurrence)
    return Ahead(*(by_phase.get(phase, []) for phase in ("understaffed", "staffed", "cancelled")))


def occurrence(workspace: Workspace, viewer: Viewer, occurrence_id: str) -> ShiftOccurrence:
    """Return an occurrence as it stands now. Raises NotFoundError, also for one that is not shared with the viewer."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        shown = visible(reading, viewer, [occurrence_by_id(reading, occurrence_id)])
    if not shown:
        raise NotFoundError("occurrence_unknown")
    return shown[0]


def past(workspace: Workspace, viewer: Viewer, days: int = DAYS_BACK) -> list[ShiftOccurrence]:
    """Return the shifts for sign-up of the last days, the latest first, cancelled ones left out."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(reading, workspace.today - days * DAY, workspace.today, WITH_PEOPLE)
        gone = [each for each in occurrences if each.start <= workspace.now() and not each.cancelled]
        return visible(reading, viewer, reversed(gone))


def at_place(
    workspace: Workspace, viewer: Viewer, place_id: str, start: datetime, end: datetime
) -> list[ShiftOccurrence]:
    """Return the shifts at a place that share time with a span (aware), by time."""
    require(viewer, "see_shifts", WORKSPACE)
    zone = workspace.zone
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    with workspace.store.reading() as reading:
        occurrences = occurrences_between(reading, first - DAY, last, Part(place_id=place_id))
        meant = [each for each in occurrences if each.start < end and each.end > start]
        return visible(reading, viewer, meant)

"""Accepting proposed walks: one by one or all of them, as one act that one press takes back."""

from collections.abc import Sequence

from karta.errors import ConflictError, InputError
from karta.model.shift import MAX_TEAM, ShiftPlan
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.services.child_view import ChildView
from karta.services.planning.shift_plans import Walk, WalkProposal
from karta.services.rosters.occurrences import occurrences_between
from karta.services.rosters.shift_rows import check_ahead, check_plan, insert_plan
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.occurrences import Part


def accept(
    workspace: Workspace,
    viewer: Viewer,
    proposal: WalkProposal,
    walks: Sequence[Walk],
    organisation_id: str,
    answers: ChildView,
) -> int:
    """Make shifts that people can sign up to of walks of a proposal, in one act, and return how many.

    `organisation_id` is whose shifts they become. Nobody is put on one: they count once enough have signed up.

    Raises
    ------
    InputError
        `child_view_missing` where a question from the children's side is open, `walk_plan_empty` without a walk,
        `shift_in_past` for one that has begun.
    ConflictError
        `walk_plan_old` where a shift was made or changed at the place and hours since the proposal was made.
    NotAllowedError
        When the shifts would be another organisation's.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    require_for(viewer, "see_gaps", proposal.audience)
    answers.check(workspace.today)
    chosen = [walk for walk in proposal.walks if walk in walks]
    if not chosen:
        raise InputError("walk_plan_empty")
    with workspace.act(viewer, "accept_walks", answers.note(len(chosen))) as act:
        for walk in chosen:
            check_ahead(workspace, walk.start.date(), f"{walk.start:%H:%M}")
            _check_free(act, walk, proposal.revision)
            plan = _plan(walk, organisation_id)
            check_plan(act, viewer, plan)
            insert_plan(act, plan)
    return len(chosen)


def _check_free(act: Act, walk: Walk, revision: int) -> None:
    """Raise ConflictError where a shift was made or changed at the hours of a walk after a revision."""
    day = walk.start.date()
    around = occurrences_between(
        Reading(act.connection), day - DAY, walk.end.date() + DAY, Part(place_id=walk.place_id)
    )
    for shift in around:
        newest = max(shift.version.shift, shift.version.schedule)
        if shift.start < walk.end and shift.end > walk.start and newest > revision and not shift.cancelled:
            raise ConflictError("walk_plan_old", place=walk.place)


def _plan(walk: Walk, organisation_id: str) -> ShiftPlan:
    return ShiftPlan(
        walk.place_id,
        walk.start.date(),
        f"{walk.start:%H:%M}",
        f"{walk.end:%H:%M}",
        (organisation_id,) if organisation_id else (),
        min_team=walk.adults,
        max_team=max(walk.adults, MAX_TEAM),
    )

"""A shift whose people part and go several ways at once: the first keeps the shift, each other gets one of its own.

A shift counts its adults at every stop that it has, so that two ways on one shift would count each adult twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from karta.errors import InputError
from karta.model.shift import ShiftOccurrence, ShiftPlan, ShiftVersion, Stop
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.rosters.changes import changing, unchanged, write_one
from karta.services.rosters.shift_rows import check_ahead, check_plan, insert_plan, route_values
from karta.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GroupWay:
    """What a group is called, its line (EPSG:3006), and its timed stops."""

    name: str
    line: Any
    stops: Sequence[Stop]


def part(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    ways: Sequence[GroupWay],
    *,
    version: ShiftVersion,
) -> None:
    """Give an occurrence the first of several ways, and make a shift of the same hours for each of the others.

    Who has signed up stays on the first. All is one act, that one press takes back.

    Raises
    ------
    InputError
        `walk_groups_closed` where people cannot sign up to the shift, `shift_in_past` for one that has begun.
    ConflictError
        `row_changed` when somebody has changed it since `version` was read.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    with changing(workspace, viewer, "take_ways", version.shift_id, version) as (act, shift, schedule):
        occurrence = unchanged(act, occurrence_id, version)
        if not occurrence.opened:
            raise InputError("walk_groups_closed")
        begins = occurrence.start.astimezone(workspace.zone)
        check_ahead(workspace, begins.date(), f"{begins:%H:%M}")
        first, *others = ways
        values = {
            "route": first.line,
            "stops": first.stops,
            "title": _title(occurrence.title, first.name),
        }
        write_one(act, shift, schedule, occurrence, values)
        for way in others:
            plan = _plan(workspace, viewer, occurrence, way)
            check_plan(act, viewer, plan)
            row = act.row("shift", insert_plan(act, plan))
            act.update("shift", row["id"], row["version"], route_values(way.line))


def _plan(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence, way: GroupWay) -> ShiftPlan:
    """Return a shift like an occurrence, held once, of the organisations whose shifts the viewer plans."""
    begins, ends = (moment.astimezone(workspace.zone) for moment in (occurrence.start, occurrence.end))
    parties = [party for party in occurrence.parties if party.organisation_id is not None]
    own = [party for party in parties if allowed(viewer, "plan_shifts", belonging_to(party.organisation_id))]
    return ShiftPlan(
        occurrence.place_id or way.stops[0].place_id, begins.date(), f"{begins:%H:%M}", f"{ends:%H:%M}",
        tuple(party.organisation_id for party in own if party.organisation_id is not None),
        kind=occurrence.parties[0].kind, min_team=occurrence.min_team,
        max_team=occurrence.max_team or occurrence.min_team, title=_title(occurrence.title, way.name),
        roles=occurrence.roles, meeting_point=occurrence.meeting_point, notes=occurrence.notes,
        invite_to=occurrence.invite_to, purpose=occurrence.purpose, fetch=occurrence.fetch,
        call_before_id=occurrence.call_before_id, known_here=occurrence.known_here, stops=tuple(way.stops),
    )  # fmt: skip


def _title(title: str, group: str) -> str:
    return " \u00b7 ".join(filter(None, (title, group)))

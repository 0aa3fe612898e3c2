"""Shifts that people sign up to, as those who plan them act: create from a gap, repeat, edit, cancel, look ahead.

Signing up itself is in `signups`, what came of a shift in `shift_reports`; changes are made in `roster_changes`, and
all of them are reached through here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from karta.errors import InputError
from karta.model.place import name_key
from karta.model.shift import ShiftPlan, Turn
from karta.privacy import Viewer, require
from karta.services import turns
from karta.services.roster_changes import cancel, cancel_from, copy_season, edit_all, edit_one, repeat
from karta.services.roster_rows import check_plan, insert_plan
from karta.services.roster_series import days_off, edit_from, set_days_off
from karta.services.workspace import Workspace

__all__ = [
    "Ahead", "add_organisation", "ahead", "at_place", "cancel", "cancel_from", "copy_season", "create_shift",
    "days_off", "edit_all", "edit_from", "edit_one", "gap_plan", "organisations", "past", "repeat", "set_days_off",
]  # fmt: skip

DAY = timedelta(days=1)
# How far ahead the list of shifts looks.
DAYS_AHEAD = 28


@dataclass(frozen=True)
class Ahead:
    """The turns of the days to come: those that need more people first, each list by time."""

    understaffed: list[Turn]
    staffed: list[Turn]
    cancelled: list[Turn]


def gap_plan(
    workspace: Workspace, viewer: Viewer, place_id: str, start: datetime, end: datetime, org_id: str
) -> ShiftPlan:
    """Return a shift as a gap asks for it: its place and hours, two to five adults. `start` and `end` are aware."""
    require(viewer, "plan_shifts")
    zone = ZoneInfo(workspace.method.timezone)
    first, last = start.astimezone(zone), end.astimezone(zone)
    return ShiftPlan(place_id, first.date(), f"{first:%H:%M}", f"{last:%H:%M}", (org_id,))


def create_shift(workspace: Workspace, viewer: Viewer, plan: ShiftPlan) -> str:
    """Store a shift that people can sign up to, and return its id.

    Raises
    ------
    NotAllowedError
        When an organiser plans for others alone.
    NotFoundError
        When the place or an organisation is not in the register.
    """
    require(viewer, "plan_shifts")
    with workspace.store.act(viewer.function, "create_shift") as act:
        check_plan(act, viewer, plan)
        return insert_plan(act, plan)


def ahead(workspace: Workspace, viewer: Viewer, days: int = DAYS_AHEAD) -> Ahead:
    """Return the shifts of the days to come: understaffed ones first, while there is time to fill them."""
    require(viewer, "see_shifts")
    with workspace.store.reading() as look:
        found = turns.between(look, workspace.today, workspace.today + days * DAY)
    found = [turn for turn in found if turn.end > workspace.now() and turns.visible(viewer, turn)]
    return Ahead(
        understaffed=[turn for turn in found if turn.phase == "understaffed"],
        staffed=[turn for turn in found if turn.phase in ("staffed", "full")],
        cancelled=[turn for turn in found if turn.cancelled],
    )


def past(workspace: Workspace, viewer: Viewer, days: int = 14) -> list[Turn]:
    """Return the shifts of the last days, the latest first, cancelled ones left out."""
    require(viewer, "see_shifts")
    with workspace.store.reading() as look:
        found = turns.between(look, workspace.today - days * DAY, workspace.today)
    gone = [turn for turn in found if turn.start <= workspace.now() and not turn.cancelled]
    return [turn for turn in reversed(gone) if turns.visible(viewer, turn)]


def at_place(
    workspace: Workspace, viewer: Viewer, place_id: str, start: datetime, end: datetime
) -> list[Turn]:
    """Return the shifts for sign-up at a place that share time with a span (aware), by time."""
    require(viewer, "see_shifts")
    zone = ZoneInfo(workspace.method.timezone)
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    with workspace.store.reading() as look:
        found = turns.between(look, first - DAY, last)
    return [
        turn
        for turn in found
        if turn.place_id == place_id and turn.start < end and turn.end > start and turns.visible(viewer, turn)
    ]


def organisations(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the organisations that the viewer may plan for: id -> name; an organiser plans for its own."""
    require(viewer, "plan_shifts")
    found = workspace.store.frame("organisation").sort_values("name")
    pairs = zip(found["id"], found["name"], strict=True)
    own = name_key(viewer.organisation or "")
    return {i: name for i, name in pairs if viewer.role != "organiser" or name_key(name) == own}


def add_organisation(workspace: Workspace, viewer: Viewer, name: str) -> str:
    """Return the id of an organisation, put into the register if it is new; the coordinator's word admits it."""
    require(viewer, "edit_register")
    if not name.strip():
        raise InputError("organisation_missing")
    held = workspace.store.frame("organisation")
    for org_id, known in zip(held["id"], held["name"], strict=True):
        if name_key(known) == name_key(name):
            return str(org_id)
    admitted = {"admitted_on": workspace.today, "admitted_by": viewer.function}
    with workspace.store.act(viewer.function, "admit") as act:
        row = {"name": name.strip(), **(admitted if viewer.role == "coordinator" else {})}
        return act.insert("organisation", [row])[0]

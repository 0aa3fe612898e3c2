"""Who visits, as functions: hours a week, days off, area, from when until when; never a name.

They are the police's own. Police volunteers are told apart from officers everywhere.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, time

from karta.errors import InputError
from karta.model import day_bounds, typed_text
from karta.model.recurrence import WEEKDAYS
from karta.model.walltime import parse_time
from karta.privacy import WORKSPACE, Viewer, belonging_to, require, require_hands
from karta.services import free_text
from karta.services.workspace import Workspace
from karta.store import visit_book
from karta.store.act_rows import Owner
from karta.store.cells import Row
from karta.store.visit_book import VisitAct

KINDS = ("officer", "volunteer")
MOST_HOURS = 60.0


@dataclass(frozen=True, slots=True)
class Officer:
    """A function that visits; `hours` a week, travel among them. `until` is the last day."""

    officer_id: str
    name: str
    kind: str
    hours: float
    days_off: tuple[str, ...]
    area_ids: tuple[str, ...]
    first: date | None
    until: date | None
    plain: bool
    languages: str
    organisation_id: str | None
    version: int


def officers(workspace: Workspace, viewer: Viewer) -> list[Officer]:
    """Return the functions that visit, officers first, by name."""
    require(viewer, "see_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = visit_book.frame(reading, "visit_officer").to_dict("records")
    return sorted(
        (_officer(row) for row in rows), key=lambda who: (who.kind, who.name.casefold(), who.officer_id)
    )


def put(
    workspace: Workspace,
    viewer: Viewer,
    *,
    name: str,
    kind: str = "officer",
    hours: float,
    days_off: tuple[str, ...] = (),
    area_ids: tuple[str, ...] = (),
    first: date | None = None,
    until: date | None = None,
    plain: bool = True,
    languages: str = "",
    officer_id: str | None = None,
    version: int | None = None,
) -> str:
    """Store a function, new or changed, and return its id.

    Raises
    ------
    ConflictError
        `row_changed` when somebody changed it since `version` was read.
    InputError
        `officer_without_name`, `officer_hours`, `officer_there`, `value_not_allowed`, `days_backwards`.
    """
    require(viewer, "plan_visits", WORKSPACE)
    own = typed_text.name(free_text.about_places(name))
    if not own:
        raise InputError("officer_without_name")
    if not 0 < hours <= MOST_HOURS:
        raise InputError("officer_hours", most=MOST_HOURS)
    for value, known in ((kind, KINDS), *((day, WEEKDAYS) for day in days_off)):
        if value not in known:
            raise InputError("value_not_allowed", value=value, allowed=", ".join(known))
    for day in filter(None, (first, until)):
        day_bounds.checked(day)
    if first is not None and until is not None and until < first:
        raise InputError("days_backwards", first=first, last=until)
    values: Row = {
        "name": own, "kind": kind, "minutes_a_week": round(hours * 60), "days_off": ";".join(days_off),
        "area_ids": ";".join(area_ids), "from_day": first, "until_day": until, "plain": plain,
        "languages": free_text.about_places(languages),
    }  # fmt: skip
    with visit_act(workspace, viewer, "plan_visits", "put_visit_officer", own) as act:
        for other in act.rows("visit_officer"):
            if other["id"] != officer_id and str(other["name"]).casefold() == own.casefold():
                raise InputError("officer_there", name=own)
        if officer_id is None:
            return act.insert("visit_officer", {**values, "organisation_id": viewer.home_id})
        require_officer(act, viewer, officer_id)
        act.update("visit_officer", officer_id, values, version)
        return officer_id


def add_busy(
    workspace: Workspace, viewer: Viewer, officer_id: str, hours: list[tuple[date, str, str]]
) -> int:
    """Store hours in which a function cannot visit (times only), and return how many were new. One act."""
    require(viewer, "plan_visits", WORKSPACE)
    with visit_act(workspace, viewer, "plan_visits", "add_visit_busy") as act:
        require_officer(act, viewer, officer_id)
        there = {
            (row["date"], row["start"], row["end"]) for row in act.rows("visit_busy", officer_id=officer_id)
        }
        new = [each for each in dict.fromkeys(hours) if each not in there]
        for day, start, end in new:
            day_bounds.checked(day)
            first, last = parse_time(start), parse_time(end)
            if last != time() and last <= first:
                raise InputError("hours_are_none", start=start)
            act.insert("visit_busy", {"officer_id": officer_id, "date": day, "start": start, "end": end})
    return len(new)


def visit_act(
    workspace: Workspace, viewer: Viewer, right: str, verb: str, note: str = ""
) -> AbstractContextManager[VisitAct]:
    """Give one act on the plan in somebody's name, who must have a right of the policy."""
    require(viewer, right, WORKSPACE)
    require_hands(viewer)
    owner = Owner(viewer.member_id, viewer.home_id)
    return visit_book.acting(workspace.store, viewer.function, verb, note, owner=owner)


def require_officer(act: VisitAct, viewer: Viewer, officer_id: str) -> Row:
    """Return a function that is the viewer's to plan with. Raises NotAllowedError, NotFoundError."""
    row = act.row("visit_officer", officer_id)
    require(viewer, "plan_visits", belonging_to(row["organisation_id"]))
    return row


def _officer(row: Row) -> Officer:
    days_off, areas = (tuple(filter(None, str(row[name]).split(";"))) for name in ("days_off", "area_ids"))
    return Officer(
        row["id"], row["name"], row["kind"], row["minutes_a_week"] / 60, days_off, areas, row["from_day"],
        row["until_day"], bool(row["plain"]), row["languages"], row["organisation_id"], int(row["version"]),
    )  # fmt: skip

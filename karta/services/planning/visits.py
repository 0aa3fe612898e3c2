"""Visits: what is planned, what the venue answers, what took place; and the cadence of each venue.

A venue accepts, moves within its terms, or declines without a reason; a decline is no fault and stands in no list. The
police call off with one press. Of a visit that took place it is stored that it did, and which function came: nothing of
whom they met. Whoever may not see the plan can tell from nothing else that there is one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import typed_text
from karta.model.walltime import parse_time
from karta.planning.visit_problem import CADENCE_DAYS
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require, require_hands
from karta.services.history import is_own_act
from karta.services.planning import visit_terms
from karta.services.planning.visit_answers import OPEN, is_host, next_times
from karta.services.planning.visit_officers import require_officer, visit_act
from karta.services.planning.visit_question import HELD
from karta.services.workspace import Workspace
from karta.store import visit_book
from karta.store.act_rows import Owner
from karta.store.cells import Row
from karta.store.visit_book import VisitAct
from karta.store.visit_hosts import hosts

STATES = ("planned", "accepted", "declined", "called_off", "done", "not_done")
# What a host sees of a plan.
SHARED = ("planned", "accepted", "called_off", "done", "not_done")
MOST_DAYS, MOST_ACTS = 365, 200
HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit: where, when (local), by which function (blank once it is gone), who comes along, and its state."""

    visit_id: str
    place_id: str
    place: str
    day: date
    start: str
    end: str
    officer: str
    kind: str
    along: str
    state: str
    moved: bool
    version: int
    officer_id: str | None = None
    along_id: str | None = None
    company: str | None = None


@dataclass(frozen=True, slots=True)
class VenueYear:
    """A venue and its year: how often it is to be visited, by whom as a rule, the visits, and days since the last one.

    `since` is None where none is known; `days_left` until the cadence is passed, negative once it is.
    """

    place_id: str
    place: str
    cadence: int
    decided_by: str
    main: str
    visits: tuple[PlannedVisit, ...]
    since: int | None
    days_left: int | None
    main_share: float | None
    version: int | None


def listed(workspace: Workspace, viewer: Viewer, first: date, last: date) -> list[PlannedVisit]:
    """Return the visits from one day to another, both included, by time: the police all, a host its own."""
    may_all = bool(allowed(viewer, "see_visits", WORKSPACE))
    if not may_all:
        require(viewer, "answer_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = visit_book.visits_between(reading, first, last)
        officers = visit_book.frame(reading, "visit_officer")
        places = reading.frame("place", sorted(set(rows["place_id"])), columns=("id", "name"))
        own = hosts(reading)
    names = dict(zip(places["id"], places["name"], strict=True))
    who = officers.set_index("id")[["name", "kind"]].to_dict("index")
    chosen = [
        row
        for row in rows.to_dict("records")
        if row["place_id"] in names
        and (may_all or (row["state"] in SHARED and is_host(viewer, own.get(row["place_id"], frozenset()))))
    ]  # fmt: skip
    return sorted(
        (_visit(row, names, who) for row in chosen),
        key=lambda each: (each.day, each.start, each.place.casefold(), each.visit_id),
    )


def year(workspace: Workspace, viewer: Viewer) -> list[VenueYear]:
    """Return the year behind and the weeks ahead of every venue that welcomes visits, by name.

    Those that want none, or have not said anything, are not in it: they are no shortfall.
    """
    require(viewer, "see_visits", WORKSPACE)
    today = workspace.today
    every = listed(workspace, viewer, today - HISTORY, today + timedelta(days=MOST_DAYS))
    with workspace.store.reading() as reading:
        cadences = {
            row["place_id"]: row for row in visit_book.frame(reading, "visit_cadence").to_dict("records")
        }
        officers = visit_book.frame(reading, "visit_officer").set_index("id")["name"].to_dict()
    by_place: dict[str, list[PlannedVisit]] = {}
    for each in every:
        by_place.setdefault(each.place_id, []).append(each)
    return [
        _year(venue, by_place.get(venue.place_id, []), cadences.get(venue.place_id), officers, today)
        for venue in visit_terms.venues(workspace, viewer)
        if venue.answer == "welcome"
    ]


def set_cadence(
    workspace: Workspace,
    viewer: Viewer,
    place_id: str,
    *,
    days: int,
    decided_by: str,
    main_officer_id: str | None = None,
    version: int | None = None,
) -> None:
    """Store how often a venue is to be visited, who decided it, and its main officer.

    Raises
    ------
    ConflictError
        `row_changed`.
    InputError
        `visit_cadence`, `decided_by_missing`.
    """
    require(viewer, "plan_visits", WORKSPACE)
    if not 1 <= days <= MOST_DAYS:
        raise InputError("visit_cadence", most=MOST_DAYS)
    who = typed_text.name(decided_by)
    if not who:
        raise InputError("decided_by_missing")
    with visit_act(workspace, viewer, "plan_visits", "set_visit_cadence") as act:
        if main_officer_id is not None:
            require_officer(act, viewer, main_officer_id)
        values = {"days": days, "decided_by": who, "main_officer_id": main_officer_id}
        with workspace.store.reading() as reading:
            if reading.frame("place", [place_id], columns=("id",)).empty:
                raise NotFoundError("place_missing")
        rows = act.rows("visit_cadence", place_id=place_id)
        if (rows[0]["version"] if rows else None) != version:
            raise ConflictError("row_changed", table="visit_cadence")
        if rows:
            act.update("visit_cadence", rows[0]["id"], values)
        else:
            act.insert("visit_cadence", {**values, "place_id": place_id})


def call_off(workspace: Workspace, viewer: Viewer, visit_id: str) -> list[tuple[date, str]]:
    """Call a visit off, as the police, and return the next two times within the venue's terms."""
    require(viewer, "plan_visits", WORKSPACE)
    with visit_act(workspace, viewer, "plan_visits", "call_off_visit") as act:
        row = police_row(act, viewer, visit_id)
        if row["state"] not in OPEN:
            raise ConflictError("visit_over")
        act.update("visit", visit_id, {"state": "called_off"}, row["version"])
    return next_times(workspace, row)


def note_held(workspace: Workspace, viewer: Viewer, visit_id: str, *, held: bool) -> None:
    """Note that a visit took place, or did not. Raises ConflictError `visit_ahead` for one that has not begun."""
    require(viewer, "plan_visits", WORKSPACE)
    with visit_act(workspace, viewer, "plan_visits", "note_visit") as act:
        row = police_row(act, viewer, visit_id)
        if not has_begun(here(workspace), row["date"], row["start"]):
            raise ConflictError("visit_ahead")
        if row["state"] not in (*OPEN, "done", "not_done"):
            raise ConflictError("visit_over")
        act.update("visit", visit_id, {"state": "done" if held else "not_done"}, row["version"])


def here(workspace: Workspace) -> datetime:
    """Return the present moment on the clock of the municipality."""
    return workspace.now().astimezone(workspace.zone)


def has_begun(now: datetime, day: date, start: str) -> bool:
    """Tell whether a visit of a day and time has begun by `here`: from then on it is noted, until then called off."""
    return datetime.combine(day, parse_time(start), now.tzinfo) <= now


def history(workspace: Workspace, viewer: Viewer, limit: int = 30) -> pd.DataFrame:
    """Return the latest acts on the plan, newest first: id, verb, note, function, at (UTC), undone, undoes, visits.

    `visits` are place, day and start (local) of each visit that the act changed.
    """
    require(viewer, "see_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = visit_book.acts(reading, limit)
        changed = visit_book.visits_of(reading, list(rows["id"]))
        places = reading.frame("place", include_superseded=True, columns=("id", "name"))
    names = dict(zip(places["id"], places["name"], strict=True))
    about = [
        [(names.get(place_id, ""), day, start) for place_id, day, start in changed[act_id]]
        for act_id in rows["id"]
    ]
    return rows.assign(visits=pd.Series(about, rows.index, dtype=object))


def undo(workspace: Workspace, viewer: Viewer, act_id: str) -> None:
    """Put back what an act of one's own on the plan changed. Raises ConflictError, NotFoundError, NotAllowedError."""
    if not allowed(viewer, "answer_visits", WORKSPACE):
        require(viewer, "plan_visits", WORKSPACE)
    require_hands(viewer)
    with workspace.store.reading() as reading:
        rows = visit_book.acts(reading, MOST_ACTS).to_dict("records")
    row = next((row for row in rows if row["id"] == act_id), None)
    if row is None or not (allowed(viewer, "plan_visits", WORKSPACE) or is_own_act(viewer, row)):
        raise NotFoundError("act_missing")
    if not is_own_act(viewer, row):
        require(viewer, "plan_visits", belonging_to(row["organisation_id"]))
    visit_book.undo(workspace.store, act_id, viewer.function, Owner(viewer.member_id, viewer.home_id))


def forget(workspace: Workspace, viewer: Viewer) -> int:
    """Take out what is past its time, and return how many rows; it can never be undone."""
    require(viewer, "run_retention", WORKSPACE)
    with workspace.store.aside() as (connection, _):
        return visit_book.forget(connection, workspace.today)


def count(workspace: Workspace) -> int:
    """Return how many acts the plan has seen: for whoever acts, to find what they did."""
    with workspace.store.reading() as reading:
        return visit_book.number(reading)


def own_since(workspace: Workspace, viewer: Viewer, number: int) -> list[str]:
    """Return the ids of the viewer's own acts on the plan after a count of them, newest first."""
    if not allowed(viewer, "answer_visits", WORKSPACE):
        require(viewer, "plan_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = visit_book.acts(reading, MOST_ACTS).to_dict("records")
    return [
        str(row["id"])
        for row in rows
        if row["number"] > number and row["function"] == viewer.function and is_own_act(viewer, row)
    ]


def police_row(act: VisitAct, viewer: Viewer, visit_id: str) -> Row:
    """Return a visit as it is now, of a function of the viewer's own organisation, else raise NotFoundError."""
    require(viewer, "plan_visits", WORKSPACE)
    row = act.find("visit", visit_id)
    if row is None:
        raise NotFoundError("visit_missing")
    if row["officer_id"] is not None:
        require_officer(act, viewer, row["officer_id"])
    return row


def _visit(row: Row, names: dict[str, str], who: dict[str, dict[str, str]]) -> PlannedVisit:
    officer, along = (who.get(row[name] or "", {}) for name in ("officer_id", "along_id"))
    return PlannedVisit(
        row["id"], row["place_id"], names[row["place_id"]], row["date"], row["start"], row["end"],
        officer.get("name", ""), officer.get("kind", "officer"), along.get("name", ""), row["state"],
        bool(row["moved"]), int(row["version"]), row["officer_id"], row["along_id"],
        row["company"],
    )  # fmt: skip


def _year(
    venue: visit_terms.Terms,
    visits: list[PlannedVisit],
    cadence: Row | None,
    officers: dict[str, str],
    today: date,
) -> VenueYear:
    days = CADENCE_DAYS if cadence is None else int(cadence["days"])
    held = [each for each in visits if each.state == HELD]
    since = (today - max(each.day for each in held)).days if held else None
    main = "" if cadence is None else officers.get(cadence["main_officer_id"] or "", "")
    # A joint visit counts as the main officer's too; volunteers are counted apart.
    by_officers = [each for each in held if each.kind == "officer"]
    mine = [each for each in by_officers if main and main in (each.officer, each.along)]
    return VenueYear(
        venue.place_id, venue.place, days, "" if cadence is None else cadence["decided_by"], main, tuple(visits), since,
        None if since is None else days - since, len(mine) / len(by_officers) if by_officers and main else None,
        None if cadence is None else int(cadence["version"]),
    )  # fmt: skip

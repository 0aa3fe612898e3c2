"""A venue's answers to planned visits, as its host: yes, another time within its terms, or no, without a reason."""

from dataclasses import replace
from datetime import date, timedelta

from karta.errors import ConflictError, InputError, NotFoundError
from karta.planning.visit_check import faults_of_visits
from karta.planning.visit_problem import Visit
from karta.planning.visit_times import free
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.access import viewers
from karta.services.planning.visit_officers import visit_act
from karta.services.planning.visit_question import DAY, WEEKS, Question, Wanted, minute, question
from karta.services.workspace import Workspace
from karta.sources.values import hhmm
from karta.store import visit_book
from karta.store.cells import Row
from karta.store.visit_book import VisitAct
from karta.store.visit_hosts import hosts

# What a host may still answer.
OPEN = ("planned", "accepted")
# From where to where a visit can begin within free hours: every so many minutes. [K]
STEP = 30
TOLD = 2


def answer(workspace: Workspace, viewer: Viewer, visit_id: str, *, accepts: bool) -> None:
    """Accept or decline a visit, as the venue's host. Raises ConflictError `visit_over`, NotFoundError."""
    require(viewer, "answer_visits", WORKSPACE)
    with visit_act(workspace, viewer, "answer_visits", "answer_visit") as act:
        row = _own_row(workspace, act, viewer, visit_id)
        act.update("visit", visit_id, {"state": "accepted" if accepts else "declined"}, row["version"])


def move(workspace: Workspace, viewer: Viewer, visit_id: str, day: date, start: str) -> None:
    """Move a visit to a time that the venue's own terms hold, as its host; the function's hours are asked as well.

    Raises
    ------
    ConflictError
        `visit_over`.
    InputError
        `visit_not_within_terms` for a time that the terms or the officer's hours do not leave.
    NotFoundError
        For a visit that is not at a venue of the viewer's.
    """
    require(viewer, "answer_visits", WORKSPACE)
    with visit_act(workspace, viewer, "answer_visits", "move_visit") as act:
        row = _own_row(workspace, act, viewer, visit_id)
        if (day, start) not in _times(workspace, row):
            raise InputError("visit_not_within_terms")
        length = (minute(row["end"]) - minute(row["start"])) % DAY
        values = {
            "date": day,
            "start": start,
            "end": hhmm(minute(start) + length),
            "state": "accepted",
            "moved": True,
        }
        act.update("visit", visit_id, values, row["version"])


def times_for(workspace: Workspace, viewer: Viewer, visit_id: str, most: int = 20) -> list[tuple[date, str]]:
    """Return the times to which a host can move a visit: within its terms and the function's hours, the next weeks."""
    require(viewer, "answer_visits", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = visit_book.frame(reading, "visit")
        own = hosts(reading)
    row = next((row for row in rows.to_dict("records") if row["id"] == visit_id), None)
    if row is None or not is_host(viewer, own.get(row["place_id"], frozenset())):
        raise NotFoundError("visit_missing")
    return [each for each in _times(workspace, row) if each != (row["date"], row["start"])][:most]


def _own_row(workspace: Workspace, act: VisitAct, viewer: Viewer, visit_id: str) -> Row:
    """Return a visit at a venue of the viewer's that can still be answered."""
    row = act.find("visit", visit_id)
    with workspace.store.reading() as reading:
        speaks = hosts(reading).get(row["place_id"], frozenset()) if row else frozenset()
    if row is None or row["state"] == "declined" or not is_host(viewer, speaks):
        raise NotFoundError("visit_missing")
    if row["state"] not in OPEN or row["date"] < workspace.today:
        raise ConflictError("visit_over")
    return row


def is_host(viewer: Viewer, speaks: frozenset[str]) -> bool:
    """Tell whether a viewer answers for a venue for which these organisations speak."""
    return bool(speaks) and bool(allowed(viewer, "answer_visits", belonging_to(*speaks)))


def next_times(workspace: Workspace, row: Row) -> list[tuple[date, str]]:
    """Return the next times, each of another day, at which what a visit's row says could be made up for."""
    first_of: dict[date, tuple[date, str]] = {}
    for each in _times(workspace, row):
        if each[0] > row["date"]:
            first_of.setdefault(each[0], each)
    return list(first_of.values())[:TOLD]


def _times(workspace: Workspace, row: Row) -> list[tuple[date, str]]:
    """Return every time of the next weeks that the terms of a visit's venue and its officer's hours leave."""
    length = (minute(row["end"]) - minute(row["start"])) % DAY
    asked = question(workspace, viewers.of_visit_times(), Wanted(workspace.today, WEEKS, minutes=length))
    if row["place_id"] not in asked.venue_ids or row["officer_id"] not in asked.officer_ids:
        return []
    venue, officer = asked.venue_ids.index(row["place_id"]), asked.officer_ids.index(row["officer_id"])
    along = asked.officer_ids.index(row["along_id"]) if row["along_id"] in asked.officer_ids else None
    problem = replace(
        asked.problem, kept=tuple(each for each in asked.problem.kept if not _is(asked, each, row))
    )
    found = set()
    for occasion in problem.occasions:
        if occasion.venue != venue:
            continue
        for start, end in free(problem, officer, occasion):
            for begin in range(start, end - length + 1, STEP):
                visit = Visit(venue, occasion.day, begin, officer, along)
                if begin < DAY and not faults_of_visits(problem, [visit]):
                    found.add((asked.first + timedelta(days=occasion.day), hhmm(begin)))
    return sorted(found)


def _is(asked: Question, visit: Visit, row: Row) -> bool:
    at = asked.venue_ids[visit.venue], asked.first + timedelta(days=visit.day), hhmm(visit.start)
    return at == (row["place_id"], row["date"], row["start"])

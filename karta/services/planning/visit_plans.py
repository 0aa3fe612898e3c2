"""A proposal of visits for some weeks: made, looked at, and accepted as one act; nothing changes until then."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta

from karta.errors import ConflictError, ContractError, InputError
from karta.planning import visit_plan
from karta.planning.plan import Plan
from karta.planning.visit_check import faults_of_visits
from karta.planning.visit_problem import Visit
from karta.planning.visit_reasons import Missed, hour_more, missed
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.services.planning import visit_terms
from karta.services.planning.visit_officers import require_officer, visit_act
from karta.services.planning.visit_question import HELD, NOBODY, Question, Wanted, minute, question, standing
from karta.services.planning.visit_spread import spread
from karta.services.search import Search
from karta.services.workspace import Workspace
from karta.sources.values import hhmm
from karta.store import visit_book

SECONDS = 8.0
# What was visited so long ago does not matter for which hours are visited next.
LOOKS_BACK = timedelta(days=182)


@dataclass(frozen=True, slots=True)
class Proposed:
    """A visit as it is proposed: where, when (`HH:MM`), by which function, and who comes along to be introduced."""

    number: int
    place_id: str
    place: str
    day: date
    start: str
    end: str
    officer: str
    along: str
    main: bool


@dataclass(frozen=True, slots=True)
class Late:
    """A venue that the plan visits too late: since which day, by how many days, and what would mend it."""

    place_id: str
    place: str
    due: date
    days: int
    code: str
    day: date
    officer: str
    minutes: int


@dataclass(frozen=True)
class Proposal:
    """A plan with its visits and what it misses, in words' reach.

    `share`: how much of the best possible it reaches at least, None where no bound is known; `main_share`: of its
    visits, those by the main officer; `hour_more`: days within the cadence that an hour a week more for each would add.
    """

    question: Question
    plan: Plan[Visit]
    visits: tuple[Proposed, ...]
    late: tuple[Late, ...]
    share: float | None
    main_share: float | None
    hour_more: int
    audience: str


def propose(
    workspace: Workspace, viewer: Viewer, wanted: Wanted, search: Search[Proposal] | None = None
) -> Proposal:
    """Return the best plan found in some seconds; `search` gets the first at once, and each that is better."""
    require(viewer, "plan_visits", WORKSPACE)
    search = search or Search()
    asked = question(workspace, viewer, wanted)
    earlier = _earlier(workspace, asked)
    first = visit_plan.at_once(asked.problem)
    search.better(_proposal(asked, earlier, first, viewer))

    def better(plan: Plan[Visit]) -> None:
        if plan.value > first.value:
            search.better(_proposal(asked, earlier, plan, viewer))

    plan = visit_plan.proven(asked.problem, SECONDS, search.stopped, better)
    if plan.value < first.value:
        plan = replace(first, bound=plan.bound)
    return _proposal(asked, earlier, plan, viewer)


def accept(workspace: Workspace, viewer: Viewer, proposal: Proposal, left_out: Collection[int] = ()) -> int:
    """Store the visits of a proposal but those left out, in one act, and return how many.

    Raises
    ------
    ConflictError
        `visit_plan_old` when anything was planned, answered or changed since the proposal was made.
    InputError
        `visit_plan_empty` when nothing is left.
    """
    require_for(viewer, "plan_visits", proposal.audience)
    chosen = [visit for number, visit in enumerate(proposal.plan.chosen) if number not in frozenset(left_out)]
    if not chosen:
        raise InputError("visit_plan_empty")
    asked = proposal.question
    with visit_act(workspace, viewer, "plan_visits", "accept_visit_plan", f"{len(chosen)}") as act:
        terms = standing(visit_terms.venues(workspace, viewer))
        changed = any(terms.get(place, NOBODY) != version for place, version in asked.terms.items())
        if changed or act.number != asked.number + 1:
            raise ConflictError("visit_plan_old")
        for visit in chosen:
            for officer in visit.officers:
                require_officer(act, viewer, asked.officer_ids[officer])
            act.insert(
                "visit",
                {
                    "place_id": asked.venue_ids[visit.venue], "date": asked.first + timedelta(days=visit.day),
                    "start": hhmm(visit.start), "end": hhmm(visit.start + asked.problem.visit_minutes),
                    "officer_id": asked.officer_ids[visit.officer],
                    "along_id": None if visit.along is None else asked.officer_ids[visit.along], "state": "planned",
                },
            )  # fmt: skip
        _keep_mains(act, viewer, asked)
    return len(chosen)


def _proposal(
    asked: Question, earlier: list[tuple[int, int, int]], plan: Plan[Visit], viewer: Viewer
) -> Proposal:
    """Return a plan as a proposal, spread over the hours of the week, once the independent checker is content."""
    problem = asked.problem
    plan = replace(plan, chosen=spread(problem, plan.chosen, earlier))
    faults = faults_of_visits(problem, plan.chosen)
    if faults:
        raise ContractError("plan_breaks_rules", faults=", ".join(sorted({fault.code for fault in faults})))
    visits = tuple(_proposed(asked, number, visit) for number, visit in enumerate(plan.chosen))
    mains = [visit.main for visit in visits]
    late = tuple(_late(asked, row) for row in missed(problem, plan.chosen) if row.venue not in asked.outside)
    return Proposal(
        asked, plan, visits, late, None if plan.bound is None or plan.bound <= 0 else plan.value / plan.bound,
        sum(mains) / len(mains) if mains else None, hour_more(problem, plan) if late else 0, viewer.scope,
    )  # fmt: skip


def _earlier(workspace: Workspace, asked: Question) -> list[tuple[int, int, int]]:
    """Return venue, weekday and minute of the visits that took place in the half year before a plan."""
    with workspace.store.reading() as reading:
        rows = visit_book.visits_between(reading, asked.first - LOOKS_BACK, asked.first)
    return [
        (asked.venue_ids.index(row["place_id"]), row["date"].weekday(), minute(row["start"]))
        for row in rows.to_dict("records")
        if row["state"] == HELD and row["place_id"] in asked.venue_ids
    ]


def _keep_mains(act: visit_book.VisitAct, viewer: Viewer, asked: Question) -> None:
    """Note the main officers that the plan chose where nobody had; who has decided one keeps it.

    Of venues that are not planned for nothing is noted.
    """
    for number, place_id in enumerate(asked.venue_ids):
        if number in asked.outside:
            continue
        main = asked.problem.mains[number][0] if asked.problem.days else None
        if main is None:
            continue
        rows = act.rows("visit_cadence", place_id=place_id)
        values = {"main_officer_id": asked.officer_ids[main]}
        if not rows:
            days = asked.problem.venues[number].cadence
            act.insert(
                "visit_cadence", {**values, "place_id": place_id, "days": days, "decided_by": viewer.function}
            )
        elif rows[0]["main_officer_id"] is None:
            act.update("visit_cadence", rows[0]["id"], values)


def _proposed(asked: Question, number: int, visit: Visit) -> Proposed:
    return Proposed(
        number, asked.venue_ids[visit.venue], asked.venues[visit.venue], asked.first + timedelta(days=visit.day),
        hhmm(visit.start), hhmm(visit.start + asked.problem.visit_minutes), asked.officers[visit.officer],
        "" if visit.along is None else asked.officers[visit.along],
        asked.problem.mains[visit.venue][visit.day] in visit.officers,
    )  # fmt: skip


def _late(asked: Question, row: Missed) -> Late:
    return Late(
        asked.venue_ids[row.venue], asked.venues[row.venue], asked.first + timedelta(days=row.due), row.days, row.code,
        asked.first + timedelta(days=row.day), "" if row.officer is None else asked.officers[row.officer], row.minutes,
    )  # fmt: skip

"""Which walks to ask for: those that close most of the agreed need of some days within what there is to give.

What a school or a municipality has to meet by its own duty is never proposed to volunteers: it becomes a question to
that party, with the hours. A night without a gap is told as one on which no walk is needed. Nothing is stored.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import Coverage
from karta.coverage.grid import Grid
from karta.errors import ContractError, InputError
from karta.model.service_day import minutes_of_night
from karta.model.walltime import DAY
from karta.planning import shift_selection
from karta.planning.check import faults_of_shifts
from karta.planning.plan import Plan
from karta.planning.shift_candidates import Gaps, Shift, Window, Wishes
from karta.planning.shift_problem import Budget
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.needs.decisions import hour_price
from karta.services.planning import walk_gaps
from karta.services.planning.quiet_nights import quiet_days
from karta.services.planning.roster_capacity import Capacity, capacity
from karta.services.search import Search
from karta.services.workspace import Workspace

Reals = npt.NDArray[np.float64]
HOUR, LONGEST = 60, 24
# Nobody walks alone. Source: METHOD 3.2.
PAIR = 2
SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Walk:
    """A proposed walk: where, when (local, aware), how many adults, and the adult-hours of gap that it alone closes."""

    place_id: str
    place: str
    start: datetime
    end: datetime
    adults: int
    closes: float

    @property
    def key(self) -> str:
        """What names it among the walks of a proposal, and of the next one: place and hours."""
        return f"{self.place_id}_{self.start:%Y%m%dT%H%M}_{self.end:%H%M}"


@dataclass(frozen=True, slots=True)
class WalkWishes:
    """How many walks, adult-hours or kronor there are to give, None for no limit; what a walk may be (hours, adults).

    Kronor count only where the municipality has said what an adult-hour costs. `earliest` and `latest` are wall time,
    before six of the night after; `fair`: each area gets its share of the walks by what it misses. `locked` walks stay
    in the proposal, whatever else there is; the hours of `rejected` ones are left free at their place on their day.
    `by_volunteers`: no more than those who have said when they can walk, and those who have said nothing, could staff.
    """

    groups: int | None = None
    adult_hours: float | None = None
    adults: int = PAIR
    shortest: int = 1
    longest: int = 4
    by_priority: bool = False
    locked: tuple[Walk, ...] = ()
    rejected: tuple[Walk, ...] = ()
    by_volunteers: bool = True
    kronor: float | None = None
    earliest: time | None = None
    latest: time | None = None
    fair: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """Hours that somebody has to meet by its own duty: a question to that party, never a walk."""

    place_id: str
    place: str
    responsible: str
    hours: float
    adult_hours: float


@dataclass(frozen=True)
class WalkProposal:
    """Walks by time; questions by party and place; service days on which no walk is needed; adult-hours before, after.

    `weighted_gap` and `weighted_left` are the same, weighed by priority and dark, whichever the walks were chosen by.
    `asked`: adult-hours of the gap for which shifts wait for people already. `share`: how much of the best possible the
    walks reach at least, None where no bound is known. `revision` is that of the workspace before it was read,
    `audience` the scope of whom it is for. `said` and `silent`: how many volunteers have said when they can walk, by
    whom the walks were limited, and how many have not; `said` is None where there are none. `days`: the service days;
    `gaps`: `gap` by place and day.
    """

    walks: tuple[Walk, ...]
    questions: tuple[Question, ...]
    quiet: tuple[date, ...]
    gap: float
    left: float
    weighted_gap: float
    weighted_left: float
    asked: float
    share: float | None
    revision: int
    audience: str
    said: int | None = None
    silent: int = 0
    days: tuple[date, ...] = ()
    gaps: tuple[walk_gaps.DayGap, ...] = ()

    @property
    def closed(self) -> float:
        """The adult-hours of gap that the walks close."""
        return self.gap - self.left

    @property
    def adult_hours(self) -> float:
        """The adult-hours that the walks ask of people."""
        return sum(walk.adults * (walk.end - walk.start).total_seconds() / 3600 for walk in self.walks)


class _Case(NamedTuple):
    """What a proposal is made from: gaps of the days, who has to meet them, and what is wished."""

    coverage: Coverage
    missing: Reals
    duty: npt.NDArray[np.object_]
    weight: Reals
    asked_for: Reals
    gaps: Gaps
    wishes: Wishes
    staff: Capacity | None
    quiet: tuple[date, ...]
    revision: int
    audience: str


def propose(
    workspace: Workspace,
    viewer: Viewer,
    from_day: date,
    wishes: WalkWishes,
    days: int = 7,
    search: Search[WalkProposal] | None = None,
) -> WalkProposal:
    """Return the walks of some service days, from now on, that close most of the gap.

    `search` gets the first answer, without a bound, at once; stopped by then, that is the answer. The proof itself is
    one call of HiGHS, which ends by its limit of time alone.

    Raises
    ------
    InputError
        `walk_wishes` for a number that is none, `walk_locked_over` for more locked walks than there is to give, and
        what a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    _check(wishes)
    search = search or Search()
    case = _case(workspace, viewer, from_day, wishes, days)
    setting = shift_selection.setting(case.gaps, case.wishes)
    plan = shift_selection.at_once(setting)
    first = _proposal(case, plan)
    search.better(first)
    return first if search.stopped() else _proposal(case, shift_selection.proven(setting, plan, SECONDS))


def _case(workspace: Workspace, viewer: Viewer, from_day: date, wishes: WalkWishes, days: int) -> _Case:
    revision = workspace.store.revision()
    coverage = walk_gaps.covered(workspace, viewer, from_day, days)
    on, missing = coverage.grid, walk_gaps.missing_adults(coverage, workspace.now())
    duty = walk_gaps.duty_of(workspace, on, coverage.tables)
    weight = walk_gaps.weight_of(coverage)
    asked_for = np.minimum(missing, walk_gaps.asked_adults(workspace, viewer, on))
    counted = weight if wishes.by_priority else np.ones_like(weight)
    gaps = walk_gaps.gaps_of(coverage, missing - asked_for, counted, duty)
    staff = None
    if wishes.by_volunteers and allowed(viewer, "plan_rosters", WORKSPACE):
        ahead = [from_day + number * DAY for number in range(days)]
        staff = capacity(workspace, viewer, ahead, wishes.adults, walk_gaps.FIRST)
    return _Case(
        coverage, missing, duty, weight, asked_for, gaps, _wishes(on, wishes, staff, hour_price(workspace)), staff,
        quiet_days(workspace, on, missing), revision, viewer.scope,
    )  # fmt: skip


def _proposal(case: _Case, plan: Plan[Shift]) -> WalkProposal:
    """Return a plan as a proposal, once the independent checker is content."""
    coverage, missing, staff = case.coverage, case.missing, case.staff
    faults = faults_of_shifts(case.gaps, case.wishes, plan.chosen)
    if faults:
        raise ContractError("plan_breaks_rules", faults=", ".join(sorted({fault.code for fault in faults})))
    on, free = coverage.grid, np.where(case.gaps.duty, 0.0, case.gaps.missing)
    closed = np.minimum(free, walk_gaps.given_adults(case.gaps, plan.chosen))
    weights = np.asarray(walk_gaps.cube(on, case.weight), dtype=float)
    gap, weighted = float(missing.sum()) * on.hours, float((missing * case.weight).sum()) * on.hours
    return WalkProposal(
        walks=_walks(coverage.tables.places, on, plan.chosen, closed),
        questions=_questions(coverage.tables.places, missing, case.duty, on.hours),
        quiet=case.quiet,
        gap=gap,
        left=gap - float(closed.sum()) * on.hours,
        weighted_gap=weighted,
        weighted_left=weighted - float((closed * weights).sum()) * on.hours,
        asked=float(case.asked_for.sum()) * on.hours,
        share=None if plan.bound is None or plan.bound <= 0 else plan.value / plan.bound,
        revision=case.revision,
        audience=case.audience,
        said=None if staff is None else staff.said,
        silent=0 if staff is None else staff.silent,
        days=tuple(day.date for day in on.days),
        gaps=walk_gaps.by_day(coverage, missing),
    )


def _check(wishes: WalkWishes) -> None:
    positive = (wishes.shortest, wishes.longest)
    limits = [limit for limit in (wishes.groups, wishes.adult_hours, wishes.kronor) if limit is not None]
    fits = all(number >= 1 for number in positive) and wishes.shortest <= wishes.longest <= LONGEST
    if wishes.earliest is not None and wishes.latest is not None:
        fits = fits and minutes_of_night(wishes.earliest) < minutes_of_night(wishes.latest)
    if not fits or wishes.adults < PAIR or any(limit < 0 for limit in limits):
        raise InputError("walk_wishes")


def _wishes(on: Grid, wishes: WalkWishes, staff: Capacity | None, price: float | None) -> Wishes:
    """Return the wishes as the solver asks for them; a locked walk that has passed meanwhile is let go."""
    limit = None if price is None else wishes.kronor
    locked = tuple(shift for walk in wishes.locked if (shift := _shift(on, walk)) is not None)
    rejected = [shift for walk in wishes.rejected if (shift := _shift(on, walk)) is not None]
    hours = sum(shift.adults * (shift.end - shift.start) / HOUR for shift in locked)
    over = (
        (wishes.groups, len(locked)), (wishes.adult_hours, hours), (limit, hours * (price or 0.0)),
    )  # fmt: skip
    if any(most is not None and given > most for most, given in over):
        raise InputError("walk_locked_over", count=len(locked))
    kept = Counter(shift.night for shift in locked)
    most = {} if staff is None else {night: max(most, kept[night]) for night, most in staff.most.items()}
    return Wishes(
        most_by_night=most,
        adults=wishes.adults,
        least_minutes=HOUR * wishes.shortest,
        most_minutes=HOUR * wishes.longest,
        earliest=0 if wishes.earliest is None else minutes_of_night(wishes.earliest),
        latest=2 * 24 * HOUR if wishes.latest is None else minutes_of_night(wishes.latest),
        budget=Budget(wishes.groups, wishes.adult_hours, limit),
        kronor_per_adult_hour=price or 0.0,
        fair_share=1.0 if wishes.fair else 0.0,
        fixed=locked,
        forbidden=(
            *(Window(shift.place, shift.night, shift.start, shift.end) for shift in rejected),
            *(() if staff is None else staff.closed),
        ),
    )


def _shift(on: Grid, walk: Walk) -> Shift | None:
    return walk_gaps.shift_of(on, walk.place_id, walk.start, walk.end, walk.adults)


def _walks(places: pd.DataFrame, on: Grid, chosen: Iterable[Shift], closed: Reals) -> tuple[Walk, ...]:
    """Return shifts as walks, in the order of time."""
    walks = [_walk(places, on, shift, closed) for shift in chosen]
    return tuple(sorted(walks, key=lambda walk: (walk.start, walk.end, walk.place.casefold(), walk.place_id)))


def _walk(places: pd.DataFrame, on: Grid, shift: Shift, closed: Reals) -> Walk:
    """Return a shift with what it closes: no other walk is at its place on its night."""
    row, (start, end) = places.iloc[shift.place], walk_gaps.times_of(on, shift)
    closes = float(closed[shift.place, shift.night].sum()) * on.hours
    return Walk(str(row["place_id"]), str(row["name"]), start, end, shift.adults, round(closes, 6))


def _questions(
    places: pd.DataFrame, missing: Reals, duty: npt.NDArray[np.object_], slot_hours: float
) -> tuple[Question, ...]:
    found = []
    for number, row in enumerate(places.itertuples(index=False)):
        for who in sorted({str(name) for name in duty[number][missing[number] > 0]} - {""}):
            owed = missing[number][duty[number] == who]
            hours, amount = float((owed > 0).sum()) * slot_hours, float(owed.sum()) * slot_hours
            found.append(Question(str(row.place_id), str(row.name), who, hours, round(amount, 6)))
    return tuple(sorted(found, key=lambda each: (each.responsible.casefold(), each.place.casefold())))

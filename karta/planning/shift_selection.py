"""Which shifts: those that close most of the agreed need within what there is, at once, and then proven.

`at_once` answers in a fraction of a second; `proven` takes its plan and returns one that is at least as good, with a
bound. Both leave what a school or municipality has to meet by its own duty to whoever it is whose duty it is.
"""

import time
from typing import NamedTuple

import numpy as np

from karta.planning.plan import Plan, Reason, Unfilled
from karta.planning.shift_candidates import Gaps, Shift, Window, Wishes, candidates
from karta.planning.shift_exchange import Reached, Selection, greedy, reached
from karta.planning.shift_problem import Numbers, ShiftProblem
from karta.planning.shift_proof import prove

# With more places and nights than this, the relaxation bounds the greedy choice: 2,000 places of a city for a week
# took HiGHS 1.1 GB and more than a minute, the relaxation some seconds.
MOST_PARTIES = 5_000
# Half a percent lies within what "inom 1 % av bästa möjliga" may say.
GAP = 0.005


class Setting(NamedTuple):
    """Gaps, wishes, and the problem that they make; made once for both answers."""

    gaps: Gaps
    wishes: Wishes
    shifts: list[Shift]
    problem: ShiftProblem
    reached: Reached


def setting(gaps: Gaps, wishes: Wishes) -> Setting:
    """Return the problem of these gaps and wishes."""
    shifts, problem = candidates(gaps, wishes)
    return Setting(gaps, wishes, shifts, problem, reached(problem))


def at_once(case: Setting, seconds: float = 0.2, seed: int = 0) -> Plan[Shift]:
    """Return a good plan without a bound."""
    began = time.perf_counter()
    return _plan(case, greedy(case.problem, case.reached, seconds, seed), None, began, seed)


def proven(case: Setting, plan: Plan[Shift], seconds: float) -> Plan[Shift]:
    """Return the plan, or a better one, with the bound that was reached in time."""
    began = time.perf_counter() - plan.seconds
    numbers = {shift: number for number, shift in reversed(list(enumerate(case.shifts)))}
    before = [numbers[shift] for shift in plan.chosen]
    wide = _widest(case)
    relaxed = len(np.unique(case.problem.party)) > MOST_PARTIES
    proof = prove(case.problem.only(wide), seconds, GAP, relaxed=relaxed)
    after = None if proof.chosen is None else [int(wide[c]) for c in proof.chosen]
    chosen = before if after is None else _better(case.problem, before, after)
    return _plan(case, chosen, proof.bound if np.isfinite(proof.bound) else None, began, plan.seed)


def _better(problem: ShiftProblem, before: list[int], after: list[int]) -> list[int]:
    """Return the second choice where it is better, the first otherwise."""
    ranks = [(-_short(problem, chosen), problem.covered(chosen)) for chosen in (before, after)]
    return after if ranks[1] > ranks[0] else before


def _widest(case: Setting) -> Numbers:
    """Return the candidates that no other makes superfluous: where only groups are counted, a longer shift covers what
    a shorter one within it does.
    """
    problem = case.problem
    if problem.budget.adult_hours is not None or problem.budget.kronor is not None:
        return np.arange(problem.size)
    fixed = set(problem.fixed)
    order = sorted(
        range(problem.size), key=lambda c: (problem.party[c], case.shifts[c].start, -case.shifts[c].end)
    )
    wide, party, end = list(problem.fixed), -1, 0
    for c in order:
        if c in fixed:
            continue
        if problem.party[c] != party or case.shifts[c].end > end:
            wide.append(c)
            party, end = int(problem.party[c]), case.shifts[c].end
    return np.array(sorted(wide), dtype=np.int64)


def _trimmed(case: Setting, chosen: list[int]) -> Selection:
    """Return the choice with each shift made as short as it can be without covering less."""
    problem, state = case.problem, Selection(case.problem, case.reached)
    for c in chosen:
        state.add(c)
    fixed = set(problem.fixed).union(*map(set, problem.musts))
    for c in [c for c in chosen if c not in fixed]:
        state.remove(c)
        alike = np.flatnonzero((problem.party == problem.party[c]) & (state.gain >= state.gain[c] - 1e-9))
        state.add(int(min(alike, key=lambda a: (problem.adult_hours[a], a))))
    return state


def _short(problem: ShiftProblem, chosen: list[int]) -> int:
    """Return by how many groups and wishes a choice falls short of what comes before all else."""
    areas = problem.area[np.asarray(chosen, dtype=np.int64)]
    owed = sum(max(least - int((areas == area).sum()), 0) for area, least in problem.least_by_area.items())
    return owed + sum(not set(must) & set(chosen) for must in problem.musts)


def _plan(case: Setting, chosen: list[int], bound: float | None, began: float, seed: int) -> Plan[Shift]:
    state = _trimmed(case, chosen)
    value = case.problem.covered(state.chosen)
    shifts = tuple(sorted(case.shifts[c] for c in state.chosen))
    unfilled = _unfilled(case, state)
    return Plan(shifts, unfilled, value, bound, time.perf_counter() - began, seed)


def _unfilled(case: Setting, state: Selection) -> tuple[Unfilled, ...]:
    """Return every place and night with something left, with why nothing more is proposed there.

    `what` is (place, night) with the adult-hours left, or (place,) for a wish that is not met.
    """
    gaps, problem, chosen = case.gaps, case.problem, state.chosen
    given = np.zeros(len(problem.missing))
    for c in chosen:
        part = slice(problem.first[c], problem.first[c + 1])
        np.add.at(given, problem.cell[part], problem.gives[part])
    left = np.maximum(problem.missing - given, 0).reshape(gaps.missing.shape).sum(axis=2)
    duty = (np.where(gaps.duty, gaps.missing, 0).sum(axis=2)) * gaps.slot_minutes / 60
    by_party: dict[int, list[int]] = {}
    for number, party in enumerate(problem.party.tolist()):
        by_party.setdefault(party, []).append(number)
    taken = {(case.shifts[c].place, case.shifts[c].night) for c in chosen}
    rows = []
    for place, night in np.argwhere((left > 1e-9) | (duty > 0)).tolist():
        amount = float(left[place, night] + duty[place, night])
        rows.append(Unfilled((place, night), _why(case, place, night, taken, by_party, state), amount))
    unmet = [
        Unfilled((place,) if night is None else (place, night), (Reason("must_unmet"),))
        for (place, night), must in zip(case.wishes.musts, problem.musts, strict=True)
        if not set(must) & set(chosen)
    ]
    return (*unmet, *rows)


def _why(
    case: Setting,
    place: int,
    night: int,
    taken: set[tuple[int, int]],
    by_party: dict[int, list[int]],
    state: Selection,
) -> tuple[Reason, ...]:
    gaps, problem, budget = case.gaps, case.problem, case.problem.budget
    reasons = []
    if (gaps.duty[place, night] & (gaps.missing[place, night] > 0)).any():
        reasons.append(Reason("duty"))
    possible = by_party.get(place * gaps.missing.shape[1] + night, [])
    if (place, night) in taken:
        reasons.append(Reason("rest_of_the_night"))
    elif not possible:
        forbidden = any(_meets(window, place, night) for window in case.wishes.forbidden)
        reasons.append(Reason("forbidden" if forbidden else "no_window"))
    elif state.left_of("night", night) <= 0:
        reasons.append(Reason("nobody_left_that_night"))
    elif state.left_of("groups") <= 0:
        reasons.append(Reason("groups_used"))
    elif budget.adult_hours is not None and (problem.adult_hours[possible] > state.left_of("hours")).all():
        reasons.append(Reason("adult_hours_used"))
    elif budget.kronor is not None and (problem.kronor[possible] > state.left_of("kronor")).all():
        reasons.append(Reason("kronor_used"))
    else:
        reasons.append(Reason("met_from_nearby" if state.gain[possible].max() <= 1e-9 else "less_need"))
    return tuple(reasons)


def _meets(window: Window, place: int, night: int) -> bool:
    return window.place in {None, place} and window.night in {None, night}

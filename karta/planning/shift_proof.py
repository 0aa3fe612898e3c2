"""The same choice of shifts as a linear programme: proven to be the best, or bounded by its relaxation."""

from dataclasses import dataclass

import numpy as np

from karta.planning.linear import Numbers, Programme, Reals
from karta.planning.shift_problem import ShiftProblem


@dataclass(frozen=True, slots=True)
class Proof:
    """Candidates, None where none was reached in time, and what no choice covers more than."""

    chosen: list[int] | None
    bound: float


def prove(problem: ShiftProblem, seconds: float, gap: float, *, relaxed: bool = False) -> Proof:
    """Return the best choice within `gap`, or, `relaxed`, its bound alone.

    Sets that something is wanted of, and the least of an area, come before all that can be covered: falling short of
    one costs more than everything. The bound is that of the choices that fall short as little as this one.
    """
    programme = Programme()
    direct, shared = _folded(problem)
    pick = programme.columns(direct)
    _cover(programme, problem, pick, shared)
    debts = _rules(programme, problem, pick)
    if relaxed:
        relaxation = programme.relaxed(seconds)
        if relaxation is None:
            return Proof(None, np.inf)
        owed = float(relaxation.values[debts].sum()) * _dear(problem)
        return Proof(None, relaxation.gain + owed)
    answer = programme.solved(seconds, gap)
    if answer.values is None:
        return Proof(None, answer.bound)
    owed = float(answer.values[debts].sum()) * _dear(problem)
    return Proof([int(c) for c in np.flatnonzero(answer.values[pick] > 0.5)], answer.bound + owed)


def _dear(problem: ShiftProblem) -> float:
    return float(problem.weight @ problem.missing) + 1.0


def _folded(problem: ShiftProblem) -> tuple[Reals, Numbers]:
    """Return what each candidate gives to cells that only its own party reaches, and the entries of the others.

    Of a party one is chosen, so what it gives there needs no column of its own.
    """
    candidate = np.repeat(np.arange(problem.size), np.diff(problem.first))
    party = problem.party[candidate]
    low = np.full(len(problem.missing), np.iinfo(np.int64).max)
    high = np.full(len(problem.missing), -1)
    np.minimum.at(low, problem.cell, party)
    np.maximum.at(high, problem.cell, party)
    doubled = set(party_of_fixed := problem.party[list(problem.fixed)].tolist())
    crowded = {p for p in doubled if party_of_fixed.count(p) > 1}
    alone = (low == high) & ~np.isin(low, list(crowded))
    own = alone[problem.cell]
    worth = problem.weight[problem.cell] * np.minimum(problem.missing[problem.cell], problem.gives)
    direct = np.bincount(candidate[own], worth[own], minlength=problem.size)
    return direct.astype(float), np.flatnonzero(~own)


def _cover(programme: Programme, problem: ShiftProblem, pick: Numbers, shared: Numbers) -> None:
    """Add what is covered of the cells that several parties reach."""
    if not len(shared):
        return
    candidate = np.repeat(np.arange(problem.size), np.diff(problem.first))[shared]
    cells, position = np.unique(problem.cell[shared], return_inverse=True)
    covered = programme.columns(problem.weight[cells], problem.missing[cells], whole=False)
    gives = np.minimum(problem.gives[shared], problem.missing[problem.cell[shared]])
    programme.rows(
        np.concatenate((position, np.arange(len(cells)))),
        np.concatenate((pick[candidate], covered)),
        np.concatenate((gives, -np.ones(len(cells)))),
        0.0,
        np.inf,
        len(cells),
    )


def _rules(programme: Programme, problem: ShiftProblem, pick: Numbers) -> Numbers:
    """Add the limits, and return the columns of what falls short."""
    fixed = np.zeros(problem.size)
    fixed[list(problem.fixed)] = 1.0
    programme.rows(np.arange(problem.size), pick, 1.0, fixed, 1.0, problem.size)
    parties, party = np.unique(problem.party, return_inverse=True)
    most = np.maximum(np.bincount(party, fixed), 1.0)
    programme.rows(party, pick, 1.0, 0.0, most, len(parties))
    budget = problem.budget
    for limit, use in (
        (budget.groups, np.ones(problem.size)),
        (budget.adult_hours, problem.adult_hours),
        (budget.kronor, problem.kronor),
    ):
        if limit is not None:
            programme.row(pick, use, high=max(limit, float(use @ fixed)))
    for night, limit in problem.most_by_night.items():
        there = np.flatnonzero(problem.night == night)
        programme.row(pick[there], high=max(limit, float(fixed[there].sum())))
    debts = [
        _owed(programme, pick[np.flatnonzero(problem.area == area)], least, problem)
        for area, least in problem.least_by_area.items()
        if least > 0
    ]
    debts += [_owed(programme, pick[list(must)], 1, problem) for must in problem.musts]
    return np.concatenate([np.zeros(0, dtype=np.int64), *debts])


def _owed(programme: Programme, columns: Numbers, least: int, problem: ShiftProblem) -> Numbers:
    debt = programme.columns([-_dear(problem)], least, whole=False)
    programme.row([*columns, *debt], low=least)
    return debt

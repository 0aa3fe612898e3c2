"""Shifts chosen at once: the best next one again and again, then one or two out and others in while that gains."""

import time
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from karta.planning.shift_problem import Numbers, Reals, ShiftProblem

ROUNDING = 1e-9
# A candidate without cost is judged by what it gives alone.
LEAST_COST = 1e-6
# What an hour is priced at, as parts of what one covers on average: below it the best lengths of shifts are found.
PRICES = (0.3, 0.45, 0.6, 0.75, 0.9)


class Reached(NamedTuple):
    """What is the same for every choice: whom each cell is reached by and with how much, and what each gains alone.

    The candidates that reach the cell k are `by[first[k] : first[k + 1]]`, with `gives` adult-hours.
    """

    by: Numbers
    gives: Reals
    first: Numbers
    gain: Reals


def reached(problem: ShiftProblem) -> Reached:
    """Return whom the cells of a problem are reached by."""
    candidate = np.repeat(np.arange(problem.size), np.diff(problem.first))
    order = np.argsort(problem.cell, kind="stable")
    whole = problem.weight[problem.cell] * np.minimum(problem.missing[problem.cell], problem.gives)
    gain = np.bincount(candidate, whole, minlength=problem.size).astype(float)
    first = np.searchsorted(problem.cell[order], np.arange(len(problem.missing) + 1))
    return Reached(candidate[order], problem.gives[order], first, gain)


class Selection:
    """A choice that grows and shrinks, and what each other candidate would add to it now."""

    def __init__(self, problem: ShiftProblem, reached: Reached) -> None:
        self._problem = problem
        self._reached = reached
        self._given = np.zeros(len(problem.missing))
        self.gain: Reals = reached.gain.copy()
        self.value = 0.0
        self.chosen: list[int] = []
        self._taken = np.zeros(int(problem.party.max(initial=-1)) + 1, dtype=bool)
        self._night_left = _limits(problem.most_by_night, problem.night, absent=problem.size)
        self._area_short = _limits(_reachable(problem), problem.area, absent=0)
        budget = problem.budget
        self._groups = problem.size if budget.groups is None else budget.groups
        self._hours = np.inf if budget.adult_hours is None else budget.adult_hours
        self._kronor = np.inf if budget.kronor is None else budget.kronor

    def add(self, c: int) -> None:
        """Choose a candidate."""
        self.value += float(self.gain[c])
        self._change(c, 1)
        self.chosen.append(c)

    def remove(self, c: int) -> None:
        """Take a candidate out."""
        self._change(c, -1)
        self.chosen.remove(c)
        self.value -= float(self.gain[c])

    def addable(self) -> npt.NDArray[np.bool_]:
        """Tell for each candidate whether it fits beside those that are chosen."""
        problem = self._problem
        if self._groups <= 0:
            return np.zeros(problem.size, dtype=bool)
        fits = ~self._taken[problem.party] & (self._night_left[problem.night] > 0)
        fits &= (problem.adult_hours <= self._hours + ROUNDING) & (problem.kronor <= self._kronor + ROUNDING)
        short = int(np.maximum(self._area_short, 0).sum())
        if short and (problem.budget.groups is None or self._groups <= short):
            owed = fits & (self._area_short[problem.area] > 0)
            fits = owed if owed.any() else fits
        return fits

    def fill(self, cost: Reals, price: float = 0.0) -> None:
        """Add the best that fits, until nothing gains: what gains most for its cost, or, at a price, most beyond it."""
        while True:
            gain = self.gain - price * cost if price else self.gain / cost
            worth = np.where(self.addable() & (self.gain > ROUNDING), gain, 0.0)
            best = int(worth.argmax()) if len(worth) else 0
            if not len(worth) or worth[best] <= 0:
                return
            self.add(best)

    def fill_musts(self, cost: Reals) -> None:
        """Add one candidate of each set that something is wanted of, where one fits."""
        for must in self._problem.musts:
            if not set(must) & set(self.chosen):
                able = [c for c in must if self.addable()[c]]
                if able:
                    self.add(max(able, key=lambda c: (self.gain[c] / cost[c], -c)))

    def left_of(self, limit: str, night: int = 0) -> float:
        """Return how much of a limit is left: of a night's groups, of all groups, of adult-hours or of kronor."""
        left = {"groups": self._groups, "hours": self._hours, "kronor": self._kronor}
        return float(self._night_left[night] if limit == "night" else left[limit])

    def needed(self) -> set[int]:
        """Return what may not be taken out: the fixed, and those that alone answer a set."""
        chosen = set(self.chosen)
        answers = [chosen & set(must) for must in self._problem.musts]
        return set(self._problem.fixed).union(*(answer for answer in answers if len(answer) == 1))

    def _change(self, c: int, sign: int) -> None:
        problem = self._problem
        part = slice(problem.first[c], problem.first[c + 1])
        cells = problem.cell[part]
        before = np.maximum(problem.missing[cells] - self._given[cells], 0)
        self._given[cells] += sign * problem.gives[part]
        after = np.maximum(problem.missing[cells] - self._given[cells], 0)
        starts = self._reached.first[cells]
        counts = self._reached.first[cells + 1] - starts
        entry = np.repeat(starts - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
        entry = entry + np.arange(int(counts.sum()))
        gives, weight = self._reached.gives[entry], np.repeat(problem.weight[cells], counts)
        change = np.minimum(np.repeat(after, counts), gives) - np.minimum(np.repeat(before, counts), gives)
        np.add.at(self.gain, self._reached.by[entry], weight * change)
        self._taken[problem.party[c]] = sign > 0
        self._night_left[problem.night[c]] -= sign
        self._area_short[problem.area[c]] -= sign
        self._groups -= sign
        self._hours -= sign * float(problem.adult_hours[c])
        self._kronor -= sign * float(problem.kronor[c])


def greedy(problem: ShiftProblem, reach: Reached, seconds: float, seed: int) -> list[int]:
    """Return a choice, sorted: the best of several greedy ones, then exchanged for at most `seconds`."""
    until = time.perf_counter() + seconds
    choices = []
    for cost in _costs(problem):
        choices.append((_filled(problem, reach, cost, 0.0), cost))
        used = float(cost[choices[-1][0].chosen].sum())
        if not problem.budget.groups or used != len(choices[-1][0].chosen):
            usual = choices[-1][0].value / max(used, LEAST_COST)
            choices += [
                (_filled(problem, reach, cost, usual * part), cost)
                for part in PRICES
                if time.perf_counter() < until
            ]
    choice, cost = max(choices, key=lambda made: made[0].value)
    exchange(choice, cost, until, np.random.default_rng(seed))
    return sorted(choice.chosen)


def exchange(choice: Selection, cost: Reals, until: float, rng: np.random.Generator) -> None:
    """Take one out, then two by chance, and fill anew, until no single one gains and the time is over."""
    improved = True
    while improved:
        improved = False
        for c in list(choice.chosen):
            if time.perf_counter() > until:
                return
            if c in choice.chosen and c not in choice.needed():
                improved |= _exchanged(choice, cost, [c])
    fails = 0
    while fails < 20 * len(choice.chosen) and time.perf_counter() < until:
        free = sorted(set(choice.chosen) - choice.needed())
        if len(free) < 2:
            return
        pair = [free[k] for k in rng.choice(len(free), 2, replace=False)]
        fails = 0 if _exchanged(choice, cost, pair) else fails + 1


def _exchanged(choice: Selection, cost: Reals, out: list[int]) -> bool:
    """Tell whether taking these out and filling anew gained something; else all is as it was."""
    value, before = choice.value, list(choice.chosen)
    for c in out:
        choice.remove(c)
    choice.fill_musts(cost)
    choice.fill(cost)
    if choice.value > value + ROUNDING:
        return True
    for c in [c for c in choice.chosen if c not in before]:
        choice.remove(c)
    for c in [c for c in before if c not in choice.chosen]:
        choice.add(c)
    choice.value = value
    return False


def _filled(problem: ShiftProblem, reach: Reached, cost: Reals, price: float) -> Selection:
    choice = Selection(problem, reach)
    for c in problem.fixed:
        choice.add(c)
    choice.fill_musts(cost)
    if price:
        choice.fill(cost, price)
    choice.fill(cost)
    return choice


def _costs(problem: ShiftProblem) -> list[Reals]:
    """Return what a candidate can be judged by: as one group, and by each limit that is set."""
    costs = [np.ones(problem.size)]
    if problem.budget.adult_hours is not None:
        costs.append(np.maximum(problem.adult_hours, LEAST_COST))
    if problem.budget.kronor is not None:
        costs.append(np.maximum(problem.kronor, LEAST_COST))
    return costs


def _reachable(problem: ShiftProblem) -> dict[int, int]:
    """Return the least number of shifts of each area, no more than it has places and nights for."""
    return {
        area: min(least, len(np.unique(problem.party[problem.area == area])))
        for area, least in problem.least_by_area.items()
    }


def _limits(limits: Mapping[int, int], numbers: Numbers, *, absent: int) -> Numbers:
    per = np.full(max(int(numbers.max(initial=-1)), *limits.keys(), 0) + 1, absent, dtype=np.int64)
    for number, limit in limits.items():
        per[number] = limit
    return per

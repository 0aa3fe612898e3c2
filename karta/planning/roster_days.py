"""Days of work over weeks: shifts a day, runs of days on and off, weekends, wishes, and cover that may fall short.

Volunteers' walks are `roster_plan`; this is the same question for staff who work most days, as research poses it
(Curtois and Qu's instances). What costs is minimised, so that the value of a plan is its cost below zero.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from karta.planning.linear import Numbers, Programme
from karta.planning.plan import Plan

WEEK, SATURDAY = 7, 5
# The first search takes this share of the time; then weeks and people are freed again, a few at a time.
FIRST_SHARE = 0.5
PEOPLE_FREED, SECONDS_FREED = 5, 4.0


@dataclass(frozen=True, slots=True)
class DayShift:
    """A shift of a day: its length, and the shifts that may not follow it on the next day."""

    minutes: int
    not_followed_by: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Employee:
    """What somebody may work: at most so many of each shift, minutes, days in a row on and off, weekends, days off."""

    most_of: tuple[int, ...]
    most_minutes: int
    least_minutes: int
    most_in_a_row: int
    least_in_a_row: int
    least_off_in_a_row: int
    most_weekends: int
    off: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Cover:
    """How many are needed in a shift of a day, and what each too few or too many costs."""

    day: int
    shift: int
    need: int
    under: float
    over: float


@dataclass(frozen=True, slots=True)
class Wish:
    """A shift that somebody wants (`on`) or does not want, and what it costs not to meet that."""

    employee: int
    day: int
    shift: int
    weight: float
    on: bool


@dataclass(frozen=True, slots=True)
class DaysProblem:
    """Days from a Monday, shifts of a day, employees, and what a roster is judged by."""

    days: int
    shifts: tuple[DayShift, ...]
    employees: tuple[Employee, ...]
    covers: tuple[Cover, ...]
    wishes: tuple[Wish, ...] = ()


Assigned = tuple[int, int, int]


def staffed_days(problem: DaysProblem, seconds: float, seed: int = 0) -> Plan[Assigned]:
    """Return (employee, day, shift) of the cheapest roster found; its value is minus the cost, -inf without one."""
    began = time.perf_counter()
    until = began + seconds
    values, bound = _solved(problem, seconds * FIRST_SHARE, None, frozenset())
    cost = np.inf if values is None else _cost(problem, values)
    rng = np.random.default_rng(seed)
    while values is not None and cost + bound > 1e-6 and time.perf_counter() < until - 0.5:
        freed = frozenset(
            rng.choice(len(problem.employees), min(PEOPLE_FREED, len(problem.employees)), replace=False)
        )
        left = min(until - time.perf_counter(), SECONDS_FREED)
        other, _ = _solved(problem, left, values, freed)
        if other is not None and _cost(problem, other) <= cost:
            values, cost = other, _cost(problem, other)
    chosen = (
        () if values is None else tuple(sorted((int(e), int(d), int(s)) for e, d, s in np.argwhere(values)))
    )
    return Plan(chosen, (), -cost, bound if np.isfinite(bound) else None, time.perf_counter() - began, seed)


def _solved(
    problem: DaysProblem, seconds: float, before: Numbers | None, freed: frozenset[int]
) -> tuple[Numbers | None, float]:
    """Return who works what (employee, day, shift), and the bound; with a roster `before`, only the freed change."""
    programme = Programme()
    shape = (len(problem.employees), problem.days, len(problem.shifts))
    worth = np.zeros(shape)
    fixed_cost = 0.0
    for wish in problem.wishes:
        worth[wish.employee, wish.day, wish.shift] += wish.weight if wish.on else -wish.weight
        fixed_cost += wish.weight if wish.on else 0.0
    upper = np.ones(shape)
    for e, employee in enumerate(problem.employees):
        upper[e, [d for d in employee.off if d < problem.days]] = 0.0
        upper[e][:, [s for s, most in enumerate(employee.most_of) if most == 0]] = 0.0
    works = programme.columns(worth.ravel(), upper.ravel()).reshape(shape)
    if before is not None:
        for e in sorted(set(range(shape[0])) - freed):
            programme.rows(
                np.arange(works[e].size),
                works[e].ravel(),
                1.0,
                before[e].ravel(),
                before[e].ravel(),
                works[e].size,
            )
    for e, employee in enumerate(problem.employees):
        if before is None or e in freed:
            _rules(programme, problem, employee, works[e])
    for cover in problem.covers:
        short, over = programme.columns([-cover.under, -cover.over], [cover.need, shape[0]], whole=False)
        there = works[:, cover.day, cover.shift]
        need = float(cover.need)
        programme.row([*there, short, over], [*np.ones(len(there)), 1.0, -1.0], low=need, high=need)
    answer = programme.solved(seconds)
    values = None if answer.values is None else np.round(answer.values[works]).astype(np.int64)
    return values, answer.bound - fixed_cost


def _rules(programme: Programme, problem: DaysProblem, employee: Employee, works: Numbers) -> None:
    """Add what one employee may work."""
    days, shifts = works.shape
    on = programme.columns(np.zeros(days))
    for d in range(days):
        programme.row([*works[d], on[d]], [*np.ones(shifts), -1.0], low=0.0, high=0.0)
    for d in range(days - 1):
        for s, shift in enumerate(problem.shifts):
            banned = sorted(shift.not_followed_by)
            if banned:
                programme.row([works[d, s], *works[d + 1, banned]], high=1.0)
    for s, most in enumerate(employee.most_of):
        if most < days:
            programme.row(works[:, s], high=float(most))
    minutes = np.tile([float(shift.minutes) for shift in problem.shifts], days)
    programme.row(
        works.ravel(), minutes, low=float(employee.least_minutes), high=float(employee.most_minutes)
    )
    _runs(programme, employee, on)
    weekends = list(range(SATURDAY, days, WEEK))
    away = programme.columns(np.zeros(len(weekends)))
    for k, saturday in zip(away, weekends, strict=True):
        for d in range(saturday, min(saturday + 2, days)):
            programme.row([on[d], k], [1.0, -1.0], high=0.0)
    programme.row(away, high=float(employee.most_weekends))


def _runs(programme: Programme, employee: Employee, on: Numbers) -> None:
    """Add how many days in a row are worked and free; runs at the edges go on outside, for all that is known."""
    days, most = len(on), employee.most_in_a_row
    for d in range(days - most):
        programme.row(on[d : d + most + 1], high=float(most))
    for length in range(1, employee.least_in_a_row):
        for d in range(days - length - 1):
            signs = [1.0, *[-1.0] * length, 1.0]
            programme.row(on[d : d + length + 2], signs, low=1.0 - length)
    for length in range(1, employee.least_off_in_a_row):
        for d in range(days - length - 1):
            signs = [-1.0, *[1.0] * length, -1.0]
            programme.row(on[d : d + length + 2], signs, low=-1.0)


def _cost(problem: DaysProblem, values: Numbers) -> float:
    return cost_of(problem, ((int(e), int(d), int(s)) for e, d, s in np.argwhere(values)))


def cost_of(problem: DaysProblem, assigned: Iterable[Assigned]) -> float:
    """Return what a roster costs in cover and wishes."""
    who = set(assigned)
    cost = sum(
        wish.weight for wish in problem.wishes if ((wish.employee, wish.day, wish.shift) in who) != wish.on
    )
    for cover in problem.covers:
        there = sum((e, cover.day, cover.shift) in who for e in range(len(problem.employees)))
        cost += cover.under * max(cover.need - there, 0) + cover.over * max(there - cover.need, 0)
    return float(cost)

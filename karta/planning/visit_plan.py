"""A plan of police visits: venues within their cadence, as many days as the hours allow, by officers they know."""

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np

from karta.planning.linear import Programme, Reals
from karta.planning.plan import Plan
from karta.planning.visit_filling import Case, Choice, filled, officers_of, worth
from karta.planning.visit_problem import Visit, VisitProblem
from karta.planning.visit_times import starts

# Within this of the bound a plan counts as the best one; rounds in which days that no order fits are ruled out.
GAP, ROUNDS = 0.005, 6


def at_once(problem: VisitProblem) -> Plan[Visit]:
    """Return a good plan in a moment, without a bound."""
    began = time.perf_counter()
    case = Case(problem)
    filling = filled(case)
    return Plan(filling.visits(), (), worth(case, filling), None, time.perf_counter() - began, 0)


def proven(
    problem: VisitProblem,
    seconds: float,
    stop: Callable[[], bool] = lambda: False,
    better: Callable[[Plan[Visit]], None] = lambda _: None,
) -> Plan[Visit]:
    """Return the best plan found within about so many seconds, with a bound that none can pass.

    `stop` is asked before each round, and ends it with the best so far; a round is one call of HiGHS, which ends by its
    limit of time alone. `better` gets each plan that is better than the ones before.
    """
    began = time.perf_counter()
    case = Case(problem)
    best = filled(case)
    value, bound = worth(case, best), float("inf")
    cuts: set[tuple[int, ...]] = set()
    for _ in range(ROUNDS):
        left = seconds - (time.perf_counter() - began)
        if left <= 0 or not case.choices or stop():
            break
        answer = _programme(case, cuts).solved(left, GAP)
        bound = min(bound, answer.bound)
        if answer.values is None:
            break
        taken = [choice for choice, on in zip(case.choices, answer.values, strict=False) if on > 0.5]
        # What is rarest first, so that a day whose order does not fit loses what gains least.
        taken.sort(key=lambda choice: -choice.worth)
        filling = filled(case, taken)
        if worth(case, filling) > value:
            best, value = filling, worth(case, filling)
            better(Plan(best.visits(), (), value, None, time.perf_counter() - began, 0))
        fresh = _unorderly(case, taken) - cuts
        if not fresh or value >= bound * (1 - GAP):
            break
        cuts |= fresh
    known = bound if np.isfinite(bound) else None
    return Plan(
        best.visits(), (), value, max(known, value) if known is not None else None,
        time.perf_counter() - began, 0,
    )  # fmt: skip


def _programme(case: Case, cuts: set[tuple[int, ...]]) -> Programme:
    """Return the linear programme: a column a choice, and one for each run of days that the same visits would cover."""
    problem, programme = case.problem, Programme()
    programme.columns(np.array([choice.worth for choice in case.choices]))
    by: dict[str, dict[tuple[int, int], list[int]]] = {
        name: defaultdict(list) for name in ("week", "day", "venue")
    }
    of_venue: dict[int, list[int]] = defaultdict(list)
    joint: dict[int, list[int]] = defaultdict(list)
    for column, choice in enumerate(case.choices):
        occasion = case.occasion(choice)
        of_venue[occasion.venue].append(column)
        by["venue"][occasion.venue, occasion.day].append(column)
        if choice.along is not None:
            joint[occasion.venue].append(column)
        for officer in officers_of(choice):
            by["week"][officer, problem.week(occasion.day)].append(column)
            by["day"][officer, occasion.day].append(column)
    minutes, places = case.minutes_left(), case.places_left()
    for key, columns in by["week"].items():
        needed = [problem.minutes(case.occasion(case.choices[column]).venue) for column in columns]
        programme.row(columns, needed, high=max(0, minutes[key]))
    for key, columns in by["day"].items():
        most = max(0, places[key])
        alone = [float(most) if case.choices[column].along is not None else 1.0 for column in columns]
        programme.row(columns, alone if most else 1.0, high=most)
    kept = {(visit.venue, visit.day) for visit in problem.kept}
    for key, columns in by["venue"].items():
        programme.row(columns, high=0 if key in kept else 1)
    for columns in joint.values():
        programme.row(columns, high=1)
    for cut in cuts:
        programme.row(cut, high=len(cut) - 1)
    for venue, columns in of_venue.items():
        _lay_days(case, programme, venue, columns)
    return programme


def _lay_days(case: Case, programme: Programme, venue: int, columns: list[int]) -> None:
    cadence = case.problem.venues[venue].cadence
    days = np.array([case.occasion(case.choices[column]).day for column in columns])
    runs: dict[bytes, list[int]] = defaultdict(list)
    for day in np.flatnonzero(case.bare[venue]).tolist():
        runs[((days < day) & (days >= day - cadence)).tobytes()].append(day)
    chosen = np.array(columns)
    for mask, run in runs.items():
        by = chosen[np.frombuffer(mask, dtype=bool)]
        if not len(by):
            continue
        (covered,) = programme.columns(float(len(run)), whole=False).tolist()
        factors: Reals = np.concatenate([np.full(len(by), -1.0), [1.0]])
        programme.row(np.append(by, covered), factors, high=0.0)


def _unorderly(case: Case, taken: Sequence[Choice]) -> set[tuple[int, ...]]:
    """Return the least sets of choices of one officer and day that no order fits."""
    numbers = {choice: number for number, choice in enumerate(case.choices)}
    days: dict[tuple[int, int], list[Choice]] = defaultdict(list)
    for choice in taken:
        for officer in officers_of(choice):
            days[officer, case.occasion(choice).day].append(choice)
    found = set()
    for (officer, _), planned in days.items():
        for size in range(2, len(planned) + 1):
            bad = [
                tuple(sorted(numbers[choice] for choice in some))
                for some in combinations(planned, size)
                if starts(
                    case.problem,
                    [(case.occasion(each).venue, case.open[each.occasion, officer]) for each in some],
                )
                is None
            ]
            if bad:
                found.update(bad)
                break
    return found

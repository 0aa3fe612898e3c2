"""A plan of police visits: the venues' days within their cadence, as many as the hours allow, by officers they know.

What is gained is one for each venue and day that a visit puts within the cadence. Less than a day are worth: that the
main officer comes, a day that the venue wished for, an officer rather than a volunteer, and one visit fewer. A joint
visit before an officer leaves is worth more than any cadence.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from karta.planning.linear import Programme, Reals
from karta.planning.plan import Plan
from karta.planning.visit_problem import Occasion, Visit, VisitProblem
from karta.planning.visit_times import Free, free, starts, together

OTHER_OFFICER, VOLUNTEER, WISHED, EACH, HANDOVER = -3.0, -0.2, 0.3, -0.05, 40.0
# Within this of the bound a plan counts as the best one; rounds in which days that no order fits are ruled out.
GAP, ROUNDS = 0.005, 6


@dataclass(frozen=True, slots=True)
class Choice:
    """An occasion and who could come; `along` for a joint visit. `worth` is what it is worth beside its days."""

    occasion: int
    officer: int
    along: int | None
    worth: float


class Case:
    """A problem with every choice that terms, hours and areas leave, and what each needs."""

    def __init__(self, problem: VisitProblem) -> None:
        self.problem = problem
        self.open: dict[tuple[int, int], Free] = {
            (number, officer): parts
            for number, occasion in enumerate(problem.occasions)
            for officer in range(len(problem.officers))
            if 0 <= occasion.day < problem.days and (parts := free(problem, officer, occasion))
        }
        self.choices = [
            Choice(number, officer, None, self._worth(number, officer)) for number, officer in self.open
        ]
        self.choices += self._joint()

    @cached_property
    def bare(self) -> npt.NDArray[np.bool_]:
        """The days outside the cadence before anything is planned, venues x days."""
        return ~self.problem.covered()

    def leaving(self) -> dict[int, tuple[int, int]]:
        """Return the venues whose main officer leaves before the plan ends: who leaves, and who is introduced."""
        found = {}
        for venue, days in enumerate(self.problem.mains):
            met = {(visit.venue, *visit.officers) for visit in self.problem.kept}
            for before, after in pairwise(days):
                if before is not None and after is not None and after != before:
                    pair = before, after
                    if (venue, *pair) not in met and (venue, *pair[::-1]) not in met:
                        found[venue] = pair
                    break
        return found

    def _joint(self) -> list[Choice]:
        pairs = self.leaving()
        joint = []
        for number, occasion in enumerate(self.problem.occasions):
            if occasion.venue not in pairs:
                continue
            before, after = pairs[occasion.venue]
            if (number, before) in self.open and (number, after) in self.open:
                visit = Visit(occasion.venue, occasion.day, 0, before, after)
                if together(self.problem, visit, occasion) is not None:
                    joint.append(Choice(number, before, after, self._worth(number, before) + HANDOVER))
        return joint

    def _worth(self, number: int, officer: int) -> float:
        occasion = self.problem.occasions[number]
        main = self.problem.mains[occasion.venue][occasion.day]
        volunteer = self.problem.officers[officer].volunteer
        return (
            EACH
            + (0.0 if main in {None, officer} or volunteer else OTHER_OFFICER)
            + (VOLUNTEER if volunteer else 0.0)
            + (WISHED if occasion.wished else 0.0)
        )

    def occasion(self, choice: Choice) -> Occasion:
        """Return the occasion of a choice."""
        return self.problem.occasions[choice.occasion]

    def minutes_left(self) -> dict[tuple[int, int], int]:
        """Return the minutes of each officer and week that visits which stand leave."""
        problem = self.problem
        weeks = range(problem.week(0), problem.week(problem.days - 1) + 1)
        left = {(k, week): who.minutes for k, who in enumerate(problem.officers) for week in weeks}
        for visit in problem.kept:
            for officer in visit.officers:
                if (officer, problem.week(visit.day)) in left:
                    left[officer, problem.week(visit.day)] -= problem.minutes(visit.venue)
        return left

    def places_left(self) -> dict[tuple[int, int], int]:
        """Return how many visits each officer can still make each day."""
        left = {
            (k, day): self.problem.most_a_day
            for k in range(len(self.problem.officers))
            for day in range(self.problem.days)
        }
        for visit in self.problem.kept:
            for officer in visit.officers:
                if (officer, visit.day) in left:
                    left[officer, visit.day] -= 1
        return left


class Filling:
    """A plan as it grows: what each officer's weeks and days still hold."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.minutes, self.places = case.minutes_left(), case.places_left()
        self.bare = case.bare.copy()
        self.chosen: list[Choice] = []
        self._day: dict[tuple[int, int], list[Choice]] = defaultdict(list)
        self._joint: set[int] = set()
        self._visited = {(visit.venue, visit.day) for visit in case.problem.kept}

    def gain(self, choice: Choice) -> float:
        """Return what a choice would add now."""
        occasion = self.case.occasion(choice)
        until = occasion.day + self.case.problem.venues[occasion.venue].cadence
        return float(self.bare[occasion.venue, occasion.day + 1 : until + 1].sum()) + choice.worth

    def fits(self, choice: Choice) -> bool:
        """Tell whether hours, days and the way between leave room for a choice."""
        occasion, problem = self.case.occasion(choice), self.case.problem
        if (occasion.venue, occasion.day) in self._visited:
            return False
        for officer in _officers(choice):
            if self.minutes[officer, problem.week(occasion.day)] < problem.minutes(occasion.venue):
                return False
            if self.places[officer, occasion.day] < 1:
                return False
        return self.orderly(choice) and (choice.along is None or occasion.venue not in self._joint)

    def orderly(self, choice: Choice) -> bool:
        """Tell whether those who come can make their visits of that day one after another."""
        for officer in _officers(choice):
            planned = self._day.get((officer, self.case.occasion(choice).day), [])
            # Two who come together do nothing else that day: their times would have to agree all day.
            if planned and (choice.along is not None or any(other.along is not None for other in planned)):
                return False
            if self._starts(officer, [*planned, choice]) is None:
                return False
        return True

    def take(self, choice: Choice) -> None:
        """Plan a choice."""
        occasion, problem = self.case.occasion(choice), self.case.problem
        self.chosen.append(choice)
        for officer in _officers(choice):
            self.minutes[officer, problem.week(occasion.day)] -= problem.minutes(occasion.venue)
            self.places[officer, occasion.day] -= 1
            self._day[officer, occasion.day].append(choice)
        self._visited.add((occasion.venue, occasion.day))
        if choice.along is not None:
            self._joint.add(occasion.venue)
        until = occasion.day + problem.venues[occasion.venue].cadence
        self.bare[occasion.venue, occasion.day + 1 : until + 1] = False

    def visits(self) -> tuple[Visit, ...]:
        """Return the visits of the plan with their times, in their order."""
        found = []
        for (officer, day), planned in self._day.items():
            begun = self._starts(officer, planned)
            assert begun is not None
            for number, choice in enumerate(planned):
                if choice.officer != officer:
                    continue
                visit = Visit(self.case.occasion(choice).venue, day, begun[number], officer, choice.along)
                if choice.along is not None:
                    both = together(self.case.problem, visit, self.case.occasion(choice))
                    assert both is not None
                    visit = replace(visit, start=both)
                found.append(visit)
        return tuple(sorted(found, key=lambda visit: (visit.day, visit.start, visit.venue)))

    def _starts(self, officer: int, planned: Sequence[Choice]) -> dict[int, int] | None:
        rows = [(self.case.occasion(each).venue, self.case.open[each.occasion, officer]) for each in planned]
        return starts(self.case.problem, rows)


def filled(case: Case, first: Iterable[Choice] = ()) -> Filling:
    """Return a plan with the choices of `first` that fit, and then whatever gains most, one after another."""
    filling = Filling(case)
    for choice in first:
        if filling.fits(choice):
            filling.take(choice)
    # What a choice gains only falls as others are taken: it is counted anew when it comes to its turn.
    heap = [(-filling.gain(choice), number) for number, choice in enumerate(case.choices)]
    heapify(heap)
    while heap:
        expected, number = heappop(heap)
        choice = case.choices[number]
        gain = filling.gain(choice)
        if gain <= 0:
            continue
        if gain < -expected - 1e-9:
            heappush(heap, (-gain, number))
        elif filling.fits(choice):
            filling.take(choice)
    return filling


def worth(case: Case, filling: Filling) -> float:
    """Return what a plan gains: venue-days within the cadence, and what is worth less than a day."""
    return float((case.bare & ~filling.bare).sum()) + sum(choice.worth for choice in filling.chosen)


def at_once(problem: VisitProblem) -> Plan[Visit]:
    """Return a good plan in a moment, without a bound."""
    began = time.perf_counter()
    case = Case(problem)
    filling = filled(case)
    return Plan(filling.visits(), (), worth(case, filling), None, time.perf_counter() - began, 0)


def proven(problem: VisitProblem, seconds: float) -> Plan[Visit]:
    """Return the best plan found within about so many seconds, with a bound that none can pass."""
    began = time.perf_counter()
    case = Case(problem)
    best = filled(case)
    value, bound = worth(case, best), float("inf")
    cuts: set[tuple[int, ...]] = set()
    for _ in range(ROUNDS):
        left = seconds - (time.perf_counter() - began)
        if left <= 0 or not case.choices:
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
        fresh = _unorderly(case, taken) - cuts
        if not fresh or value >= bound * (1 - GAP):
            break
        cuts |= fresh
    known = bound if np.isfinite(bound) else None
    return Plan(
        best.visits(), (), value, max(known, value) if known is not None else None,
        time.perf_counter() - began, 0,
    )  # fmt: skip


def _officers(choice: Choice) -> tuple[int, ...]:
    return (choice.officer,) if choice.along is None else (choice.officer, choice.along)


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
        for officer in _officers(choice):
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
        for officer in _officers(choice):
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

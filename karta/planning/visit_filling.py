"""Plans of visits as they grow: every choice that terms, hours and areas leave, taken by what it gains.

What is gained is one for each venue and day that a visit puts within the cadence. Less than a day are worth: a day that
the venue wished for, an officer rather than a volunteer, a visit not long before it is due, and one visit fewer;
another officer than the main one costs
three days. A joint visit before an officer leaves is worth more than any cadence.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from karta.planning.visit_problem import Occasion, Visit, VisitProblem
from karta.planning.visit_times import Free, free, starts, together

OTHER_OFFICER, VOLUNTEER, WISHED, EACH, HANDOVER = -3.0, -0.2, 0.3, -0.05, 40.0
# A visit long before it is due: at worst, by a whole cadence.
EARLY = -0.5


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
        handovers = {}
        for venue, days in enumerate(self.problem.mains):
            met = {(visit.venue, *visit.officers) for visit in self.problem.kept}
            for before, after in pairwise(days):
                if before is not None and after is not None and after != before:
                    pair = before, after
                    if (venue, *pair) not in met and (venue, *pair[::-1]) not in met:
                        handovers[venue] = pair
                    break
        return handovers

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
            + EARLY
            * float((~self.bare[occasion.venue, occasion.day + 1 :]).sum())
            / max(1, self.problem.venues[occasion.venue].cadence)
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
        for officer in officers_of(choice):
            if self.minutes[officer, problem.week(occasion.day)] < problem.minutes(occasion.venue):
                return False
            if self.places[officer, occasion.day] < 1:
                return False
        return self.orderly(choice) and (choice.along is None or occasion.venue not in self._joint)

    def orderly(self, choice: Choice) -> bool:
        """Tell whether those who come can make their visits of that day one after another."""
        for officer in officers_of(choice):
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
        for officer in officers_of(choice):
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


def officers_of(choice: Choice) -> tuple[int, ...]:
    """Return all who come."""
    return (choice.officer,) if choice.along is None else (choice.officer, choice.along)

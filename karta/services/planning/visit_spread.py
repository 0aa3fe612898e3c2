"""Visits of a plan spread over the hours that a venue has opened, so that they do not always meet the same group.

No group is chosen: each of the hours is one that the venue has opened, and what it has wished for stays. A visit moves
only where every day that was within the cadence still is, and no rule is broken.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from karta.planning.visit_check import faults_of_visits
from karta.planning.visit_problem import WEEK, Occasion, Visit, VisitProblem
from karta.planning.visit_times import free

# How many days a visit moves at most, and how many other plans are looked at. [K]
MOST_DAYS, MOST_TRIALS = 6, 150
# A weekday and the hours that a venue has opened on it, in minutes: an activity, as it opens it every week.
Opened = tuple[int, int, int]


def spread(
    problem: VisitProblem, visits: Sequence[Visit], earlier: Iterable[tuple[int, int, int]] = ()
) -> tuple[Visit, ...]:
    """Return the visits of a plan, each in the hours of its venue that have been visited least.

    `earlier`: venue, weekday (Monday 0) and minute after midnight of each visit before the plan. Joint visits stay.
    """
    counts: Counter[tuple[int, Opened]] = Counter()
    opened = {(each.venue, _opened(problem, each)) for each in problem.occasions}
    before = [*earlier, *((each.venue, _weekday(problem, each.day), each.start) for each in problem.kept)]
    for venue, weekday, minute in before:
        counts.update(
            (owner, hours)
            for owner, hours in opened
            if owner == venue and hours[0] == weekday and hours[1] <= minute < hours[2]
        )
    plan, trials = list(visits), 0
    for number in sorted(range(len(plan)), key=lambda each: (plan[each].day, plan[each].start)):
        at = _occasion(problem, plan[number])
        if at is None:
            continue
        if plan[number].along is None and not at.wished:
            for other in _others(problem, plan[number], at, counts):
                trials += 1
                if trials > MOST_TRIALS:
                    break
                if (moved := _moved(problem, plan, number, other)) is not None:
                    plan[number], at = moved, other
                    break
        counts[at.venue, _opened(problem, at)] += 1
    return tuple(plan)


def _others(
    problem: VisitProblem, visit: Visit, at: Occasion, counts: Counter[tuple[int, Opened]]
) -> list[Occasion]:
    """Return the occasions near a visit in hours of its venue that were visited less, the least and nearest first."""
    own = counts[at.venue, _opened(problem, at)]
    near = [
        (counts[each.venue, _opened(problem, each)], abs(each.day - visit.day), each.day, each.start, number)
        for number, each in enumerate(problem.occasions)
        if each.venue == visit.venue and abs(each.day - visit.day) <= MOST_DAYS
    ]
    return [problem.occasions[number] for count, *_, number in sorted(near) if count < own]


def _moved(problem: VisitProblem, plan: list[Visit], number: int, other: Occasion) -> Visit | None:
    """Return a visit moved to an occasion, None where that breaks a rule or leaves a day past the cadence."""
    visit = plan[number]
    rest = [each for place, each in enumerate(plan) if place != number]
    covered = problem.covered(tuple(plan))
    for start, end in free(problem, visit.officer, other):
        if end - start < problem.visit_minutes:
            continue
        moved = replace(visit, day=other.day, start=start)
        same_day = any((each.venue, each.day) == (visit.venue, other.day) for each in (*rest, *problem.kept))
        trial = [*rest, moved]
        if (
            not same_day
            and not (covered & ~problem.covered(tuple(trial))).any()
            and not faults_of_visits(problem, trial)
        ):
            return moved
    return None


def _occasion(problem: VisitProblem, visit: Visit) -> Occasion | None:
    return next(
        (
            each
            for each in problem.occasions
            if (each.venue, each.day) == (visit.venue, visit.day)
            and each.start <= visit.start
            and visit.start + problem.visit_minutes <= each.end
        ),
        None,
    )


def _opened(problem: VisitProblem, occasion: Occasion) -> Opened:
    return _weekday(problem, occasion.day), occasion.start, occasion.end


def _weekday(problem: VisitProblem, day: int) -> int:
    return (problem.weekday + day) % WEEK

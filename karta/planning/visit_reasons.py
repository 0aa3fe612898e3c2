"""Which venues miss their cadence in a plan, by how many days, and the one thing that would mend each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from karta.planning.plan import Plan
from karta.planning.visit_filling import Case, Choice, Filling, filled, worth
from karta.planning.visit_problem import Visit, VisitProblem

HOUR = 60


@dataclass(frozen=True, slots=True)
class Missed:
    """A venue that is visited too late, or not: the last day in time, by how many days, and what would mend it.

    `code`: `late_before` (it was late when the plan began; nothing mends that), `windows` (no occasion in time: one on
    `day` would do), `officers` (nobody can come to the occasion on `day`), `hours` (`officer` lacks `minutes` in the
    week of `day`), `full` (`officer` has all visits of `day`), `times` (`officer`'s visits of `day` leave no way),
    `main` (`officer`, who is not the main officer, could come on `day`).
    """

    venue: int
    due: int
    days: int
    code: str
    day: int
    officer: int | None = None
    minutes: int = 0


def missed(problem: VisitProblem, visits: Sequence[Visit]) -> list[Missed]:
    """Return every cadence that a plan misses, by venue and day."""
    case = Case(problem)
    filling = _standing(case, visits)
    found = []
    for number, venue in enumerate(problem.venues):
        days = sorted(visit.day for visit in (*problem.kept, *visits) if visit.venue == number)
        first = 0 if venue.last is None else venue.last
        for before, after in pairwise([first, *days, problem.days]):
            late = after - before - venue.cadence - (after == problem.days)
            if late > 0:
                found.append(_why(case, filling, number, before, late))
    return found


def hour_more(problem: VisitProblem, plan: Plan[Visit]) -> int:
    """Return how many more venue-days would lie within the cadence with one hour a week more for each officer."""
    officers = tuple(replace(who, minutes=who.minutes + HOUR) for who in problem.officers)
    case, more = Case(problem), Case(replace(problem, officers=officers))
    now, then = _standing(case, plan.chosen), filled(more, _choices(more, plan.chosen))
    return int((now.bare & ~then.bare).sum()) if worth(more, then) > worth(case, now) else 0


def _standing(case: Case, visits: Sequence[Visit]) -> Filling:
    filling = Filling(case)
    for choice in _choices(case, visits):
        filling.take(choice)
    return filling


def _choices(case: Case, visits: Sequence[Visit]) -> list[Choice]:
    """Return the choices that visits of a plan were."""
    made: dict[tuple[int, int, int, int | None], list[Choice]] = defaultdict(list)
    for choice in case.choices:
        occasion = case.occasion(choice)
        made[occasion.venue, occasion.day, choice.officer, choice.along].append(choice)
    length = case.problem.visit_minutes
    return [
        next(
            choice
            for choice in made[visit.venue, visit.day, visit.officer, visit.along]
            if case.occasion(choice).start <= visit.start <= case.occasion(choice).end - length
        )
        for visit in visits
    ]


def _why(case: Case, filling: Filling, venue: int, before: int, late: int) -> Missed:
    due = before + case.problem.venues[venue].cadence
    if due < 0:
        return Missed(venue, due, late, "late_before", 0)
    there = [
        (number, occasion)
        for number, occasion in enumerate(case.problem.occasions)
        if occasion.venue == venue and max(before, -1) < occasion.day <= due
    ]
    if not there:
        return Missed(venue, due, late, "windows", due)
    numbers = {number for number, _ in there}
    able = [choice for choice in case.choices if choice.occasion in numbers and choice.along is None]
    if not able:
        return Missed(venue, due, late, "officers", there[-1][1].day)
    mends = [mend for choice in able for mend in _mends(case, filling, choice)]
    if not mends:
        # Several things at once: what no single one mends is said of the occasion, which one more officer could take.
        return Missed(venue, due, late, "officers", there[-1][1].day)
    minutes, code, choice = min(mends, key=lambda mend: (mend[0], -case.occasion(mend[2]).day))
    return Missed(venue, due, late, code, case.occasion(choice).day, choice.officer, minutes)


def _mends(case: Case, filling: Filling, choice: Choice) -> Iterator[tuple[int, str, Choice]]:
    """Yield what stands in the way of a choice, where that is one thing alone; with the minutes that are missing."""
    problem, occasion, officer = case.problem, case.occasion(choice), choice.officer
    short = problem.minutes(occasion.venue) - filling.minutes[officer, problem.week(occasion.day)]
    full, tangled = filling.places[officer, occasion.day] < 1, not filling.orderly(choice)
    if short > 0 and not full and not tangled:
        yield short, "hours", choice
    elif full and short <= 0 and not tangled:
        yield 0, "full", choice
    elif tangled and short <= 0 and not full:
        yield 0, "times", choice
    elif not full and not tangled and short <= 0:
        yield 0, "main", choice

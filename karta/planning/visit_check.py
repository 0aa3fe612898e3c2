"""Every plan of visits looked at from outside before anybody sees it; written from the words of the terms.

It shares the rows of the question with the solver, and none of what answers it.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

from karta.planning.check import Fault
from karta.planning.visit_problem import Visit, VisitProblem


def faults_of_visits(problem: VisitProblem, visits: Sequence[Visit]) -> list[Fault]:
    """Return what a plan breaks: terms, days and hours of officers, their way, and visits twice a day."""
    faults = [
        Fault(code, (visit.venue, visit.day, visit.officer))
        for visit in visits
        for code in _faults(problem, visit)
    ]
    both = [*problem.kept, *visits]
    per_venue = Counter((visit.venue, visit.day) for visit in both)
    faults += [Fault("venue_twice_a_day", at) for at, count in per_venue.items() if count > 1]
    for number, who in enumerate(problem.officers):
        own = [visit for visit in both if number in (visit.officer, visit.along)]
        weeks: Counter[int] = Counter()
        for visit in own:
            way = (
                problem.travel[len(problem.venues), visit.venue]
                + problem.travel[visit.venue, len(problem.venues)]
            )
            weeks[(problem.weekday + visit.day) // 7] += problem.visit_minutes + int(way)
        # What stands already is not the plan's fault.
        new = {
            (problem.weekday + visit.day) // 7 for visit in visits if number in (visit.officer, visit.along)
        }
        faults += [Fault("hours", (number, week)) for week in new if weeks[week] > who.minutes]
        days = Counter(visit.day for visit in own)
        faults += [
            Fault("too_many_a_day", (number, day))
            for day, count in days.items()
            if count > problem.most_a_day
        ]
        faults += [
            Fault("no_way_between", (number, one.day))
            for one, other in combinations(own, 2)
            if one.day == other.day and not _apart(problem, one, other)
        ]
    return faults


def _faults(problem: VisitProblem, visit: Visit) -> list[str]:
    end = visit.start + problem.visit_minutes
    welcome = [
        occasion
        for occasion in problem.occasions
        if occasion.venue == visit.venue
        and occasion.day == visit.day
        and occasion.start <= visit.start
        and end <= occasion.end
    ]
    codes = [] if welcome else ["not_welcome_then"]
    for number in (visit.officer,) if visit.along is None else (visit.officer, visit.along):
        who = problem.officers[number]
        if welcome and all(occasion.plain and not who.plain for occasion in welcome):
            codes.append("uniform")
        if who.volunteer and welcome and not any(occasion.volunteers for occasion in welcome):
            codes.append("volunteer")
        if visit.day < who.first or (who.last is not None and visit.day > who.last):
            codes.append("not_in_service")
        if (problem.weekday + visit.day) % 7 in who.off:
            codes.append("day_off")
        if who.venues is not None and visit.venue not in who.venues:
            codes.append("other_area")
        way = problem.travel[visit.venue, len(problem.venues)]
        back = problem.travel[len(problem.venues), visit.venue]
        if any(
            day == visit.day and start < end + way and visit.start < last + back
            for day, start, last in who.busy
        ):
            codes.append("busy")
    return codes


def _apart(problem: VisitProblem, one: Visit, other: Visit) -> bool:
    first, second = sorted((one, other), key=lambda visit: visit.start)
    way = problem.travel[first.venue, second.venue]
    return bool(first.start + problem.visit_minutes + way <= second.start)

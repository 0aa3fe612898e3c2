"""When an officer can be where: free parts of an occasion, and the order of a day's visits with the way between."""

from collections.abc import Sequence
from itertools import permutations

from karta.planning.visit_problem import WEEK, Occasion, Visit, VisitProblem

# Start and end of hours that are free, in minutes of the day.
Free = tuple[tuple[int, int], ...]


def free(problem: VisitProblem, officer: int, occasion: Occasion) -> Free:
    """Return the parts of an occasion in which an officer can make a whole visit; none where terms or hours forbid."""
    who = problem.officers[officer]
    if (
        not who.serves(occasion.day)
        or (problem.weekday + occasion.day) % WEEK in who.off
        or not problem.reaches(officer, occasion.venue)
        or (who.volunteer and not occasion.volunteers)
        or (occasion.plain and not who.plain)
    ):
        return ()
    parts = [(occasion.start, occasion.end)]
    for start, end in _taken(problem, officer, occasion):
        parts = [
            part
            for first, last in parts
            for part in ((first, min(last, start)), (max(first, end), last))
            if part[1] - part[0] >= problem.visit_minutes
        ]
    return tuple(part for part in parts if part[1] - part[0] >= problem.visit_minutes)


def _taken(problem: VisitProblem, officer: int, occasion: Occasion) -> list[tuple[int, int]]:
    """Return what else the officer does that day, with the way from the occasion's venue and back to it."""
    base, there = len(problem.venues), occasion.venue
    elsewhere = [
        (base, start, end) for day, start, end in problem.officers[officer].busy if day == occasion.day
    ] + [
        (visit.venue, visit.start, visit.start + problem.visit_minutes)
        for visit in problem.kept
        if visit.day == occasion.day and officer in visit.officers
    ]
    return [
        (start - int(problem.travel[there, other]), end + int(problem.travel[other, there]))
        for other, start, end in elsewhere
    ]


def starts(problem: VisitProblem, visits: Sequence[tuple[int, Free]]) -> dict[int, int] | None:
    """Return when each visit of a day begins so that one officer makes them all, by its place in the list.

    `visits` are the venue and the free hours of each. None where no order fits.
    """
    for order in permutations(range(len(visits))):
        begun: dict[int, int] = {}
        at, here = 0, -1
        for number in order:
            venue, parts = visits[number]
            ready = 0 if here < 0 else at + int(problem.travel[here, venue])
            begin = next(
                (
                    max(first, ready)
                    for first, last in parts
                    if max(first, ready) + problem.visit_minutes <= last
                ),
                None,
            )
            if begin is None:
                break
            begun[number] = begin
            at, here = begin + problem.visit_minutes, venue
        else:
            return begun
    return None


def together(problem: VisitProblem, visit: Visit, occasion: Occasion) -> int | None:
    """Return when two officers can begin a visit side by side, None for never."""
    mine, theirs = (free(problem, officer, occasion) for officer in visit.officers)
    return next(
        (
            max(first, begin)
            for first, last in mine
            for begin, end in theirs
            if min(last, end) - max(first, begin) >= problem.visit_minutes
        ),
        None,
    )

"""Visits spread over the hours that a venue has opened: never at the price of a day, a rule, a wish or a handover."""

from dataclasses import replace

import numpy as np

from karta.planning.visit_check import faults_of_visits
from karta.planning.visit_problem import Occasion, Officer, Venue, Visit, VisitProblem
from karta.services.planning.visit_spread import spread

# Day 0 is a Monday: each week opens its Tuesday and its Thursday.
TUESDAYS, THURSDAYS = (1, 8, 15, 22), (3, 10, 17, 24)
TUESDAY = 1
START, END = 17 * 60, 20 * 60
PLAN = tuple(Visit(0, day, START, 0) for day in TUESDAYS[:3])


def problem(cadence: int = 28, **officer: object) -> VisitProblem:
    """Return a venue with two evenings a week, and one officer."""
    occasions = tuple(Occasion(0, day, START, END) for day in sorted((*TUESDAYS, *THURSDAYS)))
    staff = (Officer(600, **officer), Officer(600))  # type: ignore[arg-type] - fields by name, each case its own
    return VisitProblem(28, (Venue(cadence),), occasions, staff, np.zeros((2, 2), dtype=np.int64))


def days(visits: tuple[Visit, ...]) -> list[int]:
    """Return the days of visits."""
    return [visit.day for visit in visits]


def test_every_second_visit_meets_the_other_evening() -> None:
    """The first stays; the second goes to the nearest Thursday, two days on; then both have been visited once."""
    spread_out = spread(problem(), PLAN)
    assert days(spread_out) == [1, 10, 15]
    assert faults_of_visits(problem(), spread_out) == []


def test_what_was_visited_before_counts() -> None:
    """One Tuesday before the plan sends the first visit to Thursday, then the turns are even; two send two."""
    assert days(spread(problem(), PLAN, [(0, TUESDAY, START)])) == [3, 8, 17]
    assert days(spread(problem(), PLAN, [(0, TUESDAY, START)] * 2)) == [3, 10, 15]
    # Of another hour than any that is open, and of another venue: nothing.
    assert days(spread(problem(), PLAN, [(0, TUESDAY, 12 * 60), (1, TUESDAY, START)])) == [1, 10, 15]


def test_no_day_within_the_cadence_is_given_up() -> None:
    """With a cadence of a week every move would leave days uncovered: all stay."""
    assert spread(problem(cadence=7), PLAN) == PLAN


def test_rules_wishes_and_handovers_stand() -> None:
    """Thursday off, busy on that day, a wished Tuesday, a joint visit: each stays where it is."""
    assert spread(problem(off=frozenset({3})), PLAN) == PLAN
    # Busy on the nearest Thursday: the one before is five days off.
    assert days(spread(problem(busy=((10, 0, 1440),)), PLAN)) == [1, 3, 15]
    wished = problem()
    wished = replace(
        wished, occasions=tuple(replace(each, wished=each.day == 8) for each in wished.occasions)
    )
    assert days(spread(wished, PLAN)) == [1, 8, 17]
    joint = (PLAN[0], replace(PLAN[1], along=1), PLAN[2])
    assert days(spread(problem(), joint)) == [1, 8, 17]


def test_a_venue_is_not_visited_twice_a_day() -> None:
    """A visit that stands on the nearest Thursday keeps that day for itself, and counts as a Thursday."""
    kept = replace(problem(), kept=(Visit(0, 10, START, 1),))
    assert days(spread(kept, PLAN)) == [1, 8, 17]

"""Solvers that publish what they have and end when they are told: HiGHS is not called after a stop."""

import itertools
from typing import Any

import pytest

from karta.planning import walk_routes
from karta.planning.linear import Answer, Programme
from karta.planning.plan import Plan
from karta.planning.roster_plan import roster
from karta.planning.route_greedy import greedy_orders, worth
from karta.planning.visit_plan import proven
from karta.planning.visit_problem import Occasion, Officer, Venue, VisitProblem
from tests.planning.test_roster_plan import person, teams, walk
from tests.planning.test_roster_plan import problem as roster_problem
from tests.planning.test_visit_plan import problem as visit_problem
from tests.planning.test_walk_routes import sound
from tests.planning.test_walk_routes import town as evening


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """Give the answers of HiGHS as they come."""
    answers: list[Answer] = []
    solved = Programme.solved

    def counted(self: Programme, seconds: float, gap: float = 0.0) -> Answer:
        answers.append(solved(self, seconds, gap))
        return answers[-1]

    monkeypatch.setattr(Programme, "solved", counted)
    return answers


def weekly() -> VisitProblem:
    """Return a venue that wants a visit within 7 days, on day 6, 8, 13, 15, 20, 22 or 27 of 28.

    The greedy plan takes days 8, 15 and 22 or 20, which gain most each, and then needs a fourth; 6, 13 and 20 do.
    """
    days = (6, 8, 13, 15, 20, 22, 27)
    occasions = [Occasion(0, day, 17 * 60, 20 * 60) for day in days]
    return visit_problem([Venue(cadence=7)], occasions, [Officer(600)])


def test_visits_stopped_at_once_are_the_greedy_ones(calls: list[Answer]) -> None:
    """Told to stop before the first round, the plan is the greedy one, without a bound and without HiGHS."""
    plan = proven(weekly(), 10, stop=lambda: True)
    assert (len(plan.chosen), plan.bound, calls) == (4, None, [])


def test_better_visits_are_published_as_they_come(calls: list[Answer]) -> None:
    """The three visits that do are published, and are what is returned."""
    published: list[Plan[Any]] = []
    plan = proven(weekly(), 10, better=published.append)
    assert [len(each.chosen) for each in published] == [3]
    assert published[0].chosen == plan.chosen
    assert calls


def test_a_roster_stopped_at_once_is_the_greedy_one(calls: list[Answer]) -> None:
    """Two who can go on a walk are its team at once; told to stop there, HiGHS is not asked for more."""
    case = roster_problem([person(), person()], [walk(0)])
    published: list[Plan[Any]] = []
    plan = roster(case, stop=lambda: bool(published), better=published.append)
    assert [teams(each) for each in (*published, plan)] == [{0: (0, 1)}] * 2
    assert (plan.bound, calls) == (1.0, [])


def test_a_roster_stopped_between_its_two_programmes_keeps_the_first(calls: list[Answer]) -> None:
    """The walks to run are proven; stopped then, their teams are not made kinder."""
    case = roster_problem([person(), person()], [walk(0)])
    published: list[Plan[Any]] = []
    plan = roster(case, stop=lambda: len(published) == 2, better=published.append)
    assert teams(plan) == {0: (0, 1)}
    assert len(calls) == 1


def test_ways_stopped_at_once_are_the_greedy_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told to stop before the search, nothing is searched for, and no bound is known."""
    monkeypatch.delattr(walk_routes, "searched_orders")
    monkeypatch.delattr(walk_routes, "bound_of")
    case, published = evening(20, 1, 2), list[Plan[Any]]()
    plan = sound(case, walk_routes.routes(case, 600.0, stop=lambda: True, better=published.append))
    assert (plan.value, plan.bound) == (worth(case, greedy_orders(case)), None)
    assert [each.chosen for each in published] == [plan.chosen]


@pytest.mark.parametrize("groups", [1, 2])
def test_a_stop_interrupts_the_search_of_ways(groups: int) -> None:
    """Ten minutes would be searched; told after 50 questions it ends there, with ways no worse than the first."""
    case, published, questions = evening(20, 1, groups), list[Plan[Any]](), itertools.count()
    plan = walk_routes.routes(case, 600.0, stop=lambda: next(questions) > 50, better=published.append)
    first, searched = published
    assert sound(case, plan).value == searched.value >= first.value
    assert plan.bound is None
    assert plan.seconds < 60

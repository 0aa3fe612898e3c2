"""Police visits: within the terms always, within the cadence where the hours allow, by an officer whom they know."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from karta.planning.visit_check import faults_of_visits
from karta.planning.visit_filling import Case
from karta.planning.visit_plan import at_once, proven
from karta.planning.visit_problem import Occasion, Officer, Venue, Visit, VisitProblem
from karta.planning.visit_reasons import hour_more, missed

EVENING = 17 * 60, 20 * 60


def problem(
    venues: Sequence[Venue],
    occasions: Sequence[Occasion],
    officers: Sequence[Officer],
    days: int = 28,
    minutes: int = 15,
    **rest: object,
) -> VisitProblem:
    """Return a problem in which every way takes as many minutes."""
    travel = np.full((len(venues) + 1, len(venues) + 1), minutes)
    np.fill_diagonal(travel, 0)
    return VisitProblem(days, tuple(venues), tuple(occasions), tuple(officers), travel, **rest)  # type: ignore[arg-type]


def story(hours: int, leaves: int | None = None, days: int = 84) -> VisitProblem:
    """Return seven venues that welcome visits twice a week, and two officers; the eighth declines and is none."""
    occasions = [
        Occasion(venue, 7 * week + weekday, *EVENING, plain=venue < 2)
        for venue in range(7)
        for week in range(days // 7)
        for weekday in (venue % 5, (venue + 2) % 5)
    ]
    officers = Officer(hours * 60), Officer(hours * 60, last=leaves)
    return problem([Venue(main=venue % 2) for venue in range(7)], occasions, officers, days)


def late(asked: VisitProblem, visits: Sequence[Visit]) -> int:
    """Return the venue-days outside the cadence, counted day by day."""
    total = 0
    for number, venue in enumerate(asked.venues):
        last = 0 if venue.last is None else venue.last
        for day in range(asked.days):
            days = [
                visit.day for visit in (*asked.kept, *visits) if visit.venue == number and visit.day < day
            ]
            total += day - max([last, *days]) > venue.cadence
    return total


@pytest.mark.parametrize("solve", [at_once, lambda asked: proven(asked, 10)])
def test_twelve_weeks_in_which_one_of_two_officers_leaves(solve: object) -> None:
    """No gap above 28 days; each venue of the one who leaves is handed over in a joint visit, the others are not."""
    asked = story(10, leaves=48)
    plan = solve(asked)  # type: ignore[operator]
    assert faults_of_visits(asked, plan.chosen) == []
    assert late(asked, plan.chosen) == 0
    assert missed(asked, plan.chosen) == []
    joint = [visit for visit in plan.chosen if visit.along is not None]
    assert sorted(visit.venue for visit in joint) == [1, 3, 5]
    assert all(visit.day <= 48 and visit.officers == (1, 0) for visit in joint)
    for venue in range(7):
        until = [visit for visit in plan.chosen if visit.venue == venue and visit.day <= 48]
        mine = [visit for visit in until if venue % 2 in visit.officers]
        assert len(mine) >= 0.8 * len(until) > 0


def test_two_hours_a_week_of_one_officer_reach_four_of_seven() -> None:
    """After the other has left: four visits fit in 28 days, and three venues are listed with their days."""
    asked = replace(story(2, days=28), officers=(Officer(120),))
    asked = replace(asked, venues=tuple(Venue(last=-14, main=0) for _ in range(7)))
    plan = proven(asked, 10)
    assert faults_of_visits(asked, plan.chosen) == []
    assert len(plan.chosen) == 4
    listed = missed(asked, plan.chosen)
    unvisited = set(range(7)) - {visit.venue for visit in plan.chosen}
    assert len(unvisited) == 3
    assert unvisited <= {row.venue for row in listed}
    # Days 15 to 27 are outside the cadence of whoever nobody comes to.
    assert all(row.days == 13 for row in listed if row.venue in unvisited)
    assert sum(row.days for row in listed) == late(asked, plan.chosen)
    assert {row.code for row in listed} == {"hours"}
    assert hour_more(asked, plan) == 0
    assert hour_more(replace(asked, officers=(Officer(180),)), plan) > 0


@pytest.mark.parametrize("seed", range(12))
def test_the_proof_is_the_best_of_all_plans(seed: int) -> None:
    """Every set of visits of a tiny plan is tried, and counted by hand: another officer costs three days."""
    random = np.random.default_rng(seed)
    occasions = [
        Occasion(int(random.integers(2)), int(random.integers(9)), 1020, 1020 + int(random.choice([90, 200])))
        for _ in range(6)
    ]
    officers = [Officer(int(random.choice([120, 240]))), Officer(120, off=frozenset({3}))]
    venues = [Venue(3, -1, 0), Venue(2, None, 1)]
    asked = problem(venues, occasions, officers, days=10)
    plan = proven(asked, 10)
    assert faults_of_visits(asked, plan.chosen) == []
    # 0, 1: who comes; 2: nobody.
    plans = [
        [
            Visit(each.venue, each.day, each.start, who)
            for each, who in zip(occasions, whose, strict=True)
            if who < 2
        ]
        for whose in product(range(3), repeat=len(occasions))
    ]
    best = max(
        late(asked, []) - late(asked, visits) - sum(0.05 + 3.0 * (v.officer != v.venue) for v in visits)
        for visits in plans
        if not faults_of_visits(asked, visits)
    )
    assert plan.bound is not None
    assert 0.995 * best - 1e-6 <= plan.value <= best + 1e-6 <= plan.bound + 2e-6
    others = sum(0.05 + 3.0 * (v.officer != v.venue) for v in plan.chosen)
    assert plan.value == pytest.approx(late(asked, []) - late(asked, plan.chosen) - others)
    assert at_once(asked).value <= best + 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_what_a_missed_cadence_names_mends_it(seed: int) -> None:
    """Minutes, a place that day or an occasion: with what is named, the venue's next visit is in time."""
    random = np.random.default_rng(100 + seed)
    occasions = [Occasion(int(random.integers(6)), int(random.integers(28)), *EVENING) for _ in range(14)]
    officers = [Officer(int(random.choice([120, 240])), off=frozenset({6})) for _ in range(2)]
    venues = [Venue(21, -int(random.integers(0, 18)), int(random.integers(2))) for _ in range(6)]
    asked = problem(venues, occasions, officers, most_a_day=1)
    plan = at_once(asked)
    rows = missed(asked, plan.chosen)
    assert sum(row.days for row in rows) == late(asked, plan.chosen) > 0
    for row in rows:
        mended, who = asked, 0 if row.officer is None else row.officer
        if row.code == "hours":
            more = replace(officers[who], minutes=officers[who].minutes + row.minutes)
            mended = replace(
                asked, officers=tuple(more if n == who else old for n, old in enumerate(officers))
            )
        elif row.code == "full":
            mended = replace(asked, most_a_day=2)
        elif row.code in {"windows", "officers"}:
            extra = Occasion(row.venue, row.day, *EVENING)
            mended = replace(asked, occasions=(*asked.occasions, extra), officers=(*officers, Officer(600)))
            who = len(officers)
        else:
            assert row.code == "main"
        visit = next(Visit(row.venue, row.day, start, who) for start in (EVENING[0], EVENING[0] + 15))
        assert faults_of_visits(mended, (*plan.chosen, visit)) == []
        assert late(mended, (*plan.chosen, visit)) < late(asked, plan.chosen)


def test_what_stands_is_kept_and_planned_around() -> None:
    """A visit that is agreed covers its venue, takes its officer's hours, and nobody else is sent that day."""
    kept = Visit(0, 3, 1020, 0)
    occasions = [Occasion(venue, day, *EVENING) for venue in range(2) for day in (3, 10)]
    asked = problem([Venue(14, -4), Venue(7, -4)], occasions, [Officer(120)], days=14, kept=(kept,))
    plan = proven(asked, 5)
    assert faults_of_visits(asked, plan.chosen) == []
    assert [(visit.venue, visit.day) for visit in plan.chosen] == [(1, 10)]


def test_the_check_finds_each_fault() -> None:
    """One plan for each rule that breaks it and no other."""
    venues = [Venue(), Venue()]
    occasions = [Occasion(0, 0, 1020, 1200), Occasion(1, 0, 1020, 1260, plain=True), Occasion(0, 1, 600, 700)]
    officers = [
        Officer(240, off=frozenset({1})), Officer(600, first=1, plain=False), Officer(600, volunteer=True),
        Officer(600, venues=frozenset({1})), Officer(100), Officer(600, busy=((0, 1120, 1130),)),
    ]  # fmt: skip
    asked = problem(venues, occasions, officers)
    for visits, code in (
        ([Visit(0, 0, 1110 + 30, 0)], "not_welcome_then"),
        ([Visit(0, 2, 1020, 0)], "not_welcome_then"),
        ([Visit(0, 1, 600, 0)], "day_off"),
        ([Visit(1, 0, 1020, 1)], "uniform"),
        ([Visit(0, 0, 1020, 2)], "volunteer"),
        ([Visit(0, 0, 1020, 3)], "other_area"),
        ([Visit(0, 0, 1020, 4)], "hours"),
        ([Visit(0, 0, 1020, 5)], "busy"),
        ([Visit(0, 0, 1020, 1)], "not_in_service"),
        ([Visit(0, 0, 1020, 0), Visit(1, 0, 1115, 0)], "no_way_between"),
        ([Visit(0, 0, 1020, 0), Visit(0, 0, 1030, 4)], "venue_twice_a_day"),
    ):
        assert code in {fault.code for fault in faults_of_visits(asked, visits)}, code
    assert faults_of_visits(asked, [Visit(0, 0, 1020, 0), Visit(1, 0, 1125, 0)]) == []
    one = replace(asked, most_a_day=1)
    assert {f.code for f in faults_of_visits(one, [Visit(0, 0, 1020, 0), Visit(1, 0, 1125, 0)])} == {
        "too_many_a_day"
    }


def test_nothing_to_plan_is_an_answer() -> None:
    """No venues, no officers, no occasions, or a cadence of one day: a plan, if an empty one."""
    assert at_once(problem([], [], [])).chosen == ()
    assert proven(problem([Venue()], [], [Officer(600)]), 1).chosen == ()
    assert proven(problem([Venue()], [Occasion(0, 0, *EVENING)], []), 1).chosen == ()
    daily = problem([Venue(1)], [Occasion(0, day, *EVENING) for day in range(0, 28, 2)], [Officer(600)])
    # The first day lies within the cadence, which runs from it.
    assert len(proven(daily, 5).chosen) == 13
    assert Case(problem([Venue()], [Occasion(0, 40, *EVENING)], [Officer(600)])).choices == []

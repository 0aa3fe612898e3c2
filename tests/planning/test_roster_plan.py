"""Who walks: against every possible roster of tiny problems as the independent checker judges them, and by hand."""

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from karta.planning.check import faults_of_roster
from karta.planning.plan import Plan, Reason
from karta.planning.roster_plan import Staffed, most_by_night, roster
from karta.planning.roster_problem import Person, RosterProblem, Walk

DAY = 1_440
ALWAYS = ((0, 1_000 * DAY),)


def person(**more: Any) -> Person:
    """Return an adult with the routine noted who is always free and leads."""
    return Person(**{"free": ALWAYS, "adult": True, "routine_until": 10**6, "leader": True, **more})


def walk(night: int, **more: Any) -> Walk:
    """Return a walk from 20 to 23 o'clock of a night."""
    start = night * DAY + 20 * 60
    return Walk(**{
        "place": 0, "start": start, "end": start + 180, "night": night, "week": night // 7, "month": night // 28,
        "midnight": night * DAY, **more,
    })  # fmt: skip


def problem(people: list[Person], walks: list[Walk], metres: Any = None) -> RosterProblem:
    """Return the problem, with nobody's way known where none is handed in."""
    shape = (len(people), len(walks))
    return RosterProblem(
        tuple(people), tuple(walks), np.full(shape, np.nan) if metres is None else np.array(metres)
    )


def teams(plan: Plan[Staffed]) -> dict[int, tuple[int, ...]]:
    """Return who goes on each walk that is run."""
    return {staffed.walk: staffed.people for staffed in plan.chosen}


def sound(case: RosterProblem, plan: Plan[Staffed]) -> Plan[Staffed]:
    """Return the plan once the independent checker is content, and every walk is run or explained."""
    assert faults_of_roster(case, teams(plan).items()) == []
    assert sorted([s.walk for s in plan.chosen] + [left.what[0] for left in plan.unfilled]) == list(
        range(len(case.walks))
    )
    assert all(left.reasons for left in plan.unfilled)
    assert plan.bound is not None
    assert plan.value <= plan.bound + 1e-9
    return plan


def best_of_all(case: RosterProblem) -> float:
    """Return the value of the best of all rosters without a fault, by trying each."""
    crews = [None, *itertools.chain.from_iterable(
        itertools.combinations(range(len(case.people)), size) for size in (2, 3))]  # fmt: skip
    best = 0.0
    for choice in itertools.product(crews, repeat=len(case.walks)):
        staffed = [(w, crew) for w, crew in enumerate(choice) if crew]
        value = sum(case.walks[w].value for w, _ in staffed)
        if value > best and not faults_of_roster(case, staffed):
            best = value
    return best


def invented(seed: int) -> RosterProblem:
    """Return four people with limits of many kinds, and three walks on two nights."""
    rng = np.random.default_rng(seed)
    people = [
        person(
            leader=bool(rng.random() < 0.5), first_aid=bool(rng.random() < 0.5), adult=bool(rng.random() < 0.95),
            free=ALWAYS if rng.random() < 0.6 else ((0, DAY + 720),), week_cap=int(rng.integers(1, 4)),
            latest_home=None if rng.random() < 0.7 else 23 * 60 + 10,
            farthest_m=None if rng.random() < 0.7 else 900.0,
            avoid=frozenset({int(rng.integers(0, 4))} - {k}) if rng.random() < 0.3 else frozenset(),
            engaged=((DAY + 1_200, DAY + 1_380, 1),) if rng.random() < 0.2 else (),
        )
        for k in range(4)
    ]  # fmt: skip
    walks = [
        walk(night, value=float(rng.integers(1, 6)), most=3, least=2, first_aid=bool(rng.random() < 0.3))
        for night in (0, 0, 1)
    ]
    if rng.random() < 0.5:
        # Somebody goes already, on a walk that may find nobody else.
        walks[0] = replace(walks[0], confirmed=frozenset({int(rng.integers(0, 4))}))
    return problem(people, walks, rng.uniform(100, 1_500, (4, 3)))


@pytest.mark.parametrize("seed", range(16))
def test_no_roster_without_fault_is_worth_more(seed: int) -> None:
    """Among all rosters of an invented problem that the checker accepts, none is worth more."""
    case = invented(seed)
    made = sound(case, roster(case, 5))
    assert made.value == pytest.approx(best_of_all(case))
    assert made.bound == pytest.approx(made.value, rel=1e-3)


@pytest.mark.parametrize("seed", range(8))
def test_each_change_helps_when_all_is_solved_again(seed: int) -> None:
    """With what a change names, the whole problem solved again is worth more, by what was promised."""
    case = invented(seed)
    made = roster(case, 5)
    for left in made.unfilled:
        for change in left.changes:
            if change.person is None:
                leads, aids = "leader" in change.code, "first_aid" in change.code
                changed = problem(
                    [*case.people, person(leader=leads, first_aid=aids)], list(case.walks),
                    np.vstack([case.metres, np.full((1, len(case.walks)), np.nan)]),
                )  # fmt: skip
            else:
                freed = replace(
                    case.people[change.person],
                    **{
                        "one_more_shift": {"week_cap": None}, "free_after_all": {"free": ALWAYS},
                        "home_later": {"latest_home": None}, "farther": {"farthest_m": None},
                    }[change.code],
                )  # fmt: skip
                people = [*case.people[: change.person], freed, *case.people[change.person + 1 :]]
                changed = replace(case, people=tuple(people))
            assert roster(changed, 5).value >= made.value + change.gain - 1e-6


def test_few_people_and_many_walks() -> None:
    """Five people with a walk a week each, twenty walks for two: two are run, one person is over, 18 are told why."""
    case = problem([person(week_cap=1) for _ in range(5)], [walk(k % 7, place=k) for k in range(20)])
    made = sound(case, roster(case, 5))
    assert (len(made.chosen), len(made.unfilled), made.value) == (2, 18, 2.0)
    first = made.unfilled[0]
    assert first.reasons == (Reason("too_few_free", 1), Reason("cap", 4))
    assert {change.code for change in first.changes} == {"new_person", "one_more_shift"}


def test_reasons_are_counted() -> None:
    """Everyone who stays away is counted by what keeps him or her; without a leader that is said first."""
    people = [
        person(leader=False), person(leader=False), person(free=()), person(adult=False),
        person(routine_until=None), person(latest_home=22 * 60), person(longest_minutes=60), person(farthest_m=10.0),
    ]  # fmt: skip
    case = problem(people, [walk(0)], np.full((8, 1), 500.0))
    left = sound(case, roster(case, 5)).unfilled[0]
    assert left.reasons[0] == Reason("no_leader")
    assert Counter({r.code: r.count for r in left.reasons[1:]}) == Counter(
        not_available=1, age=1, routine=1, latest_home=1, too_long=1, too_far=1
    )
    assert [change.code for change in left.changes] == [
        "new_leader", "free_after_all", "home_later", "longer_shift", "farther",
    ]  # fmt: skip
    assert [change.person for change in left.changes] == [None, 2, 5, 6, 7]


def test_whom_somebody_avoids_shows_nowhere() -> None:
    """Two who do not want to walk together look like one of two who is not free."""
    apart = problem([person(avoid=frozenset({1})), person()], [walk(0)])
    away = problem([person(), person(free=())], [walk(0)])
    assert roster(apart, 5).unfilled[0].reasons == roster(away, 5).unfilled[0].reasons


def test_the_confirmed_stay_and_rules_are_not_bent_for_them() -> None:
    """A confirmed person goes beyond the own limits; one without a routine stops the walk, and that is said."""
    tired = person(week_cap=0, free=(), latest_home=0)
    case = problem([tired, person(), person()], [walk(0, confirmed=frozenset({0}))])
    assert 0 in teams(sound(case, roster(case, 5)))[0]
    stopped = replace(case, people=(replace(tired, routine_until=None), *case.people[1:]))
    assert sound(stopped, roster(stopped, 5)).unfilled[0].reasons[0] == Reason("confirmed_cannot")


def test_a_walk_beside_the_question_stands_in_the_way() -> None:
    """Who walks elsewhere that night, or until four hours before, cannot go; is counted so, and is not to be asked."""
    busy = person(engaged=((1_200, 1_380, 0),))
    tired = person(engaged=((480, 960, -1),))
    case = problem([person(), busy, tired], [walk(0)])
    left = sound(case, roster(case, 5)).unfilled[0]
    assert left.reasons == (Reason("too_few_free", 1), Reason("same_night", 1), Reason("rest", 1))
    assert [change.code for change in left.changes] == ["new_person"]
    # Eleven hours before the walk is rest enough; and who is confirmed stays, whatever else they walk.
    rested = problem([person(), person(engaged=((480, 540, -1),))], [walk(0)])
    assert teams(sound(rested, roster(rested, 5))) == {0: (0, 1)}
    confirmed = problem([person(), busy], [walk(0, confirmed=frozenset({1}))])
    assert teams(sound(confirmed, roster(confirmed, 5))) == {0: (0, 1)}


def test_who_is_promised_goes_there_even_alone() -> None:
    """One of two goes on the first of two walks of a night; the walk is not run, and the other gets nobody from it."""
    case = problem([person(), person(free=())], [walk(0, confirmed=frozenset({0})), walk(0, place=1)])
    made = sound(case, roster(case, 5))
    assert (made.chosen, [left.what for left in made.unfilled]) == ((), [(0,), (1,)])
    assert Reason("same_night") in made.unfilled[1].reasons
    # It takes of a cap as well: with one walk a week there is none left for the night after.
    capped = problem(
        [person(week_cap=1), person(free=()), person()], [walk(0, confirmed=frozenset({0, 1})), walk(2)]
    )
    stopped = replace(capped, people=(capped.people[0], person(adult=False), capped.people[2]))
    left = sound(stopped, roster(stopped, 5)).unfilled
    assert (left[0].reasons[0], left[1].reasons[1]) == (Reason("confirmed_cannot"), Reason("cap"))


def test_kindness_among_equal_rosters() -> None:
    """Who is published stays; who is known at the place goes; pairs go together; loads are fair with history."""
    crowd = [person() for _ in range(6)]
    kept = problem(crowd, [walk(0, published=frozenset({3, 5}))])
    assert teams(roster(kept, 5)) == {0: (3, 5)}
    known = problem([*crowd[:4], *[person(known_at=frozenset({7}))] * 2], [walk(0, place=7)])
    assert teams(roster(known, 5)) == {0: (4, 5)}
    pair = problem([*crowd[:2], person(pair_with=frozenset({4})), *crowd[3:]], [walk(0)])
    assert teams(roster(pair, 5)) == {0: (2, 4)}
    loads = problem([person(walked=2), *crowd[1:4]], [walk(night) for night in (0, 1, 2)])
    assert Counter(p for team in teams(roster(loads, 5)).values() for p in team) == {1: 2, 2: 2, 3: 2}
    day = problem([*crowd[:2], *[person(wants_day=True)] * 2], [walk(0), walk(0, place=1, daytime=True)])
    assert teams(roster(day, 5)) == {0: (0, 1), 1: (2, 3)}


def test_nobody_is_an_answer() -> None:
    """Without people no walk is run and each says so; without walks there is nothing to say; nights have a capacity."""
    made = roster(problem([], [walk(0)]), 1)
    assert (made.chosen, made.unfilled[0].reasons[-1]) == ((), Reason("nobody"))
    assert roster(problem([person()], []), 1).unfilled == ()
    crowd = [person(leader=False) for _ in range(5)]
    assert most_by_night(problem([*crowd, person()], [walk(0), walk(1, leader=False)])) == {0: 1, 1: 3}

"""Which shifts: against every possible choice of tiny towns, and each rule of the wishes by hand."""

import itertools
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from karta.planning.plan import Plan, Reason
from karta.planning.shift_candidates import Gaps, Shift, Window, Wishes
from karta.planning.shift_problem import Budget
from karta.planning.shift_selection import at_once, proven, setting

EIGHT = 20 * 60


def gaps(missing: Any, **more: Any) -> Gaps:
    """Return gaps from 20 o'clock in hours, each place an area of its own; weights are 1."""
    adults = np.array(missing, dtype=float)
    given = {
        "weight": np.ones(adults.shape), "duty": np.zeros(adults.shape, dtype=bool),
        "area": np.arange(len(adults)), "slot_minutes": 60, "first_minute": EIGHT, "reach": (),
    }  # fmt: skip
    return Gaps(adults, **{**given, **more})


def plan(town: Gaps, wishes: Wishes) -> Plan[Shift]:
    """Return the proven plan."""
    case = setting(town, wishes)
    return proven(case, at_once(case, 0.05), 10)


def covered(town: Gaps, shifts: tuple[Shift, ...]) -> float:
    """Return weighted adult-hours covered, hour by hour, as a child would count them."""
    value = 0.0
    for (place, night, slot), missing in np.ndenumerate(town.missing):
        if town.duty[place, night, slot]:
            continue
        there = 0.0
        for shift in shifts:
            share = 1.0 if shift.place == place else 0.0
            share += sum(s for a, b, s in town.reach if (a, b) == (shift.place, place))
            hour = town.first_minute + 60 * slot
            if shift.night == night and shift.start < hour + 60 and shift.end > hour:
                there += shift.adults * share * (min(shift.end, hour + 60) - max(shift.start, hour)) / 60
        value += float(town.weight[place, night, slot]) * min(there, missing)
    return value


def best_of_all(town: Gaps, wishes: Wishes) -> float:
    """Return what the best of all choices of shifts covers, by trying each."""
    places, nights, slots = town.missing.shape
    end = town.first_minute + 60 * slots
    each: list[list[Shift | None]] = []
    for place, night in itertools.product(range(places), range(nights)):
        options: list[Shift | None] = [None]
        for start in range(town.first_minute, end, 60):
            stops = range(start + wishes.least_minutes, min(start + wishes.most_minutes, end) + 1, 60)
            options.extend(Shift(place, night, start, stop, wishes.adults) for stop in stops)
        each.append(options)
    best = 0.0
    for choice in itertools.product(*each):
        shifts = tuple(shift for shift in choice if shift)
        hours = sum(shift.adults * (shift.end - shift.start) / 60 for shift in shifts)
        groups, most = wishes.budget.groups, wishes.budget.adult_hours
        if (groups is None or len(shifts) <= groups) and (most is None or hours <= most):
            best = max(best, covered(town, shifts))
    return best


@pytest.mark.parametrize("seed", range(6))
def test_the_proven_plan_is_the_best_of_all(seed: int) -> None:
    """Among all choices in an invented town of three places that reach each other, none covers more."""
    rng = np.random.default_rng(seed)
    missing = rng.integers(0, 4, (3, 1, 4)).astype(float)
    weight = rng.choice([1.0, 1.25, 2.0], (3, 1, 4))
    town = gaps(missing, weight=weight, reach=((0, 1, 0.5), (1, 0, 0.5), (1, 2, 0.25)))
    budget = Budget(groups=2) if seed % 2 else Budget(adult_hours=8.0)
    wishes = Wishes(least_minutes=60, most_minutes=180, budget=budget)
    made = plan(town, wishes)
    assert made.bound is not None
    assert made.value == pytest.approx(covered(town, made.chosen))
    best = best_of_all(town, wishes)
    assert made.value >= best * 0.995 - 1e-9
    assert made.bound >= best - 1e-6


def test_the_answer_at_once_is_near_the_proven_one() -> None:
    """In a town of 40 places and a week the first answer reaches 95 % of the bound, for groups and for hours."""
    rng = np.random.default_rng(3)
    town = gaps(rng.integers(0, 3, (40, 7, 6)), area=rng.integers(0, 4, 40), reach=((0, 1, 0.5), (1, 0, 0.5)))
    for budget in (Budget(groups=10), Budget(adult_hours=60.0)):
        case = setting(town, Wishes(budget=budget))
        first = at_once(case, 0.1)
        bound = proven(case, first, 20).bound
        assert bound is not None
        assert 0.95 * bound <= first.value <= bound


def test_fixed_and_forbidden_are_obeyed() -> None:
    """A fixed shift stands though it covers nothing; none is proposed inside a forbidden window."""
    town = gaps([[[2, 2, 2]], [[0, 0, 0]]])
    fixed = Shift(1, 0, EIGHT, EIGHT + 60, 2)
    made = plan(
        town, Wishes(budget=Budget(groups=2), fixed=(fixed,), forbidden=(Window(0, 0, 0, EIGHT + 60),))
    )
    assert made.chosen == (Shift(0, 0, EIGHT + 60, EIGHT + 180, 2), fixed)
    assert [(left.what, left.amount, left.reasons) for left in made.unfilled] == [
        ((0, 0), 2.0, (Reason("rest_of_the_night"),))
    ]


def test_hours_lengths_and_nights_hold() -> None:
    """Shifts start and end within the hours, have an allowed length, and no night has more than can be staffed."""
    town = gaps(np.full((4, 2, 6), 2.0))
    wishes = Wishes(
        least_minutes=120, most_minutes=120, earliest=EIGHT + 60, latest=EIGHT + 240,
        budget=Budget(groups=6), most_by_night={0: 1},
    )  # fmt: skip
    made = plan(town, wishes)
    assert {shift.end - shift.start for shift in made.chosen} == {120}
    assert all(shift.start >= EIGHT + 60 and shift.end <= EIGHT + 240 for shift in made.chosen)
    assert Counter(shift.night for shift in made.chosen) == {0: 1, 1: 4}
    assert Counter(left.reasons for left in made.unfilled)[(Reason("nobody_left_that_night"),)] == 3


def test_each_area_gets_its_share_and_wishes_come_first() -> None:
    """Two areas need 12 and 4 hours: of four groups the small one surely gets one; a wished place comes before all."""
    missing = np.zeros((6, 1, 1))
    missing[:, 0, 0] = [3, 3, 3, 3, 2, 2]
    town = gaps(missing, area=np.array([0, 0, 0, 0, 1, 1]))
    wishes = Wishes(adults=3, budget=Budget(groups=4))
    assert Counter(shift.place for shift in plan(town, wishes).chosen) == Counter([0, 1, 2, 3])
    fair = plan(town, replace(wishes, fair_share=1.0))
    assert Counter(int(town.area[shift.place]) for shift in fair.chosen) == {0: 3, 1: 1}
    wished = plan(town, replace(wishes, musts=((5, None), (4, 0))))
    assert {4, 5} <= {shift.place for shift in wished.chosen}


def test_a_duty_of_a_school_is_left_to_the_school() -> None:
    """No shift touches the hour that a school owes; the rest of the night is proposed, the duty is named."""
    duty = np.zeros((1, 1, 3), dtype=bool)
    duty[0, 0, 0] = True
    made = plan(gaps([[[2, 2, 2]]], duty=duty), Wishes(budget=Budget(groups=5)))
    assert made.chosen == (Shift(0, 0, EIGHT + 60, EIGHT + 180, 2),)
    assert (made.unfilled[0].what, made.unfilled[0].amount) == ((0, 0), 2.0)
    assert Reason("duty") in made.unfilled[0].reasons


def test_a_shift_is_no_longer_than_it_is_of_use() -> None:
    """With groups alone to count, no hour is walked that covers nothing, and each is as short as can be."""
    case = setting(gaps([[[0, 2, 0, 0]], [[1, 0, 0, 0]]]), Wishes(budget=Budget(groups=2)))
    made = proven(case, at_once(case, 0.05), 5)
    first, second = Shift(0, 0, EIGHT + 60, EIGHT + 120, 2), Shift(1, 0, EIGHT, EIGHT + 60, 2)
    assert (set(made.chosen), made.value) == ({first, second}, 3.0)


@pytest.mark.parametrize(
    "wishes",
    [Wishes(budget=Budget(groups=0)), Wishes(budget=Budget(kronor=0.0), kronor_per_adult_hour=200.0),
     Wishes(earliest=2_000, latest=1_000), Wishes(forbidden=(Window(),)),
     Wishes(musts=((0, 0),), forbidden=(Window(),))],
)  # fmt: skip
def test_nothing_possible_is_an_answer(wishes: Wishes) -> None:
    """No budget, no hours or everything forbidden gives an empty plan that names what is left and why."""
    made = plan(gaps([[[2, 2]]]), wishes)
    assert (made.chosen, made.value, made.bound) == ((), 0.0, 0.0)
    assert made.unfilled[-1].amount == 4.0
    assert made.unfilled[-1].reasons
    assert plan(gaps(np.zeros((0, 1, 2))), Wishes()).chosen == ()

"""The independent checker: every fault that can be planted into a right plan of shifts or people is named."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from karta.planning.check import faults_of_days, faults_of_roster, faults_of_shifts
from karta.planning.roster_days import DayShift, DaysProblem, Employee
from karta.planning.roster_problem import Person, RosterProblem, Walk
from karta.planning.shift_candidates import Gaps, Shift, Window, Wishes
from karta.planning.shift_problem import Budget

DAY = 1_440
RIGHT = Shift(0, 0, 1_200, 1_320, 2)
DUTY = np.zeros((2, 2, 4), dtype=bool)
DUTY[1, 1, 3] = True
GAPS = Gaps(np.full((2, 2, 4), 2.0), np.ones((2, 2, 4)), DUTY, np.zeros(2, dtype=np.int64), 60, 1_200)
WISHES = Wishes(
    least_minutes=60, most_minutes=180, earliest=1_200, latest=1_440, most_by_night={0: 1},
    budget=Budget(2, 8.0, 1_600.0), kronor_per_adult_hour=200.0, forbidden=(Window(0, 1),),
)  # fmt: skip


@pytest.mark.parametrize(
    ("shifts", "code"),
    [
        ([replace(RIGHT, start=1_140)], "outside_the_hours"),
        ([replace(RIGHT, end=1_230)], "wrong_length"),
        ([replace(RIGHT, adults=1)], "wrong_number_of_adults"),
        ([replace(RIGHT, night=1)], "forbidden_window"),
        ([replace(RIGHT, place=1, night=1, start=1_320, end=1_440)], "duty_of_another"),
        ([RIGHT, replace(RIGHT, start=1_320, end=1_380)], "twice_a_night"),
        ([RIGHT, replace(RIGHT, place=1)], "too_many_that_night"),
        ([RIGHT, replace(RIGHT, place=1, night=1), replace(RIGHT, place=1)], "groups_over_budget"),
        ([replace(RIGHT, end=1_380), replace(RIGHT, place=1, night=1)], "adult_hours_over_budget"),
        ([replace(RIGHT, end=1_380), replace(RIGHT, place=1, night=1)], "kronor_over_budget"),
    ],
)  # fmt: skip
def test_each_fault_of_a_shift_is_told(shifts: list[Shift], code: str) -> None:
    """The right plan has no fault, a wrong one names it; a duty of a school is never a volunteer's."""
    assert faults_of_shifts(GAPS, WISHES, [RIGHT, Shift(1, 1, 1_200, 1_320, 2)]) == []
    assert code in {fault.code for fault in faults_of_shifts(GAPS, WISHES, shifts)}


def test_a_fixed_shift_must_be_there() -> None:
    """A plan without a fixed shift is faulty; with it, though it breaks the wishes, it is not."""
    odd = Shift(0, 1, 1_200, 1_230, 1)
    wishes = replace(WISHES, fixed=(odd,))
    assert [fault.code for fault in faults_of_shifts(GAPS, wishes, [])] == ["fixed_missing"]
    assert faults_of_shifts(GAPS, wishes, [odd]) == []


def person(**more: Any) -> Person:
    """Return somebody who may do everything."""
    able = {
        "free": ((0, 90 * DAY),),
        "leader": True,
        "first_aid": True,
        "adult": True,
        "routine_until": 90 * DAY,
    }
    return Person(**{**able, **more})


def walk(day: int, **more: Any) -> Walk:
    """Return a walk from 20 to 23 o'clock."""
    start = day * DAY + 1_200
    times = {"start": start, "end": start + 180, "midnight": day * DAY}
    return Walk(**{"place": 0, "night": day, "week": 0, "month": 0, **times, **more})


@pytest.mark.parametrize(
    ("changed", "walked", "teams", "code"),
    [
        ({}, {}, [(0, (0,))], "too_few_adults"),
        ({}, {}, [(0, (0, 1, 2))], "too_many_adults"),
        ({}, {}, [(0, (0, 0))], "person_twice"),
        ({}, {}, [(0, (0, 1)), (0, (1, 2))], "staffed_twice"),
        ({"leader": False}, {}, [(0, (0, 1))], "no_leader"),
        ({"first_aid": False}, {"first_aid": True}, [(0, (0, 1))], "no_first_aid"),
        ({"routine_until": None}, {}, [(0, (0, 1))], "routine"),
        ({"adult": False}, {}, [(0, (0, 1))], "age"),
        ({}, {"role": 3}, [(0, (0, 1))], "role"),
        ({}, {"organisation": 3}, [(0, (0, 1))], "organisation"),
        ({"free": ((0, 1_300),)}, {}, [(0, (0, 1))], "not_free"),
        ({"latest_home": 1_385}, {}, [(0, (0, 1))], "home_too_late"),
        ({"longest_minutes": 179}, {}, [(0, (0, 1))], "too_long"),
        ({"farthest_m": 749.0}, {}, [(0, (0, 1))], "too_far"),
        ({"avoid": frozenset({1})}, {}, [(0, (0, 1))], "avoided"),
        ({}, {"confirmed": frozenset({2})}, [(0, (0, 1))], "confirmed_left_out"),
        ({}, {"start": DAY + 500, "end": DAY + 600}, [(0, (0, 1)), (1, (1, 2))], "no_rest"),
        ({}, {"night": 1}, [(0, (0, 1)), (1, (1, 2))], "twice_a_night"),
        ({"week_cap": 1, "week_used": {0: 1}}, {}, [(0, (0, 1))], "week_cap"),
        ({"month_cap": 1}, {}, [(0, (0, 1)), (1, (0, 1))], "month_cap"),
        ({"engaged": ((0, 60, 0),)}, {}, [(0, (0, 1))], "engaged_that_night"),
        ({"week_cap": 1}, {"confirmed": frozenset({0})}, [(1, (0, 1))], "week_cap"),
        ({}, {"confirmed": frozenset({0}), "night": 1}, [(1, (0, 1))], "promised_elsewhere"),
        ({"engaged": ((500, 900, -1),)}, {}, [(0, (0, 1))], "no_rest_beside"),
    ],
)  # fmt: skip
def test_each_fault_of_a_roster_is_told(
    changed: dict[str, Any], walked: dict[str, Any], teams: list[tuple[int, tuple[int, ...]]], code: str
) -> None:
    """Two of three on a walk is right; what is changed in all of them, in the walk or in the team is named."""
    metres = np.full((3, 2), 750.0)
    right = RosterProblem((person(), person(), person()), (walk(0), walk(1)), metres)
    assert faults_of_roster(right, [(0, (0, 1)), (1, (1, 2))]) == []
    wrong = RosterProblem((person(**changed),) * 3, (walk(0, **walked), walk(1)), metres)
    assert code in {fault.code for fault in faults_of_roster(wrong, teams)}


@pytest.mark.parametrize(
    ("week", "code"),
    [
        ("E....E..EE......", "run_too_short"), ("EEEE..EE........", "too_many_days_in_a_row"),
        ("EE.EE...........", "run_too_short"), (".EEL............", "works_a_day_off"),
        ("LE....EE........", "wrong_shift_after_another"), ("EE..............", "minutes"),
        ("EE..EEE....EEE..", "too_many_of_a_shift"), ("E....EE....EEE..", "too_many_weekends"),
    ],
)  # fmt: skip
def test_each_fault_of_days_is_told(week: str, code: str) -> None:
    """Days that break one rule of somebody's work name it; edges of the horizon go on outside."""
    who = Employee((7, 3), 3_840, 1_440, 3, 2, 2, 1, frozenset({3}))
    problem = DaysProblem(16, (DayShift(480), DayShift(480, frozenset({0}))), (who,), ())

    def faults(days: str) -> set[str]:
        return {
            f.code
            for f in faults_of_days(problem, [(0, d, "EL".index(s)) for d, s in enumerate(days) if s != "."])
        }

    assert faults("E..........EEE.E") == {"run_too_short"}
    assert faults("E..........EEE..") == set()
    assert code in faults(week)
    assert {f.code for f in faults_of_days(problem, [(0, 0, 0), (0, 0, 1)])} >= {"two_shifts_a_day"}

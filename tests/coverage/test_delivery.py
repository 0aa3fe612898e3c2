"""Delivery and equity, worked out by hand (METHOD 3.4, 3.6)."""

import math

import pandas as pd
import pytest

from karta.coverage.delivery import delivery, shift_hours, shown_to
from karta.coverage.equity import equity
from tests.coverage.town import line, report, town


def test_delivery_is_over_reported_shifts() -> None:
    """8 + 8 + 4 planned; one held by 1 of 2 for 4 h, one not held, one unreported: 4 of 16, 4 unreported."""
    lines = [line("R1"), line("R2"), line("R3", adults=1), line("R4", status="cancelled")]
    found = delivery(town(lines=lines, delivered=[report(adults=1), report("R2", "no_show", 0)]))
    assert (found.planned_ah, found.reported_planned_ah, found.delivered_ah) == (20, 16, 4)
    assert (found.rate, found.unreported_ah) == (0.25, 4)


def test_without_reports_there_is_no_rate() -> None:
    """Nothing reported: the rate is blank and all planned hours are unreported."""
    found = delivery(town(lines=[line()], delivered=[]))
    assert math.isnan(found.rate)
    assert found.unreported_ah == 8


def test_an_unknown_number_is_left_out_of_the_sums() -> None:
    """A line without a number and a report without one count in no sum; the other 8 of 8 stay a rate of 1."""
    lines = [line("R1"), line("R2", adults=math.nan), line("R3")]
    told = [report("R1"), report("R2"), report("R3", adults=math.nan)]
    found = delivery(town(lines=lines, delivered=told))
    assert (found.planned_ah, found.reported_planned_ah, found.delivered_ah, found.rate) == (16, 8, 8, 1)


def test_shifts_belong_to_the_day_on_which_they_start() -> None:
    """A shift that began the evening before the period is not of the period, one that ends after it is."""
    lines = [line("R1", "22:00", "08:00", day="2026-09-17"), line("R2", "23:00", "08:00")]
    assert shift_hours(town(lines=lines))["presence_id"].tolist() == ["R2"]


def test_a_day_that_the_calendar_leaves_out_is_not_of_the_period() -> None:
    """Of Friday to Sunday the calendar lists Friday and Sunday: Saturday's shift is not of the period."""
    lines = [line(f"R{day}", day=f"2026-09-{day}") for day in (18, 19, 20)]
    tables = town(days=3, lines=lines)
    listed = tables.with_(calendar=tables.calendar.iloc[[0, 2]].reset_index(drop=True))
    assert shift_hours(listed)["presence_id"].tolist() == ["R18", "R20"]


def shifts(**per_org: int) -> pd.DataFrame:
    """Return reported shifts of organisations, each of 2 adult-hours planned and 1 delivered."""
    told = {"date": None, "outcome": "carried_out", "planned_ah": 2.0, "delivered_ah": 1.0}
    rows = [{"presence_id": org, "org": org, **told} for org, count in per_org.items() for _ in range(count)]
    return pd.DataFrame(rows)


def test_an_organisation_sees_its_own_and_the_sum_of_three_others() -> None:
    """Own 10 shifts; three others with 12 together, never one by one."""
    own, others = shown_to(shifts(A=10, B=4, C=4, D=4), "A").to_dict("records")
    assert (own["org"], own["shifts"], own["planned_ah"], own["delivery_rate"]) == ("A", 10, 20, 0.5)
    assert (others["org"], others["organisations"], others["shifts"], others["delivered_ah"]) == (
        "",
        3,
        12,
        12,
    )


def test_two_others_are_not_shown() -> None:
    """With two others each could work out the other one: only its own row is left."""
    assert shown_to(shifts(A=10, B=10, C=10), "A")["org"].tolist() == ["A"]
    assert shown_to(shifts(A=10, B=10), None).empty


def test_a_rate_needs_ten_reported_shifts() -> None:
    """Nine reported shifts show hours but no rate."""
    (row,) = shown_to(shifts(A=9), "A").to_dict("records")
    assert row["planned_ah"] == 18
    assert math.isnan(row["delivery_rate"])


def areas(*rows: tuple[float, float]) -> pd.DataFrame:
    """Return areas of (youths, gap)."""
    return pd.DataFrame(rows, columns=["youths_10_19", "gap_adult_hours"])


def test_equal_gaps_are_no_inequality_and_all_in_one_area_is_its_share() -> None:
    """The same per young person: 0; all of it with a quarter of the young: 1 - 1/4."""
    assert equity(areas((100, 1), (300, 3))).gini == pytest.approx(0)
    assert equity(areas((100, 4), (300, 0))).gini == pytest.approx(0.75)
    assert equity(areas((100, 4), (300, 0))).mean_gap_per_1000 == pytest.approx(10)


def test_areas_without_young_people_weigh_nothing() -> None:
    """An area nobody young lives in is left out; without any, or without gaps, there is no figure."""
    assert equity(areas((100, 1), (0, 50))).mean_gap_per_1000 == pytest.approx(10)
    assert math.isnan(equity(areas((0, 50))).gini)
    assert math.isnan(equity(areas((100, 0))).gini)

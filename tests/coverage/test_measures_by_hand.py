"""Measures of places and slots at their edges, worked out by hand (METHOD 3.5, 3.6)."""

import numpy as np
import pandas as pd
import pytest

from karta.coverage.gaps import Coverage, cover, gap_runs
from karta.coverage.measures import by_place, gap_by_week_hour, hour_profile, place_days, totals
from tests.coverage.town import line, need, town

TWO_PLACES = ("P2", "P1")


def summed(coverage: Coverage) -> pd.DataFrame:
    """Return the measures of each place."""
    return by_place(place_days(coverage))


def test_places_keep_their_order_and_what_is_not_decided_has_no_sum() -> None:
    """P2 stands first, as in the register; nothing is decided there, so that its sums are unknown and not 0."""
    frame = summed(cover(town(places=TWO_PLACES, needs=[need()]), "planned"))
    assert frame["place_id"].tolist() == ["P2", "P1"]
    assert np.isnan(frame["need_ah"][0])
    assert frame["need_ah"][1] == 8


def test_a_run_is_as_bad_as_its_last_slot() -> None:
    """One of two adults 18-21:45 and nobody in the last quarter: the run is empty, not thin, and 3.75 + 0.5 long."""
    runs = gap_runs(cover(town(needs=[need()], lines=[line(end="21:45", adults=1)]), "planned"))
    assert runs[["state", "adult_hours"]].to_numpy().tolist() == [["empty", 4.25]]


def test_more_than_enough_counts_where_a_single_adult_is_asked_for() -> None:
    """One asked for, two from each of two organisations, four hours: three too many, 12 adult-hours."""
    lines = [line("R1"), line("R2", org="Org B")]
    sums = summed(cover(town(needs=[need(adults=1)], lines=lines), "planned"))
    assert sums["surplus_multi_org_ah"].tolist() == [12.0]
    nobody = [line("R1", adults=4), line("R2", adults=0, org="Org B")]
    alone = summed(cover(town(needs=[need(adults=1)], lines=nobody), "planned"))
    assert alone["surplus_multi_org_ah"].tolist() == [0.0]
    without = summed(cover(town(needs=[], lines=lines), "planned"))
    assert without["surplus_multi_org_ah"].fillna(0).tolist() == [0.0]


def test_the_profile_has_the_hours_that_there_are() -> None:
    """One Friday is 24 hours, each once; two adults missing 18-22 are two in four of them."""
    profile = hour_profile(cover(town(needs=[need()]), "planned"))
    assert len(profile) == 24
    assert profile["occurrences"].tolist() == [1] * 24
    missing = profile[profile["gap_ah"] > 0]
    assert missing["hour"].tolist() == [18, 19, 20, 21]
    assert missing["gap_ah"].tolist() == [2.0] * 4


def test_the_gap_of_a_week_lies_in_its_hours() -> None:
    """Two adults missing on a Friday 22-01 are two in hour 22, 23 and 00 of Friday, day 4, and in no other."""
    found = gap_by_week_hour(cover(town(needs=[need(start="22:00", end="01:00")]), "planned"))
    assert {int(hour): found[hour] for hour in np.flatnonzero(found)} == {118: 2.0, 119: 2.0, 96: 2.0}


@pytest.mark.parametrize("youths", [None, 400.0])
def test_a_gap_of_eight_hours_among_four_hundred_is_twenty_a_thousand(youths: float | None) -> None:
    """Eight adult-hours missing for 400 young people are 20 for a thousand; without their number it is not defined."""
    coverage = cover(town(needs=[need()]), "planned")
    assert totals(summed(coverage), youths)["gap_per_1000_youths"] == (
        pytest.approx(20.0) if youths else pytest.approx(np.nan, nan_ok=True)
    )


def test_the_trained_that_a_rule_asks_for_are_asked_for() -> None:
    """Two adults, of whom one is trained, 18-22; never more trained than adults."""
    coverage = cover(town(needs=[need(min_trained=1.0, min_civil_society=3.0)]), "planned")
    assert coverage.need.trained.sum() * coverage.grid.hours == 4
    assert coverage.need.civil.sum() * coverage.grid.hours == 8


def test_an_unknown_kind_of_day_is_unknown_outside_the_training_only() -> None:
    """Two adults on school days 18-22, outside a led training 18-20; the kind of the day is unknown: 20-22 are."""
    training = {"place_id": "P1", "byday": "FR", "start_local": "18:00", "end_local": "20:00", "leaders": 2.0}
    tables = town(
        needs=[need(days="school", outside_sessions=True)], sessions=[training], dark={"school_day": None}
    )
    coverage = cover(tables, "planned")
    hours = [label[11:13] for label in coverage.grid.slots.labels()]
    assert [hours[at] for at in np.flatnonzero(coverage.need.calendar_missing[0])] == ["20"] * 4 + ["21"] * 4


def test_of_a_place_that_nobody_knows_when_to_enter_nothing_is_decided() -> None:
    """A rule within the hours of access leaves the day open where there are none, and lays no window."""
    asked = cover(town(needs=[need(within_access=True)]), "planned").need
    assert (asked.stay.sum(), bool(asked.decided.any()), asked.windows) == (0, False, ())

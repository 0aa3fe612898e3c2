"""Delivered adult-hours by area and part of the week, worked out by hand."""

import pandas as pd

from karta.coverage.part_sums import SUMS, part_sums
from tests.coverage.town import line, report, town

SATURDAY = "2026-09-19"


def test_reported_hours_are_summed_by_area_and_part() -> None:
    """Friday 18-22 by 2 (8) and by 3 for 2 h (6), 00-02 that night by 2 (4): 18 of the weekend's evening; 14-16: 4."""
    lines = [
        line("R1", org="A"), line("R2", "19:00", "21:00", adults=3, org="B"),
        line("R3", "00:00", "02:00", day=SATURDAY, org="A"), line("R4", "14:00", "16:00", org="C"),
        line("R5", org="D"),
    ]  # fmt: skip
    told = [report("R1"), report("R2", adults=3), report("R3", day=SATURDAY), report("R4")]
    sums = part_sums(town(lines=lines, delivered=told, places=[{"place_id": "P1", "area_id": "V"}]))
    assert sums.to_dict("records") == [
        dict(zip(SUMS, ("V", "weekend_day", 4.0, 1, 2.0), strict=True)),
        dict(zip(SUMS, ("V", "weekend_evening", 18.0, 2, 5.0), strict=True)),
    ]


def test_a_shift_is_told_in_the_area_of_its_nearest_place() -> None:
    """80 m from one place and 20 m from another, in another area: the latter. One that reaches no area is left out."""
    lines = [line("R1", at={"P1": 80, "P2": 20}), line("R2", at={"P3": 0})]
    places = [
        {"place_id": "P1", "area_id": "V"}, {"place_id": "P2", "area_id": "O"}, {"place_id": "P3", "area_id": ""},
    ]  # fmt: skip
    sums = part_sums(town(lines=lines, delivered=[report("R1"), report("R2")], places=places))
    assert sums[["area_id", "adult_hours"]].values.tolist() == [["O", 8.0]]


def test_what_did_not_happen_is_nothing() -> None:
    """A shift nobody came to, one alone where two are needed, and one that nobody reported give no row."""
    lines = [line("R1"), line("R2", min_adults=2.0), line("R3")]
    sums = part_sums(town(lines=lines, delivered=[report("R1", "no_show", 0), report("R2", adults=1)]))
    pd.testing.assert_frame_equal(sums, sums.iloc[:0])
    assert list(sums) == SUMS

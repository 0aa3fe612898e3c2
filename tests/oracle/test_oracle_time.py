"""The oracle's time worked out by hand: nights of a clock change, service days, day tokens."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from .days import Calendar
from .method import compute
from .small import cell, misc, small
from .tables import Tables


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-09-18", 24), ("2026-10-24", 25), ("2027-03-27", 23), ("2027-03-28", 24)]
)
def test_service_day_length(tmp_path: Path, day: str, hours: int) -> None:
    """A service day is 24 hours, 25 over the autumn change and 23 over the spring change."""
    calendar = Calendar(Tables(small(tmp_path, day)))
    assert len(calendar.minutes(date.fromisoformat(day))) == hours * 60


@pytest.mark.parametrize(("day", "hours"), [("2026-09-18", 6), ("2026-10-24", 7), ("2027-03-27", 5)])
def test_a_night_over_a_clock_change_counts_real_hours(tmp_path: Path, day: str, hours: int) -> None:
    """22:00-04:00 is 7 h in October and 5 h in March, as a need and as a roster line."""
    line = f"R1,Org,police,active,stationary,3,planned,{day}T22:00,{day[:-2]}{int(day[-2:]) + 1}T04:00,,,,,0"
    outcome = compute(small(tmp_path, day, presences=line))
    assert cell(outcome, "need_h") == hours
    assert cell(outcome, "longest_empty_known_h") == hours
    assert misc(outcome, "planned_adult_hours") == 3 * hours


def test_a_line_in_the_skipped_hour_moves_or_is_dropped(tmp_path: Path) -> None:
    """On 28 Mar 2027 02:30-04:00 is half an hour, and 02:15-03:00 (03:15 to 03:00) never happens."""
    lines = """R1,Org,police,active,stationary,1,planned,02:30,04:00,SU,,,,0
        R2,Org,police,active,stationary,8,planned,02:15,03:00,SU,,,,0"""
    assert misc(compute(small(tmp_path, "2027-03-27", presences=lines)), "planned_adult_hours") == 0.5


def test_an_ambiguous_end_is_the_first_unless_an_offset_is_given(tmp_path: Path) -> None:
    """Unknown from 22:00 to 02:30 on 24/25 Oct 2026: 4.5 h, with +01:00 5.5 h of the 7."""
    for end, hours in (("02:30", 4.5), ("02:30+02:00", 4.5), ("02:30+01:00", 5.5)):
        source = f"S1,Org,P1,unknown,2026-10-24T22:00,2026-10-25T{end}"
        outcome = compute(small(tmp_path, "2026-10-24", sources=source))
        assert cell(outcome, "unknown_h") == hours
        assert cell(outcome, "gap_ah") == 2 * (7 - hours)
        assert cell(outcome, "longest_empty_known_h") == 7 - hours
        assert cell(outcome, "longest_empty_possible_h") == 7


def test_a_window_past_six_keeps_the_day_type_of_its_start(tmp_path: Path) -> None:
    """A Friday need 22:00-08:00 gives 8 h to Friday's service day and 2 h to Saturday's."""
    outcome = compute(small(tmp_path, "2026-09-18 2026-09-19", needs="N1,P1,base,FR,22:00,08:00,1,0,0"))
    assert [cell(outcome, "need_ah", row=n) for n in (0, 1)] == [8, 2]


def test_a_need_before_six_belongs_to_the_evening_before(tmp_path: Path) -> None:
    """A Friday need 00:00-02:00 lies on Saturday's night, in Friday's service day; Friday 00:00 has none."""
    days = "2026-09-17 2026-09-18 2026-09-19"
    outcome = compute(small(tmp_path, days, needs="N1,P1,base,FR,00:00,02:00,1,0,0"))
    assert [cell(outcome, "need_ah", row=n) for n in (0, 1, 2)] == [0, 2, 0]


def test_a_presence_goes_by_the_calendar_date_of_its_start(tmp_path: Path) -> None:
    """A Saturday line 00:30-02:00 stands in Friday's service day, and its exception names the Saturday."""
    line = "R1,Org,police,active,stationary,2,planned,00:30,02:00,SA,,,{},0"
    for exdate, covered in (("", 3), ("2026-09-18", 3), ("2026-09-19", 0)):
        folder = small(tmp_path, "2026-09-18", presences=line.format(exdate), reach="R1,P1,0")
        assert cell(compute(folder), "covered_ah") == covered


def test_day_tokens_unite_weekdays_and_intersect_the_rest(tmp_path: Path) -> None:
    """`FR;SA;not_holiday` chooses a Friday and leaves a Saturday that is a holiday, and a Thursday, alone."""
    days = "2026-09-17 2026-09-18 2026-09-19,SA,0,1,1,0,,"
    outcome = compute(small(tmp_path, days, needs="N1,P1,base,FR;SA;not_holiday,18:00,19:00,1,0,0"))
    assert [cell(outcome, "need_ah", row=n) for n in (0, 1, 2)] == [0, 1, 0]


def test_tokens_that_are_no_weekdays_must_all_hold(tmp_path: Path) -> None:
    """`school;weekend_night` chooses the day that is both, and neither of the two that are one of them."""
    days = "2026-09-17,TH,1,0,0,0,, 2026-09-18,FR,1,0,1,0,, 2026-09-19,SA,0,0,1,0,,"
    needs = "N1,P1,base,school;weekend_night,18:00,19:00,1,0,0"
    outcome = compute(small(tmp_path, days, needs=needs))
    assert [cell(outcome, "need_ah", row=n) for n in (0, 1, 2)] == [0, 1, 0]


def test_a_weekly_line_keeps_its_limits_and_school_days(tmp_path: Path) -> None:
    """Thursday to Sunday, valid Friday to Saturday: two shifts, one on school days, none cancelled."""
    days = "2026-09-17 2026-09-18 2026-09-19,SA,0,0,1,0,, 2026-09-20,SU,0,0,0,0,,"
    for status, school_days_only, hours in (("planned", 0, 4), ("confirmed", 1, 2), ("cancelled", 0, 0)):
        times = f"12:00,14:00,TH;FR;SA;SU,2026-09-18,2026-09-19,,{school_days_only}"
        line = f"R1,A,police,active,stationary,1,{status},{times}"
        outcome = compute(small(tmp_path, days, presences=line))
        assert misc(outcome, "planned_adult_hours") == hours
        assert ("q_R1" in [row["key"] for row in outcome.misc]) == (status != "cancelled")

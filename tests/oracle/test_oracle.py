"""The oracle against figures worked out by hand: the worked example, and small cases one rule at a time."""

from __future__ import annotations

import ast
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from .compare import differences
from .days import Calendar
from .method import Outcome, compute
from .tables import RefusedError, Tables
from .walltime import clock

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"
NEED = "rule_id,place_id,type,days,start_local,end_local,adults,outside_sessions,within_access"
LINE = (
    "presence_id,org,kind,mode,geometry,adults,status,start_local,end_local,"
    "byday,valid_from,valid_to,exdates,school_days_only"
)
CALENDAR = "date,dow,school_day,public_holiday,weekend_night,risk_evening,dark_from_local,dark_to_local"
CANDIDATE = "presence_id,org,kind,mode,geometry,adults,status,start_local,end_local,place_id,distance_m"
REPORT = "presence_id,date,outcome,adults,start_local,end_local"


def small(folder: Path, days: str, **tables: str) -> Path:
    """A folder with one place P1, one need (2 adults, all days 22:00-04:00) and the given tables."""
    rows = [f"{day},,1,0,0,0,," if "," not in day else day for day in days.split()]
    chosen = {
        "places": "place_id,name,kind,area_id,priority_weight\nP1,Torget,square,A,",
        "needs": "N1,P1,base,all,22:00,04:00,2,0,0",
        "presences": "",
        "calendar": "\n".join(rows),
        "params": "key,value,unit,meaning\ndefault_source_status,known,,",
        **tables,
    }
    heads = {
        "needs": NEED,
        "presences": LINE,
        "calendar": CALENDAR,
        "whatif": CANDIDATE,
        "delivered": REPORT,
        "access": "place_id,days,start_local,end_local",
        "sessions": "place_id,byday,start_local,end_local,exdates",
        "reach": "presence_id,place_id,distance_m",
        "sources": "source_id,org,place_id,status,from_local,to_local",
    }
    for name, text in chosen.items():
        lines = ([heads[name]] if name in heads else []) + [line.strip() for line in text.splitlines()]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def cell(outcome: Outcome, column: str, view: str = "planned", row: int = 0) -> float | None:
    """A measure of the n-th row of a view."""
    value = [found for found in outcome.places if found["view"] == view][row][column]
    assert not isinstance(value, str)
    return None if value is None else float(value)


def misc(outcome: Outcome, key: str) -> float | None:
    """The value of a key."""
    value = next(row["value"] for row in outcome.misc if row["key"] == key)
    assert not isinstance(value, str)
    return None if value is None else float(value)


def test_worked_example_comes_out_in_every_value() -> None:
    """All rows, columns and values of the three expected files, to 1e-6."""
    assert differences(compute(EXAMPLE), EXAMPLE, "expected_") == []


def test_a_changed_value_is_seen() -> None:
    """The comparison names a cell that differs by more than the tolerance."""
    outcome = compute(EXAMPLE)
    gap = outcome.totals[0]["gap_ah"]
    assert isinstance(gap, Fraction)
    outcome.totals[0]["gap_ah"] = gap + Fraction(1, 100_000)
    assert len(differences(outcome, EXAMPLE, "expected_")) == 1


def test_oracle_imports_the_standard_library_alone() -> None:
    """Nothing here but pytest in tests comes from outside the standard library and this package."""
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                allowed = name.split(".")[0] in sys.stdlib_module_names
                assert allowed or (name == "pytest" and path.name.startswith("test_")), (path.name, name)


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


def test_the_largest_base_and_all_adds_count(tmp_path: Path) -> None:
    """Base 2 and 3 overlap with adds 1 and 2: 2, 3+1, 3+1+2 over three hours = 12 adult-hours."""
    needs = """N1,P1,base,all,18:00,21:00,2,0,0
        N2,P1,base,all,19:00,21:00,3,0,0
        N3,P1,add,all,19:00,21:00,1,0,0
        N4,P1,add,all,20:00,21:00,2,0,0"""
    assert cell(compute(small(tmp_path, "2026-09-18", needs=needs)), "need_ah") == 12


def test_access_without_any_hours_is_undecided_and_a_decided_zero_is_zero(tmp_path: Path) -> None:
    """No access row blanks the place; access on Sundays only gives 0 on a Friday; sessions take need away."""
    needs = "N1,P1,base,all,18:00,22:00,2,1,1"
    undecided = compute(small(tmp_path, "2026-09-18", needs=needs))
    assert cell(undecided, "need_ah") is None
    assert undecided.totals[0]["need_ah"] == 0
    assert undecided.totals[0]["completeness"] is None
    closed = small(tmp_path, "2026-09-18", needs=needs, access="P1,SU,08:00,22:00")
    assert cell(compute(closed), "need_ah") == 0
    access, sessions = "P1,all,08:00,21:00", "P1,FR,17:00,19:30,\nP1,FR,20:00,21:00,2026-09-18"
    opened = small(tmp_path, "2026-09-18", needs=needs, access=access, sessions=sessions)
    assert cell(compute(opened), "need_h") == 1.5


def test_unknown_by_default_is_known_only_where_all_that_cover_it_are_known(tmp_path: Path) -> None:
    """Known 22-02, partial 00-01: of the six hours 22-00 and 01-02 are gap, the other three unknown."""
    sources = """S1,A,P1,known,2026-09-18T22:00,2026-09-19T02:00
        S2,B,P1,partial,2026-09-19T00:00,2026-09-19T01:00"""
    outcome = compute(small(tmp_path, "2026-09-18", sources=sources, params="key,value,unit,meaning"))
    assert (cell(outcome, "gap_ah"), cell(outcome, "unknown_ah")) == (6, 6)


def test_delivered_counts_reports_and_leaves_silence_unknown(tmp_path: Path) -> None:
    """R1 came 23-01 with 1 of 2, R2 did not come, R3 (01-03) was not reported, nor far R4 (03-04)."""
    lines = """R1,A,police,active,stationary,2,planned,2026-09-18T22:00,2026-09-19T00:00,,,,,0
        R2,B,police,active,stationary,2,confirmed,2026-09-18T22:00,2026-09-19T00:00,,,,,0
        R3,C,police,active,stationary,1,confirmed,01:00,03:00,SA,,,,0
        R4,D,police,active,stationary,1,confirmed,03:00,04:00,SA,,,,0"""
    reports = """R1,2026-09-18,carried_out,1,2026-09-18T23:00,2026-09-19T01:00
        R2,2026-09-18,no_show,0,,"""
    reach = "R1,P1,0\nR2,P1,0\nR3,P1,150\nR4,P1,200"
    outcome = compute(small(tmp_path, "2026-09-18", presences=lines, delivered=reports, reach=reach))
    measures = [cell(outcome, name, "delivered") for name in ("covered_ah", "gap_ah", "unknown_ah")]
    assert measures == [2, 6, 4]
    assert misc(outcome, "delivered_adult_hours_reported") == 2
    assert misc(outcome, "planned_adult_hours_of_reported_shifts") == 8
    assert misc(outcome, "delivery_rate_reported") == 0.25
    assert misc(outcome, "unreported_planned_adult_hours") == 3


def test_dark_weighs_from_noon_to_six_only(tmp_path: Path) -> None:
    """A need 06:00-06:00 dark all day is weighted 1.25 for 18 h; dark 00:15-02:30 for 2.25 h."""
    needs = "N1,P1,base,all,06:00,06:00,1,0,0"
    polar = compute(small(tmp_path, "2026-09-18,FR,1,0,0,0,06:00,", needs=needs))
    assert cell(polar, "weighted_gap") == 6 + 18 * 1.25
    short = compute(small(tmp_path, "2026-09-18,FR,1,0,0,0,00:15,02:30", needs=needs))
    assert cell(short, "weighted_gap") == 21.75 + 2.25 * 1.25


def test_the_longest_stretch_is_broken_by_no_need_and_by_six(tmp_path: Path) -> None:
    """18-20 and 20:15-21 do not join; 04:00-08:00 falls into 2 h of each service day."""
    needs = "N1,P1,base,FR,18:00,20:00,2,0,0\nN2,P1,base,FR,20:15,21:00,2,0,0"
    assert cell(compute(small(tmp_path, "2026-09-18", needs=needs)), "longest_empty_known_h") == 2
    outcome = compute(small(tmp_path, "2026-09-18 2026-09-19", needs="N1,P1,base,FR,04:00,08:00,2,0,0"))
    assert [cell(outcome, "longest_empty_known_h", row=n) for n in (0, 1)] == [2, 2]


def test_surplus_needs_two_organisations_and_a_need(tmp_path: Path) -> None:
    """3 + 1.5 adults of two organisations at a need of 2 for an hour: 2.5; of one organisation: 0."""
    line = "R{},{},police,active,stationary,3,planned,2026-09-18T21:00,2026-09-18T23:00,,,,,0"
    for org, surplus in (("B", 2.5), ("A", 0)):
        lines = line.format(1, "A") + "\n" + line.format(2, org)
        folder = small(tmp_path, "2026-09-18", presences=lines, reach="R1,P1,0\nR2,P1,150")
        assert cell(compute(folder), "surplus_multi_org_ah") == surplus


def test_rows_of_one_candidate_are_one_shift_if_only_the_place_differs(tmp_path: Path) -> None:
    """Two rows of W1 for two places cost 2 adult-hours, not 4, and each place gains by its distance."""
    places = "place_id,name,kind,area_id,priority_weight\nP1,Torget,square,A,\nP2,Parken,park,A,"
    needs = "N1,P1,base,all,22:00,23:00,2,0,0\nN2,P2,base,all,22:00,23:00,2,0,0"
    row = "W1,A,police,active,stationary,2,planned,2026-09-18T22:00,2026-09-18T23:00,"
    candidates = f"{row}P1,0\n{row}P2,150"
    outcome = compute(small(tmp_path, "2026-09-18", places=places, needs=needs, whatif=candidates))
    keys = ("adult_hours", "covered_gain_ah", "efficiency", "total_gap_ah", "coverage_share")
    assert [misc(outcome, f"whatif_W1_{key}") for key in keys] == [2, 3, 1.5, 1, 0.75]


@pytest.mark.parametrize(
    ("tables", "table", "row", "column"),
    [
        ({"needs": "N1,P1,base,all,22:05,04:00,2,0,0"}, "needs", 2, "start_local"),
        ({"access": "P1,all,08:00,22:00\nP1,all,08:00,22:01"}, "access", 3, "end_local"),
        (
            {
                "presences": "R1,A,police,active,stationary,2,cancelled,22:00,23:00,FR,,,,0",
                "delivered": "R1,2026-09-18,no_show,0,,",
            },
            "delivered",
            2,
            "presence_id",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(
    tmp_path: Path, tables: dict[str, str], table: str, row: int, column: str
) -> None:
    """A time off the grid and a report on a cancelled shift are refused, with the place of the cell."""
    with pytest.raises(RefusedError) as refused:
        compute(small(tmp_path, "2026-09-18", **tables))
    assert (refused.value.table, refused.value.row, refused.value.column) == (table, row, column)


def test_delivered_is_refused_without_reports_and_left_out_of_all(tmp_path: Path) -> None:
    """Without delivered.csv there are three views and no key about reports; a missing table is refused."""
    folder = small(tmp_path, "2026-09-18")
    outcome = compute(folder)
    assert [row["view"] for row in outcome.totals] == ["planned", "confirmed", "expected"]
    assert [row["key"] for row in outcome.misc] == ["planned_adult_hours"]
    with pytest.raises(RefusedError):
        compute(folder, "delivered")
    (folder / "calendar.csv").unlink()
    with pytest.raises(RefusedError):
        compute(folder)


def test_the_zone_is_asked_once_for_all() -> None:
    """Both programs use the same clock, so that a conversion is written once."""
    assert clock("Europe/Stockholm") is clock("Europe/Stockholm")

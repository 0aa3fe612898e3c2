"""The oracle against figures worked out by hand: the worked example, and small cases one rule at a time."""

from __future__ import annotations

import ast
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from .compare import differences
from .method import compute
from .small import cell, misc, small
from .tables import RefusedError
from .walltime import clock

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"


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

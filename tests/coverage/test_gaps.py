"""The gap list, the longest empty stretch and what is unknown, worked out by hand (METHOD 3.5, 3.6)."""

from dataclasses import replace

import numpy as np
import pytest

from karta.coverage.gaps import State, by_size, cover, gap_runs
from karta.coverage.measures import place_days, ranked, totals
from karta.model.tables import Tables
from tests.coverage.town import UNKNOWN_19_20, ah, line, need, source, town


def listed(tables: Tables, *, unknown: bool = False) -> list[tuple[str, str, str, float, str]]:
    """Return place, local start and end, adult-hours and state of each run."""
    found = by_size(gap_runs(cover(tables, "planned"), unknown=unknown))
    local = [
        found[name].dt.tz_convert("Europe/Stockholm").dt.strftime("%d %H:%M") for name in ("start", "end")
    ]
    return list(zip(found["place_id"], *local, found["adult_hours"], found["state"], strict=True))


def test_thin_and_empty_merge_and_the_worse_is_named() -> None:
    """One adult 18-20 and nobody 20-22 where two are needed: one run of 2 + 4 adult-hours, empty."""
    assert listed(town(needs=[need()], lines=[line(end="20:00", adults=1)])) == [
        ("P1", "18 18:00", "18 22:00", 6, "empty")
    ]
    assert listed(town(needs=[need()], lines=[line(adults=1)])) == [("P1", "18 18:00", "18 22:00", 4, "thin")]


def test_half_an_adult_short_is_a_gap() -> None:
    """One and a half of two adults 18-22: 2 adult-hours, thin."""
    lines = [line("R1", adults=1), line("R2", adults=1, mode="incidental")]
    assert listed(town(needs=[need()], lines=lines)) == [("P1", "18 18:00", "18 22:00", 2, "thin")]


def test_less_than_half_an_adult_is_empty() -> None:
    """Two adults at .24 are .48, empty; at .25 they are half an adult, thin."""
    assert listed(town(needs=[need()], lines=[line(at={"P1": 176})]))[0][4] == "empty"
    assert listed(town(needs=[need()], lines=[line(at={"P1": 175})]))[0][4] == "thin"


def test_cover_unknown_and_no_need_break_a_run() -> None:
    """18-24 with cover 21-22, unknown 19-20 and need until 23 only: runs 18-19, 20-21 and 22-23."""
    tables = town(
        needs=[need(end="23:00")], lines=[line(start="21:00", end="22:00")], sources=[UNKNOWN_19_20]
    )
    assert listed(tables) == [
        ("P1", "18 18:00", "18 19:00", 2, "empty"),
        ("P1", "18 20:00", "18 21:00", 2, "empty"),
        ("P1", "18 22:00", "18 23:00", 2, "empty"),
    ]
    assert listed(tables, unknown=True) == [("P1", "18 19:00", "18 20:00", 2, "unknown")]


def test_a_run_is_broken_at_six_in_the_morning() -> None:
    """04-08 over two service days is two runs of two hours."""
    tables = town(days=2, needs=[need(start="04:00", end="08:00", days="FR")])
    assert listed(tables) == [
        ("P1", "19 04:00", "19 06:00", 4, "empty"),
        ("P1", "19 06:00", "19 08:00", 4, "empty"),
    ]


def test_the_list_is_by_adult_hours_then_start_then_place() -> None:
    """6 before 4; of equal ones the earlier; of equal times the first place by name."""
    rules = [
        need("P2", "18:00", "20:00"), need("P1", "18:00", "20:00"), need("P3", "16:00", "18:00"),
        need("P4", "19:00", "22:00"),
    ]  # fmt: skip
    found = listed(town(places=("P4", "P3", "P2", "P1"), needs=rules))
    assert [(place, amount) for place, _, _, amount, _ in found] == [
        ("P4", 6),
        ("P3", 4),
        ("P1", 4),
        ("P2", 4),
    ]


def test_the_slots_of_a_run_are_its_columns() -> None:
    """18:00 is slot 48 of a day that begins at 06:00; the last slot is included."""
    (run,) = gap_runs(cover(town(needs=[need()]), "planned")).to_dict("records")
    assert (run["first_slot"], run["last_slot"]) == (48, 63)


def test_no_gap_is_an_empty_list_with_times() -> None:
    """Without any gap the list has its columns and its times are times."""
    found = gap_runs(cover(town(needs=[need()], lines=[line()]), "planned"))
    assert found.empty
    assert str(found["start"].dtype).endswith("UTC]")


def test_below_six_tenths_complete_the_list_is_by_time() -> None:
    """8 of 16 adult-hours unknown: .5 complete, so unranked; with 6 of 16 unknown it is ranked."""
    rules = [need("P1", "18:00", "22:00"), need("P2", "15:00", "16:00"), need("P2", "18:00", "21:00")]

    def of(unknown_until: str) -> tuple[list[float], bool]:
        unknown = source("unknown", "2026-09-18T18:00", f"2026-09-18T{unknown_until}", place_id="P1")
        tables = town(places=("P1", "P2"), needs=rules, sources=[unknown])
        coverage = cover(tables, "planned")
        found, is_ranked = ranked(by_size(gap_runs(coverage)), totals(place_days(coverage))["completeness"])
        return found["adult_hours"].tolist(), is_ranked

    assert of("22:00") == ([2, 6], False)
    assert of("21:00") == ([6, 2, 2], True)


def test_the_longest_empty_stretch_known_and_possible() -> None:
    """Empty 18-19 and 20-22 known, 19-20 unknown with nobody known: 2 h known, 4 h possible."""
    (row,) = place_days(cover(town(needs=[need()], sources=[UNKNOWN_19_20]), "planned")).to_dict("records")
    assert (row["longest_empty_known_h"], row["longest_empty_possible_h"]) == (2, 4)


def test_a_known_adult_breaks_the_longest_empty_stretch() -> None:
    """One adult 19-20: thin, so the longest empty stretch is 20-22, known and possible."""
    (row,) = place_days(
        cover(town(needs=[need()], lines=[line(start="19:00", end="20:00", adults=1)]), "planned")
    ).to_dict("records")
    assert (row["longest_empty_known_h"], row["longest_empty_possible_h"]) == (2, 2)
    assert (row["empty_h"], row["thin_h"], row["need_h"]) == (3, 1, 4)


def test_the_longest_empty_stretch_ends_with_the_service_day() -> None:
    """22-08 is eight hours in one service day and two in the next."""
    days = place_days(cover(town(days=2, needs=[need(start="22:00", end="08:00", days="FR")]), "planned"))
    assert days["longest_empty_known_h"].tolist() == [8, 2]


def test_shares_are_of_sums_and_blank_where_nothing_is_known() -> None:
    """Covered 4 of 8, 2 unknown: share 4/6, complete .75; without need both are blank."""
    tables = town(needs=[need()], lines=[line(start="20:00", end="22:00")], sources=[UNKNOWN_19_20])
    found = totals(place_days(cover(tables, "planned")), youths=500)
    assert found["coverage_share"] == pytest.approx(4 / 6)
    assert found["completeness"] == 0.75
    assert found["gap_per_1000_youths"] == 4
    nothing = totals(place_days(cover(town(), "planned")))
    assert all(np.isnan(nothing[name]) for name in ("coverage_share", "completeness", "gap_per_1000_youths"))


def test_darkness_weighs_the_evening_only() -> None:
    """Dark from 20:00 until 07:00: 18-20 x 1, 20-22 x 1.25; the dark hour before 07:00 weighs 1."""
    dark = {"dark_from_local": "20:00", "dark_to_local": "07:00"}
    places = [{"place_id": "P1", "priority_weight": 1.5}]
    evening = town(places=places, needs=[need()], dark=dark)
    assert place_days(cover(evening, "planned"))["weighted_gap"].tolist() == [1.5 * (4 + 4 * 1.25)]
    morning = town(days=2, needs=[need(start="06:00", end="07:00", days="SA")], dark=dark)
    assert place_days(cover(morning, "planned"))["weighted_gap"].tolist() == [0, 2]


def test_the_expected_view_counts_no_hours() -> None:
    """All after need, covered, gap and unknown adult-hours is blank."""
    (row,) = place_days(cover(town(needs=[need()]), "expected")).to_dict("records")
    blank = {name for name, value in row.items() if isinstance(value, float) and np.isnan(value)}
    assert len(blank) == 9
    assert row["gap_ah"] == 8


def test_a_roster_goes_stale_at_the_end_of_what_it_covers() -> None:
    """Known until Friday 20:00 and unknown from then on, as data: gap before, unknown after."""
    sources = [
        source("known", "2026-09-01T06:00", "2026-09-18T20:00"),
        source("unknown", "2026-09-18T20:00", "2026-09-19T06:00"),
    ]
    assert ah(town(needs=[need()], sources=sources, method={"default_source_status": "unknown"})) == (
        8,
        0,
        4,
        4,
    )


def test_all_sources_of_a_time_must_be_known() -> None:
    """Two sources 18-22, one of them partial 20-22: half of the need is unknown."""
    sources = [source("known"), source("partial", "2026-09-18T20:00", "2026-09-18T22:00")]
    assert ah(town(needs=[need()], sources=sources)) == (8, 0, 4, 4)


def test_enough_known_adults_cover_whatever_is_unknown() -> None:
    """Two known adults 18-22 and an unknown roster: covered, nothing unknown."""
    tables = town(needs=[need()], lines=[line()], sources=[source("unknown")])
    assert ah(tables) == (8, 8, 0, 0)
    assert set(cover(tables, "planned").state[0, 48:64]) == {State.FULL}


def test_states_of_replaced_tables_follow_the_tables() -> None:
    """The same tables with need 1 instead of 2 turn thin into full."""
    tables = town(needs=[need()], lines=[line(adults=1)])
    assert set(cover(tables, "planned").state[0, 48:64]) == {State.THIN}
    less = replace(tables, needs=tables.needs.assign(adults=1.0))
    assert set(cover(less, "planned").state[0, 48:64]) == {State.FULL}

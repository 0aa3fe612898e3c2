"""The gap list, the longest empty stretch, the profile and the hours, worked out by hand (METHOD 3.5, 3.6)."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from karta.coverage.gaps import State, cover, gap_runs
from karta.coverage.grid import slot_minutes
from karta.coverage.hours import hours
from karta.coverage.measures import hour_profile, place_days, ranked, totals, trend
from karta.coverage.need import need as need_of
from karta.coverage.whatif import gains, is_stable, sensitivity
from karta.model.tables import Tables
from karta.sources.tables import read_tables
from tests.coverage.town import AUTUMN, FRIDAY, SPRING, ah, line, need, source, stop, town

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"
UNKNOWN_19_20 = source("unknown", "2026-09-18T19:00", "2026-09-18T20:00")


def listed(tables: Tables, *, unknown: bool = False) -> list[tuple[str, str, str, float, str]]:
    """Return place, local start and end, adult-hours and state of each run."""
    found = gap_runs(cover(tables, "planned"), unknown=unknown)
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
        found, is_ranked = ranked(cover(tables, "planned"))
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


def profile(tables: Tables, weekday: int, hour: int) -> tuple[float, int]:
    """Return mean gap and occurrences of an hour of the week at the first place."""
    found = hour_profile(cover(tables, "planned"))
    row = found[(found["weekday"] == weekday) & (found["hour"] == hour) & (found["place_id"] == "P1")].iloc[0]
    return float(row["gap_ah"]), int(row["occurrences"])


def test_the_profile_is_the_mean_of_the_hours_of_that_name() -> None:
    """Two Fridays, on the first 20-21 is covered: the mean gap of that hour is 1, of 21-22 it is 2."""
    tables = town(days=8, needs=[need()], lines=[line(start="20:00", end="21:00")])
    assert profile(tables, 4, 20) == (1, 2)
    assert profile(tables, 4, 21) == (2, 2)
    assert profile(tables, 5, 21) == (2, 1)


def test_the_repeated_hour_adds_to_the_second() -> None:
    """2 adults 22-04 in the night of 24/25 October: hour 02 has 4 adult-hours in one occurrence, hour 03 two."""
    tables = town(AUTUMN, needs=[need(start="22:00", end="04:00")])
    assert profile(tables, 5, 2) == (4, 1)
    assert profile(tables, 5, 3) == (2, 1)


def test_days_without_a_decision_are_no_occurrences() -> None:
    """Of two Fridays only the second is decided: its gap of 2 is not halved; undecided hours have no mean."""
    decided_later = need(valid_from=pd.Timestamp("2026-09-25").date())
    tables = town(days=8, needs=[decided_later])
    assert profile(tables, 4, 20) == (2, 1)
    mean, count = profile(tables, 5, 20)
    assert (np.isnan(mean), count) == (True, 0)


@pytest.mark.parametrize(("first", "count"), [("2026-09-14", 168), ("2026-10-19", 169), ("2027-03-22", 167)])
def test_a_week_has_its_hours(first: str, count: int) -> None:
    """168 hours, 169 in the week of the autumn change and 167 in that of spring, each with its own start."""
    shown = hours(cover(town(first, days=7, needs=[need()]), "planned"))
    assert len(shown.start) == shown.state.shape[1] == count
    # By their offsets: two datetimes of one zone are equal in Python where only the clock change tells them apart.
    assert len({start.isoformat() for start in shown.start}) == count
    assert shown.start[0].isoformat()[:16] == f"{first}T06:00"
    assert np.bincount(shown.day).max() == 24 + max(0, count - 168)
    assert np.bincount(shown.day).min() == 24 + min(0, count - 168)


def test_an_hour_is_as_its_strongest_slot() -> None:
    """Covered 18:00-18:30, a gap of 2 then; unknown 19:00-19:30 beside cover; missing is the worst moment."""
    unknown = source("unknown", "2026-09-18T19:00", "2026-09-18T19:30")
    lines = [line(start="18:00", end="18:30"), line("R2", "19:30", "20:00"), line("R3", "20:00", "21:00")]
    shown = hours(cover(town(needs=[need(end="21:00")], lines=lines, sources=[unknown]), "planned"))
    states = [State(state).name for state in shown.state[0, 11:16]]
    assert states == ["NO_NEED", "EMPTY", "UNKNOWN", "FULL", "NO_NEED"]
    assert shown.missing[0, 11:16].tolist() == [0, 2, 0, 0, 0]
    assert shown.unknown[0, 11:16].tolist() == [0, 0, 2, 0, 0]
    assert shown.present[0, 11:16].tolist() == [0, 1, 1, 2, 0]
    assert shown.need[0, 11:16].tolist() == [0, 2, 2, 2, 0]


def test_a_gap_shows_before_what_is_unknown() -> None:
    """One of two adults 18-19, unknown from 18:30: half an hour is a thin gap, and the hour shows it."""
    unknown = source("unknown", "2026-09-18T18:30", "2026-09-18T19:00")
    shown = hours(
        cover(
            town(needs=[need(end="19:00")], lines=[line(end="19:00", adults=1)], sources=[unknown]), "planned"
        )
    )
    assert shown.state[0, 12] == State.THIN
    assert (shown.missing[0, 12], shown.unknown[0, 12]) == (1, 1)


def test_a_suggestion_shows_where_nothing_is_decided() -> None:
    """Suggested 16-22, decided 18-20: the hours around the decided ones are suggested."""
    tables = town(
        needs=[need(end="20:00"), need(start="16:00", state="suggested")], lines=[line(end="20:00")]
    )
    coverage = cover(tables, "planned")
    shown = hours(coverage, need_of(tables, coverage.grid, "suggested"))
    names = [State(state).name for state in shown.state[0, 9:17]]
    assert names == ["NO_NEED", "SUGGESTED", "SUGGESTED", "FULL", "FULL", "SUGGESTED", "SUGGESTED", "NO_NEED"]


@pytest.mark.parametrize(
    ("over", "minutes"),
    [
        ({}, 15),
        ({"sessions": [{"place_id": "P1", "byday": "FR", "start_local": "17:20", "end_local": "18:40"}]}, 5),
        ({"lines": [line(start="18:07", end="20:00")]}, 1),
        ({"lines": [line(start="18:00", end="20:07", byday="FR")]}, 1),
        ({"needs": [need(anchor="close", start_offset_min=-10.0, end_offset_min=60.0)]}, 5),
        ({"stops": [stop("R1", "18:05", "18:15")]}, 5),
        ({"sources": [source("known", end="2026-09-18T20:00+02:00")]}, 15),
        ({"method": {"slot_minutes": 5}}, 5),
        ({"method": {"slot_minutes": 30}, "needs": [need(start="18:15")]}, 15),
    ],
)
def test_the_slot_is_as_fine_as_the_times_ask_for(over: dict[str, Any], minutes: int) -> None:
    """The method's slot where all times lie on it, else the coarsest of 15, 5 and 1 minutes."""
    assert slot_minutes(town(**{"needs": [need()], **over})) == minutes


def test_times_off_the_quarter_are_exact() -> None:
    """A session 17:20-18:40 leaves 3 h 20 min of the need 18-22: 6 2/3 adult-hours, without asking for a slot."""
    session = {"place_id": "P1", "byday": "FR", "start_local": "17:20", "end_local": "18:40"}
    tables = town(needs=[need(outside_sessions=True)], sessions=[session])
    assert ah(tables)[0] == pytest.approx(20 / 3, abs=1e-6)


def test_the_sensitivity_of_the_worked_example() -> None:
    """7.40 by default; d_zero 150 -> 8.20, 300 -> 7.30; incidental .25 -> 7.65, .75 -> 7.15; not stable."""
    found = sensitivity(read_tables(EXAMPLE))
    assert found["setting"].tolist() == [
        "default", "d_zero_m=150", "d_zero_m=300", "w_incidental=0.25", "w_incidental=0.75",
    ]  # fmt: skip
    assert found["gap_ah"].tolist() == pytest.approx([7.40, 8.20, 7.30, 7.65, 7.15])
    assert found["first_place"].tolist() == ["P2", "P1", "P2", "P2", "P2"]
    assert not is_stable(found)


def test_a_ranking_with_one_first_place_is_stable() -> None:
    """One place with a gap comes first whatever the settings; without a gap there is no first place."""
    tables = town(places=("P1", "P2"), needs=[need(), need("P2")], lines=[line(at={"P2": 120})])
    found = sensitivity(tables)
    assert is_stable(found)
    assert set(found["first_place"]) == {"P1"}
    assert sensitivity(town(needs=[need()], lines=[line()]))["first_place"].isna().all()


def test_a_candidate_gains_what_it_covers_alone() -> None:
    """Two candidates of 2 adults 20-22 and 21-23, each alone: 4 of 4 and 2 of 4 adult-hours."""
    common = {"org": "Org N", "kind": "night_walker", "mode": "active", "geometry": "stationary", "adults": 2.0,
              "status": "planned", "place_id": "P1", "distance_m": 0.0}  # fmt: skip
    candidates = [
        {"presence_id": "W1", "start_local": f"{FRIDAY}T20:00", "end_local": f"{FRIDAY}T22:00", **common},
        {"presence_id": "W2", "start_local": f"{FRIDAY}T21:00", "end_local": f"{FRIDAY}T23:00", **common},
    ]
    found = gains(town(needs=[need()], whatif=candidates))
    assert [(one.adult_hours, one.covered_ah, one.total_gap_ah) for one in found.values()] == [
        (4, 4, 4),
        (4, 2, 6),
    ]
    assert [one.efficiency for one in found.values()] == [1, 0.5]


def test_what_a_candidate_covers_of_the_unknown_is_a_possible_gain() -> None:
    """2 adults 19-21 where 19-20 is unknown: 4 adult-hours, 2 of them perhaps covered already."""
    candidate = {
        "presence_id": "W1", "start_local": f"{FRIDAY}T19:00", "end_local": f"{FRIDAY}T21:00", "org": "Org N",
        "kind": "night_walker", "mode": "active", "geometry": "stationary", "adults": 2.0, "status": "planned",
        "place_id": "P1", "distance_m": 0.0,
    }  # fmt: skip
    gain = gains(town(needs=[need()], sources=[UNKNOWN_19_20], whatif=[candidate]))["W1"]
    assert (gain.covered_ah, gain.possible_ah, gain.total_gap_ah) == (4, 2, 4)


def test_periods_are_compared_only_where_as_much_is_known() -> None:
    """.95 against .90 differs by 5: comparable; .95 against .85, and blank, are not."""

    def period(gap: float, completeness: float) -> dict[str, float]:
        return {"gap_ah": gap, "completeness": completeness}

    assert trend(period(10, 0.95), period(14, 0.90)) == -4
    assert trend(period(10, 0.95), period(14, 0.85)) is None
    assert trend(period(10, float("nan")), period(14, 0.9)) is None


def test_the_slots_of_a_day_of_change_are_its_hours() -> None:
    """A gap over the whole service day is 25 h in autumn and 23 h in spring."""
    for first, length in ((AUTUMN, 25), (SPRING, 23)):
        (row,) = place_days(cover(town(first, needs=[need(start="06:00", end="06:00")]), "planned")).to_dict(
            "records"
        )
        assert (row["need_ah"], row["empty_h"], row["longest_empty_known_h"]) == (2 * length, length, length)


def test_states_of_replaced_tables_follow_the_tables() -> None:
    """The same tables with need 1 instead of 2 turn thin into full."""
    tables = town(needs=[need()], lines=[line(adults=1)])
    assert set(cover(tables, "planned").state[0, 48:64]) == {State.THIN}
    less = replace(tables, needs=tables.needs.assign(adults=1.0))
    assert set(cover(less, "planned").state[0, 48:64]) == {State.FULL}

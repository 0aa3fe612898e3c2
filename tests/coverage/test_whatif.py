"""The gain of candidate shifts, how firm a ranking is, and how periods compare (METHOD 3.7, section 5)."""

from pathlib import Path

import pytest

from karta.coverage.measures import trend
from karta.coverage.whatif import gains, is_stable, sensitivity
from karta.sources.tables import read_tables
from tests.coverage.town import FRIDAY, UNKNOWN_19_20, line, need, town

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example"


def test_the_sensitivity_of_the_worked_example() -> None:
    """7.40 by default; d_zero 150 -> 8.20, 300 -> 7.30; incidental .25 -> 7.65, .75 -> 7.15; not stable."""
    found = sensitivity(read_tables(EXAMPLE))
    assert found["setting"].tolist() == [
        "default", "d_zero_m=150", "d_zero_m=300", "w_incidental=0.25", "w_incidental=0.75",
    ]  # fmt: skip
    assert found["gap_ah"].tolist() == pytest.approx([7.40, 8.20, 7.30, 7.65, 7.15])
    assert found["first_place"].tolist() == ["P2", "P1", "P2", "P2", "P2"]
    # The list begins with the same gap all the time, 19:30 at the pitch; which place lacks most does not.
    assert set(found["first_gap_place"]) == {"P2"}
    assert {f"{start.tz_convert('Europe/Stockholm'):%H:%M}" for start in found["first_gap_start"]} == {
        "19:30"
    }
    assert not is_stable(found)


def test_a_list_that_begins_with_another_gap_is_not_stable() -> None:
    """P1 lacks most in all, 3 on each of two days; the largest gap is P2's four, until 300 m of reach halve it."""
    needs = [
        need("P1", start="18:00", end="19:30", days="FR"), need("P1", start="18:00", end="19:30", days="SA"),
        need("P2", start="18:00", end="20:00", days="FR"),
    ]  # fmt: skip
    tables = town(days=2, places=("P1", "P2"), needs=needs, lines=[line(end="20:00", at={"P2": 200.0})])
    found = sensitivity(tables)
    assert set(found["first_place"]) == {"P1"}
    assert found["first_gap_place"].tolist() == ["P2", "P2", "P1", "P2", "P2"]
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

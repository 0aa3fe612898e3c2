"""The profile of the week, the hours of a period, and the slots under them, worked out by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from karta.coverage.gaps import State, cover
from karta.coverage.grid import slot_minutes
from karta.coverage.hours import hours
from karta.coverage.measures import hour_profile, place_days
from karta.coverage.need import need as need_of
from karta.model.tables import Tables
from tests.coverage.town import AUTUMN, SPRING, ah, line, need, source, stop, town


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


def test_the_slots_of_a_day_of_change_are_its_hours() -> None:
    """A gap over the whole service day is 25 h in autumn and 23 h in spring."""
    for first, length in ((AUTUMN, 25), (SPRING, 23)):
        (row,) = place_days(cover(town(first, needs=[need(start="06:00", end="06:00")]), "planned")).to_dict(
            "records"
        )
        assert (row["need_ah"], row["empty_h"], row["longest_empty_known_h"]) == (2 * length, length, length)

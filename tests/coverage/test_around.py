"""The time before and after each training: by hand, and against an oracle that asks minute by minute."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karta.coverage.around import around_times
from karta.coverage.grid import grid
from karta.coverage.open_hours import open_hours
from karta.model.tables import Tables
from tests.coverage.town import FRIDAY, town

QUARTER = timedelta(minutes=15)


def trained(*hours: tuple[str, str, str], **lengths: float) -> Tables:
    """Return a Friday with trainings (place, start, end), at places that have their own length around them."""
    return town(
        places=[{"place_id": name, "around_min": minutes} for name, minutes in lengths.items()],
        sessions=[
            {"place_id": place, "byday": "FR", "start_local": start, "end_local": end} for place, start, end in hours
        ],
    )  # fmt: skip


def listed(tables: Tables) -> list[tuple[str, str, str, bool]]:
    """Return the times: place, start, end (local), and whether before."""
    on = grid(tables)
    times = around_times(tables, on)
    return [
        (on.place_ids[row], *(f"{pd.Timestamp(second, unit='s', tz='UTC').tz_convert(on.tz):%H:%M}" for second in ends),
         before)
        for row, *ends, before in zip(times.row, times.start, times.end, times.before.tolist(), strict=True)
    ]  # fmt: skip


def test_each_place_has_its_own_length() -> None:
    """A training 17-19 at three places: blank is half an hour, 45 minutes are 45, and none is none."""
    hours = [(place, "17:00", "19:00") for place in ("A", "B", "C")]
    assert listed(trained(*hours, A=float("nan"), B=45, C=0)) == [
        ("A", "16:30", "17:00", True), ("A", "19:00", "19:30", False),
        ("B", "16:15", "17:00", True), ("B", "19:00", "19:45", False),
    ]  # fmt: skip


def test_other_trainings_cut_a_time_and_those_of_other_places_do_not() -> None:
    """17-18, 18:15-19 and, overlapping, 18:45-20: a quarter between the first two, none between the others."""
    hours = [
        ("A", "17:00", "18:00"),
        ("A", "18:15", "19:00"),
        ("A", "18:45", "20:00"),
        ("B", "16:30", "17:30"),
    ]
    assert listed(trained(*hours, A=30, B=0)) == [
        ("A", "16:30", "17:00", True), ("A", "18:00", "18:15", False), ("A", "18:00", "18:15", True),
        ("A", "20:00", "20:30", False),
    ]  # fmt: skip


def test_open_hours_have_the_length_of_the_place() -> None:
    """Open 15-21 with a training 17-19: an hour around it by default, two hours where the place says 60 minutes."""
    for minutes, hours in ((float("nan"), 1.0), (60, 2.0), (0, 0.0)):
        tables = trained(("A", "17:00", "19:00"), A=minutes)
        access = {"place_id": "A", "days": "all", "start_local": "15:00", "end_local": "21:00"}
        shown = open_hours(tables.with_(access=town(access=[access], places=["A"]).access), grid(tables))
        assert shown.around.sum() * shown.grid.hours == hours
        assert (shown.around.sum() + shown.unstaffed.sum()) * shown.grid.hours == 4.0


MOMENTS = st.integers(4 * 12, 4 * 22)


@given(
    spans=st.lists(
        st.tuples(st.sampled_from("AB"), MOMENTS, st.integers(1, 12)), max_size=7
    ),
    lengths=st.tuples(*[st.sampled_from([0, 15, 30, 45, 60])] * 2),
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_the_slots_are_those_near_a_training_and_in_none(
    spans: list[tuple[str, int, int]], lengths: tuple[int, int]
) -> None:
    """A quarter is marked if no training goes on in it and one ends or begins within the length; each time is whole."""
    begin = datetime.fromisoformat(FRIDAY)
    hours = [
        (place, *(f"{begin + QUARTER * moment:%H:%M}" for moment in (start, min(start + length, 95))))
        for place, start, length in spans
    ]
    tables = trained(*hours, A=lengths[0], B=lengths[1])
    on = grid(tables)
    local = pd.DatetimeIndex(on.slots.start).tz_localize("UTC").tz_convert(on.tz).tz_localize(None)
    expected = np.zeros(on.shape, dtype=bool)
    for row, length in enumerate(lengths):
        held = [(start, min(start + long, 95)) for place, start, long in spans if place == "AB"[row]]
        quarters, now = length // 15, ((local - begin) // QUARTER).to_numpy()
        near = np.zeros(len(now), dtype=bool)
        for start, end in held:
            near |= (now >= start - quarters) & (now < end + quarters)
        for start, end in held:
            near &= ~((now >= start) & (now < end))
        expected[row] = near
    times = around_times(tables, on)
    assert np.array_equal(times.painted(on), expected)
    assert (times.start < times.end).all()


@pytest.mark.parametrize("minutes", [15, 5])
def test_without_trainings_there_is_none(minutes: int) -> None:
    """No training, no time of its own."""
    tables = town()
    assert not around_times(tables, grid(tables, minutes)).painted(grid(tables, minutes)).any()

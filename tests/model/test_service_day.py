"""Service days, their slots, and the windows that lie on them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.model.calendar import service_day_bounds, service_day_of, slots, window
from tests.model.clock import FRIDAY, STOCKHOLM, days_of, utc


@pytest.mark.parametrize(("day", "hours"), [(FRIDAY, 24), (date(2026, 10, 24), 25), (date(2027, 3, 27), 23)])
def test_a_service_day_has_24_25_or_23_hours(day: date, hours: int) -> None:
    """The night when the clock goes back belongs to Saturday and makes it 25 hours; forward, 23."""
    start, end = service_day_bounds(day, STOCKHOLM)
    assert end - start == timedelta(hours=hours)


def test_the_service_days_of_2026_are_8760_hours() -> None:
    """The two changes of the clock cancel out over a year; day follows day without gap or overlap."""
    bounds = [service_day_bounds(day, STOCKHOLM) for day in days_of(date(2026, 1, 1), 365)]
    assert sum((end - start for start, end in bounds), timedelta()) == timedelta(hours=8760)
    assert all(a[1] == b[0] for a, b in pairwise(bounds))


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_instant_lies_within_its_service_day(moment: datetime) -> None:
    """The service day of an instant is the one whose bounds hold it."""
    start, end = service_day_bounds(service_day_of(moment, STOCKHOLM), STOCKHOLM)
    assert start <= moment < end


def test_saturday_one_in_the_morning_is_friday() -> None:
    """Saturday 01:00 local is Friday's night, 06:00 is Saturday."""
    assert service_day_of(utc("2026-09-18T23:00"), STOCKHOLM) == FRIDAY
    assert service_day_of(utc("2026-09-19T04:00"), STOCKHOLM) == FRIDAY + timedelta(days=1)


@pytest.mark.parametrize("minutes", [15, 5, 1])
def test_slots_fill_their_service_days(minutes: int) -> None:
    """Slots of any length fill the days from 06:00 to 06:00, in order, and know which day they are of."""
    days = [date(2026, 10, 24), date(2026, 10, 25), date(2027, 3, 27)]
    found = slots(days, minutes, STOCKHOLM)
    assert len(found) * found.hours == 25 + 24 + 23
    assert [int((found.day == number).sum()) * minutes for number in range(3)] == [1500, 1440, 1380]
    for number, day in enumerate(days):
        first = found.start[found.day == number][0]
        assert first == np.datetime64(service_day_bounds(day, STOCKHOLM)[0].replace(tzinfo=None))


def test_the_hour_that_comes_twice_is_labelled_apart() -> None:
    """On the night of October 02:00 comes twice: eight slots of hour 2, told apart by their offset."""
    found = slots([date(2026, 10, 24)], 15, STOCKHOLM)
    assert int((found.local_hour() == 2).sum()) == 8
    labels = found.labels()
    assert labels[0] == "2026-10-24T06:00+02:00"
    assert "2026-10-25T02:00+02:00" in labels
    assert "2026-10-25T02:00+01:00" in labels
    assert len(set(labels)) == len(labels) == 100


def test_the_hour_that_never_comes_has_no_slot() -> None:
    """On the night of March there is no hour 2."""
    hours = slots([date(2027, 3, 27)], 15, STOCKHOLM).local_hour()
    assert sorted(set(range(24)) - set(hours.tolist())) == [2]


def test_no_days_no_slots() -> None:
    """An empty period has no slots and breaks nothing."""
    found = slots([], 15, STOCKHOLM)
    assert (len(found), found.labels(), found.local_hour().tolist()) == (0, [], [])


@pytest.mark.parametrize("minutes", [0, -15, 7, 50])
def test_a_slot_length_that_does_not_divide_the_day_is_refused(minutes: int) -> None:
    """A day is a whole number of slots, or the slots are refused."""
    with pytest.raises(InputError, match="slot_minutes_unknown"):
        slots([FRIDAY], minutes, STOCKHOLM)


@pytest.mark.parametrize(
    ("start", "end", "day", "expected"),
    [
        ("18:00", "22:00", FRIDAY, ("2026-09-18T16:00", "2026-09-18T20:00")),
        ("22:00", "01:00", FRIDAY, ("2026-09-18T20:00", "2026-09-18T23:00")),
        ("00:30", "02:00", FRIDAY, ("2026-09-18T22:30", "2026-09-19T00:00")),  # before 06:00: the next date
        ("06:00", "06:00", FRIDAY, ("2026-09-18T04:00", "2026-09-19T04:00")),
        ("05:59", "06:00", FRIDAY, ("2026-09-19T03:59", "2026-09-19T04:00")),
        ("22:00", "04:00", date(2026, 10, 24), ("2026-10-24T20:00", "2026-10-25T03:00")),  # seven hours
        ("02:30", "04:00", date(2027, 3, 27), ("2027-03-28T01:30", "2027-03-28T02:00")),  # starts at 03:30
    ],
)
def test_a_window_lies_where_its_service_day_puts_it(
    start: str, end: str, day: date, expected: tuple[str, str]
) -> None:
    """A start before 06:00 is the night of the service day; an end not after the start is the next date."""
    found = window(time.fromisoformat(start), time.fromisoformat(end), day, STOCKHOLM)
    assert found == (utc(expected[0]), utc(expected[1]))

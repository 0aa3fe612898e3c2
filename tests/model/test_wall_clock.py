"""Wall-clock times become instants, and typed text becomes times and dates."""

# ruff: noqa: DTZ001 - wall-clock times are naive on purpose

from datetime import date, datetime, time

import pytest

from karta.errors import InputError
from karta.model.schedule import Schedule, instant, parse_date, parse_end, parse_local, parse_time
from tests.model.clock import STOCKHOLM, WHOLE_YEARS, code_of, hours, utc


@pytest.mark.parametrize(
    ("wall", "expected"),
    [
        ("2026-09-18T20:00", "2026-09-18T18:00"),  # summer time
        ("2026-12-18T20:00", "2026-12-18T19:00"),  # winter time
        ("2026-10-25T02:30", "2026-10-25T00:30"),  # twice: the first
        ("2026-10-25T02:30+01:00", "2026-10-25T01:30"),  # twice: its own offset says the second
        ("2027-03-28T02:30", "2027-03-28T01:30"),  # never: 03:30 summer time
        ("2026-09-18T20:00Z", "2026-09-18T20:00"),
    ],
)
def test_wall_time_becomes_the_instant_worked_out_by_hand(wall: str, expected: str) -> None:
    """A wall time is its first occurrence, moves over a gap, and obeys an offset of its own."""
    assert instant(parse_local(wall), STOCKHOLM) == utc(expected)


@pytest.mark.parametrize("text", ["18:00", "18:00:00", " 18:00 "])
def test_a_time_is_read_as_typed(text: str) -> None:
    """Seconds of zero and blanks around a time do no harm."""
    assert parse_time(text) == time(18)


@pytest.mark.parametrize(
    "text", ["24:00", "25:00", "18:60", "18.00", "1800", "", "kl 18", "18:00:30", "-1:00"]
)
def test_an_unreadable_time_is_refused(text: str) -> None:
    """What is no whole minute of a day is refused with its own code, never guessed."""
    with pytest.raises(InputError) as error:
        parse_time(text)
    assert code_of(error) == "time_unreadable"


def test_24_00_is_an_end() -> None:
    """18:00-24:00 ends at the midnight of the next date, six hours later."""
    assert parse_end("24:00") == time(0)
    assert hours(Schedule(time(18), parse_end("24:00"), on=date(2026, 9, 18)), *WHOLE_YEARS) == [6]


@pytest.mark.parametrize("text", ["2026-09-18 20:00", "2026-09-18T20:00", "2026-09-18T20:00:00"])
def test_a_date_time_is_read_with_t_or_blank(text: str) -> None:
    """A blank instead of T and seconds of zero are the same date-time."""
    assert parse_local(text) == datetime(2026, 9, 18, 20)


@pytest.mark.parametrize(
    "text", ["2026-09-18", "18/9 2026 20:00", "2026-02-30T20:00", "2026-09-18T24:00", ""]
)
def test_an_unreadable_date_time_is_refused(text: str) -> None:
    """A date-time that does not exist on any calendar is refused."""
    with pytest.raises(InputError) as error:
        parse_local(text)
    assert code_of(error) == "time_unreadable"


def test_a_date_is_read_and_a_blank_is_none() -> None:
    """ISO dates are read; None, NaN and blank text are no date; anything else is refused."""
    assert parse_date("2026-09-18") == parse_date(datetime(2026, 9, 18, 7)) == date(2026, 9, 18)
    assert [parse_date(blank) for blank in (None, float("nan"), "", " ")] == [None] * 4
    with pytest.raises(InputError):
        parse_date("06/03/2026")

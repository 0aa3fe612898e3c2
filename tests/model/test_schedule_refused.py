"""Schedules and rules that are refused, or bounded, before anything is expanded."""

# ruff: noqa: DTZ001 - wall-clock times are naive on purpose

from datetime import date, datetime, time, timedelta

import pytest

from karta.errors import InputError
from karta.model.recurrence import MOST_OCCURRENCES
from karta.model.schedule import Schedule
from tests.model.clock import code_of, dates


@pytest.mark.parametrize(
    ("expected", "arguments"),
    [
        ("schedule_without_day", {}),
        ("schedule_without_day", {"rrule": "FREQ=DAILY"}),
        ("schedule_mixed", {"on": date(2026, 9, 18), "byday": frozenset({"FR"})}),
        ("schedule_mixed", {"on": date(2026, 9, 18), "rrule": "FREQ=DAILY", "byday": frozenset({"FR"})}),
        ("weekday_unknown", {"byday": frozenset({"FRE"})}),
        (
            "rrule_with_validity",
            {"on": date(2026, 9, 18), "rrule": "FREQ=DAILY;COUNT=3", "valid_to": date(2026, 9, 19)},
        ),
        (
            "rrule_with_validity",
            {"on": date(2026, 9, 18), "rrule": "FREQ=DAILY", "valid_from": date(2026, 9, 19)},
        ),
        ("not_whole_minutes", {"on": date(2026, 9, 18), "end": time(20, 0, 30)}),
    ],
)
def test_a_schedule_checks_itself(expected: str, arguments: dict[str, object]) -> None:
    """A schedule that says nothing, or two things at once, is refused with the code of its fault."""
    with pytest.raises(InputError) as error:
        Schedule(**({"start": time(18), "end": time(20)} | arguments))  # type: ignore[arg-type]
    assert code_of(error) == expected


def test_a_single_shift_that_ends_before_it_starts_is_refused() -> None:
    """A dated end is taken at its word: before the start it is a fault, not the next day."""
    with pytest.raises(InputError) as error:
        Schedule.single(datetime(2026, 9, 18, 20), datetime(2026, 9, 18, 19))
    assert code_of(error) == "end_not_after_start"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=SECONDLY", "rrule_too_fine"),
        ("FREQ=MINUTELY;COUNT=3", "rrule_too_fine"),
        ("FREQ=HOURLY", "rrule_too_fine"),
        ("FREQ=DAILY;BYHOUR=18,20", "rrule_too_fine"),
        ("FREQ=DAILY;BYHOUR=9", "rrule_too_fine"),
        ("FREQ=DAILY;BYMINUTE=0,30", "rrule_too_fine"),
        ("FREQ=WEEKLY;INTERVAL=0", "rrule_unreadable"),
        ("FREQ=WEEKLY;INTERVAL=-1", "rrule_unreadable"),
        ("FREQ=WEEKLY;COUNT=0", "rrule_unreadable"),
        ("FREQ=WEEKLY;BYDAY=XX", "rrule_unreadable"),
        ("FREQ=WEEKLY;BYDAY=", "rrule_unreadable"),
        ("FREQ=WEEKLY;FOO=1", "rrule_unreadable"),
        ("FREQ=SOMETIMES", "rrule_unreadable"),
        ("FREQ=WEEKLY;UNTIL=2026", "rrule_unreadable"),
        ("FREQ=WEEKLY;UNTIL=20261399", "rrule_unreadable"),
        ("BYDAY=MO", "rrule_unreadable"),
        ("FREQ=WEEKLY\nDTSTART:20200101T000000", "rrule_unreadable"),
        ("DTSTART:20200101T000000\nRRULE:FREQ=WEEKLY", "rrule_unreadable"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rrule_never"),
        ("FREQ=WEEKLY;BYSETPOS=0", "rrule_unreadable"),
        ("FREQ=DAILY;INTERVAL=99999999999999999999", "rrule_unreadable"),
    ],
)
def test_a_rule_that_is_too_fine_or_senseless_is_refused(rule: str, expected: str) -> None:
    """Rules of strangers that would hang, repeat within a day or name no date never become schedules."""
    with pytest.raises(InputError) as error:
        Schedule(time(18), time(20), on=date(2026, 9, 18), rrule=rule)
    assert code_of(error) == expected


def test_a_rule_without_end_is_bounded_by_the_period_and_by_a_thousand() -> None:
    """An endless daily rule gives the asked week; more than a thousand in one call are refused."""
    daily = Schedule(time(18), time(20), on=date(2020, 1, 1), rrule="FREQ=DAILY")
    assert len(dates(daily, date(2026, 9, 14), date(2026, 9, 20))) == 7
    begin = date(2026, 1, 1)
    assert len(dates(daily, begin, begin + timedelta(days=MOST_OCCURRENCES - 1))) == MOST_OCCURRENCES
    with pytest.raises(InputError) as error:
        dates(daily, begin, begin + timedelta(days=MOST_OCCURRENCES))
    assert code_of(error) == "rrule_too_many"


def test_an_hour_that_repeats_the_start_does_no_harm() -> None:
    """BYHOUR and BYMINUTE that say the start once more, as some calendars write them, are dropped."""
    schedule = Schedule(
        time(18), time(20), on=date(2026, 9, 18), rrule="RRULE:FREQ=DAILY;BYHOUR=18;BYMINUTE=0"
    )
    assert schedule.rrule == "FREQ=DAILY"

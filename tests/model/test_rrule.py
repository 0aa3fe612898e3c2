"""Recurrence rules of RFC 5545: the dates that they name, and schedules into iCalendar and back."""

# ruff: noqa: DTZ001 - wall-clock times are naive on purpose

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.model.rrule import from_rrule
from karta.model.schedule import WEEKDAYS, Schedule, occurrences
from tests.model.clock import STOCKHOLM, WHOLE_YEARS, code_of, dates
from tests.model.icalendar_rule import first_start, to_rrule


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=FR;COUNT=3", ["2026-09-18", "2026-09-25", "2026-10-02"]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;UNTIL=20261002T235959", ["2026-09-18", "2026-10-02"]),
        (
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2",
            ["2026-09-18", "2026-09-25", "2026-10-30"],
        ),  # the first start counts
        (
            "FREQ=WEEKLY;UNTIL=20261002",
            ["2026-09-18", "2026-09-25", "2026-10-02"],
        ),  # a bare date with its whole day
        (
            "FREQ=WEEKLY;UNTIL=20261002T160000Z",
            ["2026-09-18", "2026-09-25", "2026-10-02"],
        ),  # 18:00 local: included
        ("FREQ=WEEKLY;UNTIL=20261002T155959Z", ["2026-09-18", "2026-09-25"]),
        ("FREQ=WEEKLY;UNTIL=20260901", []),
    ],
)
def test_a_rule_names_the_dates_worked_out_by_hand(rule: str, expected: list[str]) -> None:
    """Rules from Friday 18 September 2026 18:00 name the dates that a calendar on the wall shows."""
    start = datetime(2026, 9, 18, 18)
    for schedule in (
        from_rrule(rule, start, start + timedelta(hours=2), STOCKHOLM),
        Schedule(time(18), time(20), on=start.date(), rrule=rule),
    ):
        assert [day.isoformat() for day in dates(schedule, *WHOLE_YEARS)] == expected


def test_a_plain_weekly_rule_becomes_weekdays() -> None:
    """FREQ=WEEKLY with weekdays and an end is a weekly roster with a validity; the rest stay rules."""
    start, end = datetime(2026, 9, 18, 20), datetime(2026, 9, 19, 1)
    weekly = from_rrule("FREQ=WEEKLY;BYDAY=FR,SA;UNTIL=20261218T190000Z", start, end, STOCKHOLM)
    assert weekly == Schedule(
        time(20),
        time(1),
        byday=frozenset({"FR", "SA"}),
        valid_from=date(2026, 9, 18),
        valid_to=date(2026, 12, 18),
    )
    assert from_rrule("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", start, end, STOCKHOLM).rrule
    off_its_weekday = from_rrule("FREQ=WEEKLY;BYDAY=MO", start, end, STOCKHOLM)
    assert dates(off_its_weekday, date(2026, 9, 18), date(2026, 9, 21)) == [
        date(2026, 9, 18),
        date(2026, 9, 21),
    ]


def test_an_until_before_the_hour_of_the_start_ends_a_day_earlier() -> None:
    """UNTIL 18 December 10:00 leaves out the walk of that evening."""
    start = datetime(2026, 9, 18, 20)
    weekly = from_rrule("FREQ=WEEKLY;UNTIL=20261218T100000", start, start + timedelta(hours=3), STOCKHOLM)
    assert weekly.valid_to == date(2026, 12, 17)
    assert dates(weekly, date(2026, 12, 1), date(2026, 12, 31)) == [date(2026, 12, 4), date(2026, 12, 11)]


def test_a_repeating_event_longer_than_a_day_is_refused() -> None:
    """A rule can repeat what lasts up to 24 hours on the wall; a weekly camp of three days is a fault to be told."""
    start = datetime(2026, 9, 18, 18)
    assert from_rrule("FREQ=WEEKLY", start, start + timedelta(days=1), STOCKHOLM).end == time(18)
    with pytest.raises(InputError) as error:
        from_rrule("FREQ=WEEKLY", start, start + timedelta(days=1, minutes=1), STOCKHOLM)
    assert code_of(error) == "repeating_too_long"


def test_an_event_without_rule_but_with_further_dates_repeats_on_those() -> None:
    """An event with RDATE alone is held on its own date and on the further ones."""
    start = datetime(2026, 9, 18, 18)
    schedule = from_rrule("", start, start + timedelta(hours=2), STOCKHOLM, extra_dates=[date(2026, 10, 3)])
    assert dates(schedule, *WHOLE_YEARS) == [date(2026, 9, 18), date(2026, 10, 3)]


@given(
    byday=st.frozensets(st.sampled_from(WEEKDAYS), min_size=1),
    valid_from=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    weeks=st.one_of(st.none(), st.integers(1, 40)),
    start=st.sampled_from([time(0), time(2, 30), time(18), time(23, 45)]),
    minutes=st.integers(1, 1440),
)
def test_weekly_schedules_survive_icalendar(
    byday: frozenset[str], valid_from: date, weeks: int | None, start: time, minutes: int
) -> None:
    """Out as DTSTART and RRULE and in again, a weekly schedule has the same occurrences; dateutil agrees."""
    end = (datetime.combine(valid_from, start) + timedelta(minutes=minutes)).time()
    valid_to = valid_from + timedelta(weeks=weeks) if weeks is not None else None
    schedule = Schedule(start, end, byday=byday, valid_from=valid_from, valid_to=valid_to)
    begin = first_start(schedule, valid_from)
    assert begin is not None
    back = from_rrule(to_rrule(schedule, STOCKHOLM), begin, begin + timedelta(minutes=minutes), STOCKHOLM)
    expected = occurrences(schedule, *WHOLE_YEARS, STOCKHOLM)
    assert occurrences(back, *WHOLE_YEARS, STOCKHOLM) == expected
    by_dateutil = rrulestr(to_rrule(schedule), dtstart=begin).between(
        datetime(2026, 1, 1), datetime(2027, 12, 31, 23, 59), inc=True
    )
    assert [moment.date() for moment in by_dateutil] == [
        o.date for o in sorted([*expected.occurrences, *expected.dropped], key=lambda o: o.date)
    ]

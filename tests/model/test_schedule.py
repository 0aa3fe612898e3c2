"""Schedules: their occurrences, in wall time first, then as instants, and the rows that they are read from."""

# ruff: noqa: DTZ001 - wall-clock times are naive on purpose

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.model.schedule import WEEKDAYS, Schedule, occurrences, parse_local
from tests.model.clock import STOCKHOLM, WHOLE_YEARS, code_of, dates, hours

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # the dates on which the clock changes


def test_the_october_night_is_seven_hours() -> None:
    """22:00-04:00 on the night when the clock goes back is seven hours, the nights around it six."""
    nightly = Schedule(time(22), time(4), byday=frozenset(WEEKDAYS))
    assert hours(nightly, AUTUMN - timedelta(days=2), AUTUMN) == [6, 7, 6]


def test_the_march_night_is_five_hours() -> None:
    """22:00-04:00 on the night when the clock goes forward is five hours."""
    nightly = Schedule(time(22), time(4), byday=frozenset(WEEKDAYS))
    assert hours(nightly, SPRING - timedelta(days=2), SPRING) == [6, 5, 6]


def test_an_occurrence_whose_end_is_not_after_its_start_is_dropped_and_listed() -> None:
    """02:30-03:15 on the night of March begins at 03:30 summer time: it is left out, and said to be."""
    schedule = Schedule(time(2, 30), time(3, 15), byday=frozenset(WEEKDAYS))
    found = occurrences(schedule, SPRING - timedelta(days=1), SPRING + timedelta(days=1), STOCKHOLM)
    assert [o.date for o in found.occurrences] == [SPRING - timedelta(days=1), SPRING + timedelta(days=1)]
    assert [(o.date, o.original_start, o.reason) for o in found.dropped] == [
        (SPRING, datetime(2027, 3, 28, 2, 30), "end_not_after_start")
    ]


def test_an_occurrence_of_no_length_is_dropped() -> None:
    """02:30-03:30 on the night of March both come out as 03:30: nothing is held."""
    schedule = Schedule(time(2, 30), time(3, 30), on=SPRING)
    found = occurrences(schedule, SPRING, SPRING, STOCKHOLM)
    assert (found.occurrences, len(found.dropped)) == ([], 1)


def test_validity_and_exceptions_are_local_dates_of_the_start() -> None:
    """A walk of Friday 22-02 is Friday's alone: an exception on Saturday takes nothing away."""
    friday = date(2026, 9, 18)
    schedule = Schedule(
        time(22),
        time(2),
        byday=frozenset({"FR"}),
        valid_from=friday,
        valid_to=friday + timedelta(days=21),
        exdates=frozenset({friday + timedelta(days=1), friday + timedelta(days=7)}),
    )
    expected = [friday + timedelta(days=days) for days in (0, 14, 21)]
    assert dates(schedule, *WHOLE_YEARS) == expected


def test_extra_dates_are_held_whatever_the_weekday() -> None:
    """An extra date counts outside weekdays, validity and school days; an exception date wins over it."""
    sunday, monday = date(2026, 9, 20), date(2026, 9, 21)
    schedule = Schedule(
        time(18),
        time(20),
        byday=frozenset({"FR"}),
        valid_to=date(2026, 9, 1),
        exdates=frozenset({monday}),
        extra_dates=frozenset({sunday, monday}),
        school_days_only=True,
    )
    found = occurrences(schedule, date(2026, 9, 15), date(2026, 9, 30), STOCKHOLM, school_days=set())
    assert [o.date for o in found.occurrences] == [sunday]


def test_school_days_only_asks_the_calendar_and_never_guesses() -> None:
    """On school days only: held on those of the calendar; without a calendar dropped as unknown."""
    schedule = Schedule(time(15), time(17), byday=frozenset({"MO", "TU"}), school_days_only=True)
    week = (date(2026, 9, 14), date(2026, 9, 20))
    assert [o.date for o in occurrences(schedule, *week, STOCKHOLM, {date(2026, 9, 15)}).occurrences] == [
        date(2026, 9, 15)
    ]
    unknown = occurrences(schedule, *week, STOCKHOLM)
    assert unknown.occurrences == []
    assert [o.reason for o in unknown.dropped] == ["school_day_unknown"] * 2


def test_a_single_shift_may_last_over_days() -> None:
    """Friday 18:00 to Sunday 15:00 over the change to winter time is 46 hours."""
    camp = Schedule.single(datetime(2026, 10, 23, 18), datetime(2026, 10, 25, 15))
    assert hours(camp, *WHOLE_YEARS) == [46]


def test_a_single_shift_keeps_its_offsets() -> None:
    """02:30+02:00 to 02:30+01:00 on the night of October is one hour, though the clock shows the same time."""
    shift = Schedule.single(parse_local("2026-10-25T02:30+02:00"), parse_local("2026-10-25T02:30+01:00"))
    assert hours(shift, *WHOLE_YEARS) == [1]


def test_the_date_of_an_offset_start_is_local() -> None:
    """22:30 UTC on the 18th is the 19th in Stockholm, whatever the file's offset."""
    shift = Schedule.single(parse_local("2026-09-18T22:30Z"), parse_local("2026-09-18T23:30Z"))
    assert dates(shift, date(2026, 9, 18), date(2026, 9, 18)) == []
    found = occurrences(shift, date(2026, 9, 19), date(2026, 9, 19), STOCKHOLM).occurrences
    assert found[0].original_start == datetime(2026, 9, 19, 0, 30)


@given(
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    end=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    byday=st.frozensets(st.sampled_from(WEEKDAYS), min_size=1),
    first=st.dates(date(2020, 1, 1), date(2035, 1, 1)),
    cut=st.integers(0, 60),
)
def test_a_period_cut_in_two_has_the_same_occurrences(
    start: time, end: time, byday: frozenset[str], first: date, cut: int
) -> None:
    """Asking for a period or for its two parts gives the same occurrences, each lasting up to 25 hours."""
    schedule = Schedule(start, end, byday=byday)
    last = first + timedelta(days=60)
    middle = first + timedelta(days=cut)
    whole = occurrences(schedule, first, last, STOCKHOLM)
    parts = [
        *occurrences(schedule, first, middle, STOCKHOLM).occurrences,
        *occurrences(schedule, middle + timedelta(days=1), last, STOCKHOLM).occurrences,
    ]
    assert whole.occurrences == parts
    assert all(timedelta(0) < o.end - o.start <= timedelta(hours=25) for o in whole.occurrences)
    assert all(first <= o.date <= last and WEEKDAYS[o.date.weekday()] in byday for o in whole.occurrences)


def row(**cells: object) -> dict[str, object]:
    blank = {"byday": "", "valid_from": None, "valid_to": None, "exdates": None, "rrule": None}
    return blank | {"school_days_only": False} | cells


def test_rows_of_the_tables_become_schedules() -> None:
    """A dated row is single, a row of times repeats on its weekdays or by its rule, blanks say nothing."""
    single = Schedule.from_row(row(start_local="2026-09-18T20:00", end_local="2026-09-18T23:30"))
    assert single == Schedule.single(datetime(2026, 9, 18, 20), datetime(2026, 9, 18, 23, 30))
    weekly = Schedule.from_row(
        row(
            start_local="22:00",
            end_local="01:00",
            byday="FR;SA",
            exdates="2026-09-25;2026-10-02",
            valid_from="",
        )
    )
    assert weekly.byday == {"FR", "SA"}
    assert weekly.exdates == {date(2026, 9, 25), date(2026, 10, 2)}
    by_rule = Schedule.from_row(
        row(start_local="2026-09-18T20:00", end_local="2026-09-19T01:00", rrule="FREQ=WEEKLY;INTERVAL=2")
    )
    assert (by_rule.on, by_rule.end) == (date(2026, 9, 18), time(1))
    session = Schedule.from_row(
        row(start_local="17:20", end_local="18:40", date=date(2026, 9, 18), school_days_only=float("nan"))
    )
    assert session == Schedule(time(17, 20), time(18, 40), on=date(2026, 9, 18))


def test_a_row_of_times_without_any_day_is_refused() -> None:
    """A roster line that says no day would be held never, in silence: it is refused."""
    with pytest.raises(InputError) as error:
        Schedule.from_row(row(start_local="22:00", end_local="01:00"))
    assert code_of(error) == "schedule_without_day"

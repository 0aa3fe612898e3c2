"""Schedules: wall time first, then instants; what is refused; what RFC 5545 rules say."""

# ruff: noqa: DTZ001 - wall-clock times are naive on purpose

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.model.recurrence import MOST_OCCURRENCES
from karta.model.rrule import first_start, from_rrule, to_rrule
from karta.model.schedule import (
    WEEKDAYS,
    Schedule,
    instant,
    occurrences,
    overlapping,
    parse_date,
    parse_end,
    parse_local,
    parse_time,
)
from karta.model.walltime import doubt

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)  # the dates on which the clock changes
WHOLE_YEARS = (date(2026, 1, 1), date(2027, 12, 31))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(schedule: Schedule, first: date, last: date) -> list[float]:
    kept = occurrences(schedule, first, last, STOCKHOLM).kept
    return [(occurrence.end - occurrence.start) / timedelta(hours=1) for occurrence in kept]


def dates(schedule: Schedule, first: date, last: date) -> list[date]:
    return [occurrence.date for occurrence in occurrences(schedule, first, last, STOCKHOLM).kept]


def code_of(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.code


# --- instants


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


def test_doubtful_times_are_named() -> None:
    """A time that occurs twice, or never, can be told from an ordinary one."""
    at = [datetime(2026, 10, 25, 2, 30), datetime(2027, 3, 28, 2, 30), datetime(2026, 10, 25, 3, 0)]
    assert [doubt(wall, STOCKHOLM) for wall in at] == ["ambiguous", "skipped", ""]
    assert doubt(parse_local("2026-10-25T02:30+01:00"), STOCKHOLM) == ""


# --- text


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


# --- occurrences


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
    assert [o.date for o in found.kept] == [SPRING - timedelta(days=1), SPRING + timedelta(days=1)]
    assert [(o.date, o.original_start, o.reason) for o in found.dropped] == [
        (SPRING, datetime(2027, 3, 28, 2, 30), "end_not_after_start")
    ]


def test_an_occurrence_of_no_length_is_dropped() -> None:
    """02:30-03:30 on the night of March both come out as 03:30: nothing is held."""
    schedule = Schedule(time(2, 30), time(3, 30), on=SPRING)
    found = occurrences(schedule, SPRING, SPRING, STOCKHOLM)
    assert (found.kept, len(found.dropped)) == ([], 1)


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
    assert [o.date for o in found.kept] == [sunday]


def test_school_days_only_asks_the_calendar_and_never_guesses() -> None:
    """On school days only: held on those of the calendar; without a calendar dropped as unknown."""
    schedule = Schedule(time(15), time(17), byday=frozenset({"MO", "TU"}), school_days_only=True)
    week = (date(2026, 9, 14), date(2026, 9, 20))
    assert [o.date for o in occurrences(schedule, *week, STOCKHOLM, {date(2026, 9, 15)}).kept] == [
        date(2026, 9, 15)
    ]
    unknown = occurrences(schedule, *week, STOCKHOLM)
    assert unknown.kept == []
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
    found = occurrences(shift, date(2026, 9, 19), date(2026, 9, 19), STOCKHOLM).kept
    assert found[0].original_start == datetime(2026, 9, 19, 0, 30)


def test_overlapping_finds_what_reaches_into_a_span() -> None:
    """A walk of the evening before and a camp of three days are found; one that ends at the span's start is not."""
    begin, end = utc("2026-09-19T04:00"), utc("2026-09-20T04:00")
    night = Schedule(time(22), time(7), byday=frozenset({"FR"}))
    until_six = Schedule(time(22), time(6), byday=frozenset({"FR"}))
    camp = Schedule.single(datetime(2026, 9, 10, 18), datetime(2026, 9, 25, 15))
    assert [len(overlapping(s, begin, end, STOCKHOLM).kept) for s in (night, until_six, camp)] == [1, 0, 1]


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
        *occurrences(schedule, first, middle, STOCKHOLM).kept,
        *occurrences(schedule, middle + timedelta(days=1), last, STOCKHOLM).kept,
    ]
    assert whole.kept == parts
    assert all(timedelta(0) < o.end - o.start <= timedelta(hours=25) for o in whole.kept)
    assert all(first <= o.date <= last and WEEKDAYS[o.date.weekday()] in byday for o in whole.kept)


# --- what is refused


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


# --- RFC 5545


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
    begin = first_start(schedule, valid_from, STOCKHOLM)
    assert begin is not None
    back = from_rrule(to_rrule(schedule, STOCKHOLM), begin, begin + timedelta(minutes=minutes), STOCKHOLM)
    expected = occurrences(schedule, *WHOLE_YEARS, STOCKHOLM)
    assert occurrences(back, *WHOLE_YEARS, STOCKHOLM) == expected
    by_dateutil = rrulestr(to_rrule(schedule), dtstart=begin).between(
        datetime(2026, 1, 1), datetime(2027, 12, 31, 23, 59), inc=True
    )
    assert [moment.date() for moment in by_dateutil] == [
        o.date for o in sorted([*expected.kept, *expected.dropped], key=lambda o: o.date)
    ]


def test_the_rule_of_a_single_shift_is_empty_and_a_rule_keeps_its_validity() -> None:
    """A single shift has no rule; a valid_to becomes the UNTIL of a rule, in UTC where a zone is named."""
    assert to_rrule(Schedule(time(18), time(20), on=date(2026, 9, 18))) == ""
    fortnightly = Schedule(
        time(18), time(20), on=date(2026, 9, 18), rrule="FREQ=WEEKLY;INTERVAL=2", valid_to=date(2026, 12, 1)
    )
    assert to_rrule(fortnightly) == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261201T235959"
    assert to_rrule(fortnightly, STOCKHOLM) == "FREQ=WEEKLY;INTERVAL=2;UNTIL=20261201T225959Z"


# --- rows


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

"""The municipality's calendar, day tokens, service days and slots."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.model.calendar import (
    DAY_TOKENS,
    DayFlags,
    build_calendar,
    day_flags,
    day_names,
    eves,
    finest_slot,
    parse_days,
    public_holidays,
    school_days,
    service_day_bounds,
    service_day_of,
    slots,
    suggested_risk_evenings,
    unknown_days,
    window,
)
from karta.model.frames import check
from karta.model.tables import CALENDAR

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = date(2026, 9, 18)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def days_of(first: date, count: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(count)]


def flags(day: date = FRIDAY, **said: bool | None) -> DayFlags:
    plain = {"school_day": True, "public_holiday": False, "weekend_night": True, "risk_evening": False}
    return DayFlags(date=day, **(plain | said))  # type: ignore[arg-type]


# --- service days


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


# --- slots


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
    ("times", "minutes"),
    [
        ([], 15),
        (["18:00", "19:30"], 15),
        (["17:20", "18:40"], 5),
        (["17:20", "18:01"], 1),
        (["18:15", "18:05"], 5),
    ],
)
def test_the_slot_is_the_coarsest_that_all_times_fall_on(times: list[str], minutes: int) -> None:
    """A training from 17:20 asks for five minutes, one from 18:01 for one."""
    assert finest_slot(utc(f"2026-09-18T{text}") for text in times) == minutes


def test_a_time_between_minutes_is_refused() -> None:
    """Times are whole minutes."""
    with pytest.raises(InputError, match="not_whole_minutes"):
        finest_slot([utc("2026-09-18T18:00:30")])


# --- windows


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


# --- day tokens


@pytest.mark.parametrize(
    ("tokens", "day", "matches"),
    [
        ("all", flags(), True),
        ("FR;SA", flags(), True),
        ("SA;SU", flags(), False),
        ("FR;SA;not_holiday", flags(), True),
        ("FR;SA;not_holiday", flags(public_holiday=True), False),
        ("all;SA", flags(), False),
        ("school", flags(), True),
        ("school;holiday", flags(), False),
        ("nonschool", flags(), False),
        ("nonschool", flags(school_day=False), True),
        ("weekend_night;risk_evening", flags(), False),
        ("weekend_night;risk_evening", flags(risk_evening=True), True),
        ("holiday", flags(public_holiday=True), True),
        ("holiday;not_holiday", flags(), False),
        ("school", flags(school_day=None), False),
        ("nonschool", flags(school_day=None), False),
        ("fr; ALL ", flags(), True),
    ],
)
def test_weekdays_are_united_and_the_rest_intersected(tokens: str, day: DayFlags, *, matches: bool) -> None:
    """Day tokens mean what METHOD says; a day of unknown school calendar is neither school nor nonschool."""
    assert parse_days(tokens).matches(day) is matches


@given(st.lists(st.sampled_from(DAY_TOKENS), min_size=1), st.dates(), st.tuples(*[st.booleans()] * 4))
def test_the_order_and_repetition_of_tokens_do_not_matter(
    tokens: list[str], day: date, said: tuple[bool, bool, bool, bool]
) -> None:
    """Tokens are a set, and `all` adds nothing to it."""
    of_day = DayFlags(day, *said)
    again = ";".join([*reversed(tokens), "all", *tokens])
    assert parse_days(";".join(tokens)).matches(of_day) == parse_days(again).matches(of_day)


@pytest.mark.parametrize("tokens", ["", "fredag", "FR+SA", "FR;lov", "MO,TU"])
def test_an_unknown_token_is_refused(tokens: str) -> None:
    """A token that is not in the list is a fault, never ignored."""
    with pytest.raises(InputError, match="day_token_unknown"):
        parse_days(tokens)


def test_a_rule_says_whether_it_needs_the_school_calendar() -> None:
    """Only rules on school or other days hang on a calendar that may be unknown."""
    assert [parse_days(tokens).asks_school for tokens in ("school", "FR;nonschool", "FR;holiday")] == [
        True,
        True,
        False,
    ]


# --- holidays and eves


def test_the_holidays_of_2026_are_thirteen_and_no_sunday_by_itself() -> None:
    """Thirteen public holidays, All Saints' Day among them; an ordinary Sunday and the eves are none."""
    found = public_holidays(date(2026, 1, 1), date(2026, 12, 31))
    assert len(found) == 13
    assert found[date(2026, 10, 31)] == "Alla helgons dag"
    assert not {date(2026, 9, 20), date(2026, 12, 24), date(2026, 6, 19)} & set(found)


def test_eves_agree_with_another_list() -> None:
    """The eves of 2020-2035 are those that the holidays library lists as optional or de facto, bridge days apart."""
    first, last = date(2020, 1, 1), date(2035, 12, 31)
    listed = holidays.country_holidays(
        "SE", years=range(2020, 2036), categories=("optional", "de_facto"), language="sv"
    )
    assert set(eves(first, last)) == {day for day in listed if listed[day] != "Klämdag"}
    assert eves(date(2026, 6, 1), date(2026, 6, 30)) == {date(2026, 6, 19): "Midsommarafton"}


def test_days_have_names() -> None:
    """A day is called by the municipality's own name, else the holiday's, else the eve's."""
    own = pd.DataFrame({"date": ["2026-12-24", "2026-12-12"], "name": ["Jul på torget", None]})
    assert day_names(date(2026, 12, 10), date(2026, 12, 26), own) == {
        date(2026, 12, 24): "Jul på torget",
        date(2026, 12, 25): "Juldagen",
        date(2026, 12, 26): "Annandag jul",
    }
    assert day_names(date(2026, 12, 24), date(2026, 12, 24), language="en") == {
        date(2026, 12, 24): "Christmas Eve"
    }


def test_risk_evenings_are_offered_with_their_ground() -> None:
    """The offered evenings of 2026: dated ones in order, local ones without a date; end of term from own terms."""
    offered = suggested_risk_evenings(
        2026, term_ends=[date(2026, 6, 11), date(2026, 12, 18), date(2025, 6, 12)]
    )
    dated = {evening.key: evening.day for evening in offered if evening.day}
    assert dated == {
        "valborgsmassoafton": date(2026, 4, 30),
        "skolavslutning": date(2026, 6, 11),
        "midsommarafton": date(2026, 6, 19),
        "halloween": date(2026, 10, 31),
        "lucianatten": date(2026, 12, 12),
        "nyarsafton": date(2026, 12, 31),
    }
    assert list(dated.values()) == sorted(dated.values())
    assert {evening.key for evening in suggested_risk_evenings(2026) if evening.day is None} == {
        "skolavslutning",
        "studenten",
        "festival",
        "derby",
    }


# --- the calendar


def test_weekend_nights_are_fridays_saturdays_and_days_before_holidays() -> None:
    """In the Easter of 2026: Maundy Thursday and the days to Easter Sunday; Monday is a holiday, no weekend night."""
    calendar = build_calendar(date(2026, 3, 30), date(2026, 4, 7))
    nights = calendar.loc[calendar["weekend_night"].astype(bool), "date"].tolist()
    assert nights == [date(2026, 4, day) for day in (2, 3, 4, 5)]
    holiday = calendar.loc[calendar["public_holiday"].astype(bool), "date"].tolist()
    assert holiday == [date(2026, 4, day) for day in (3, 5, 6)]


def test_the_last_day_of_a_calendar_sees_the_holiday_after_it() -> None:
    """30 April is a weekend night though 1 May lies outside the period; so is New Year's Eve."""
    for day in (date(2026, 4, 30), date(2026, 12, 31)):
        assert build_calendar(day, day)["weekend_night"].tolist() == [True]


def test_school_and_risk_are_never_guessed() -> None:
    """Without a word from the municipality every school day is unknown and no evening a risk evening."""
    calendar = build_calendar(FRIDAY, FRIDAY + timedelta(days=6))
    assert unknown_days(calendar) == days_of(FRIDAY, 7)
    assert not calendar["risk_evening"].any()
    assert list(calendar.columns) == CALENDAR.names


def test_the_municipality_has_the_last_word() -> None:
    """Own rows override holidays and weekend nights; a blank says nothing; the later of two rows counts."""
    own = pd.DataFrame(
        {
            "date": ["2026-09-17", FRIDAY, "2026-09-18", "2026-09-19"],
            "school_day": [True, True, False, None],
            "risk_evening": [None, True, None, float("nan")],
            "weekend_night": [None, None, None, False],
            "public_holiday": [None, True, None, None],
        }
    )
    found = day_flags(build_calendar(date(2026, 9, 17), date(2026, 9, 19), own))
    assert found == [
        DayFlags(
            date(2026, 9, 17), True, False, True, False
        ),  # the day before the municipality's own holiday
        DayFlags(FRIDAY, False, True, True, True),
        DayFlags(date(2026, 9, 19), None, False, False, False),
    ]


def test_a_calendar_backwards_is_refused() -> None:
    """A period that ends before it begins is a fault."""
    with pytest.raises(InputError, match="period_reversed"):
        build_calendar(FRIDAY, FRIDAY - timedelta(days=1))


def test_dark_hours_are_filled_in_at_a_position() -> None:
    """With a position the calendar states the dark hours: late September evenings in Stockholm from 19:41."""
    calendar = build_calendar(FRIDAY, FRIDAY, position=(59.3293, 18.0686))
    assert calendar["dark_from_local"].tolist() == ["19:41"]
    assert build_calendar(FRIDAY, FRIDAY)["dark_from_local"].tolist() == [None]


def test_flags_are_read_from_frames_of_ones_and_zeros() -> None:
    """A calendar as files have it, with 1, 0 and blanks, has the same flags as one of truths."""
    calendar = check(
        pd.DataFrame(
            {
                "date": [FRIDAY],
                "school_day": [float("nan")],
                "public_holiday": [0],
                "weekend_night": [1],
                "risk_evening": [np.True_],
            }
        ),
        CALENDAR,
    )
    assert day_flags(calendar) == [DayFlags(FRIDAY, None, False, True, True)]


# --- terms


def terms(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["start", "end", "kind"])


def test_terms_and_breaks_become_school_days() -> None:
    """Weekdays of a term are school days; weekends, holidays, breaks and inset days are not."""
    found = school_days(
        terms(
            ("2026-10-19", "2026-11-06", "term"),
            ("2026-10-26", "2026-10-30", "break"),
            ("2026-11-06", "2026-11-06", "inset_day"),
        )
    )
    said = dict(zip(found["date"], found["school_day"], strict=True))
    assert [day for day in said if said[day]] == [
        *days_of(date(2026, 10, 19), 5),
        *days_of(date(2026, 11, 2), 4),
    ]
    assert len(said) == 19


def test_a_public_holiday_in_a_term_is_no_school_day() -> None:
    """1 May 2026, a Friday in the spring term, has no school."""
    found = school_days(terms(("2026-04-30", "2026-05-04", "term")))
    assert found["school_day"].tolist() == [True, False, False, False, True]


def test_between_two_terms_there_is_no_school_unless_a_term_is_missing() -> None:
    """The summer between two terms is free of school; half a year between them is unknown, and so is what follows."""
    spring, autumn = ("2026-01-08", "2026-06-11", "term"), ("2026-08-18", "2026-12-18", "term")
    year = build_calendar(date(2026, 1, 1), date(2026, 12, 31), school_days(terms(autumn, spring)))
    assert unknown_days(year) == [*days_of(date(2026, 1, 1), 7), *days_of(date(2026, 12, 19), 13)]
    summer = year[year["date"] == date(2026, 7, 1)]
    assert summer["school_day"].tolist() == [False]
    gap = school_days(terms(spring, ("2027-01-08", "2027-06-11", "term")))
    assert date(2026, 10, 1) not in set(gap["date"])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("2026-08-18", "2026-12-18", "lov"), "term_kind_unknown"),
        (("2026-12-18", "2026-08-18", "term"), "period_reversed"),
        (("18/8", "2026-12-18", "term"), "date_unreadable"),
        (("", "2026-12-18", "term"), "date_unreadable"),
    ],
)
def test_a_faulty_term_is_refused(row: tuple[str, str, str], code: str) -> None:
    """A term of unknown kind, backwards or without a readable start is a fault."""
    with pytest.raises(InputError, match=code):
        school_days(terms(row))

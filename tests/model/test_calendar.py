"""The municipality's calendar: holidays, eves, risk evenings, terms, and what it states itself."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from karta.errors import InputError
from karta.model.calendar import (
    DayFlags,
    build_calendar,
    day_flags,
    public_holidays,
    school_days,
    suggested_risk_evenings,
    unknown_days,
)
from karta.model.frames import check
from karta.model.tables import CALENDAR
from tests.model.clock import FRIDAY, days_of


def test_the_holidays_of_2026_are_thirteen_and_no_sunday_by_itself() -> None:
    """Thirteen public holidays, All Saints' Day among them; an ordinary Sunday and the eves are none."""
    found = public_holidays(date(2026, 1, 1), date(2026, 12, 31))
    assert len(found) == 13
    assert found[date(2026, 10, 31)] == "Alla helgons dag"
    assert not {date(2026, 9, 20), date(2026, 12, 24), date(2026, 6, 19)} & set(found)


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

"""Rules, terms and slots at their very limits: what still counts, and the first that no longer does."""

# ruff: noqa: DTZ001 - wall-clock times are naive on purpose

from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
import pytest

from karta.errors import InputError
from karta.model.calendar import build_calendar, school_days, slots, suggested_risk_evenings
from karta.model.recurrence import MOST_OCCURRENCES, checked_rule, parse_rule, rule_dates, weekly_days
from karta.model.schedule import Schedule, occurrences
from tests.model.clock import FRIDAY, STOCKHOLM, code_of


def listed(*periods: tuple[str, str]) -> set[date]:
    """Return the days that terms tell of."""
    rows = [{"start": start, "end": end, "kind": "term"} for start, end in periods]
    return set(school_days(pd.DataFrame(rows))["date"])


@pytest.mark.parametrize("name", ["INTERVAL", "COUNT"])
def test_a_rule_counts_from_one_to_ten_thousand(name: str) -> None:
    """1 and 10,000 are read as they are, 0 and 10,001 refused."""
    for number in ("1", "10000"):
        assert parse_rule(f"FREQ=DAILY;{name}={number}") == {"FREQ": "DAILY", name: number}
    for number in ("0", "10001"):
        with pytest.raises(InputError) as error:
            parse_rule(f"FREQ=DAILY;{name}={number}")
        assert code_of(error) == "rrule_unreadable"


def test_a_rule_may_have_every_part_there_is() -> None:
    """All fourteen parts of RFC 5545 in one rule are read; a fifteenth is refused."""
    rule = (
        "FREQ=YEARLY;INTERVAL=1;COUNT=2;UNTIL=20270101;WKST=MO;BYDAY=FR;BYMONTH=9;BYMONTHDAY=18;BYYEARDAY=261;"
        "BYWEEKNO=38;BYSETPOS=1;BYHOUR=18;BYMINUTE=0;BYSECOND=0"
    )
    assert len(parse_rule(rule)) == 14
    with pytest.raises(InputError):
        parse_rule(f"{rule};BYNIGHT=1")


def test_a_term_of_one_day_says_nothing_of_the_next() -> None:
    """Between two terms there is no school; of the day after the last term nobody has said anything."""
    assert listed(("2026-01-08", "2026-01-09"), ("2026-01-12", "2026-01-12")) == {
        date(2026, 1, day) for day in range(8, 13)
    }


@pytest.mark.parametrize(("begin", "told"), [("2026-09-19", True), ("2026-09-20", False)])
def test_a_break_of_a_hundred_days_is_a_break(begin: str, told: bool) -> None:
    """11 June to 19 September is 100 days: holidays; one day more, and a term is missing."""
    assert (date(2026, 8, 1) in listed(("2026-01-08", "2026-06-11"), (begin, "2026-12-18"))) == told


@pytest.mark.parametrize(
    ("year", "eve"), [(2024, 21), (2025, 20), (2026, 19), (2027, 25), (2028, 23), (2029, 22), (2030, 21)]
)
def test_midsummer_eve_is_the_friday_from_the_nineteenth_on(year: int, eve: int) -> None:
    """Each weekday that 19 June can be, from the almanacs of seven years."""
    days = {evening.key: evening.day for evening in suggested_risk_evenings(year)}
    assert days["midsommarafton"] == date(year, 6, eve)


@pytest.mark.parametrize(
    ("end", "told"),
    [("2026-04-30", False), ("2026-05-01", True), ("2026-07-31", True), ("2026-08-01", False)],
)
def test_a_school_year_ends_from_may_to_july(end: str, told: bool) -> None:
    """A term that ends in one of these months ends the school year; no other does."""
    day = date.fromisoformat(end)
    days = {evening.key: evening.day for evening in suggested_risk_evenings(2026, [day])}
    assert days["skolavslutning"] == (day if told else None)


def test_the_middle_of_a_slot_is_in_its_middle() -> None:
    """A quarter of an hour from 06:00 has its middle at 06:07:30."""
    on = slots([FRIDAY], 15, STOCKHOLM)
    assert on.middle[0] - on.start[0] == np.timedelta64(450, "s")
    assert set(np.diff(on.middle)) == {np.timedelta64(900, "s")}


def test_a_week_ends_with_the_day_that_it_is_valid_to() -> None:
    """Fridays and Saturdays until a Friday: that Friday is held, the Saturday after it is not."""
    weekly = Schedule(
        start=time(18), end=time(20), byday=frozenset({"FR", "SA"}), valid_from=FRIDAY, valid_to=FRIDAY
    )
    dates = [
        held.date for held in occurrences(weekly, FRIDAY, FRIDAY + timedelta(days=7), STOCKHOLM).occurrences
    ]
    assert dates == [FRIDAY]


def test_what_ends_when_it_begins_is_no_period() -> None:
    """A start and an end of the same minute are refused, one minute later they are taken."""
    begin = datetime(2026, 9, 18, 18)
    with pytest.raises(InputError) as error:
        Schedule.single(begin, begin)
    assert code_of(error) == "end_not_after_start"
    assert Schedule.single(begin, begin + timedelta(minutes=1)).exact is not None


def test_friday_and_saturday_are_weekend_nights() -> None:
    """A week without a holiday, Monday 14 to Sunday 20 September 2026: only its Friday and Saturday."""
    week = build_calendar(FRIDAY - timedelta(days=4), FRIDAY + timedelta(days=2))
    assert week["weekend_night"].tolist() == [False, False, False, False, True, True, False]


def test_own_rows_of_a_calendar_have_a_date() -> None:
    """A row of the municipality's own without a date is refused: nobody knows which day it is about."""
    own = pd.DataFrame([{"date": "", "risk_evening": True}])
    with pytest.raises(InputError) as error:
        build_calendar(FRIDAY, FRIDAY, own)
    assert code_of(error) == "date_unreadable"


def test_a_rule_that_is_not_plainly_weekly_has_no_weekdays() -> None:
    """Every second week, and each day of a month, are no weekdays; each Friday is one."""
    for rule in (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR",
        "FREQ=MONTHLY;BYMONTHDAY=18",
        "FREQ=WEEKLY;COUNT=2;BYDAY=FR",
    ):
        assert weekly_days(parse_rule(rule), FRIDAY) == frozenset()
    assert weekly_days(parse_rule("FREQ=WEEKLY;BYDAY=FR"), FRIDAY) == {"FR"}
    assert len(weekly_days(parse_rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"), FRIDAY)) == 7


def test_a_rule_may_be_valid_from_its_own_first_date() -> None:
    """A validity that begins with the rule is none to object to; one that begins a day later is."""
    rule = {"start": time(18), "end": time(20), "on": FRIDAY, "rrule": "FREQ=WEEKLY;BYDAY=FR"}
    assert Schedule(**rule, valid_from=FRIDAY).valid_from == FRIDAY  # type: ignore[arg-type]
    with pytest.raises(InputError) as error:
        Schedule(**rule, valid_from=FRIDAY + timedelta(days=1))  # type: ignore[arg-type]
    assert code_of(error) == "rrule_with_validity"


def test_a_rule_is_held_between_both_ends_of_its_validity() -> None:
    """Every Friday from the 11th on, valid to the 25th: of the four from the 18th on, the first two."""
    rule = Schedule(
        time(18), time(20), on=FRIDAY - timedelta(days=7), rrule="FREQ=WEEKLY;BYDAY=FR",
        valid_to=FRIDAY + timedelta(days=7),
    )  # fmt: skip
    dates = [
        held.date for held in occurrences(rule, FRIDAY, FRIDAY + timedelta(days=28), STOCKHOLM).occurrences
    ]
    assert dates == [FRIDAY, FRIDAY + timedelta(days=7)]


def test_two_date_times_and_a_rule_are_two_schedules_in_one() -> None:
    """Exact date-times beside weekdays or a rule are refused: which of them holds?"""
    exact = (datetime(2026, 9, 18, 18), datetime(2026, 9, 18, 20))
    for more in ({"byday": frozenset({"FR"})}, {"on": FRIDAY, "rrule": "FREQ=WEEKLY"}):
        with pytest.raises(InputError) as error:
            Schedule(time(18), time(20), exact=exact, **more)  # type: ignore[arg-type]
        assert code_of(error) == "schedule_mixed"


def test_the_seconds_of_a_start_are_none() -> None:
    """Start times have whole minutes: BYSECOND=0 only repeats that, BYSECOND=1 is finer."""
    assert checked_rule("FREQ=DAILY;BYSECOND=0", FRIDAY, time(18)) == "FREQ=DAILY"
    with pytest.raises(InputError) as error:
        checked_rule("FREQ=DAILY;BYSECOND=1", FRIDAY, time(18))
    assert code_of(error) == "rrule_too_fine"


def test_evenings_without_a_date_stand_last() -> None:
    """Those with a date come first, by date, then those that the municipality gives one."""
    undated = [evening.day is None for evening in suggested_risk_evenings(2026)]
    assert undated == sorted(undated)
    assert undated[-1]
    assert not undated[0]


def test_the_first_start_counts_though_its_own_rule_does_not_name_it() -> None:
    """A Friday start of a rule for Mondays is held (RFC 5545), on the last day asked for, and at UNTIL itself."""
    start = datetime(2026, 9, 18, 18)
    for rule in ("FREQ=WEEKLY;BYDAY=MO", "FREQ=WEEKLY;BYDAY=MO;UNTIL=20260918T180000"):
        assert rule_dates(rule, start, FRIDAY, FRIDAY, STOCKHOLM) == [FRIDAY]
    assert rule_dates("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260918T175900", start, FRIDAY, FRIDAY, STOCKHOLM) == []


def test_a_rule_names_a_thousand_dates_at_most() -> None:
    """A thousand days of a daily rule are listed, one more is refused."""
    start, last = datetime(2026, 9, 18, 18), FRIDAY + timedelta(days=999)
    assert len(rule_dates("FREQ=DAILY", start, FRIDAY, last, STOCKHOLM)) == MOST_OCCURRENCES == 1000
    with pytest.raises(InputError) as error:
        rule_dates("FREQ=DAILY", start, FRIDAY, last + timedelta(days=1), STOCKHOLM)
    assert code_of(error) == "rrule_too_many"

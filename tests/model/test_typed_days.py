"""Dates that are left out of a season, as people type them."""

from datetime import date

import pytest

from karta.errors import InputError
from karta.model.typed_days import days

AUTUMN = date(2026, 9, 18)
CHRISTMAS, NEW_YEAR = date(2026, 12, 25), date(2027, 1, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "25/12 1/1",
        "25/12, 1/1",
        "25/12 och 1/1",
        "25/12 2026 1/1 2027",
        "25/12/2026; 1/1/2027",
        "25 dec och 1 jan",
        "den 25 december, den 1 januari 2027",
        "2026-12-25 2027-01-01",
        "25/12 2027-01-01",
        "25/12-2026 och 1 Jan.",
    ],
)
def test_two_days_off_in_many_ways(typed: str) -> None:
    """Each way of typing Christmas Day and New Year's Day means those of the coming season."""
    assert days(typed, AUTUMN) == {CHRISTMAS, NEW_YEAR}


def test_a_day_without_a_year_is_the_next_one() -> None:
    """The first day itself counts; the day before it is next year's; a leap day waits for its year."""
    assert days("18/9", AUTUMN) == {AUTUMN}
    assert days("17/9", AUTUMN) == {date(2027, 9, 17)}
    assert days("29/2", AUTUMN) == {date(2028, 2, 29)}
    assert days("  ", AUTUMN) == frozenset()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("25/13", "25/13"),
        ("nej", "nej"),
        ("25/12 32/1", "32/1"),
        ("31 nov", "31 nov"),
        ("25 foo", "25 foo"),
        ("25", "25"),
    ],
)
def test_what_is_no_date_is_told(typed: str, word: str) -> None:
    """The word that cannot be read stands in the refusal."""
    with pytest.raises(InputError) as refused:
        days(typed, AUTUMN)
    assert (refused.value.code, refused.value.facts["value"]) == ("date_unreadable", word)

"""Day rules: which service days the tokens of a rule match."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from karta.errors import InputError
from karta.model.calendar import DAY_TOKENS, DayFlags, parse_days
from tests.model.clock import FRIDAY


def flags(day: date = FRIDAY, **said: bool | None) -> DayFlags:
    plain = {"school_day": True, "public_holiday": False, "weekend_night": True, "risk_evening": False}
    return DayFlags(date=day, **(plain | said))  # type: ignore[arg-type]


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

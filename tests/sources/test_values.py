"""What people type in cells, as values."""

from datetime import date, datetime, time

import pytest

from karta.sources import dates, values
from karta.sources.personal import is_extract_column, without_numbers
from karta.sources.table_cells import CellError


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("21:00", 1260),
        ("21.30", 1290),
        ("2130", 1290),
        ("kl 21", 1260),
        ("kl. 21.15", 1275),
        ("9", 540),
        ("9:00 PM", 1260),
        ("12:10 am", 10),
        ("24:00", 1440),
        ("21:00:00", 1260),
        ("0,875", 1260),
        (0.875, 1260),
        (time(21, 5), 1265),
        (datetime(2026, 3, 6, 21, 5), 1265),  # noqa: DTZ001 - as a sheet gives it
        (21, 1260),
    ],
)
def test_times_of_day_are_read(typed: object, minutes: int) -> None:
    """Each way of writing a time gives its minutes after midnight."""
    assert values.clock(typed) == minutes


@pytest.mark.parametrize("typed", ["25:00", "24:30", "21:60", "13 pm", "kväll", "-1", "2500", "", "210"])
def test_what_is_no_time_is_told(typed: str) -> None:
    """A time that cannot be is an error, not a guess."""
    with pytest.raises(CellError, match="time_bad"):
        values.clock(typed)


@pytest.mark.parametrize(
    "typed", ["2026-09-18", "20260918", "2026/9/18", "18/9 2026", "18.9.2026", "18 sep 2026", "18 september 2026",
              "18/9-26", "18:e september 2026", "2026\u201109\u201118",
              "2026-09-18 00:00:00", datetime(2026, 9, 18), date(2026, 9, 18), 46283, 46283.0]  # noqa: DTZ001
)  # fmt: skip
def test_days_are_read(typed: object) -> None:
    """Each clear way of writing a day gives that day; 46283 is Excel's number of 18 September 2026."""
    assert dates.day(typed) == date(2026, 9, 18)


def test_day_and_month_are_never_guessed() -> None:
    """3/6/2026 alone is asked about; a column that also holds 18/6/2026 writes the day first."""
    with pytest.raises(CellError, match="date_ambiguous"):
        dates.day("03/06/2026", dates.day_style(["03/06/2026", "04/06/2026"]))
    assert dates.day_style(["03/06/2026", "18/06/2026"]) == "dmy"
    assert dates.day("03/06/2026", "dmy") == date(2026, 6, 3)
    assert dates.day_style(["03/18/2026", "18/03/2026"]) == "mixed"
    with pytest.raises(CellError, match="date_ambiguous"):
        dates.day("03/06/2026", "mixed")


@pytest.mark.parametrize("typed", ["18/9", "18 sept", "den 18 september", "18:e sep"])
def test_a_day_without_a_year_is_told_as_that(typed: str) -> None:
    """Which year is meant is never guessed."""
    with pytest.raises(CellError, match="date_without_year"):
        dates.day(typed)


@pytest.mark.parametrize("typed", ["2026-02-30", "18/9 26", "31/4-26", "i morgon", "2026-13-01", 5, True])
def test_what_is_no_day_is_told(typed: object) -> None:
    """A day that does not exist is an error."""
    with pytest.raises(CellError, match="date_bad"):
        dates.day(typed)


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("fredag", "FR"),
        ("fre, lör", "FR;SA"),
        ("lör;fre", "FR;SA"),
        ("mån-ons", "MO;TU;WE"),
        ("fre–sön", "FR;SA;SU"),
        ("vardagar", "MO;TU;WE;TH;FR"),
        ("FR", "FR"),
        ("tisdagar och torsdagar", "TU;TH"),
        ("fre lör", "FR;SA"),
        ("fre - lör", "FR;SA"),
    ],
)
def test_weekdays_are_read(typed: str, codes: str) -> None:
    """Words, abbreviations, lists and ranges give the weekdays in the order of the week."""
    assert values.weekdays(typed) == codes


def test_unknown_weekday_is_told() -> None:
    """A word that is no weekday is named."""
    with pytest.raises(CellError, match="token_unknown"):
        values.weekdays("fre, lödag")


def test_day_tokens_are_read() -> None:
    """Day tokens are METHOD's, from Swedish words or from the codes themselves."""
    assert values.day_tokens("fre;lör;ej röd dag") == "FR;SA;not_holiday"
    assert values.day_tokens("weekend_night") == "weekend_night"
    assert values.day_tokens("alla dagar") == "all"


def test_counts_are_whole_people() -> None:
    """People come whole, not negative, and not by the thousand."""
    assert values.count("2 st") == 2
    assert values.count("3,0") == 3
    for typed, code in (("-1", "number_negative"), ("1,5", "number_not_whole"), ("999999", "number_out_of_range"),
                        ("2-3", "number_bad"), ("många", "number_bad"), (float("nan"), "number_bad")):  # fmt: skip
        with pytest.raises(CellError, match=code):
            values.count(typed)


def test_numbers_with_comma_and_spaces() -> None:
    """Swedish numbers have a comma and spaces between thousands."""
    assert values.number("57,7212") == 57.7212
    assert values.number("1 234,5") == 1234.5
    assert values.number("\u22122") == -2


def test_moments_keep_date_and_offset() -> None:
    """A date-time gives its date, its minutes and its offset where it states one."""
    assert dates.moment("2026-09-18T20:00")[:2] == (date(2026, 9, 18), 1200)
    assert dates.moment("2026-10-25T02:30+01:00") == (date(2026, 10, 25), 150, 60)
    assert dates.moment("20:00")[:2] == (None, 1200)


def test_spans_are_two_times() -> None:
    """A column of spans gives start and end."""
    assert values.span("18-21") == (1080, 1260)
    assert values.span("kl 18.00 – 20.30") == (1080, 1230)
    assert {values.span(typed) for typed in ("18h-21h", "18 -- 21", "18 → 21", "18\u2060–21")} == {
        (1080, 1260)
    }


@pytest.mark.parametrize(
    ("typed", "end"),
    [("20-26", 120), ("20:00-25:30", 90), ("20.00–24.00", 1440), ("20-24", 1440), ("20-36", 720)],
)
def test_ends_are_counted_on_past_midnight(typed: str, end: int) -> None:
    """26 is 02 of the next day, 24 the end of this one."""
    assert values.span(typed) == (1200, end)
    assert dates.end_moment(typed.replace("–", "-").split("-")[1])[1] == end


@pytest.mark.parametrize("typed", ["20-37", "25-27", "20-36:30"])
def test_no_start_and_no_far_end_is_counted_on(typed: str) -> None:
    """Only an end is, and none that is a day away."""
    with pytest.raises(CellError, match="time_bad"):
        values.span(typed)


def test_personal_numbers_are_taken_out() -> None:
    """A number with a right date goes, however it is written; telephone and organisation numbers stay."""
    # 811218-9876 is the number that the tax agency itself uses as an example in its texts.
    assert without_numbers("Vakt 811218-9876 Torget") == ("Vakt  Torget", True)
    assert without_numbers("198112189876") == ("", True)
    assert without_numbers("811218–9876, 811218+9876") == (",", True)
    # A slip in the last digit makes nobody anonymous; ten digits on end may be a telephone, and then must be right.
    assert without_numbers("811218-9877") == ("", True)
    assert without_numbers("8112189876") == ("", True)
    assert without_numbers("8112189877") == ("8112189877", False)
    assert without_numbers("20260306-1800") == ("20260306-1800", False)
    assert without_numbers("070-174 06 05") == ("070-174 06 05", False)
    assert without_numbers("212000-0837") == ("212000-0837", False)


def test_columns_of_extracts_are_known() -> None:
    """What a criminal-record extract says is recognised by the name of its column."""
    assert is_extract_column("Registerutdrag visat")
    assert is_extract_column("Utdrag ur belastningsregistret")
    assert not is_extract_column("Rutin genomförd")

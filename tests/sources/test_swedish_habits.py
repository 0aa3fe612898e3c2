"""Times, dates and weeks as Swedes write them: read as they are meant, or explained."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from karta.errors import InputError
from tests.sources.rosters import codes, first, taken

DAY = date(2026, 3, 6)
LATE = datetime(2026, 3, 6)  # noqa: DTZ001 - as a sheet gives it


@pytest.mark.parametrize(
    "typed",
    ["18.00\u221221.00", "18\u201221", "18 \u2012 21", "18:00 \u2013 21:00", "18\u201421", "18 \u2212 kl 21",
     "ca 18-21", "kl 18 till ca 21",
     "18:00:00-20:59:59", "18\uff0d21", "kl. 18-kl. 21"],
)  # fmt: skip
def test_spans_with_any_dash_and_about(tmp_path: Path, typed: str) -> None:
    """18 to 21, whichever dash the program has put there."""
    row = first(taken(tmp_path, f"plats;datum;tid;antal\nTorget;2026-03-06;{typed};2\n"))
    assert (row["start"], row["end"]) == ("18:00", "21:00")


@pytest.mark.parametrize(
    ("typed", "clock"),
    [("kl 21", "21:00"), ("ca 22", "22:00"), ("Kl. ca 22", "22:00"), ("22.59.59", "23:00"), ("23:59:59", "00:00"),
     ("24:00", "00:00"), ("23:59", "00:00"), ("23.59", "00:00"), ("22:00:00.000", "22:00"),
     ("2026-03-06T22:00:00.000", "22:00"),
     ("1900-01-01 00:00:00", "00:00"), ("1899-12-31 01:30:00", "01:30"), ("1899-12-30 22:00:00", "22:00")],
)  # fmt: skip
def test_ends_as_people_and_programs_write_them(tmp_path: Path, typed: str, clock: str) -> None:
    """To the last second is to the next minute; the first days of a sheet's calendar are no dates."""
    found = taken(tmp_path, f"plats;datum;start;slut;antal\nTorget;2026-03-06;20:00;{typed};2\n")
    assert codes(found) == []
    assert (first(found)["date"], first(found)["end"]) == (DAY, clock)


@pytest.mark.parametrize(
    ("cell", "shown", "clock"),
    [(1, "hh:mm", "00:00"), (1, "[h]:mm", "00:00"), (26 / 24, "hh:mm", "02:00"), (26 / 24, "[h]:mm", "02:00"),
     (1, "General", None), (time(22, 59, 59), "hh:mm", "23:00"), (timedelta(hours=24), "[h]:mm", "00:00"),
     (0.9375, "hh:mm", "22:30")],
)  # fmt: skip
def test_ends_of_a_workbook(tmp_path: Path, cell: object, shown: str, clock: str | None) -> None:
    """The number 1 as a time is midnight, 1.08 two hours later; as a plain number it is one o'clock."""
    book = openpyxl.Workbook()
    book.active.append(["plats", "datum", "start", "slut", "antal"])
    book.active.append(["Torget", LATE, time(20), cell, 2])
    book.active["D2"].number_format = shown
    book.save(tmp_path / "b.xlsx")
    found = taken(tmp_path, (tmp_path / "b.xlsx").read_bytes())
    assert codes(found) == []
    assert first(found)["end"] == (clock or "01:00")


@pytest.mark.parametrize(
    "moment",
    ["2026-03-06T19:00:00.000Z", "2026-03-06T19:00:00z", "2026-03-06 19:00+0000", "2026-03-06T19:00Z"],
)
def test_moments_with_milliseconds_and_zones(tmp_path: Path, moment: str) -> None:
    """All of them state an offset of nothing from UTC."""
    found = taken(tmp_path, f"plats;start;slut;antal\nTorget;{moment};2026-03-06T22:00:00.000Z;2\n")
    row = first(found)
    assert (codes(found), row["start"], row["start_offset_min"], row["end"]) == ([], "19:00", 0, "22:00")


@pytest.mark.parametrize(
    "typed", ["6/3 2026", "6/3-2026", "6/3, 2026", "6. 3. 2026", "fre 6/3 2026", "2026\u201103\u201106"]
)
def test_days_of_the_year(tmp_path: Path, typed: str) -> None:
    """A day with its month and a year that stands apart is one day alone."""
    found = taken(tmp_path, f'plats;datum;tid;antal\nTorget;"{typed}";18-21;2\n')
    assert first(found)["date"] == DAY


def test_a_first_and_a_last_day_with_a_weekday_are_a_series(tmp_path: Path) -> None:
    """Thursdays from 15 January to 28 May, whatever the columns are called, in a list of sessions and in a roster."""
    for kind, head in (
        ("sessions", "lokal;veckodag;startdatum;slutdatum;starttid;sluttid;kund"),
        ("sessions", "lokal;dag;datum;gäller till;starttid;sluttid;kund"),
        ("roster", "lokal;veckodag;gäller från;slutdatum;starttid;sluttid;förening"),
    ):
        found = taken(tmp_path, f"{head}\nHallen;torsdag;2026-01-15;2026-05-28;17:00;18:30;Klubben\n", kind)
        row = first(found)
        assert codes(found) == []
        assert (row["byday"], row["date"], row["end_date"]) == ("TH", None, None)
        assert (row["valid_from"], row["valid_to"]) == (date(2026, 1, 15), date(2026, 5, 28))


def test_a_first_and_a_last_day_without_a_weekday_are_no_shift(tmp_path: Path) -> None:
    """Nothing of 3,193 hours is stored, whatever is answered; a night into the next day is."""
    head = "lokal;startdatum;slutdatum;starttid;sluttid;kund"
    text = f"{head}\nHallen;2026-01-15;2026-05-28;17:00;18:30;Klubben\n"
    found = taken(tmp_path, text, "sessions", accept=["shift_long"])
    assert codes(found) == [(2, "slutdatum", "days_without_weekday", "error")]
    night = taken(tmp_path, f"{head}\nHallen;2026-01-15;2026-01-16;22:00;01:00;Klubben\n", "sessions")
    assert (first(night)["date"], first(night)["end_date"]) == (date(2026, 1, 15), date(2026, 1, 16))


def test_needs_and_opening_hours_have_first_and_last_days_of_those_names(tmp_path: Path) -> None:
    """A rule that holds from one date to another is not read as one without end."""
    text = (
        "plats;dagar;start;slut;antal;startdatum;slutdatum\nTorget;fre;20:00;23:00;2;2026-01-15;2026-05-28\n"
    )
    row = first(taken(tmp_path, text, "needs"))
    assert (row["valid_from"], row["valid_to"]) == (date(2026, 1, 15), date(2026, 5, 28))


@pytest.mark.parametrize(
    ("week", "year", "bounds"),
    [("v. 10-14", "2026", (date(2026, 3, 2), date(2026, 4, 5))),
     ("v 10\u2013v 14", "2026", (date(2026, 3, 2), date(2026, 4, 5))),
     ("vecka 51-2", "2026", (date(2026, 12, 14), date(2027, 1, 17)))],
)  # fmt: skip
def test_weeks_from_one_to_another_are_a_series(
    tmp_path: Path, week: str, year: str, bounds: tuple[date, date]
) -> None:
    """Monday of the first week to Sunday of the last, also over the turn of the year."""
    row = first(taken(tmp_path, f"plats;vecka;år;veckodag;tid;antal\nTorget;{week};{year};fre;20-23;2\n"))
    assert (row["byday"], row["date"], row["valid_from"], row["valid_to"]) == ("FR", None, *bounds)


@pytest.mark.parametrize(
    ("byday", "week"),
    [("fredag jämna veckor", ""), ("udda veckor fre", ""), ("varannan fredag", ""), ("fre", "jämna veckor"),
     ("fredagar varannan vecka", ""), ("fre", "udda v"), ("fre ojämn vecka", ""), ("fre", "udda"),
     ("fre", "Jämna")],
)  # fmt: skip
def test_every_second_week_is_explained(tmp_path: Path, byday: str, week: str) -> None:
    """It is not read, and the sentence says what to write instead."""
    found = taken(tmp_path, f"plats;veckodag;vecka;tid;antal\nTorget;{byday};{week};20-23;2\n")
    assert [(code, level) for _, _, code, level in codes(found)][:1] == [("weeks_skipped", "error")]


_HEAD = "plats;veckodag;vecka;år;tid;antal;gäller från;gäller till"


@pytest.mark.parametrize(
    ("byday", "week", "begins"),
    [("fredagar jämna veckor", "", 6), ("fre", "jämna", 6), ("fre", "udda veckor", 13), ("udda v fre", "", 13),
     ("varannan måndag", "", 2), ("må, ti varannan vecka", "", 2), ("lördag ojämna", "", 14)],
)  # fmt: skip
def test_every_second_week_with_its_days_is_read(tmp_path: Path, byday: str, week: str, begins: int) -> None:
    """2 March 2026 is the Monday of week 10, an even one."""
    text = f"{_HEAD}\nTorget;{byday};{week};;20-23;2;2026-03-02;2026-04-12\n"
    row = first(taken(tmp_path, text))
    assert (row["date"], row["byday"], row["valid_to"]) == (date(2026, 3, begins), None, date(2026, 4, 12))
    assert row["rrule"].startswith("FREQ=WEEKLY;INTERVAL=2;BYDAY=")


@pytest.mark.parametrize(
    ("byday", "first_day", "last_day", "code"),
    [("varannan torsdag", "2026-03-02", "2026-04-12", "weeks_skipped"), ("fre jämna veckor", "2026-03-02", "",
     "weeks_skipped"), ("fre jämna veckor", "2026-12-01", "2027-01-31", "weeks_turn"),
     ("fre var tredje vecka", "2026-03-02", "2026-04-12", "weeks_skipped")],
)  # fmt: skip
def test_every_second_week_that_may_mean_others_is_explained(
    tmp_path: Path, byday: str, first_day: str, last_day: str, code: str
) -> None:
    """From which week on, until when, and over the turn of a year of 53 weeks: nothing is guessed."""
    text = f"{_HEAD}\nTorget;{byday};;;20-23;2;{first_day};{last_day}\n"
    assert [(code, level) for _, _, code, level in codes(taken(tmp_path, text))] == [(code, "error")]


@pytest.mark.parametrize(
    ("week", "bounds", "out"),
    [("v. 10, 12", (date(2026, 3, 2), date(2026, 3, 22)), "2026-03-13"),
     ("10 och 13", (date(2026, 3, 2), date(2026, 3, 29)), "2026-03-13;2026-03-20"),
     ("10-11, 14", (date(2026, 3, 2), date(2026, 4, 5)), "2026-03-20;2026-03-27"),
     ("v52+v2", (date(2026, 12, 21), date(2027, 1, 17)), "2027-01-01;2027-01-08")],
)  # fmt: skip
def test_single_weeks_in_one_cell_are_those_alone(
    tmp_path: Path, week: str, bounds: tuple[date, date], out: str
) -> None:
    """The Fridays of the weeks between are left out."""
    row = first(taken(tmp_path, f"{_HEAD}\nTorget;fre;{week};2026;20-23;2;;\n"))
    assert (row["byday"], row["valid_from"], row["valid_to"], row["exdates"]) == ("FR", *bounds, out)


@pytest.mark.parametrize(
    "often",
    [
        "varannan vecka",
        "Varannan",
        "var 3:e vecka",
        "1 gång/mån",
        "första fredagen i månaden",
        "2 veckor",
        "udda",
    ],
)
def test_every_second_week_in_a_column_that_is_not_read_is_asked_about(tmp_path: Path, often: str) -> None:
    """Otherwise the weeks between would stand as covered."""
    text = f"plats;veckodag;intervall;tid;antal\nTorget;fre;{often};20-23;2\n"
    assert [(code, level) for _, _, code, level in codes(taken(tmp_path, text))] == [
        ("weeks_perhaps_skipped", "question")
    ]
    assert first(taken(tmp_path, text, accept=["weeks_perhaps_skipped"]))["byday"] == "FR"


def test_a_grid_of_weekdays_is_refused_by_name(tmp_path: Path) -> None:
    """The sentence says what to make of it; one known column beside unknown ones tells what is missing."""
    for head, code, missing in (
        ("Tid;Måndag;Tisdag", "columns_are_days", None),
        ("Tid;mån;tis;ons", "columns_are_days", None),
        ("Tid;Ett;Två", "columns_unknown", "place, date"),
    ):
        with pytest.raises(InputError) as error:
            taken(tmp_path, f"{head}\n17-18;F13;P13\n", "sessions")
        assert (error.value.code, error.value.facts.get("missing")) == (code, missing)


def test_rows_between_the_shifts_name_the_column_of_the_file(tmp_path: Path) -> None:
    """A heading of a month or a sum has no time: one sentence, about the column that the file has."""
    text = "plats;datum;tid;antal\nMars 2026;;;\nTorget;2026-03-06;20-23;2\nSumma;;;2\n"
    assert codes(taken(tmp_path, text)) == [
        (2, "tid", "cell_blank", "error"),
        (4, "tid", "cell_blank", "error"),
    ]

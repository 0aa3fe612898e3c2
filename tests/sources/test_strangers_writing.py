"""Further ways in which strangers write the same: read as they are meant, or told, and never held by mistake."""

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from karta.sources.reading import read
from tests.sources.calendars import calendar, changed, event
from tests.sources.calendars import codes as event_codes
from tests.sources.calendars import held as dates_held
from tests.sources.calendars import taken as calendar_taken
from tests.sources.rosters import codes, first, taken


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("8-11 pm", "20:00", "23:00"), ("8.30–11 p.m.", "20:30", "23:00"), ("11-1 pm", "11:00", "13:00"),
        ("10-1 am", "22:00", "01:00"), ("8 am-1 pm", "08:00", "13:00"), ("8-11", "08:00", "11:00"),
        ("20-11 pm", "20:00", "23:00"),
    ],
)  # fmt: skip
def test_half_a_day_that_is_said_once(tmp_path: Path, typed: str, start: str, end: str) -> None:
    """From eight to eleven in the evening is three hours, not fifteen."""
    row = first(taken(tmp_path, f"plats;datum;tid;antal\nTorget;2026-03-06;{typed};2\n"))
    assert (row["start"], row["end"]) == (start, end)


@pytest.mark.parametrize(
    ("moment", "offset"),
    [
        ("2026-03-06T20:00:00.0000000+01:00", 60.0), ("2026-03-06T20:00:00,000+0100", 60.0),
        ("2026-03-06 20:00:00+01", 60.0), ("20260306T200000", None), ("20260306T2000Z", 0.0),
        ("2026-03-06T20:00:00[Europe/Stockholm]", None), ("2026-03-06T20:00:00+01:00[Europe/Paris]", 60.0),
    ],
)  # fmt: skip
def test_moments_of_further_programs(tmp_path: Path, moment: str, offset: float | None) -> None:
    """Fractions of nothing, offsets of whole hours, moments without marks and zones in brackets are read."""
    found = taken(tmp_path, f"plats;start;slut;antal\nTorget;{moment};2026-03-06T23:00;2\n")
    row = first(found)
    assert (codes(found), row["start"], row["date"]) == ([], "20:00", date(2026, 3, 6))
    assert (None if row["start_offset_min"] != row["start_offset_min"] else row["start_offset_min"]) == offset


def test_a_moment_in_a_zone_elsewhere_is_not_read_as_here(tmp_path: Path) -> None:
    """Without an offset nobody knows it."""
    text = "plats;start;slut;antal\nTorget;2026-03-06T20:00:00[America/Lima];2026-03-06T23:00;2\n"
    assert [code for _, _, code, _ in codes(taken(tmp_path, text))] == ["time_bad"]


@pytest.mark.parametrize("typed", ["06-mar-26", "6-Mar-2026", "6-mar-26"])
def test_dates_as_a_sheet_shows_them(tmp_path: Path, typed: str) -> None:
    """The day, the month's first letters and the year, with dashes."""
    assert first(taken(tmp_path, f"plats;datum;tid;antal\nTorget;{typed};18-21;2\n"))["date"] == date(
        2026, 3, 6
    )


@pytest.mark.parametrize("typed", ["Ingen anmäld ännu", "Ingen än", "Inga vuxna", "vakant just nu"])
def test_nobody_yet_is_nobody(tmp_path: Path, typed: str) -> None:
    """The number of such a line is unknown, and it has no person."""
    found = taken(tmp_path, f"plats;datum;tid;antal vuxna;namn\nTorget;2026-03-06;20-23;2;{typed}\n")
    assert [code for _, _, code, _ in codes(found)] == ["row_vacant"]
    assert first(found)["persons"] is None


@pytest.mark.parametrize(
    "title", ["Peruttu: Nattvandring", "Aflyst - Nattvandring", "Abgesagt: Nattvandring"]
)
def test_what_neighbours_call_off_is_off(tmp_path: Path, title: str) -> None:
    """In the languages around, too."""
    assert (
        dates_held(
            calendar_taken(tmp_path, calendar(event("a", "20260306T2000", "20260306T2300", title=title)))
        )
        == []
    )


def test_a_cancelled_date_that_names_no_place_waits_for_none(tmp_path: Path) -> None:
    """It is off at the place of its series."""
    series = event("a", "20260306T2000", "20260306T2300", "RRULE:FREQ=WEEKLY;COUNT=2")
    off = changed(
        "a", "20260313T2000", "STATUS:CANCELLED", "DTSTART:20260313T190000Z", "DTEND:20260313T220000Z"
    )
    intake = calendar_taken(tmp_path, calendar(series, off.replace("LOCATION:Torget\r\n", "")))
    assert (dates_held(intake), event_codes(intake)) == (["03-06 20:00-23:00"], [])
    assert set(intake.rows["place"]) == {"Torget"}


def test_a_number_of_days_is_no_time(tmp_path: Path) -> None:
    """A cell that shows 00:00 and holds 21 days is told as a time that it is not, not as the year 1900."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["plats", "datum", "start", "slut", "antal"])
    sheet.append(["Torget", date(2026, 3, 6), 21, 23, 2])
    for cell in ("C2", "D2"):
        sheet[cell].number_format = "hh:mm"
    book.save(tmp_path / "schema.xlsx")
    issues = read(tmp_path / "schema.xlsx", "roster", isolate=False).issues
    assert [(issue.column, issue.code) for issue in issues] == [("start", "time_bad"), ("slut", "time_bad")]


@pytest.mark.parametrize("typed", ["nej", "Väntar", "ja", "ej godkänd"])
def test_an_answer_without_a_date_admits_nobody(tmp_path: Path, typed: str) -> None:
    """The row is read, as if it said nothing of it, and that is told; a date admits."""
    path = tmp_path / "lista.csv"
    path.write_text(f"namn;godkänd\nNya;{typed}\nGamla;2026-01-01\n", encoding="utf-8")
    intake = read(path, "organisations", isolate=False)
    assert list(intake.rows["admitted_on"]) == [None, date(2026, 1, 1)]
    assert [(issue.row, issue.code, issue.severity) for issue in intake.issues] == [
        (2, "admission_without_date", "warning")
    ]

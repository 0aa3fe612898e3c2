"""Opened on any day, the demo is about the week of that day, and its school year is that day's school year."""

from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from karta.services.demo.loading import calendar_rows, demo_files, is_school_day, shifted
from karta.sources.spreadsheet import read_spreadsheet
from tests.demo.conftest import Row, features, rows

SWEDEN = holidays.country_holidays("SE", years=range(2023, 2037))
MONDAY = date(2026, 9, 14)
DAYS = {
    "the reference week": date(2026, 9, 18),
    "July": date(2027, 7, 8),
    "the clock goes back": date(2026, 10, 25),
    "the clock goes forward": date(2027, 3, 28),
    "New Year's Eve": date(2026, 12, 31),
    "leap day": date(2028, 2, 29),
    "years later": date(2034, 8, 1),
}


@pytest.fixture(params=DAYS.values(), ids=DAYS.keys())
def today(request: pytest.FixtureRequest) -> date:
    """A day on which somebody opens the demo."""
    chosen: date = request.param
    return chosen


@pytest.fixture
def moved(today: date, tmp_path: Path) -> Path:
    """The folder of the demo's files for that day."""
    demo_files(today, tmp_path)
    return tmp_path


def in_term(day: date, calendar: list[Row]) -> bool:
    """Tell, without Karta, whether a calendar makes a day a school day."""
    hit = [row["typ"] for row in calendar if row["datum"] <= str(day) <= (row["till"] or row["datum"])]
    free = {"lov", "studiedag"} & set(hit)
    return "termin" in hit and not free and day.weekday() < 5 and day not in SWEDEN


def test_files_come_in_the_order_of_import(tmp_path: Path) -> None:
    """Places come before what happens at them, and each file exists where it is said to be."""
    files = demo_files(MONDAY, tmp_path)
    kinds = [kind for kind, _ in files]
    assert kinds == ["osm", "places", "areas", "organisations", "contacts", "calendar", "access", "sessions", "roster",
                     "roster", "sources", "needs", "reports"]  # fmt: skip
    assert all(path.parent == tmp_path and path.stat().st_size > 0 for _, path in files)


def test_the_reference_week_becomes_this_week(moved: Path, today: date, demo: Path) -> None:
    """Every date moves by the same whole weeks, so that a Friday stays a Friday."""
    weeks = (today - MONDAY).days // 7
    for name in ("roster", "late_roster", "sources", "needs", "sessions"):
        for before, after in zip(rows(demo, name), rows(moved, name), strict=True):
            for column, cell in before.items():
                if cell[:4].isdigit() and cell[4:5] == "-":
                    assert date.fromisoformat(after[column][:10]) - date.fromisoformat(
                        cell[:10]
                    ) == timedelta(weeks=weeks)
                else:
                    assert after[column] == cell


def test_something_happens_this_week(moved: Path, today: date) -> None:
    """A dated shift lies in today's week, and rosters run half a year either way."""
    monday = today - timedelta(days=today.weekday())
    roster = rows(moved, "roster")
    assert any(str(monday) <= row["datum"] <= str(monday + timedelta(days=6)) for row in roster)
    weekly = [row for row in roster if row["veckodag"]]
    assert all(row["gäller från"] <= str(monday - timedelta(weeks=26)) for row in weekly)
    assert all(row["gäller till"] >= str(monday + timedelta(weeks=26)) for row in weekly)


def test_confirmations_are_fresh_but_not_from_the_future(moved: Path, today: date) -> None:
    """What was confirmed was confirmed by today, most of it within the thirty days that a roster stays fresh."""
    confirmed = [date.fromisoformat(row["bekräftad"]) for row in rows(moved, "sources") if row["bekräftad"]]
    assert max(confirmed) <= today
    assert sum((today - day).days <= 30 for day in confirmed) >= 20


def test_the_school_year_is_that_of_the_day(today: date) -> None:
    """The calendar covers this school year and the next with 170-185 school days each, none in July."""
    calendar = calendar_rows(today)
    begins = today.year if today.month >= 8 else today.year - 1
    for year in (begins, begins + 1):
        days = [date(year, 8, 1) + timedelta(days=n) for n in range(365)]
        school = [day for day in days if is_school_day(day, calendar)]
        assert 170 <= len(school) <= 185
        assert school == [day for day in days if in_term(day, calendar)]
        assert not [day for day in school if day.month == 7]
        assert not is_school_day(date.fromisocalendar(year, 44, 3), calendar)
        assert is_school_day(date.fromisocalendar(year, 43, 3), calendar)


def test_risk_evenings_of_the_year(today: date) -> None:
    """Each school year has its last day of school, Walpurgis Night, Midsummer's Eve, Lucia and New Year's Eve."""
    evenings = {row["namn"]: row["datum"][5:] for row in calendar_rows(today) if row["typ"] == "riskkväll"}
    fixed = {
        "Valborgsmässoafton": "04-30",
        "Lucianatten": "12-12",
        "Nyårsafton": "12-31",
        "Halloween": "10-31",
    }
    assert fixed.items() <= evenings.items()
    assert "06-19" <= evenings["Midsommarafton"] <= "06-25"
    assert "06-05" <= evenings["Skolavslutningen"] <= "06-18"


def test_a_school_year_worked_out_by_hand() -> None:
    """2026/27: terms, breaks and inset days as read off a wall calendar."""
    year = [row for row in calendar_rows(date(2026, 9, 18)) if "2026-08" <= row["datum"] < "2027-08"]
    said = {
        (row["typ"], row["namn"]): (row["datum"], row["till"]) for row in year if row["typ"] != "studiedag"
    }
    assert said["termin", "Hösttermin"] == ("2026-08-18", "2026-12-18")
    assert said["termin", "Vårtermin"] == ("2027-01-08", "2027-06-11")
    assert said["lov", "Höstlov"] == ("2026-10-26", "2026-10-30")
    assert said["lov", "Sportlov"] == ("2027-02-22", "2027-02-26")
    assert said["lov", "Påsklov"] == ("2027-03-22", "2027-03-25")
    assert said["riskkväll", "Midsommarafton"] == ("2027-06-25", "")
    inset = [row["datum"] for row in year if row["typ"] == "studiedag"]
    assert inset == ["2026-09-28", "2026-11-02", "2027-03-19", "2027-05-07"]


def test_reports_are_of_shifts_that_have_been(moved: Path, today: date) -> None:
    """No report is from today or later, nor of a school shift on a day without school; they go a year back."""
    calendar = list(rows(moved, "calendar"))
    at_school = {row["pass-id"] for row in rows(moved, "roster") if row["endast skoldagar"]}
    reports = rows(moved, "reports")
    days = [date.fromisoformat(row["datum"]) for row in reports]
    assert max(days) < today
    assert (today - min(days)).days > 350
    of_school = [row["datum"] for row in reports if row["pass-id"] in at_school]
    assert all(in_term(date.fromisoformat(day), calendar) for day in of_school)


def test_counts_of_residents_move_with_the_year(moved: Path, today: date) -> None:
    """The newest count of young residents is always of last year."""
    for feature in features(moved, "areas"):
        said = feature["properties"]
        assert [said["år"], said["år 1"], said["år 2"]] == [today.year - 1, today.year - 2, today.year - 3]


def test_a_moved_file_is_still_read(moved: Path) -> None:
    """The copies are understood as the committed files are."""
    for kind in ("roster", "calendar", "reports"):
        assert read_spreadsheet(moved / f"{kind}.csv", kind, "csv", {}).issues == []


def test_only_dates_are_moved() -> None:
    """Times, house numbers and longer digit runs stay as they are."""
    text = '20:30-01:00;12026-09-14;Storgatan 14;2026-09-18T06:00 "år": 2025, "13-15 år": 86;2026-09-14'
    moved = shifted(text, MONDAY, date(2027, 9, 20))
    assert (
        moved == '20:30-01:00;12026-09-14;Storgatan 14;2027-09-24T06:00 "år": 2026, "13-15 år": 86;2027-09-20'
    )

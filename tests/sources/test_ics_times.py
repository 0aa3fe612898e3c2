"""Further dates of calendars pass the same checks as the first, whichever property says them."""

from pathlib import Path

import pytest

from karta.sources.intake import Intake
from karta.sources.reading import read

ZONE = "TZID=Europe/Stockholm"
WALK = f"UID:w@x\nSUMMARY:Nattvandring\nDTSTART;{ZONE}:20260306T200000\nDTEND;{ZONE}:20260306T230000"
OTHER = f"UID:o@x\nSUMMARY:Nattvandring\nDTSTART;{ZONE}:20260320T200000\nDTEND;{ZONE}:20260320T230000"


def taken(tmp_path: Path, *events: str, **answers: list[str]) -> Intake:
    """Return what a calendar of events gives."""
    body = "".join(f"BEGIN:VEVENT\nDTSTAMP:20260301T000000Z\n{event}\nEND:VEVENT\n" for event in events)
    path = tmp_path / "schema.ics"
    path.write_text(
        f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//SV\n{body}END:VCALENDAR\n", encoding="utf-8"
    )
    return read(path, "roster", answers=dict(answers), isolate=False)


def dates(intake: Intake) -> list[str]:
    """Return the dates that are stored."""
    return [str(day) for day in intake.rows["date"]]


@pytest.mark.parametrize(
    ("further", "code"),
    [
        ("RDATE;VALUE=PERIOD:20260313T220000Z/20260313T200000Z", "further_date_reversed"),
        ("RDATE;VALUE=PERIOD:20260313T220000Z/20260313T220000Z", "further_date_reversed"),
        ("RDATE;VALUE=PERIOD:20260313T220000Z/PT0S", "further_date_reversed"),
        ("RDATE;VALUE=PERIOD:20260313T220000Z/-PT2H", "further_date_reversed"),
        (f"RDATE;{ZONE}:99990313T200000", "further_date_far"),
        (f"RDATE;{ZONE}:00010313T200000", "further_date_far"),
        ("RDATE;VALUE=PERIOD:20260313T200000Z/99991231T235900Z", "further_date_far"),
    ],
)
def test_an_impossible_further_date_is_left_out_and_named(tmp_path: Path, further: str, code: str) -> None:
    """A period that ends before it begins, or lies in no year of ours, is told; all other dates stand."""
    read_in = taken(tmp_path, f"{WALK}\n{further}", OTHER)
    assert dates(read_in) == ["2026-03-06", "2026-03-20"]
    assert [(i.row, i.column, i.code, i.severity) for i in read_in.issues] == [(1, "RDATE", code, "warning")]


def test_a_further_period_may_mix_a_zone_and_utc(tmp_path: Path) -> None:
    """A period from a time of day until a moment of UTC has a length: 20 to 23 on the wall here."""
    read_in = taken(tmp_path, f"{WALK}\nRDATE;VALUE=PERIOD:20260313T200000/20260313T220000Z")
    assert read_in.rows[["start", "end"]].to_numpy().tolist() == [["20:00", "23:00"]] * 2


@pytest.mark.parametrize(
    "event",
    [
        f"{WALK}\nRDATE;{ZONE}:20260329T021500",
        f"UID:s@x\nRECURRENCE-ID;{ZONE}:20260328T200000\nSUMMARY:Nattvandring\n"
        f"DTSTART;{ZONE}:20260329T021500\nDTEND;{ZONE}:20260329T030000",
    ],
)
def test_a_further_date_in_the_skipped_hour_is_asked_about(tmp_path: Path, event: str) -> None:
    """An hour that the clock change skips gives the question that a single event gets, as a date or a changed one."""
    read_in = taken(tmp_path, event)
    assert {(i.code, i.severity) for i in read_in.issues} == {("time_missing", "question")}
    assert read_in.pending == {1}


def test_a_changed_occurrence_cannot_end_before_it_begins(tmp_path: Path) -> None:
    """A rule on the changed occurrence does not hide that it is reversed: it is refused, the other event stands."""
    moved = (
        f"UID:s@x\nRECURRENCE-ID;{ZONE}:20260306T200000\nRRULE:FREQ=WEEKLY\nSUMMARY:Nattvandring\n"
        f"DTSTART;{ZONE}:20260313T230000\nDTEND;{ZONE}:20260313T200000"
    )
    read_in = taken(tmp_path, moved, OTHER)
    assert dates(read_in) == ["2026-03-20"]
    assert [(i.row, i.code, i.severity) for i in read_in.issues] == [(1, "end_not_after_start", "error")]


@pytest.mark.parametrize(
    ("event", "column"),
    [
        (f"UID:a@x\nDTSTART;{ZONE}:20260306T200000\nDTEND;{ZONE}:99990306T230000", "DTEND"),
        (f"{WALK}\nRECURRENCE-ID;{ZONE}:99991231T235900", "RECURRENCE-ID"),
    ],
)
def test_ends_of_the_calendar_are_no_dates(tmp_path: Path, event: str, column: str) -> None:
    """A year that cannot be is a fault of the event that says it, and of no other."""
    read_in = taken(tmp_path, event, OTHER)
    assert dates(read_in) == ["2026-03-20"]
    assert [(i.row, i.column, i.code) for i in read_in.issues] == [(1, column, "date_far")]


@pytest.mark.parametrize(
    "line", ["DURATION:P9999999D", f"EXDATE;{ZONE}:99991231T235900", f"EXDATE;{ZONE}:00010101T000000"]
)
def test_lengths_and_exceptions_without_bounds_end_nothing(tmp_path: Path, line: str) -> None:
    """A length of millennia, or an exception at an end of the calendar, leaves the other event as it is."""
    start = f"UID:a@x\nSUMMARY:Vandring\nDTSTART;{ZONE}:20260306T200000"
    timed = (
        start
        if line.startswith("DURATION")
        else f"{start}\nDTEND;{ZONE}:20260306T230000\nRRULE:FREQ=WEEKLY;COUNT=2"
    )
    read_in = taken(tmp_path, f"{timed}\n{line}", OTHER)
    assert "2026-03-20" in dates(read_in)

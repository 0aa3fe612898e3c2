"""Calendars: events become rows whose occurrences are those that an independent library finds."""

import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pandas as pd
import pytest
import recurring_ical_events

from karta.errors import InputError
from karta.i18n import LANGUAGES, issue_text
from karta.model.rows import ROWS
from karta.model.schedule import Schedule, occurrences
from karta.sources.intake import Intake
from karta.sources.reading import read

HERE = ZoneInfo("Europe/Stockholm")
ZONE = "TZID=Europe/Stockholm"
WALK = f"UID:w@x\nSUMMARY:Nattvandring\nDTSTART;{ZONE}:20260904T210000\nDTEND;{ZONE}:20260905T010000"


def calendar(*events: str, head: str = "") -> str:
    """Return a calendar of events given as their properties."""
    body = "".join(f"BEGIN:VEVENT\nDTSTAMP:20260301T000000Z\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//x//SV\n{head}{body}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    )


def taken(tmp_path: Path, text: str, kind: str = "roster", **answers: Any) -> Intake:
    """Return what a calendar gives; issues have sentences, the sum of events is right, the columns are declared."""
    path = tmp_path / "schema.ics"
    path.write_bytes(text.encode())
    found = read(path, kind, answers=answers, isolate=False)
    for issue in found.issues:
        assert all(not issue_text(issue, language).startswith("[") for language in LANGUAGES)
    stored = found.rows["row"].nunique()
    assert found.rows_read == stored + len(found.duplicates) + len(found.rejected) + len(found.pending)
    assert list(found.rows.columns) == ROWS[kind].names
    return found


def codes(found: Intake) -> list[tuple[int | None, str | None, str, str]]:
    """Return row, column, code and severity of each issue."""
    return [(i.row, i.column, i.code, i.severity) for i in found.issues]


def held(rows: pd.DataFrame, year: int) -> Counter[tuple[datetime, datetime]]:
    """Return start and end of all occurrences of a year, by the model's own expansion."""
    found: Counter[tuple[datetime, datetime]] = Counter()
    for row in rows.to_dict("records"):
        if row.get("status") == "cancelled":
            continue
        if row["byday"] is None and row["rrule"] is None:
            start = f"{row['date']}T{row['start']}{offset(row['start_offset_min'])}"
            schedule = Schedule.from_row(
                row, start, f"{row['end_date']}T{row['end']}{offset(row['end_offset_min'])}"
            )
        else:
            schedule = Schedule.from_row(row, row["start"], row["end"])
        expanded = occurrences(schedule, date(year, 1, 1), date(year, 12, 31), HERE)
        found.update((o.start, o.end) for o in expanded.occurrences)
    return found


def offset(minutes: float) -> str:
    """Return an offset as a date-time states it, nothing where there is none."""
    if minutes != minutes:
        return ""
    return f"{'+' if minutes >= 0 else '-'}{int(abs(minutes)) // 60:02d}:{int(abs(minutes)) % 60:02d}"


def oracle(text: str, year: int) -> Counter[tuple[datetime, datetime]]:
    """Return the same by recurring-ical-events, which shares no code with the model."""
    found: Counter[tuple[datetime, datetime]] = Counter()
    begin, close = (datetime(at, 1, 1, tzinfo=HERE) for at in (year, year + 1))
    for event in recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(begin, close):
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        if isinstance(start, datetime) and event.get("STATUS") != "CANCELLED":
            start, end = (at if at.tzinfo else at.replace(tzinfo=HERE) for at in (start, end))
            if begin <= start < close:
                found[start.astimezone(UTC), end.astimezone(UTC)] += 1
    return found


CLUB = calendar(
    # A single evening in UTC, and one over two days.
    "UID:a\nDTSTART:20260228T190000Z\nDTEND:20260228T200000Z\nSTATUS:CONFIRMED\nLOCATION:Torget",
    "UID:b\nDTSTART:20260309T083000Z\nDTEND:20260310T160000Z",
    # Weekly in another zone with the same clock, without end, with exceptions and two moved occurrences.
    "UID:c\nDTSTART;TZID=Europe/Berlin:20260108T083000\nDTEND;TZID=Europe/Berlin:20260108T143000\n"
    "RRULE:FREQ=WEEKLY;BYDAY=TH\nEXDATE;TZID=Europe/Berlin:20260115T083000,20260122T083000",
    "UID:c\nRECURRENCE-ID;TZID=Europe/Berlin:20260205T083000\nDTSTART;TZID=Europe/Berlin:20260206T100000\n"
    "DTEND;TZID=Europe/Berlin:20260206T120000",
    "UID:c\nRECURRENCE-ID;TZID=Europe/Berlin:20260212T083000\nDTSTART;TZID=Europe/Berlin:20260212T083000\n"
    "DTEND;TZID=Europe/Berlin:20260212T143000\nSTATUS:CANCELLED",
    # Counted, every second week, monthly, and with an end in UTC before the evening's start.
    f"UID:d\nDTSTART;{ZONE}:20260302T180000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=6;BYDAY=MO,TU,WE;WKST=SU",
    f"UID:e\nDTSTART;{ZONE}:20260303T170000\nDTEND;{ZONE}:20260303T190000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
    f"UID:f\nDTSTART;{ZONE}:20260112T190000\nDTEND;{ZONE}:20260112T210000\nRRULE:FREQ=MONTHLY;BYDAY=2MO",
    f"UID:g\nDTSTART;{ZONE}:20260401T190000\nDTEND;{ZONE}:20260401T210000\nRRULE:FREQ=WEEKLY;UNTIL=20260904T215959Z",
    # Over midnight through both clock changes, with one more date.
    f"UID:h\nDTSTART;{ZONE}:20260103T220000\nDTEND;{ZONE}:20260104T040000\nRRULE:FREQ=WEEKLY;BYDAY=SA\n"
    f"RDATE;{ZONE}:20260501T220000",
    # In the hour that comes twice, the second of them.
    "UID:i\nDTSTART:20261025T013000Z\nDTEND:20261025T030000Z",
    # A Windows name for a zone.
    "UID:j\nDTSTART;TZID=W. Europe Standard Time:20260701T180000\nDTEND;TZID=W. Europe Standard Time:20260701T190000",
    "UID:k\nDTSTART;VALUE=DATE:20260526\nDTEND;VALUE=DATE:20260527\nSUMMARY:Läger",
    head="X-WR-CALNAME:Klubben\n",
)  # fmt: skip


@pytest.mark.parametrize("kind", ["roster", "sessions"])
@pytest.mark.parametrize("year", [2026, 2027])
def test_occurrences_equal_those_of_an_independent_library(tmp_path: Path, kind: str, year: int) -> None:
    """An association's calendar of every nature has the same occurrences in a year, to the minute."""
    found = taken(tmp_path, CLUB, kind)
    assert held(found.rows, year) == oracle(CLUB, year)
    assert len(held(found.rows, year)) > 100


def test_club_calendar_row_by_row(tmp_path: Path) -> None:
    """Weekly rules become weekdays, others stay rules with a bound, a whole day is asked about."""
    found = taken(tmp_path, CLUB)
    rows = found.rows.set_index("key")
    assert found.pending == {13}
    assert rows.loc["a", ["date", "start", "end", "status", "place"]].tolist() == [
        date(2026, 2, 28), "20:00", "21:00", "confirmed", "Torget",
    ]  # fmt: skip
    assert rows.loc["c", "byday"] == "TH"
    assert rows.loc["c", "exdates"] == "2026-01-15;2026-01-22;2026-02-05;2026-02-12"
    assert rows.loc["c", "valid_to"] == found.notes["horizon"] == date(2028, 12, 31)
    assert rows.loc["c|2026-02-05", ["replaces", "original_date"]].tolist() == ["c", date(2026, 2, 5)]
    assert rows.loc["c|2026-02-12", "status"] == "cancelled"
    assert rows.loc["f", "rrule"] == "FREQ=MONTHLY;BYDAY=2MO"
    assert rows.loc["f", "valid_to"] == date(2028, 12, 31)
    # The last Wednesday before 4 September 23:59 here; 19:00 on that day is not after it.
    assert (rows.loc["g", "byday"], rows.loc["g", "valid_to"]) == ("WE", date(2026, 9, 4))
    assert rows.loc["i", "start_offset_min"] == 60
    assert found.notes["calendar"] == "Klubben"


def test_walk_past_midnight(tmp_path: Path) -> None:
    """A walk ends the next day; its title tells the role, nothing tells how many walk."""
    found = taken(tmp_path, calendar(WALK))
    row = found.rows.iloc[0]
    assert (row["start"], row["end"], row["end_date"]) == ("21:00", "01:00", date(2026, 9, 5))
    assert (row["kind"], row["status"], row["title"]) == ("night_walker", "planned", "Nattvandring")
    assert found.rows["adults"].isna().all()


@pytest.mark.parametrize(
    ("event", "code", "severity"),
    [
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:PT1S\nRRULE:FREQ=SECONDLY", "rrule_too_fine", "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:PT1H\nRRULE:FREQ=HOURLY", "rrule_too_fine", "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:PT1H\nRRULE:FREQ=DAILY;BYHOUR=1,2", "rrule_too_fine",
         "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
         "rrule_never", "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:-PT1H", "end_not_after_start", "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDTEND;{ZONE}:20260306T200000", "end_not_after_start", "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000", "cell_blank", "error"),
        ("UID:1\nSUMMARY:utan tid", "cell_blank", "error"),
        ("UID:1\nDTSTART:20261399T210000\nDURATION:PT1H", "local_bad", "error"),
        ("UID:1\nDTSTART;TZID=Månen/Kratern:20260306T210000\nDURATION:PT1H", "zone_lost", "question"),
        ("UID:1\nDTSTART:20260306T210000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY", "zone_differs", "question"),
        ("UID:1\nDTSTART;VALUE=DATE:20260306", "all_day", "question"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:PT30H\nRRULE:FREQ=WEEKLY", "repeating_too_long", "error"),
        (f"UID:1\nDTSTART;{ZONE}:20260306T210000\nDURATION:PT1H\nRECURRENCE-ID;RANGE=THISANDFUTURE;{ZONE}:20260306T210000",
         "range_unsupported", "error"),
    ],
)  # fmt: skip
def test_doubtful_event_is_named_and_the_rest_is_read(
    tmp_path: Path, event: str, code: str, severity: str
) -> None:
    """One event that cannot be read as it stands is named by its number, quickly, and the other is stored."""
    began = time.monotonic()
    found = taken(tmp_path, calendar(WALK, event))
    assert [(issue.row, issue.code, issue.severity) for issue in found.issues] == [(2, code, severity)]
    assert list(found.rows["key"]) == ["w@x"]
    assert time.monotonic() - began < 2


def test_answers_about_zones(tmp_path: Path) -> None:
    """A zone that is answered is used; a repeating event elsewhere keeps the hour of its first occurrence here."""
    lost = calendar("UID:1\nDTSTART;TZID=Kratern:20260306T210000\nDURATION:PT1H")
    assert taken(tmp_path, lost, zone="Europe/London").rows.loc[0, "start"] == "22:00"
    weekly = calendar("UID:1\nDTSTART:20260306T200000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY")
    row = taken(tmp_path, weekly, accept=["zone_differs"]).rows.iloc[0]
    assert (row["start"], row["byday"]) == ("21:00", "FR")


def test_floating_times_are_told_by_the_calendar_or_by_the_clock_here(tmp_path: Path) -> None:
    """A time without zone means the calendar's own, else the clock here."""
    event = "UID:1\nDTSTART:20260306T210000\nDURATION:PT1H"
    assert taken(tmp_path, calendar(event)).rows.loc[0, "start"] == "21:00"
    assert (
        taken(tmp_path, calendar(event, head="X-WR-TIMEZONE:Europe/Helsinki\n")).rows.loc[0, "start"]
        == "20:00"
    )


def test_people_and_descriptions_are_not_read(tmp_path: Path) -> None:
    """Who is invited, who invites and what the text says is in no row; a private event has no title."""
    event = (
        f"{WALK}\nATTENDEE;CN=Åsa Öhr:mailto:asa@b.se\nORGANIZER;CN=Göran Å:mailto:g@b.se\n"
        "DESCRIPTION:Ring Åsa 070\nCOMMENT:Hemligt"
    )
    found = taken(tmp_path, calendar(event, f"{WALK.replace('w@x', 'p@x')}\nCLASS:PRIVATE"))
    assert not any(
        word in str(found) + str(found.rows.to_dict()) for word in ("Öhr", "Göran", "070", "Hemligt")
    )
    assert list(found.rows["title"]) == ["Nattvandring", ""]


def test_newest_version_of_an_event_counts(tmp_path: Path) -> None:
    """The same event twice is read once, in the version with the higher sequence."""
    newer = WALK.replace("210000", "220000") + "\nSEQUENCE:2"
    found = taken(tmp_path, calendar(newer, WALK))
    assert list(found.rows["start"]) == ["22:00"]
    assert found.duplicates == {2}


def test_cancelled_sessions_are_left_out(tmp_path: Path) -> None:
    """A cancelled session has no date; a cancelled roster line is kept as cancelled."""
    text = calendar(f"{WALK}\nSTATUS:CANCELLED")
    rows = taken(tmp_path, text, "sessions").rows
    assert list(rows["exdates"]) == [f"{rows['date'][0]}"]
    assert taken(tmp_path, calendar("UID:1\nSTATUS:CANCELLED"), "sessions").rejected == {1}
    assert list(taken(tmp_path, text).rows["status"]) == ["cancelled"]


def test_byte_order_mark_and_other_encodings(tmp_path: Path) -> None:
    """A calendar with a byte-order mark or in Windows-1252 is read with its Swedish letters."""
    text = calendar(WALK.replace("Nattvandring", "Nattvandring på Åsen"))
    for encoding in ("utf-8-sig", "cp1252"):
        path = tmp_path / "x"
        path.write_bytes(text.encode(encoding))
        assert read(path, "roster", isolate=False).rows.loc[0, "title"] == "Nattvandring på Åsen"


def test_other_kinds_and_broken_calendars_are_one_error(tmp_path: Path) -> None:
    """A calendar holds no places, and what only begins like one is broken."""
    with pytest.raises(InputError, match="kind_not_in_format"):
        taken(tmp_path, calendar(WALK), "places")
    with pytest.raises(InputError, match="file_unreadable"):
        taken(tmp_path, "BEGIN:VCALENDAR\nBEGIN:VEVENT\n:::\nEND:VEVENT\n")
    with pytest.raises(InputError, match="file_unreadable"):
        taken(tmp_path, CLUB[:-300])

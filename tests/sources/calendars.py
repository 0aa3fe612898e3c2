"""Calendars of invented events, and what is read from them, for the tests of calendars."""

from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import Issue
from karta.i18n import LANGUAGES, issue_text
from karta.model.schedule import Schedule, occurrences
from karta.sources.ics import read_ics
from karta.sources.intake import Intake

ZONE = "TZID=Europe/Stockholm"
HERE = ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 3, 1)


def event(uid: str, start: str, end: str, *lines: str, title: str = "Nattvandring") -> str:
    """Return an event in Stockholm's time from `20260306T2000` until a time written likewise."""
    times = [f"DTSTART;{ZONE}:{start}00", f"DTEND;{ZONE}:{end}00"]
    return timed(uid, *times, *lines, title=title)


def timed(uid: str, *lines: str, title: str = "Nattvandring") -> str:
    """Return an event whose lines say its times."""
    head = [f"UID:{uid}", f"SUMMARY:{title}", "LOCATION:Torget"]
    return "\r\n".join(["BEGIN:VEVENT", *head, *lines, "END:VEVENT"])


def changed(uid: str, original: str, *lines: str, title: str = "Nattvandring") -> str:
    """Return the changed occurrence of a date and time in Stockholm."""
    return timed(uid, f"RECURRENCE-ID;{ZONE}:{original}00", *lines, title=title)


def calendar(*events: str, head: str = "") -> bytes:
    """Return a calendar of events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//invented//", *([head] if head else []), *events]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def taken(
    folder: Path, content: bytes, *, kind: str = "roster", today: date = TODAY, **answers: Any
) -> Intake:
    """Return what a calendar gives on a day; its sum is right, and each issue has its sentences."""
    path = folder / "invented.ics"
    path.write_bytes(content)
    intake = read_ics(path, kind, answers, today)
    for issue in intake.issues:
        assert all("[" not in issue_text(issue, language)[:1] for language in LANGUAGES), issue
    stored = set(intake.rows["row"]) - intake.pending - intake.rejected
    counted = len(stored) + len(intake.duplicates) + len(intake.rejected) + len(intake.pending)
    assert intake.rows_read == counted
    return intake


def held(intake: Intake, first: str = "2026-01-01", last: str = "2026-12-31") -> list[str]:
    """Return start and end, in Stockholm's time, of what takes place by rows that are stored."""
    days = date.fromisoformat(first), date.fromisoformat(last)
    out = intake.pending | intake.rejected
    rows = [row for row in intake.rows.to_dict("records") if row["row"] not in out]
    return sorted(
        f"{one.start.astimezone(HERE):%m-%d %H:%M}-{one.end.astimezone(HERE):%H:%M}"
        for row in rows
        if row.get("status") != "cancelled"
        for one in occurrences(schedule_of(row), *days, HERE).occurrences
    )


def codes(intake: Intake) -> list[tuple[int | None, str, str]]:
    """Return row, code and severity of each issue but those about all events."""
    return [(i.row, i.code, i.severity) for i in intake.issues if i.code != "series_bounded"]


def only(intake: Intake, code: str) -> Issue:
    """Return the one issue of a code."""
    issues = [issue for issue in intake.issues if issue.code == code]
    assert len(issues) == 1, intake.issues
    return issues[0]


def schedule_of(row: dict[str, Any]) -> Schedule:
    """Return the schedule of a row, with the offsets that it states."""
    if row["byday"] is not None or row["rrule"] is not None:
        return Schedule.from_row(row, row["start"], row["end"])
    ends = (("date", "start", "start_offset_min"), ("end_date", "end", "end_offset_min"))
    first, last = (f"{row[day]}T{row[at]}{_offset(row[minutes])}" for day, at, minutes in ends)
    return Schedule.from_row(row, first, last)


def _offset(minutes: float) -> str:
    if minutes != minutes:
        return ""
    return f"{'+' if minutes >= 0 else '-'}{int(abs(minutes)) // 60:02d}:{int(abs(minutes)) % 60:02d}"

"""The lines of calendar files: folded within a letter, strange, cut off; and which line a fault lies on."""

from pathlib import Path

import pytest

from karta.errors import InputError
from karta.i18n import issue_text
from karta.sources import guard
from tests.sources.calendars import ZONE, calendar, codes, event, held, only, taken, timed

WALK = event("a", "20260306T2000", "20260306T2300").replace("Torget", "Ängstorget")
WALKS = ["03-06 20:00-23:00", "03-13 20:00-23:00"]
OTHER = event("b", "20260313T2000", "20260313T2300")


@pytest.mark.parametrize("fold", ["\r\n ", "\n ", "\r\n\t", "\r "])
@pytest.mark.parametrize("name", ["DESCRIPTION", "X-NOTE", "SUMMARY"])
def test_lines_are_put_together_before_they_are_decoded(tmp_path: Path, fold: str, name: str) -> None:
    """A line folded within the two bytes of an ö leaves the calendar UTF-8, and the name of the place whole."""
    note = f"{name}:Nattvandring ".encode() + b"\xc3" + fold.encode() + b"\xb6vrigt"
    end = fold.rstrip(" \t").encode()
    content = calendar(WALK.replace("END:VEVENT", "@\r\nEND:VEVENT")).replace(b"\r\n", end)
    intake = taken(tmp_path, content.replace(b"@", note))
    assert (intake.rows.loc[0, "place"], held(intake)) == ("Ängstorget", WALKS[:1])


def test_what_is_never_read_decides_no_encoding(tmp_path: Path) -> None:
    """A description that is cut within a letter, or pasted from Windows, leaves the other lines as they are."""
    for damaged in (
        b"DESCRIPTION:v\xc3",
        b"DESCRIPTION:\xe4\xf6",
        b"ATTENDEE;CN=\xc5sa:mailto:a@example.org",
    ):
        content = calendar(WALK).replace(b"END:VEVENT", damaged + b"\r\nEND:VEVENT")
        assert taken(tmp_path, content).rows.loc[0, "place"] == "Ängstorget"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_calendars_of_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    """Swedish letters survive each encoding that calendars come in, folded lines, too."""
    folded = WALK.replace("SUMMARY:Nattvandring", "SUMMARY:Natt\r\n vandring")
    row = taken(tmp_path, calendar(folded).decode().encode(encoding)).rows.iloc[0]
    assert (row["place"], row["title"]) == ("Ängstorget", "Nattvandring")


@pytest.mark.parametrize(
    "stray", ["Skapad av Kalenderprogrammet", "=====", "<b>Vandring</b>", "BEGIN VEVENT"]
)
@pytest.mark.parametrize("at", [3, 5, 10, 17])
def test_a_line_that_is_none_is_left_out_and_named(tmp_path: Path, stray: str, at: int) -> None:
    """Between events, within one or before them: both events are read, and the warning names the line of the file."""
    lines = calendar(event("a", "20260306T2000", "20260306T2300"), OTHER).decode().split("\r\n")
    intake = taken(tmp_path, "\r\n".join([*lines[:at], stray, *lines[at:]]).encode())
    assert held(intake) == WALKS
    warning = only(intake, "calendar_lines_dropped")
    assert (warning.row, warning.severity) == (None, "warning")
    assert dict(warning.facts) == {"count": 1, "lines": str(at + 1)}
    assert stray not in str(warning)  # it may be a piece of a description


def test_many_lines_that_are_none_are_said_at_once(tmp_path: Path) -> None:
    """A hundred lines of a broken description are one warning with the first of them."""
    content = calendar(WALK.replace("END:VEVENT", "\r\n".join(["text"] * 100 + ["END:VEVENT"])))
    facts = dict(only(taken(tmp_path, content), "calendar_lines_dropped").facts)
    assert facts == {"count": 100, "lines": "10, 11, 12, 13, 14 …"}


def test_a_slip_of_an_end_ends_what_is_open(tmp_path: Path) -> None:
    """END:VCALENDARD of a mail server, and parts that nobody reads, keep no event from being read."""
    task = "BEGIN:VTODO\r\nDUE:nonsense\r\nEND:VTOOD"
    alarm = OTHER.replace("END:VEVENT", "BEGIN:VALARM\r\nTRIGGER:nonsense\r\nEND:VALARM\r\nEND:VEVENT")
    content = calendar(WALK, task, alarm).replace(b"END:VCALENDAR", b"END:VCALENDARD")
    assert held(taken(tmp_path, content)) == WALKS


def test_a_zone_that_is_described_badly_spoils_no_event(tmp_path: Path) -> None:
    """A broken VTIMEZONE is passed over: Stockholm's time is known without it."""
    zone = "BEGIN:VTIMEZONE\r\nTZID:Europe/Stockholm\r\nBEGIN:STANDARD\r\nDTSTART:x\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    assert held(taken(tmp_path, calendar(zone, WALK))) == WALKS[:1]


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (calendar(WALK, OTHER)[:-60], "file_unreadable_cut", 11),
        (calendar(WALK)[: -len("END:VCALENDAR\r\n")], "file_unreadable_cut", 1),
        (calendar(WALK, "END:VEVENT"), "file_unreadable_line", 11),
        (calendar("BEGIN:VEVENT\r\n" + WALK), "file_unreadable_line", 5),
        (calendar(WALK.replace("END:VEVENT", "BEGIN:VALARM\r\nEND:VEVENT")), "file_unreadable_line", 11),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_read_says_on_which_line(
    tmp_path: Path, content: bytes, code: str, line: int
) -> None:
    """A file that is cut off says where begins what has no end, a broken one where it breaks."""
    with pytest.raises(InputError) as error:
        taken(tmp_path, content)
    assert (error.value.code, error.value.facts) == (code, {"line": line})


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("20260306T200000", "20260306T225959", "20:00-23:00"),
        ("20260306T195959", "20260306T230000", "20:00-23:00"),
        ("20260306T200035", "20260306T230035", "20:00-23:00"),
        ("20260306T200000.000", "20260306T230000.000", "20:00-23:00"),
        ("20260306T200000,000", "20260306T225959,999", "20:00-23:00"),
        ("20260306T2000", "20260306T2300", "20:00-23:00"),
        ("20260306T200000", "20260306T235900", "20:00-00:00"),
        ("20260306T200000", "20260306T235959", "20:00-00:00"),
        ("20260306T200000", "20260307T000000", "20:00-00:00"),
    ],
)
@pytest.mark.parametrize("rule", [[], ["RRULE:FREQ=WEEKLY;COUNT=1"]])
def test_ends_of_a_last_minute_and_parts_of_seconds(
    tmp_path: Path, start: str, end: str, hours: str, rule: list[str]
) -> None:
    """An end at 22:59:59 is 23:00 and one at 23:59 midnight, so that no minute is missing; milliseconds are none."""
    lines = [f"DTSTART;{ZONE}:{start}", f"DTEND;{ZONE}:{end}", *rule]
    assert held(taken(tmp_path, calendar(timed("a", *lines)))) == [f"03-06 {hours}"]


def test_a_day_from_midnight_to_midnight_is_asked_about(tmp_path: Path) -> None:
    """00:00 to 23:59 of programs that know no whole days is no presence of a day."""
    intake = taken(tmp_path, calendar(event("a", "20260306T0000", "20260306T2359")))
    assert codes(intake) == [(1, "shift_long", "question")]


def test_a_fault_names_the_line_where_its_event_begins(tmp_path: Path) -> None:
    """An event's number is hard to find in a file: the sentence says on which line it begins, in both languages."""
    intake = taken(tmp_path, calendar(WALK, timed("b", "DTSTART;VALUE=DATE:20260313")))
    assert "(Händelsen börjar på filens rad 11.)" in issue_text(only(intake, "all_day"))
    assert "line 11 " in issue_text(only(intake, "all_day"), "en")


@pytest.mark.parametrize(
    "before", [b"Kalender fr\xe5n klubben\r\n", b"\r\n\r\n", b"  ", b"\xef\xbb\xbf", b"X-NOTE:1\n"]
)
def test_a_calendar_is_known_by_its_beginning(tmp_path: Path, before: bytes) -> None:
    """A line, a blank or a mark before the calendar does not make it a table."""
    path = tmp_path / "invented.ics"
    path.write_bytes(before + calendar(event("a", "20260306T2000", "20260306T2300")))
    assert guard.sniff(path) == "ics"
    assert held(taken(tmp_path, path.read_bytes())) == WALKS[:1]

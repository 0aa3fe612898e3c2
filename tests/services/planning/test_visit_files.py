"""Busy hours and earlier visits from files: times alone, each fault with row and column, and all of it taken back."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook as Book

from karta.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from karta.i18n import issue_text
from karta.privacy import Viewer
from karta.services.planning import visit_earlier, visit_files, visit_officers, visits
from karta.services.planning.visit_files import Earlier
from karta.services.workspace import Workspace, create
from karta.store import visit_book

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=UTC)
LOCAL = Viewer("områdespolis", "local")
HOST = Viewer("föreståndare", "org_admin")
# Words of a file that may stand nowhere.
SECRET = "Samtal med Kim Påhittad"
CALENDAR = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
SUMMARY:{SECRET}
DTSTART;TZID=Europe/Stockholm:20260915T220000
DTEND;TZID=Europe/Stockholm:20260916T020000
RRULE:FREQ=DAILY;COUNT=2
END:VEVENT
BEGIN:VEVENT
UID:2
SUMMARY:{SECRET}
DTSTART;VALUE=DATE:20260920
DTEND;VALUE=DATE:20260922
END:VEVENT
BEGIN:VEVENT
UID:3
SUMMARY:{SECRET}
TRANSP:TRANSPARENT
DTSTART;VALUE=DATE:20260925
END:VEVENT
BEGIN:VEVENT
UID:4
SUMMARY:{SECRET}
CLASS:PRIVATE
DTSTART:20261101T070000Z
DTEND:20261101T080000Z
END:VEVENT
BEGIN:VEVENT
UID:5
DTSTART:20260801T070000Z
DTEND:20260801T080000Z
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace of three venues, two of one name, and a function that visits."""
    folder = tmp_path_factory.mktemp("files")
    town = create(folder, now=lambda: NOW)
    with town.store.act("test", "import") as act:
        names = ("Gården Alfa", "Hallen", "Hallen")
        act.insert("place", [{"name": name, "kind": "youth_centre"} for name in names])
    visit_officers.put(town, LOCAL, name="Områdespolis 1", hours=10)
    town.store.close()
    return folder


def officer(workspace: Workspace) -> str:
    """Return the function's id."""
    (row,) = visit_officers.officers(workspace, LOCAL)
    return row.officer_id


def table(folder: Path, *rows: tuple[object, ...]) -> Path:
    """Write a workbook of a header and some rows."""
    book = Book()
    for row in rows:
        book.active.append(row)
    book.save(folder / "fil.xlsx")
    return folder / "fil.xlsx"


def everything(workspace: Workspace) -> str:
    """Return all that the workspace's database says, as text."""
    (file,) = workspace.folder.glob("*.sqlite")
    return file.read_bytes().decode("utf-8", "replace")


def test_a_calendar_gives_busy_hours_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    """Nights are split at midnight, whole days are whole, what is free or past is left out; no word is stored."""
    (tmp_path / "min.ics").write_text(CALENDAR, encoding="utf-8")
    read = visit_files.busy_in(workspace, LOCAL, tmp_path / "min.ics")
    expected = [
        (date(2026, 9, 16), "00:00", "02:00"), (date(2026, 9, 16), "22:00", "00:00"),
        (date(2026, 9, 17), "00:00", "02:00"), (date(2026, 9, 20), "00:00", "00:00"),
        (date(2026, 9, 21), "00:00", "00:00"), (date(2026, 11, 1), "08:00", "09:00"),
    ]  # fmt: skip
    assert list(read.hours) == expected
    assert read.issues == ()
    assert SECRET not in repr(read)
    assert visit_officers.add_busy(workspace, LOCAL, officer(workspace), list(read.hours)) == 6
    assert visit_officers.add_busy(workspace, LOCAL, officer(workspace), list(read.hours)) == 0
    workspace.store.close()
    assert "Kim" not in everything(workspace)


def test_a_row_that_cannot_be_read_says_which_cell_and_the_others_stand(
    workspace: Workspace, tmp_path: Path
) -> None:
    """A day that is none and a time that is none are told with row and column; the third row is read."""
    rows = [("datum", "start", "slut", "anteckning"), ("2026-09-18", "08:00", "12:00", SECRET)]
    path = table(tmp_path, *rows, ("31/2 2026", "08:00", "12:00", ""), ("2026-09-19", "25:99", "12:00", ""))
    read = visit_files.busy_in(workspace, LOCAL, path)
    assert read.hours == ((date(2026, 9, 18), "08:00", "12:00"),)
    assert [(issue.row, issue.column) for issue in read.issues] == [(3, "datum"), (4, "start")]
    assert SECRET not in repr(read)


def test_earlier_visits_are_of_venues_and_of_the_past(workspace: Workspace, tmp_path: Path) -> None:
    """One is read; an unknown place, one of two of a name, and a blank are told; what is ahead or old is left out."""
    path = table(
        tmp_path, ("Datum", "Start", "Slut", "Plats"),
        ("2026-09-15", "17:00", "18:30", "gården  alfa"), ("2026-09-15", "17:00", "18:30", "Okänd"),
        ("2026-09-15", "17:00", "18:30", "Hallen"), ("2026-09-15", "17:00", "18:30", None),
        ("2026-09-17", "17:00", "18:30", "Gården Alfa"), ("2024-09-15", "17:00", "18:30", "Gården Alfa"),
    )  # fmt: skip
    read = visit_files.earlier_in(workspace, LOCAL, path)
    assert [(each.place, each.day, each.start, each.end) for each in read.visits] == [
        ("Gården Alfa", date(2026, 9, 15), "17:00", "18:30")
    ]
    assert [(issue.row, issue.column, issue.code) for issue in read.issues] == [
        (3, "Plats", "visit_place_unknown"), (4, "Plats", "visit_place_several"), (5, "Plats", "cell_blank"),
    ]  # fmt: skip
    assert issue_text(read.issues[0]) == (
        "platsen ”Okänd” är ingen mötesplats i Karta; skriv namnet som det står under Mötesplatsernas villkor."
    )


def test_stored_visits_count_as_held_are_not_stored_twice_and_taken_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    """The second reading finds it there; the function's calendar of visits has it; undoing leaves none."""
    path = table(
        tmp_path,
        ("Datum", "Start", "Slut", "Plats"),
        *[(f"2026-0{month}-15", "17:00", "18:30", "Gården Alfa") for month in (7, 8, 9)],
    )
    read = visit_files.earlier_in(workspace, LOCAL, path)
    assert visit_earlier.add(workspace, LOCAL, officer(workspace), read.visits) == 3
    again = visit_files.earlier_in(workspace, LOCAL, path)
    assert (again.visits, again.there) == ((), 3)
    assert visit_earlier.add(workspace, LOCAL, None, read.visits) == 0
    rows = visits.listed(workspace, LOCAL, date(2026, 7, 1), date(2026, 9, 16))
    assert [(row.day.month, row.state, row.officer) for row in rows] == [
        (month, "done", "Områdespolis 1") for month in (7, 8, 9)
    ]
    visits.undo(workspace, LOCAL, str(visits.history(workspace, LOCAL)["id"].iloc[0]))
    assert visits.listed(workspace, LOCAL, date(2026, 7, 1), date(2026, 9, 16)) == []


def test_a_visit_of_later_or_of_long_ago_is_refused(workspace: Workspace) -> None:
    """Whatever a page hands in: one that has not begun, one past its time, no venue; nothing is stored."""
    place = str(workspace.store.frame("place")["id"].iloc[0])
    old = workspace.today - timedelta(days=visit_book.HISTORY_DAYS + 1)
    good = Earlier(place, "Gården Alfa", date(2026, 9, 15), "17:00", "18:30")
    for wrong, error in (
        (Earlier(place, "", date(2026, 9, 17), "17:00", "18:30"), ConflictError),
        (Earlier(place, "", old, "17:00", "18:30"), InputError),
        (Earlier("nowhere", "", date(2026, 9, 15), "17:00", "18:30"), NotFoundError),
    ):
        with pytest.raises(error):
            visit_earlier.add(workspace, LOCAL, None, [good, wrong])
    assert visits.listed(workspace, LOCAL, old, date(2026, 9, 30)) == []


def test_a_file_beyond_the_bound_is_refused_as_a_whole(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five days at a bound of four; no host reads any file."""
    monkeypatch.setattr(visit_files, "MOST_TIMES", 4)
    rows = [(f"2026-09-{day}", "08:00", "12:00") for day in range(20, 25)]
    path = table(tmp_path, ("datum", "start", "slut"), *rows)
    with pytest.raises(InputError) as caught:
        visit_files.busy_in(workspace, LOCAL, path)
    assert caught.value.code == "visit_file_times"
    for reader in (visit_files.busy_in, visit_files.earlier_in):
        with pytest.raises(NotAllowedError):
            reader(workspace, HOST, path)
    with pytest.raises(NotAllowedError):
        visit_earlier.add(workspace, HOST, None, [])

"""A calendar file of its own that changes or cancels what an earlier one brought: invitations come one at a time."""

from datetime import date

import pytest

from karta.services.importing import imports
from karta.services.importing.imports import Imported
from karta.services.register.sessions import sessions
from karta.services.rosters import occurrences
from karta.services.workspace import Workspace
from tests.services.importing.partial import taken
from tests.services.importing.rows import COORDINATOR
from tests.sources.calendars import calendar, changed, event

FRIDAYS = ["09-18", "09-25", "10-02"]
SPAN = date(2026, 9, 1), date(2026, 10, 31)
SERIES = event("a@x", "20260918T2000", "20260918T2300", "RRULE:FREQ=WEEKLY;COUNT=3")
OFF = changed("a@x", "20260925T2000", "DTSTART;VALUE=DATE:20260925")


def bring(workspace: Workspace, name: str, content: bytes, kind: str = "roster") -> Imported:
    """Import a calendar of one organisation as the command does."""
    path = workspace.folder.parent / name
    path.write_bytes(content)
    return imports.import_file(workspace, COORDINATOR, path, kind, answers={"org": "Klubben"})


def walks(workspace: Workspace) -> list[str]:
    """Return month and day of the walks that are held."""
    with workspace.store.reading() as reading:
        turns = occurrences.occurrences_between(reading, *SPAN)
    return [f"{turn.start:%m-%d}" for turn in turns if not turn.cancelled]


@pytest.fixture
def walked(workspace: Workspace) -> Workspace:
    """Give a workspace with three walks that a calendar holds as one series."""
    taken(workspace, "places", "id;namn;typ;lat;lon\nt;Torget;torg;59,3293;18,0583\n")
    bring(workspace, "kalender.ics", calendar(SERIES))
    return workspace


@pytest.mark.parametrize("name", ["installt.ics", "kalender.ics"])
def test_a_file_that_cancels_one_date_reaches_the_stored_series(walked: Workspace, name: str) -> None:
    """The 25th is taken out, whatever the file is called, and no other date is called missing."""
    report = bring(walked, name, calendar(OFF, head="METHOD:CANCEL"))
    assert (report.status, report.gone) == ("accepted", [])
    assert walks(walked) == [FRIDAYS[0], FRIDAYS[2]]


def test_a_file_that_moves_one_date_leaves_none_behind(walked: Workspace) -> None:
    """The walk of Friday the 25th is held on Saturday the 26th."""
    times = ["DTSTART:20260926T180000Z", "DTEND:20260926T210000Z"]
    bring(walked, "flytt.ics", calendar(changed("a@x", "20260925T2000", *times), head="METHOD:REQUEST"))
    assert walks(walked) == ["09-18", "09-26", "10-02"]


def test_a_cancelled_date_of_a_series_that_nobody_knows_is_told(walked: Workspace) -> None:
    """It takes nothing out, and that is said."""
    other = changed("b@x", "20260925T2000", "DTSTART;VALUE=DATE:20260925")
    report = bring(walked, "installt.ics", calendar(other, head="METHOD:CANCEL"))
    assert [issue.code for issue in report.issues] == ["series_missing"]
    assert walks(walked) == FRIDAYS


def test_a_series_that_has_become_one_date_is_held_on_that_one(walked: Workspace) -> None:
    """The rule is gone from the calendar, so it is gone here."""
    bring(walked, "kalender.ics", calendar(event("a@x", "20260918T2000", "20260918T2300")))
    assert walks(walked) == FRIDAYS[:1]


@pytest.mark.parametrize("back", [OFF, SERIES])
def test_cancelled_sessions_reach_the_stored_ones(walked: Workspace, back: str) -> None:
    """One date of a series, or all of it, is no session any more."""
    bring(walked, "traning.ics", calendar(SERIES), "sessions")
    bring(walked, "av.ics", calendar(back, head="METHOD:CANCEL"), "sessions")
    (place,) = walked.store.frame("place")["id"]
    days = [f"{session.day:%m-%d}" for session in sessions(walked, COORDINATOR, place, *SPAN)]
    assert days == ([FRIDAYS[0], FRIDAYS[2]] if back == OFF else [])


@pytest.mark.parametrize("name", ["installt.ics", "kalender.ics"])
def test_an_invitation_says_nothing_of_the_other_events(walked: Workspace, name: str) -> None:
    """A message that takes back one evening is no calendar from which the series is gone."""
    extra = event("b@x", "20260919T2000", "20260919T2300")
    bring(walked, "kalender.ics", calendar(SERIES, extra))
    report = bring(walked, name, calendar(extra, head="METHOD:CANCEL"))
    assert (report.gone, [issue.code for issue in report.issues]) == ([], [])
    assert walks(walked) == FRIDAYS

"""Who has signed up for a date that a file holds no more is told that it is cancelled, as by an act in the app."""

from datetime import date
from functools import partial
from pathlib import Path

import pytest

from karta.services.importing import acceptance, imports
from karta.services.rosters import notices, volunteers
from karta.services.rosters.occurrences import when_text
from karta.services.workspace import Workspace
from tests.services.rosters.conftest import COORDINATOR, Person, cancel, place_id, sign, undo_last
from tests.services.rosters.roster_lines import covered, open_line

FRIDAY = date(2026, 9, 25)
HEADING = "id;plats;datum;veckodag;tid;förening;roll;antal vuxna;status\n"
ONCE = "r;Torget;2026-09-25;;20-23;Nattvandrarna;nattvandrare;2;planerad\n"
WEEKLY = "r;Torget;;fre;20-23;Nattvandrarna;nattvandrare;2;planerad\n"
OTHER = "s;Parken;;tor;20-23;Nattvandrarna;nattvandrare;2;planerad\n"
CANCELLED = ("cancelled", "fre 25 sep 20:00\u201323:00", "Torget")


def write(workspace: Workspace, *lines: str) -> Path:
    """Write the lines into the file that is read in."""
    path = workspace.folder.parent / "roster.csv"
    path.write_text(HEADING + "".join(lines), encoding="utf-8")
    return path


def bring(workspace: Workspace, *lines: str) -> None:
    """Read lines in, let go of those that are gone, and answer that the file is right."""
    notifier = partial(notices.following_import, workspace=workspace)
    path = write(workspace, *lines)
    changes = imports.preview_file(workspace, COORDINATOR, path, "roster", answers={"conflicts": "file"})
    acceptance.apply(workspace, COORDINATOR, changes, drop_gone=True, notifier=notifier)


def opened(workspace: Workspace, line: str) -> str:
    """Read a line in, open it for sign-up, and return its series."""
    bring(workspace, line, OTHER)
    shifts = workspace.store.frame("shift")
    (series,) = shifts.loc[shifts["place_id"] == place_id(workspace, "Torget"), "schedule_id"]
    open_line(workspace, series, "present", "all", FRIDAY)
    return series


def to_tell(workspace: Workspace, who: volunteers.Volunteer) -> list[tuple[str, str, str]]:
    """Return the notices to a person: kind, day and hours, place."""
    return [
        (notice.kind, when_text(workspace, notice.occurrence), notice.occurrence.place)
        for notice in notices.own(workspace, who.person_id)
        if notice.kind != "covered"
    ]


def coming(workspace: Workspace, who: volunteers.Volunteer) -> list[tuple[date, bool]]:
    """Return the days of a person's shifts to come, and whether they are cancelled."""
    shown = volunteers.page(workspace, who)[0].coming
    return sorted((own.held_on, own.cancelled) for own in shown)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ONCE, ""),
        (WEEKLY, ""),
        (ONCE, ONCE.replace("planerad", "inställd")),
        (ONCE, ONCE.replace("-25", "-26").replace("Torget", "Parken").replace("20-23", "18-19")),
        (WEEKLY, WEEKLY.replace("fre", "lör")),
    ],
)
def test_who_is_on_a_dropped_date_is_told(
    workspace: Workspace, person: Person, before: str, after: str
) -> None:
    """They see Friday 20-23 at the square as cancelled, once; undone, they go again and see nothing of it."""
    series, who = opened(workspace, before), person()
    sign(workspace, who, f"{series}.{FRIDAY}")
    assert covered(workspace, FRIDAY, FRIDAY) == 2.0
    bring(workspace, after, OTHER)
    assert to_tell(workspace, who) == [CANCELLED]
    assert covered(workspace, FRIDAY, FRIDAY) == 0.0
    bring(workspace, after, OTHER)
    assert to_tell(workspace, who) == [CANCELLED]
    assert coming(workspace, who) == [(FRIDAY, True)]
    undo_last(workspace)
    assert to_tell(workspace, who) == []
    assert coming(workspace, who) == [(FRIDAY, False)]


def test_a_line_that_its_file_brings_back_is_held_again(workspace: Workspace, person: Person) -> None:
    """Cancelled and planned again by its file: it counts again, and who was told so stays off it until they sign up."""
    series, who = opened(workspace, ONCE), person()
    sign(workspace, who, f"{series}.{FRIDAY}")
    bring(workspace, ONCE.replace("planerad", "inställd"), OTHER)
    bring(workspace, ONCE, OTHER)
    assert covered(workspace, FRIDAY, FRIDAY) == 2.0
    assert to_tell(workspace, who) == [CANCELLED]
    sign(workspace, who, f"{series}.{FRIDAY}")
    assert coming(workspace, who) == [(FRIDAY, False), (FRIDAY, True)]


def test_an_unread_cancellation_of_a_dropped_date_is_still_told(workspace: Workspace, person: Person) -> None:
    """Cancelled in the app for a storm, then dropped by the file: the first notice is there, with its words."""
    series, who = opened(workspace, WEEKLY), person()
    sign(workspace, who, f"{series}.{FRIDAY}")
    cancel(workspace, f"{series}.{FRIDAY}", "Storm")
    bring(workspace, OTHER)
    assert to_tell(workspace, who) == [CANCELLED]
    assert [notice.occurrence.notice for notice in notices.own(workspace, who.person_id)] == ["Storm"]


def test_a_mailed_cancellation_is_taken_back_by_its_lasting_name(
    workspace: Workspace, person: Person
) -> None:
    """Once it has gone out by mail, undoing the file tells that it no longer applies."""
    series, who = opened(workspace, ONCE), person()
    sign(workspace, who, f"{series}.{FRIDAY}")
    bring(workspace, OTHER)
    with workspace.store.act("karta", "mail_notices") as act:
        act.connection.exec_driver_sql("UPDATE notice SET mail = 'sent'")
        act.touched = True
    dropping = str(workspace.store.acts(2)["id"].iloc[1])
    workspace.store.undo(dropping, "samordnare")
    assert to_tell(workspace, who) == [("back", *CANCELLED[1:])]

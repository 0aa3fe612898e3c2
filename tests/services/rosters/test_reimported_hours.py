"""A roster that is read in again with other hours or another place tells those who have signed up, as an edit does."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from karta import cli
from karta.services import history
from karta.services import workspace as services_workspace
from karta.services.importing import imports
from karta.services.rosters import notices, sign_ups
from karta.services.workspace import Workspace
from karta.ui.context import Context
from karta.ui.pages.register.draft import Draft
from karta.ui.uploads import Upload
from tests.services.rosters.conftest import COORDINATOR, Person
from tests.services.rosters.roster_lines import on, open_line

HEADING = "id;plats;veckodag;tid;förening;roll;antal vuxna\n"
FRIDAYS = "r;Torget;fre;20-23;Nattvandrarna;nattvandrare;2\n"
THURSDAYS = "s;Torget;tor;20-23;Nattvandrarna;nattvandrare;2\n"
FRIDAY, THURSDAY = date(2026, 9, 25), date(2026, 9, 24)


def write(workspace: Workspace, *lines: str) -> Path:
    """Write the lines into the file that is read in."""
    path = workspace.folder.parent / "roster.csv"
    path.write_text(HEADING + "".join(lines), encoding="utf-8")
    return path


def bring(workspace: Workspace, *lines: str) -> None:
    """Read lines of the roster in, as the command does."""
    notifier = partial(notices.following_import, workspace=workspace)
    imports.import_file(workspace, COORDINATOR, write(workspace, *lines), "roster", notifier=notifier)


def opened_lines(workspace: Workspace) -> dict[str, str]:
    """Return the series of Fridays and Thursdays, open for sign-up."""
    bring(workspace, FRIDAYS, THURSDAYS)
    frame = workspace.store.frame("schedule")
    series = {"FR": FRIDAY, "TH": THURSDAY}
    ids = {day: str(frame.loc[frame["byday"] == day, "id"].iloc[0]) for day in series}
    for day, first in series.items():
        open_line(workspace, ids[day], "present", "all", first)
    return ids


def kinds(workspace: Workspace, person_id: str) -> list[str]:
    """Return the notices to a person, by kind."""
    return sorted(notice.kind for notice in notices.own(workspace, person_id) if notice.kind != "covered")


@pytest.mark.parametrize("change", [("20-23", "21-24"), ("Torget", "Parken")])
def test_who_has_signed_up_is_told_of_what_a_file_changes(
    workspace: Workspace, person: Person, change: tuple[str, str]
) -> None:
    """Of two who go on Friday and Thursday the first hears of other hours, or another place, of Fridays: once."""
    series = opened_lines(workspace)
    fridays, thursdays = person(), person()
    for who, day, first in ((fridays, "FR", FRIDAY), (thursdays, "TH", THURSDAY)):
        sign_ups.sign_up(workspace, who, f"{series[day]}.{first}", is_adult=True)
    bring(workspace, FRIDAYS.replace(*change), THURSDAYS)
    assert [kinds(workspace, who.person_id) for who in (fridays, thursdays)] == [["changed"], []]
    bring(workspace, FRIDAYS.replace(*change), THURSDAYS)
    assert kinds(workspace, fridays.person_id) == ["changed"]
    assert len(on(workspace, series["FR"], FRIDAY).sign_ups) == 1
    history.undo(workspace, COORDINATOR, str(workspace.store.acts(1)["id"].iloc[0]))
    assert kinds(workspace, fridays.person_id) == []


def test_other_hours_of_a_file_that_speak_against_another_shift_are_told(
    workspace: Workspace, person: Person
) -> None:
    """One who goes on Thursday 20-23 and on Friday from 20 on has six hours of rest once Fridays begin at 05."""
    series = opened_lines(workspace)
    who = person()
    for day, first in (("FR", FRIDAY), ("TH", THURSDAY)):
        sign_ups.sign_up(workspace, who, f"{series[day]}.{first}", is_adult=True)
    bring(workspace, FRIDAYS.replace("20-23", "05-08"), THURSDAYS)
    assert kinds(workspace, who.person_id) == ["changed", "clash"]
    assert "clash" in [notice.kind for notice in notices.recent(workspace, COORDINATOR)]


def by_command(workspace: Workspace, path: Path) -> None:
    """Read a roster in by the command."""
    assert cli.main(["--workspace", str(workspace.folder), "import", str(path), "--kind", "roster"]) == 0


def by_page(workspace: Workspace, path: Path) -> None:
    """Read a roster in as the page of the register does."""
    server, content = MemoryUploadedFileManager("/upload"), path.read_bytes()
    server.add_file("session", UploadedFileRec("file", path.name, "text/csv", content))
    draft = Draft(Upload("file", path.name, len(content), "session", server), "roster")
    context = Context(workspace, COORDINATOR)
    draft.read(context).result()
    draft.store(context, drop_gone=False, admit=())
    assert draft.storing is not None
    assert draft.storing.result().act_id is not None


@pytest.mark.parametrize("read_in", [by_command, by_page])
def test_all_who_read_a_roster_in_tell_those_who_have_signed_up(
    workspace: Workspace,
    person: Person,
    monkeypatch: pytest.MonkeyPatch,
    read_in: Callable[[Workspace, Path], None],
) -> None:
    """Other hours of Fridays reach who goes, whether a command or the page reads the file."""
    series, who = opened_lines(workspace), person()
    sign_ups.sign_up(workspace, who, f"{series['FR']}.{FRIDAY}", is_adult=True)
    monkeypatch.setattr(services_workspace, "create", partial(services_workspace.create, now=workspace.now))
    read_in(workspace, write(workspace, FRIDAYS.replace("20-23", "21-24"), THURSDAYS))
    assert kinds(workspace, who.person_id) == ["changed"]

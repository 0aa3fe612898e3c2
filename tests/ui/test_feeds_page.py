"""Platser, files that come by themselves: each feed with its reading, and what waits opened in the usual preview."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from karta.privacy import Viewer
from karta.services.importing import entries, feed_reading, feeds
from karta.services.workspace import Workspace
from karta.ui import uploads
from tests.services.importing.fed import CLEAR, UNCLEAR
from tests.ui.conftest import ShowPage, html, part
from tests.ui.register_page import button, finish

PART = "feeds"


@pytest.fixture
def inbox(workspace: Workspace, viewer: Viewer, tmp_path: Path) -> Path:
    """Give a folder that is a feed, with a clear file and one with a question, and the place of both."""
    entries.add_place(workspace, viewer, name="Square", kind="square", lat=59.0, lon=15.0)
    folder = tmp_path / "<b>in"
    folder.mkdir()
    (folder / "klar.csv").write_text(CLEAR)
    (folder / "oklar.csv").write_text(UNCLEAR)
    feeds.add(workspace, viewer, str(folder), kind="roster")
    return folder


def labels(page: AppTest) -> list[str]:
    """Return the labels of all buttons."""
    return [widget.label for widget in page.button]


def read_now(page: AppTest) -> None:
    """Press the button that reads, and look until it is done."""
    button(page, "Läs nu")
    while "Läser filerna." in html(page):
        page.run()
    finish(page)


def test_a_feed_is_read_on_demand_and_what_waits_is_told(show_page: ShowPage, inbox: Path) -> None:
    """Never read, then read: what was stored, what waits and for what, with the way to undo; names are escaped."""
    page = part(show_page("register"), PART)
    assert "Inte läst än." in html(page)
    assert "&lt;b&gt;in" in html(page)
    read_now(page)
    shown = html(page)
    assert "Läst. 1 fil hade något nytt som sparades." in shown
    assert "Senast läst ons 16 sep 12:00." in shown
    assert "klar.csv: läst ons 16 sep 12:00, 2 rader sparade." in shown
    assert "Att svara på: 1 rad med frågor." in shown
    assert "Ångra" in labels(page)
    assert any("1 väntar" in str(option) for option in page.get("button_group")[0].proto.options)


def test_what_waits_is_answered_in_the_preview(
    show_page: ShowPage, workspace: Workspace, inbox: Path
) -> None:
    """The button leads to the preview of an uploaded file; the answer there stores the file, and nothing waits."""
    page = part(show_page("register"), PART)
    read_now(page)
    button(page, "Öppna och svara")
    assert page.query_params["del"] == "load"
    assert "2 lästa = 1 att spara + 0 redan kända + 0 som inte kan sparas + 1 som väntar på svar." in html(
        page
    )
    button(page, "Ja (1 rad)")
    button(page, "Spara 2 rader")
    assert len(workspace.store.frame("shift")) == 4
    page = part(page, PART)
    assert "oklar.csv: läst" in html(page)
    assert "Öppna och svara" not in labels(page)


def test_a_file_may_be_left_as_it_is(
    show_page: ShowPage, workspace: Workspace, viewer: Viewer, inbox: Path
) -> None:
    """Nothing of it is stored, and it waits no more; one that has gone can be taken from the list."""
    feed_reading.read(workspace, viewer)
    page = part(show_page("register"), PART)
    button(page, "Öppna och svara")
    button(page, "Låt filen vara")
    assert "oklar.csv lämnas som den är" in html(page)
    assert "load_draft" not in page.session_state
    assert len(workspace.store.frame("shift")) == 2
    (inbox / "oklar.csv").unlink()
    page = part(page, PART)
    assert "oklar.csv: lämnad som den är" in html(page)
    read_now(page)
    assert "oklar.csv: finns inte längre" in html(page)
    button(page, "Visa den inte mer")
    assert "oklar.csv: finns" not in html(page)


def test_a_feed_that_fails_says_so(show_page: ShowPage, inbox: Path) -> None:
    """A folder that is away: the sentence stands with the feed, and files that have gone are not opened."""
    page = part(show_page("register"), PART)
    read_now(page)
    inbox.rename(inbox.with_name("away"))
    read_now(page)
    assert "finns inte eller går inte att läsa; kontrollera den. Det som lästes förut ligger kvar." in html(
        page
    )
    button(page, "Öppna och svara")
    assert "karta-p fault" in html(page)
    assert "load_draft" not in page.session_state


def test_a_file_takes_no_more_room_than_a_session_has(
    show_page: ShowPage, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is opened counts with what was uploaded, and is refused with a sentence beyond the bound."""
    page = part(show_page("register"), PART)
    read_now(page)
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    button(page, "Öppna och svara")
    assert "får inte plats bland dina öppna filer" in html(page)

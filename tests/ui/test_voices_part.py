"""Unga tycker on Behov: the table beside the decided need, and an answer given; the sheet with an own statement."""

from datetime import date

from karta.privacy import Viewer
from karta.services.needs import statements, voices
from karta.services.needs.voices import Told
from karta.services.workspace import Workspace
from tests.ui.conftest import ShowPage, button, html, part
from tests.ui.test_rosters_page import town

__all__ = ["town"]
HOSTILE = "<img src=x onerror=alert(1)>"


def test_a_wish_is_shown_beside_the_need_and_answered(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """The row says how many, what is decided there and what became of it; names of surveys are text."""
    told = [Told(town[0], "FR", "20:00", "23:00", "alone", 12)]
    survey_id = voices.add(
        workspace,
        viewer,
        told,
        name=HOSTILE,
        asked_by="fritidschefen",
        asked_on=date(2026, 9, 1),
        answers=120,
    )
    page = part(show_page("needs"), "voices")
    assert "12 unga vill vara ifred" in html(page)
    assert "Inget svar än." in html(page)
    assert HOSTILE not in html(page)
    (row,) = voices.voices(workspace, viewer, survey_id)
    next(box for box in page.selectbox if box.label == "Rad").set_value(row.wish_id)
    next(radio for radio in page.radio if radio.label == "Vad det blev av").set_value("talk_first")
    next(field for field in page.text_input if field.label == "Vilken funktion svarar").set_value("rådet")
    button(page, "Spara svaret")
    assert "Svaret är sparat. Behovet är oförändrat." in html(page)
    assert "Vi vill prata mer med er först. Svar av rådet" in html(page)


def test_nothing_is_asked_yet(show_page: ShowPage) -> None:
    """Without a survey the part says so, and offers to read one."""
    page = part(show_page("needs"), "voices")
    assert "Ingen enkät är inläst än." in html(page)


def test_a_statement_stands_with_the_sheet_as_text(
    workspace: Workspace, viewer: Viewer, town: tuple[str, str], show_page: ShowPage
) -> None:
    """What an organisation says is under the sheet, escaped."""
    statements.state(workspace, viewer, town[1], f"Vi är fler {HOSTILE}", version=0)
    page = part(show_page("sheets"), "meeting")
    assert "Organisationernas egna ord" in html(page)
    assert HOSTILE not in html(page)

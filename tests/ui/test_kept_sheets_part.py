"""Blad: a kept sheet is opened again at the address of each foot number, and its chapter is handed out."""

import io
from datetime import date

import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from karta.i18n import text
from karta.privacy import Viewer
from karta.reports.chapter import HEADINGS
from karta.services.gaps import period
from karta.services.needs import rule_rows
from karta.services.sheets import chapter, meeting_sheet
from karta.services.workspace import Workspace
from tests.ui.conftest import NOW, _page, html

WEEK = date(2026, 9, 14)


def sheets(workspace: Workspace, **address: str) -> AppTest:
    """Return the page at an address."""
    arguments = (str(workspace.folder), "sheets", NOW.isoformat())
    page = AppTest.from_function(_page, args=arguments, default_timeout=60)
    page.query_params.update(address)
    page.run()
    assert not page.exception, page.exception[0].value
    return page


@pytest.fixture
def kept(workspace: Workspace, viewer: Viewer, square: str) -> str:
    """Give the id of a kept week in which 2 adults are asked for on Friday 18-21, and nobody is known to come."""
    rule_rows.decide_need(
        workspace, viewer, place_id=square, start="18:00", end="21:00", days="FR", responsible="Kommunen", adults=2
    )  # fmt: skip
    return meeting_sheet.keep(workspace, viewer, period.week(workspace, viewer, WEEK), "Hösten & <b>")


def test_each_foot_number_leads_to_its_figures(workspace: Workspace, viewer: Viewer, kept: str) -> None:
    """At the address of each number in the chapter the kept sheet is open, with every row of the chapter's tables."""
    made = chapter.chapter(workspace, viewer, kept, "http://127.0.0.1")
    document = Document(io.BytesIO(chapter.docx(workspace, viewer, kept, "http://127.0.0.1")))
    feet = next(part for part in made.parts if part.key == "feet").blocks[-1].feet
    # One address and another differ in what they point at alone.
    assert {foot.address.partition("&avsnitt=")[0] for foot in feet} == {
        f"http://127.0.0.1/blad?del=kept&sparat={kept}"
    }
    shown = html(sheets(workspace, **{"del": "kept", "sparat": kept, "avsnitt": "gaps"}))
    assert "Siffran finns under ”Luckor”." in shown
    named = {foot.address.rpartition("=")[2]: foot.what for foot in feet}
    assert set(named) <= set(HEADINGS)
    assert all(text(HEADINGS[at]) == what for at, what in named.items() if at != "hours")
    for table in document.tables[1:]:
        for row in table.rows[1:]:
            for cell in row.cells:
                assert cell.text in shown, cell.text
    for row in document.tables[0].rows:
        name, figure = (cell.text.partition(" [")[0] for cell in row.cells)
        assert name in shown
        assert f"<dd>{figure}</dd>" in shown
    assert "Hösten" in next(box.options for box in sheets(workspace, **{"del": "kept"}).selectbox)[0]


def test_without_a_kept_sheet_the_parts_say_where_one_comes_from(workspace: Workspace) -> None:
    """Both parts say that none is kept, and offer nothing else."""
    for at in ("kept", "chapter"):
        page = sheets(workspace, **{"del": at})
        assert "Inget blad är sparat än" in html(page)
        assert not page.selectbox


def test_the_chapter_is_offered_with_the_words_of_a_template(workspace: Workspace, kept: str) -> None:
    """Word and PDF of the sheet in the address, and every word that a template may ask with."""
    page = sheets(workspace, **{"del": "chapter", "sparat": kept})
    assert [button.proto.label for button in page.get("download_button")] == [
        "Ladda ner som Word", "Ladda ner som PDF", "Ladda ner en mall att börja med",
    ]  # fmt: skip
    shown = html(page)
    assert all(f"{{{{ {word} }}}}" in shown for word in chapter.template_words())
    assert "[chapter." not in shown

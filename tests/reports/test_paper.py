"""Paper: names as typed, signs that no typeface has as their code, and as many pages as it says."""

import io
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from karta.reports.paper import Column, Paper, drawable
from karta.reports.shown import shown
from tests.reports.names import HOSTILE

MADE = datetime(2026, 9, 16, 12, 0, tzinfo=UTC)


def said(content: bytes) -> str:
    """Return the text of a PDF without its spaces, which a reader guesses."""
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_names_stand_on_paper_as_typed() -> None:
    """Every hostile name of left-to-right letters is in the PDF's text, in a table, a line and the title."""
    paper = Paper("{{7*7}} <b>", "fot {nb}", MADE, "sv")
    paper.title_line("{{7*7}} <b>", "**fet**")
    paper.bullets([f"rad {name}" for name in HOSTILE])
    paper.rows([Column("Namn", 70), Column("Tal", 30, "RIGHT")], [[name, "1"] for name in HOSTILE])
    content = paper.content()
    found = said(content)
    for name in HOSTILE:
        plain = re.sub(r"\s+", "", shown(name, drawable()))
        if plain.isascii() or "ä" in plain or "å" in plain:
            assert found.count(plain) >= 2, name
    assert "fot{nb}" in found
    assert PdfReader(io.BytesIO(content)).metadata.title == "{{7*7}} <b>"
    assert b"/JavaScript" not in content
    assert b"/URI" not in content


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\u202ebak", "⟨U+202E⟩bak"),
        ("a\u0000b", "a⟨U+0000⟩b"),
        ("😀", "⟨U+1F600⟩"),
        ("ÅÄÖ – Солнце Ήλιος", "ÅÄÖ – Солнце Ήλιος"),
        ("الجمعية", "الجمعية"),
    ],
)
def test_what_cannot_be_drawn_is_told(typed: str, expected: str) -> None:
    """Marks of direction and signs without a glyph are codes; letters that the typefaces have are themselves."""
    said_so = shown(typed, drawable())
    assert said_so.replace("<U", "⟨U").replace(">", "⟩") == expected


def test_every_page_says_how_many_there_are() -> None:
    """A long table goes on over pages, and each foot counts them."""
    paper = Paper("Lång", "fot", MADE, "sv")
    paper.rows([Column("Namn", 100)], [[f"rad {n}"] for n in range(120)])
    pages = PdfReader(io.BytesIO(paper.content())).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        assert f"Sida {number} av {len(pages)}" in page.extract_text()

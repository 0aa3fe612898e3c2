"""The chapter on paper: the same words, figures and foot numbers as in the Word document."""

import io

from karta.i18n import text
from karta.reports.chapter_blocks import Block, Chapter, Feet, Figures, Picture, Room, Table, Words
from karta.reports.paper import BLUE, LINE, QUIET, Paper

# How high a room to write in is, in millimetres, and so many figures stand side by side.
ROOM_MM, SIDE_BY_SIDE = 24.0, 4


def pdf(chapter: Chapter) -> bytes:
    """Return the chapter as a PDF."""
    language = chapter.language
    paper = Paper(chapter.title, chapter.title, chapter.made, language)
    paper.title_line(chapter.title)
    paper.paragraph(chapter.made_line(), 8.5, QUIET)
    for words in chapter.lead:
        _words(paper, words)
    for name, value in chapter.about:
        paper.paragraph(f"{name}: {value}", 8.5, QUIET, gap=0.3)
    for part in chapter.parts:
        _keep_room(paper, 45)
        paper.ln(3)
        paper.paragraph(part.heading, 14, BLUE, bold=True)
        for block in part.blocks:
            _draw(paper, block, language)
    return paper.content()


def _draw(paper: Paper, block: Block, language: str) -> None:
    match block:
        case Words():
            _words(paper, block)
        case Figures():
            _keep_room(paper, 36)
            for first in range(0, len(block.pairs), SIDE_BY_SIDE):
                paper.figures(block.pairs[first : first + SIDE_BY_SIDE])
            paper.paragraph(text("chapter.foot", language, number=block.foot), 7.5, QUIET)
        case Table():
            paper.heading(_headed(block.heading, block.foot, language), block.beside)
            if block.rows:
                paper.rows(block.columns, block.rows)
                paper.ln(1)
            elif block.empty:
                paper.paragraph(block.empty, 8.8)
        case Picture():
            _keep_room(paper, 75)
            paper.heading(_headed(block.heading, block.foot, language))
            paper.image(io.BytesIO(block.png), w=paper.epw, alt_text=paper.printable(block.words))
            paper.ln(1)
            paper.paragraph(block.words, 7.5, QUIET)
        case Room():
            _keep_room(paper, ROOM_MM + 12)
            paper.heading(block.heading)
            paper.set_draw_color(*LINE)
            paper.rect(paper.l_margin, paper.get_y(), paper.epw, ROOM_MM)
            paper.set_y(paper.get_y() + ROOM_MM + 1)
        case Feet():
            for foot in block.feet:
                paper.paragraph(
                    text(
                        "chapter.foot_line",
                        language,
                        number=foot.number,
                        what=foot.what,
                        address=foot.address,
                    ),
                    8,
                    gap=0.4,
                )


def _words(paper: Paper, block: Words) -> None:
    if block.kind == "note":
        paper.note(block.words)
    elif block.kind == "bullet":
        paper.bullets([block.words])
    else:
        paper.paragraph(
            block.words,
            8.5 if block.kind == "quiet" else 9.5,
            QUIET if block.kind == "quiet" else (34, 38, 43),
        )


def _headed(heading: str, foot: int, language: str) -> str:
    return f"{heading} {text('chapter.foot', language, number=foot)}" if foot else heading


def _keep_room(paper: Paper, millimetres: float) -> None:
    """Go to the next page where this one has less room."""
    if paper.room() < millimetres:
        paper.add_page()

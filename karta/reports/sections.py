"""A page of sections, each a heading with a table or the sentence that there is none; the same words as on screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from karta.i18n import text
from karta.reports.paper import QUIET, Column, Paper

# Sizes of type, the largest first; letters that a column is taken to need at least, and at most.
SIZES = (8.6, 8.0, 7.4)
LEAST, MOST = 10, 56


@dataclass(frozen=True)
class Section:
    """A section in words: its title, heads of columns, rows, what is said of no row, and a note under the table."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    note: str = ""


def pdf(
    title: str,
    note: str,
    sections: Sequence[Section],
    made: datetime,
    language: str,
    *,
    invented: bool = False,
) -> bytes:
    """Return sections as a PDF of one page where they fit in a type that can be read, marked as internal on each."""
    papers = (_drawn(title, note, sections, made, language, invented=invented, size=size) for size in SIZES)
    first = next(papers)
    return next((paper for paper in (first, *papers) if paper.page_no() == 1), first).content()


def _drawn(
    title: str,
    note: str,
    sections: Sequence[Section],
    made: datetime,
    language: str,
    *,
    invented: bool,
    size: float,
) -> Paper:
    internal = text("sheets.internal", language)
    paper = Paper(title, f"{internal} · {title}", made, language)
    paper.title_line(title, internal)
    if invented:
        paper.paragraph(text("ui.demo_banner", language), size, QUIET)
    paper.note(note)
    for section in sections:
        paper.heading(section.title)
        if section.rows:
            paper.rows(_columns(section), section.rows, size)
            paper.ln(0.8)
        else:
            paper.paragraph(section.empty, size, QUIET)
        if section.note:
            paper.paragraph(section.note, size)
    return paper


def _columns(section: Section) -> list[Column]:
    """Return columns as wide as what stands in them, within bounds."""
    longest = [
        max(LEAST, min(MOST, max(map(len, cells))))
        for cells in zip(section.columns, *section.rows, strict=True)
    ]
    return [
        Column(name, 100 * length / sum(longest))
        for name, length in zip(section.columns, longest, strict=True)
    ]

"""The team's week on its own wall, marked as internal; and the poster that invites, with neither place nor hour."""

from dataclasses import dataclass
from datetime import date, datetime

import segno
from fpdf.enums import MethodReturnValue

from karta.i18n import text
from karta.reports.paper import BLUE, INK, LINE, PAPER, QUIET, Paper

QR_MM = 62.0
# What a shift on the wall may take: two lines of place, two of where to meet, one of the team.
ROW_MM, EMPTY_MM = 32.0, 13.0
# What a day on the wall gets at most beyond its words: room to write on.
MOST_SPARE_MM = 22.0


@dataclass(frozen=True)
class WallRow:
    """One time of a shift on the wall: hours, place, where to meet, and how the team stands in words."""

    hours: str
    place: str
    meeting_point: str
    team: str


@dataclass(frozen=True)
class Wall:
    """A week of an organisation's shifts, each day with its own, also where it has none; no names of people."""

    organisation: str
    monday: date
    days: list[tuple[str, list[WallRow]]]
    made: datetime


def week_pdf(wall: Wall, language: str) -> bytes:
    """Return the week for the team's own wall as a PDF, marked as internal on every page."""
    bare = _week(wall, language, 0.0)
    # On one page, what is left over is shared out, so that the week fills the wall.
    spare = bare.room() / len(wall.days) - 0.5
    if bare.page_no() > 1 or spare <= 0:
        return bare.content()
    filled = _week(wall, language, min(MOST_SPARE_MM, spare))
    return (filled if filled.page_no() == 1 else bare).content()


def _week(wall: Wall, language: str, spare_mm: float) -> Paper:
    internal = text("sheets.internal", language)
    week = wall.monday.isocalendar().week
    title = text("sheets.wall_title", language, org=wall.organisation, week=week)
    paper = Paper(title, f"{internal} · {title}", wall.made, language)
    paper.title_line(text("sheets.wall", language, week=week), internal)
    paper.paragraph(wall.organisation, 12, bold=True, gap=0.6)
    paper.note(text("sheets.internal_note", language))
    for day, rows in wall.days:
        _day(paper, day, rows, spare_mm)
    return paper


def _day(paper: Paper, day: str, rows: list[WallRow], spare_mm: float) -> None:
    """Write one day: its name on the left, its shifts beside it, a line under it."""
    if paper.room() < (ROW_MM if rows else EMPTY_MM):
        paper.add_page()
    paper.ln(2.5)
    left, top = paper.l_margin, paper.get_y()
    paper.plain(13, BLUE if rows else QUIET, bold=bool(rows))
    paper.cell(32, 7, paper.printable(day))
    for row in rows:
        if paper.room() < ROW_MM:
            # A shift is kept together; on the next page its day is said once more.
            paper.add_page()
            top = paper.get_y()
            paper.plain(13, BLUE, bold=True)
            paper.cell(32, 7, paper.printable(day))
        paper.set_x(left + 34)
        paper.plain(13, bold=True)
        paper.cell(34, 7, row.hours)
        paper.multi_cell(0, 7, paper.printable(row.place), align="L", new_x="LMARGIN", new_y="NEXT")
        for words in filter(None, (row.meeting_point, row.team)):
            paper.set_x(left + 68)
            paper.plain(11, QUIET)
            paper.multi_cell(0, 5.4, paper.printable(words), align="L", new_x="LMARGIN", new_y="NEXT")
    paper.set_y(max(paper.get_y(), top + 8) + 2 + spare_mm)
    paper.set_draw_color(*LINE)
    paper.line(left, paper.get_y(), paper.w - paper.r_margin, paper.get_y())


@dataclass(frozen=True)
class Poster:
    """What the poster says: who invites, in what words, and the address behind the code."""

    organisation: str
    words: str
    address: str
    made: datetime


def poster_pdf(poster: Poster, language: str) -> bytes:
    """Return the poster as a PDF: who invites, why, and a code to a page; no place and no hour."""
    title = text("sheets.poster_title", language)
    paper = Paper(title, poster.organisation or title, poster.made, language, foot=False)
    paper.set_fill_color(*BLUE)
    paper.rect(0, 0, paper.w, 98, style="F")
    paper.set_xy(paper.l_margin, 24)
    paper.plain(46, (255, 255, 255), bold=True)
    paper.multi_cell(0, 20, title, align="L", new_x="LMARGIN", new_y="NEXT")
    paper.plain(17, (255, 255, 255))
    paper.multi_cell(0, 8.6, text("sheets.poster_lead", language), align="L", new_x="LMARGIN", new_y="NEXT")
    paper.plain(15, (255, 255, 255), bold=True)
    tall = paper.multi_cell(
        0, 7, paper.printable(poster.organisation), dry_run=True, output=MethodReturnValue.HEIGHT
    )
    paper.set_xy(paper.l_margin, 92 - min(float(str(tall)), 21))
    paper.multi_cell(0, 7, paper.printable(poster.organisation), align="L", new_x="LMARGIN", new_y="NEXT")
    paper.set_xy(paper.l_margin, 110)
    for line in text("sheets.poster_points", language).split("|"):
        paper.plain(19, BLUE, bold=True)
        paper.cell(9, 11.5, "–")
        paper.plain(19)
        paper.multi_cell(0, 11.5, line.strip(), align="L", new_x="LMARGIN", new_y="NEXT")
    if poster.words:
        paper.ln(3)
        paper.paragraph(poster.words, 15, gap=1)
    _code(paper, poster.address, language)
    return paper.content()


def _code(paper: Paper, address: str, language: str) -> None:
    left, top = paper.l_margin, paper.h - 19 - QR_MM
    paper.set_fill_color(*PAPER)
    paper.rect(left, top - 4, paper.epw, QR_MM + 8, style="F")
    matrix = segno.make(address, error="m", micro=False).matrix
    module = (QR_MM - 4) / len(matrix)
    paper.set_fill_color(255, 255, 255)
    paper.rect(left + 4, top, QR_MM, QR_MM, style="F")
    paper.set_fill_color(*INK)
    for number, row in enumerate(matrix):
        for column, dark in enumerate(row):
            if dark:
                # A hair wider than a module, so that no white shows between neighbours in print.
                paper.rect(
                    left + 6 + column * module,
                    top + 2 + number * module,
                    module + 0.02,
                    module + 0.02,
                    style="F",
                )
    beside = left + QR_MM + 12
    paper.set_xy(beside, top + 10)
    room = paper.w - paper.r_margin - beside - 4
    paper.plain(22, BLUE, bold=True)
    paper.multi_cell(room, 10, text("sheets.poster_scan", language), align="L", new_x="LEFT", new_y="NEXT")
    paper.plain(13)
    paper.multi_cell(room, 7, text("sheets.poster_easy", language), align="L", new_x="LEFT", new_y="NEXT")
    paper.ln(2)
    paper.set_x(beside)
    paper.plain(10, QUIET)
    paper.multi_cell(room, 4.6, paper.printable(address), align="L", new_x="LEFT", new_y="NEXT")

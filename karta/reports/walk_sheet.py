"""The walk sheet: one A4 page in the pocket - where, when, who else is out, whom to call, what to do if."""

from dataclasses import dataclass, field
from datetime import datetime

from karta.i18n import text
from karta.reports import street_map
from karta.reports.paper import BLUE, INK, LINE, QUIET, Column, Paper
from karta.reports.street_map import Walk

# The map takes what the words leave of the page, within these heights.
LEAST_MM, MOST_MM = 50.0, 96.0
# What may happen on a walk, in the order of the card; each has a heading and a sentence in the catalogue.
CARD = ("danger", "fight", "unwell", "told", "alone", "asked", "after")


@dataclass(frozen=True)
class Contact:
    """Whom to call: a function, never a person; a blank number is a line to write on."""

    function: str
    channel: str
    hours: str = ""


@dataclass(frozen=True)
class WalkSheet:
    """One time of a shift, as those who go need it; no names of people.

    `stops`: number, place, start, end. `others`: who else is out then, in words. `when` is told as people say it.
    """

    place: str
    when: str
    title: str
    meeting_point: str
    notes: str
    invite_to: str
    organisations: list[str]
    roles: list[str]
    team: str
    stops: list[tuple[int, str, str, str]]
    others: list[str]
    contacts: list[Contact]
    made: datetime
    purpose: str = ""
    fetch: str = ""
    call_before: str = ""
    # How many young leaders come along, in words, and the adult function that they turn to.
    young: list[str] = field(default_factory=list)
    paired_with: str = ""
    walk: Walk = field(default_factory=Walk)
    invented: bool = False


def pdf(sheet: WalkSheet, language: str) -> bytes:
    """Return the walk sheet as a PDF of one page, or more where somebody has written a lot."""
    bare = _drawn(sheet, language, None)
    left = bare.room() - 3 if bare.page_no() == 1 else 0.0
    return _drawn(sheet, language, min(MOST_MM, max(LEAST_MM, left))).content()


def _drawn(sheet: WalkSheet, language: str, map_mm: float | None) -> Paper:
    name = text("sheets.walk", language)
    paper = Paper(f"{name}: {sheet.place}", f"{name} · {sheet.place} · {sheet.when}", sheet.made, language)
    paper.title_line(sheet.title or sheet.place, name)
    paper.paragraph(f"{sheet.place} · {sheet.when}", 12, bold=True, gap=0.8)
    if sheet.invented:
        paper.paragraph(text("ui.demo_banner", language), 8, QUIET)
    _facts(paper, sheet, language)
    if map_mm is not None:
        street_map.draw(paper, sheet.walk, map_mm)
    if sheet.stops:
        paper.heading(text("sheets.stops", language))
        columns = [
            Column("", 6),
            Column(text("sheets.column_when", language), 20),
            Column(text("sheets.column_place", language), 74),
        ]
        paper.rows(columns, [[str(n), f"{start}–{end}", place] for n, place, start, end in sheet.stops])
    _contacts_and_others(paper, sheet, language)
    _card(paper, language)
    if sheet.young:
        _young_card(paper, sheet, language)
    return paper


def _facts(paper: Paper, sheet: WalkSheet, language: str) -> None:
    pairs = [
        ("what", sheet.purpose),
        ("fetch", sheet.fetch),
        ("meet", sheet.meeting_point),
        ("call_before", sheet.call_before),
        ("who", ", ".join(sheet.organisations)),
        ("team", ", ".join([sheet.team, *sheet.roles, *sheet.young])),
        ("invite", sheet.invite_to),
        ("notes", sheet.notes),
    ]
    for name, words in pairs:
        if words:
            paper.plain(9.5, QUIET)
            paper.cell(30, 4.8, text(f"sheets.fact_{name}", language))
            paper.plain(9.5)
            paper.multi_cell(0, 4.8, paper.printable(words), align="L", new_x="LMARGIN", new_y="NEXT")
    paper.ln(1.5)


def _contacts_and_others(paper: Paper, sheet: WalkSheet, language: str) -> None:
    """Write whom to call on the left, who else is out on the right."""
    width, gap = paper.epw * 0.5 - 4, 8.0
    top = paper.get_y()
    paper.heading(text("sheets.call", language))
    for contact in sheet.contacts:
        y, right = paper.get_y(), paper.l_margin + width
        if contact.channel:
            paper.plain(10, bold=True)
            paper.set_xy(right - width * 0.38, y)
            paper.cell(width * 0.38, 5, paper.printable(contact.channel), align="R")
        else:
            paper.set_draw_color(*LINE)
            paper.line(right - width * 0.36, y + 4.4, right, y + 4.4)
        paper.set_xy(paper.l_margin, y + 0.4)
        paper.plain(9)
        paper.multi_cell(
            width * 0.62, 4.2, paper.printable(contact.function), align="L", new_x="LMARGIN", new_y="NEXT"
        )
        paper.set_y(max(y + 5.3, paper.get_y() + 0.7))
        if contact.hours:
            paper.set_y(paper.get_y() - 0.8)
            paper.plain(7.8, QUIET)
            paper.multi_cell(
                width, 3.6, paper.printable(contact.hours), align="L", new_x="LMARGIN", new_y="NEXT"
            )
            paper.ln(0.8)
    left_end = paper.get_y()
    paper.set_y(top)
    paper.set_left_margin(paper.l_margin + width + gap)
    paper.set_x(paper.l_margin)
    paper.heading(text("sheets.others", language))
    if sheet.others:
        paper.bullets(sheet.others, 8.4)
    else:
        paper.paragraph(text("sheets.others_none", language), 8.8)
    paper.set_left_margin(paper.l_margin - width - gap)
    paper.set_xy(paper.l_margin, max(left_end, paper.get_y()))


def _card(paper: Paper, language: str) -> None:
    """Write the card of what to do, in two columns within a frame."""
    paper.heading(text("sheets.card", language))
    half, left, top = paper.epw / 2, paper.l_margin, paper.get_y()
    rows, y = (len(CARD) + 1) // 2, [top + 1.5, top + 1.5]
    for number, name in enumerate(CARD):
        side = number // rows
        paper.set_xy(left + 2 + side * half, y[side])
        paper.plain(8.6, BLUE, bold=True)
        paper.multi_cell(
            half - 5, 4, text(f"sheets.card_{name}", language), align="L", new_x="LEFT", new_y="NEXT"
        )
        paper.plain(8.4, INK)
        paper.multi_cell(
            half - 5, 3.9, text(f"sheets.card_{name}_do", language), align="L", new_x="LEFT", new_y="NEXT"
        )
        y[side] = paper.get_y() + 1.2
    paper.set_draw_color(*BLUE)
    paper.set_line_width(0.4)
    paper.rect(left, top, paper.epw, max(y) - top + 0.3)
    paper.set_line_width(0.2)
    paper.set_xy(left, max(y) + 2)


def _young_card(paper: Paper, sheet: WalkSheet, language: str) -> None:
    """Write the card of young leaders: whom to ask, and what is not theirs to handle."""
    paper.heading(text("sheets.young", language))
    whom = sheet.paired_with or text("sheets.young_whom_missing", language)
    paper.paragraph(text("sheets.young_whom", language, whom=whom), 8.8)
    paper.paragraph(text("sheets.young_not", language), 8.8)

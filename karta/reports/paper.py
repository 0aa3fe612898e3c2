"""An A4 sheet: type, headings, tables and figures that are calm on paper and readable in grey.

Two typefaces that Python packages carry (both under the SIL Open Font License): Fira Sans for Latin, Greek and
Cyrillic, IBM Plex Sans Arabic beside it. What neither has is shown as its code (`karta.reports.shown`).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Literal

import fontpkg_fira_sans
import fontpkg_ibm_plex_sans_arabic
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace
from fpdf.util import Padding

from karta.i18n import text
from karta.reports.shown import shown

FAMILY, BESIDE = "fira", "arabic"
MARGIN_MM = 15.0
INK, QUIET, BLUE, PAPER, LINE = (34, 38, 43), (84, 86, 91), (47, 75, 124), (243, 241, 234), (206, 200, 186)
# Stands for the number of pages until it is known: a sign of private use, which no typed text can bring (`shown`).
_PAGES = "\uf8f0"
# From here on in Unicode there are letters that run from right to left.
_JOINING = 0x590
Colour = tuple[int, int, int]
Align = Literal["LEFT", "RIGHT"]


@cache
def font_files() -> dict[tuple[str, str], str]:
    """Return the files of the typefaces by family and style."""
    latin, arabic = fontpkg_fira_sans.ROOT / "files", fontpkg_ibm_plex_sans_arabic.ROOT / "files"
    return {
        (FAMILY, ""): str(latin / "FiraSans-Regular.ttf"),
        (FAMILY, "B"): str(latin / "FiraSans-SemiBold.ttf"),
        (BESIDE, ""): str(arabic / "IBMPlexSansArabic-Regular.ttf"),
        (BESIDE, "B"): str(arabic / "IBMPlexSansArabic-SemiBold.ttf"),
    }


@cache
def drawable() -> frozenset[int]:
    """Return the code points that the typefaces can draw in both weights."""
    covered = {key: frozenset(TTFont(file, lazy=True).getBestCmap()) for key, file in font_files().items()}
    return frozenset(
        (covered[FAMILY, ""] & covered[FAMILY, "B"]) | (covered[BESIDE, ""] & covered[BESIDE, "B"])
    )


@dataclass(frozen=True)
class Column:
    """A column of a table on paper: its heading, its share of the width, and where its words stand."""

    name: str
    share: float
    align: Align = "LEFT"


class Paper(FPDF):
    """A document of A4 sheets; every text given to it goes through `printable`."""

    def __init__(self, title: str, label: str, made: datetime, language: str, *, foot: bool = True) -> None:
        """Open a document. `label` stands at the foot of every sheet, with the moment and the page."""
        super().__init__(orientation="portrait", unit="mm", format="A4")
        self.label, self.language, self.made, self.has_foot = label, language, made, foot
        for (family, style), file in font_files().items():
            self.add_font(family, style, file)
        self.set_fallback_fonts([BESIDE], exact_match=True)
        self.alias_nb_pages(_PAGES)
        self.set_margins(MARGIN_MM, 13, MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=17)
        self.set_lang("sv-SE" if language == "sv" else "en")
        self.set_title(self.printable(title))
        self.set_creation_date(made)
        self.set_creator("Karta")
        self.set_producer("Karta")
        self.add_page()
        self.plain()

    def printable(self, words: str) -> str:
        """Return people's words as this paper can draw them.

        Letters that join or run from right to left need the shaping engine, which is slow: it is on only for them.
        """
        self.set_text_shaping(use_shaping_engine=any(map(_needs_shaping, words)))
        return shown(words, drawable())

    def footer(self) -> None:
        """Draw the foot of a sheet: what it is, when it was made, which page."""
        if not self.has_foot:
            return
        self.set_y(-13)
        self.set_draw_color(*LINE)
        self.line(MARGIN_MM, self.get_y(), self.w - MARGIN_MM, self.get_y())
        self.set_font(FAMILY, "", 7.5)
        self.set_text_color(*QUIET)
        page = text("sheets.page_of", self.language, page=self.page_no(), pages=_PAGES)
        made = text("sheets.made", self.language, when=f"{self.made:%Y-%m-%d %H:%M}")
        room = self.epw * 0.88
        label = self.fitting(self.label, room - self.get_string_width(f" · {made}"))
        self.cell(room, 6, f"{label} · {made}")
        self.cell(0, 6, page, align="R")

    def plain(self, size: float = 9.5, colour: Colour = INK, *, bold: bool = False) -> None:
        """Set the type of what follows."""
        self.set_font(FAMILY, "B" if bold else "", size)
        self.set_text_color(*colour)

    def title_line(self, words: str, beside: str = "") -> None:
        """Write the sheet's title, with its label in a field beside it."""
        top, room = self.get_y(), 0.0
        if beside:
            self.plain(9, (255, 255, 255), bold=True)
            self.set_fill_color(*BLUE)
            room = self.get_string_width(self.printable(beside)) + 6
            self.set_xy(self.w - MARGIN_MM - room, top + 1.5)
            self.cell(room, 6, self.printable(beside), fill=True, align="C")
            self.set_xy(MARGIN_MM, top)
        # A long title is set smaller, and broken over lines beside its label.
        width = self.epw - room - 4
        self.plain(19, bold=True)
        if self.get_string_width(self.printable(words)) > width:
            self.plain(14, bold=True)
            self.multi_cell(width, 6.4, self.printable(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            self.set_y(max(self.get_y() + 1, top + 10))
        else:
            self.cell(width, 9, self.printable(words))
            self.ln(10)

    def fitting(self, words: str, width: float) -> str:
        """Return words as they fit into a width, ended by an ellipsis where they are longer."""
        fitted = self.printable(words)
        while self.get_string_width(fitted) > width and len(fitted) > 2:
            fitted = fitted[:-2].rstrip() + "…"
        return fitted

    def heading(self, words: str, beside: str = "") -> None:
        """Write a heading within the sheet; `beside` explains it in a few quiet words."""
        if self.get_y() > self.h - 40:
            self.add_page()
        self.ln(2.2)
        self.plain(11, BLUE, bold=True)
        self.cell(self.get_string_width(self.printable(words)) + 3, 5.5, self.printable(words))
        if beside:
            self.plain(8, QUIET)
            self.cell(0, 5.5, self.printable(beside))
        self.ln(5.8)

    def paragraph(
        self, words: str, size: float = 9.5, colour: Colour = INK, *, bold: bool = False, gap: float = 1.0
    ) -> None:
        """Write a paragraph over the whole width."""
        self.plain(size, colour, bold=bold)
        self.multi_cell(0, size * 0.46, self.printable(words), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(gap)

    def note(self, words: str) -> None:
        """Write the sentence that the figures must not stand without, in a field of its own."""
        self.plain(8.5)
        self.set_fill_color(*PAPER)
        self.multi_cell(
            0, 4.4, self.printable(words), align="L", fill=True, padding=Padding(1.6, 2.5, 1.6, 2.5),
            new_x=XPos.LMARGIN, new_y=YPos.NEXT,
        )  # fmt: skip
        self.ln(1.5)

    def bullets(self, lines: Sequence[str], size: float = 9.5) -> None:
        """Write lines, each behind a dash."""
        for line in lines:
            self.plain(size)
            self.cell(4, size * 0.47, "–")
            self.multi_cell(
                0, size * 0.47, self.printable(line), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
            )
            self.ln(0.6)

    def figures(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Write figures side by side, each with its name under it."""
        width, top = self.epw / len(pairs), self.get_y()
        self.set_fill_color(*PAPER)
        self.rect(MARGIN_MM, top, self.epw, 13.5, style="F")
        for number, (name, value) in enumerate(pairs):
            self.set_xy(MARGIN_MM + number * width, top + 1.2)
            self.plain(14, bold=True)
            self.cell(width, 6.5, self.printable(value), align="C")
            self.set_xy(MARGIN_MM + number * width, top + 7.7)
            self.plain(7.5, QUIET)
            self.cell(width, 4, self.printable(name), align="C")
        self.set_xy(MARGIN_MM, top + 15.5)

    def rows(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float = 8.8) -> None:
        """Write a table with thin lines; long words of people are broken over lines, never cut."""
        self.plain(size)
        self.set_draw_color(*LINE)
        self.set_fill_color(255, 255, 255)
        with self.table(
            col_widths=[column.share for column in columns],
            text_align=[column.align for column in columns],
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="", color=QUIET, size_pt=size - 1.3),
            line_height=size * 0.47,
            padding=(0.5, 1.2, 0.5, 0),
        ) as table:
            for cells in ([column.name for column in columns], *rows):
                line = table.row()
                for cell in cells:
                    line.cell(shown(cell, drawable()))
            # The table is drawn when this block ends: with the engine where any of its cells needs it.
            self.printable("".join(cell for row in rows for cell in row))
        self.set_x(MARGIN_MM)

    def pages_used(self) -> float:
        """Return how many pages what is drawn so far takes, the last one in part."""
        return self.page_no() - 1 + self.get_y() / self.h

    def room(self) -> float:
        """Return how many millimetres are left on the page."""
        return float(self.page_break_trigger - self.get_y())

    def content(self) -> bytes:
        """Return the finished document."""
        return bytes(self.output())


def _needs_shaping(sign: str) -> bool:
    return ord(sign) >= _JOINING and unicodedata.bidirectional(sign) in {"R", "AL", "AN"}

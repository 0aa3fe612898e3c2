"""The bar and the map of the meeting's sheet: what they show, in words and on paper."""

from collections.abc import Mapping

from karta.i18n import number, text
from karta.reports.paper import BLUE, LINE, QUIET, Paper
from karta.reports.week_map import PALE, WeekMap


def shares(totals: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return the parts of the need as the bar shows them: what is missing, unknown and covered, in adult-hours."""
    return [(name, totals[f"{name}_ah"]) for name in ("gap", "unknown", "covered")]


def bar_sentence(totals: Mapping[str, float], language: str) -> str:
    """Return the parts of the need in words, as they are read beside the bar."""
    return text(
        "sheets.bar", language, **{name: number(hours, 1, language) for name, hours in shares(totals)}
    )


def map_words(week_map: WeekMap, language: str) -> str:
    """Return what the numbers on the map mean, and what its circles do."""
    named = [
        text("sheets.map_named", language, number=n, place=place, hours=number(hours, 1, language))
        for n, place, hours in week_map.named
    ]
    parts = [*named, text("sheets.map_what", language), week_map.attribution]
    return " · ".join(filter(None, parts))


def draw_bar(paper: Paper, totals: Mapping[str, float], language: str) -> None:
    """Draw the need as a bar: what is missing first, then what nobody knows, then what is covered."""
    need = sum(hours for _, hours in shares(totals))
    if not need:
        return
    left, top, high = paper.l_margin, paper.get_y() + 1, 5.0
    paper.set_draw_color(*BLUE)
    for name, hours in shares(totals):
        wide = paper.epw * hours / need
        paper.set_fill_color(*{"gap": BLUE, "unknown": LINE, "covered": PALE}[name])
        if wide:
            paper.rect(left, top, wide, high, style="DF")
        left += wide
    paper.set_y(top + high + 1)
    paper.paragraph(bar_sentence(totals, language), 8, QUIET, gap=0.5)

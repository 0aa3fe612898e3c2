"""A small map of a week on the meeting's sheet: each place a circle, filled by how many adult-hours are missing there.

Places lie in a frame of its own measure, (0, 0) top left to (WIDE, HIGH): the same on paper and on the screen.
"""

import base64
import html
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from karta.reports.paper import BLUE, FAMILY, LINE, QUIET, Paper
from karta.reports.picture_pens import PngPen

WIDE, HIGH = 360.0, 90.0
# Circles of a place, from no gap to the largest.
LEAST, MOST = 2.2, 9.0
Point = tuple[float, float]
GROUND, PALE = (250, 249, 246), (230, 237, 247)
_TONES = {"paper": GROUND, "pale": PALE, "ink": BLUE, "quiet": QUIET, "line": LINE, "card": (255, 255, 255)}


@dataclass(frozen=True)
class Dot:
    """A place: where it lies, its circle's radius, what it is (gap, unknown, covered), its number (0: none)."""

    at: Point
    radius: float
    kind: str
    number: int = 0


@dataclass(frozen=True)
class WeekMap:
    """The places of a week, the larger streets and shores as lines, and which numbers mean what."""

    dots: tuple[Dot, ...]
    lines: tuple[tuple[Point, ...], ...]
    named: tuple[tuple[int, str, float], ...]
    attribution: str = ""


def radius(amount: float, most: float) -> float:
    """Return the radius of a circle whose area follows an amount."""
    return LEAST if not amount or not most else max(LEAST, MOST * float(amount / most) ** 0.5)


def draw(paper: Paper, week_map: WeekMap) -> None:
    """Draw the map over the width of the paper."""
    scale, left, top = paper.epw / WIDE, paper.l_margin, paper.get_y()
    paper.set_fill_color(*GROUND)
    paper.rect(left, top, paper.epw, HIGH * scale, style="F")

    def at(point: Sequence[float]) -> Point:
        return left + point[0] * scale, top + point[1] * scale

    with paper.rect_clip(left, top, paper.epw, HIGH * scale):
        paper.set_draw_color(*LINE)
        paper.set_line_width(0.25)
        for line in week_map.lines:
            paper.polyline([at(point) for point in line])
        for dot in week_map.dots:
            _dot(paper, at(dot.at), dot, scale)
    # Words outside of the clipped part: what it sets of a text is taken back where it ends.
    for dot in week_map.dots:
        if dot.number:
            _number(paper, at(dot.at), dot.number)
    paper.set_draw_color(*LINE)
    paper.rect(left, top, paper.epw, HIGH * scale, style="D")
    paper.set_xy(left, top + HIGH * scale + 1)
    paper.set_line_width(0.2)


def _dot(paper: Paper, at: Point, dot: Dot, scale: float) -> None:
    r = dot.radius * scale
    paper.set_draw_color(*(QUIET if dot.kind == "unknown" else BLUE))
    paper.set_fill_color(*(BLUE if dot.kind == "gap" else PALE))
    paper.set_line_width(0.3)
    if dot.kind == "unknown":
        paper.set_dash_pattern(dash=0.7, gap=0.5)
    paper.ellipse(at[0] - r, at[1] - r, 2 * r, 2 * r, style="DF")
    paper.set_dash_pattern()


def _number(paper: Paper, at: Point, number: int) -> None:
    paper.set_font(FAMILY, "B", 7)
    paper.set_text_color(255, 255, 255)
    paper.set_xy(at[0] - 4, at[1] - 2)
    paper.cell(8, 4, str(number), align="C")


def image(week_map: WeekMap, label: str) -> str:
    """Return the map as an HTML image that holds all of itself."""
    lines = "".join(
        "<polyline points='" + " ".join(f"{x:.1f},{y:.1f}" for x, y in line) + "'/>"
        for line in week_map.lines
    )
    dots = "".join(map(_circle, week_map.dots))
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDE:g} {HIGH:g}'>"
        f"<rect width='{WIDE:g}' height='{HIGH:g}' fill='{_hex(GROUND)}'/>"
        f"<g fill='none' stroke='{_hex(LINE)}' stroke-width='.5'>{lines}</g>{dots}</svg>"
    )
    content = base64.b64encode(svg.encode()).decode("ascii")
    return f"<img class='week-map' src='data:image/svg+xml;base64,{content}' alt='{html.escape(label)}'>"


def png(week_map: WeekMap) -> bytes:
    """Return the map as PNG, as it stands on paper."""
    colours = {name: _hex(tone) for name, tone in _TONES.items()}
    pen = PngPen(WIDE, HIGH, colours)
    pen.lines([shapely.LineString(line) for line in week_map.lines if len(line) > 1], "line", 0.5)
    for dot in week_map.dots:
        fill = "ink" if dot.kind == "gap" else "pale"
        edge = "quiet" if dot.kind == "unknown" else "ink"
        pen.disc(dot.at, dot.radius, fill, edge, 0.7, dashed=dot.kind == "unknown")
    for dot in week_map.dots:
        if dot.number:
            pen.text((dot.at[0], dot.at[1] + 2.3), str(dot.number), 6.5, "card", bold=True, middle=True)
    return pen.done()


def _circle(dot: Dot) -> str:
    (x, y), unknown = dot.at, dot.kind == "unknown"
    fill, stroke = _hex(BLUE if dot.kind == "gap" else PALE), _hex(QUIET if unknown else BLUE)
    dash = " stroke-dasharray='1.6 1.2'" if unknown else ""
    circle = (
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='{dot.radius:.1f}' fill='{fill}' stroke='{stroke}' "
        f"stroke-width='.7'{dash}/>"
    )
    number = (
        f"<text x='{x:.1f}' y='{y + 2.3:.1f}' font-size='6.5' font-weight='600' font-family='sans-serif' "
        f"text-anchor='middle' fill='{_hex((255, 255, 255))}'>{dot.number}</text>"
    )
    return circle + (number if dot.number else "")


def _hex(colour: tuple[int, int, int]) -> str:
    return "#" + "".join(f"{part:02x}" for part in colour)

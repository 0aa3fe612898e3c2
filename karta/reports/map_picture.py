"""A map as a picture to keep or to look at: the workspace's own ground, a mark for each place, what it is and for whom.

Drawn once, by either of two pens: as SVG, or as PNG where that is what a programme takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, radians, sqrt
from typing import Any, Final

import numpy as np
import shapely

from karta.reports.picture_pens import Pen, PngPen, SvgPen

Bounds = tuple[float, float, float, float]

# Each colour by its name, in light and in dark; the map in the browser has the same (colours.js).
LIGHT: Final = {
    "paper": "#fbfaf7", "card": "#ffffff", "ink": "#2f4b7c", "pale": "#e6edf7", "text": "#22262b", "quiet": "#54565b",
    "grey": "#8d8779", "hatch": "#f1eee7", "water": "#cbdde6", "green": "#e0e8d5", "buildings": "#e6dfd2",
    "path": "#c9c1b0", "minor": "#d9d3c6", "major": "#c3baa6", "rail": "#b5aea1", "line": "#e3ddd0",
}  # fmt: skip
DARK: Final = {
    "paper": "#16191d", "card": "#20242a", "ink": "#a9c1ee", "pale": "#263247", "text": "#eceef1", "quiet": "#b3b7bd",
    "grey": "#8a919b", "hatch": "#2a2f36", "water": "#1c3240", "green": "#1f2b25", "buildings": "#2b3037",
    "path": "#474e57", "minor": "#3a4048", "major": "#4a515b", "rail": "#5c636d", "line": "#3a4048",
}  # fmt: skip
WIDTHS: Final = {"path": 0.5, "minor": 1.0, "rail": 1.0, "major": 2.0}
WIDE, HIGH, HEAD, ROW, EDGE = 1200.0, 800.0, 46.0, 19.0, 16.0
# A small one has the main ways only, and marks a little smaller.
SMALL_WIDE, SMALL_HIGH = 560.0, 360.0
_FROM_AFAR = ("major", "rail")
# What is smaller than so many points of the picture is left out of it; lines are no finer than half a point.
_SMALLEST, _FINEST = 3.0, 0.5


@dataclass(frozen=True)
class Mark:
    """A place: where (degrees), its state as the map in the browser has it, how many adults, its sign and its name."""

    lon: float
    lat: float
    state: str
    adults: float = 0.0
    sign: str = ""
    name: str = ""


@dataclass(frozen=True)
class Picture:
    """What a picture shows. `bounds`: west, south, east, north in degrees; `ground`: frames in EPSG:4326 by layer;

    `legend`: a mark for each state with its word; `lines`: what stands below it, the first of them in bold.
    """

    title: str
    bounds: Bounds
    ground: Mapping[str, Any]
    marks: Sequence[Mark]
    legend: Sequence[tuple[Mark, str]] = ()
    lines: Sequence[str] = field(default=())


def svg(picture: Picture) -> bytes:
    """Return a picture as SVG, with its title, its legend and its lines."""
    pen = SvgPen(WIDE, _height(picture), LIGHT)
    _page(pen, picture)
    return pen.done(picture.title)


def png(picture: Picture) -> bytes:
    """Return a picture as PNG, with its title, its legend and its lines."""
    pen = PngPen(WIDE, _height(picture), LIGHT)
    _page(pen, picture)
    return pen.done()


def small_svg(picture: Picture) -> bytes:
    """Return the map of a picture alone, small, in the colours of the reader's screen."""
    pen = SvgPen(SMALL_WIDE, SMALL_HIGH, LIGHT, DARK)
    _map(pen, picture, (0.0, 0.0, SMALL_WIDE, SMALL_HIGH), small=True)
    return pen.done(picture.title)


def _height(picture: Picture) -> float:
    return HEAD + HIGH + ROW * (2 + len(picture.lines)) + EDGE


def _page(pen: Pen, picture: Picture) -> None:
    pen.box((0.0, 0.0, WIDE, _height(picture)), "paper")
    _map(pen, picture, (0.0, HEAD, WIDE, HEAD + HIGH), small=False)
    # What lies beyond the map's edge of a line or a mark is covered.
    pen.box((0.0, 0.0, WIDE, HEAD), "paper")
    pen.box((0.0, HEAD + HIGH, WIDE, _height(picture)), "paper")
    pen.text((EDGE, HEAD - 15), picture.title, 22, "text", bold=True)
    x, y = EDGE + 8, HEAD + HIGH + ROW
    for mark, word in picture.legend:
        _mark(pen, mark, (x, y), 1.0)
        pen.text((x + 15, y + 5), word, 14, "text")
        x += 30 + 8.2 * len(word)
    for number, line in enumerate(picture.lines):
        pen.text(
            (EDGE, y + ROW * (number + 1.6)), line, 13, "text" if number == 0 else "quiet", bold=number == 0
        )


def draw_ground(
    pen: Pen, bounds: Bounds, ground: Mapping[str, Any], box: Bounds, *, small: bool
) -> Callable[[Any], Any]:
    """Draw the ground within a box of the picture, and return what places points (lon, lat) on it."""
    pen.box(box, "paper")
    west, south, east, north = bounds
    left, top, right, bottom = box
    across = cos(radians((south + north) / 2))
    per = min((right - left) / max((east - west) * across, 1e-9), (bottom - top) / max(north - south, 1e-9))
    middle, centre = ((left + right) / 2, (top + bottom) / 2), ((west + east) / 2, (south + north) / 2)

    def at(points: Any) -> Any:
        return np.column_stack((
            middle[0] + (points[:, 0] - centre[0]) * across * per, middle[1] - (points[:, 1] - centre[1]) * per,
        ))  # fmt: skip

    for name in ("green", "water") if small else ("green", "water", "buildings"):
        pen.areas(_shapes(ground.get(name), at, box), name)
    streets = ground.get("streets")
    for name, width in WIDTHS.items():
        if streets is None or (small and name not in _FROM_AFAR):
            continue
        pen.lines(_shapes(streets[streets["class"] == name], at, box), name, width)
    return at


def _map(pen: Pen, picture: Picture, box: Bounds, *, small: bool) -> None:
    at = draw_ground(pen, picture.bounds, picture.ground, box, small=small)
    left, top, right, bottom = box
    # What is missing lies on top.
    order = ("not_decided", "no_need", "full", "suggested", "unknown", "visit", "thin", "empty")
    scale = 0.85 if small else 1.0
    for mark in sorted(picture.marks, key=lambda mark: order.index(mark.state)):
        x, y = at(np.array([[mark.lon, mark.lat]]))[0]
        if left <= x <= right and top <= y <= bottom:
            _mark(pen, mark, (float(x), float(y)), scale)
            if mark.name and not small:
                pen.text((x + 12, y - 8), mark.name, 12, "text", halo="paper")


def _shapes(layer: Any, at: Any, box: tuple[float, float, float, float]) -> list[Any]:
    """Return the shapes of a layer as points of the picture, cut at the box, no finer than can be seen."""
    if layer is None or len(layer) == 0:
        return []
    drawn = shapely.transform(layer.geometry.to_numpy(), at)
    drawn = shapely.clip_by_rect(drawn, *box)
    drawn = shapely.simplify(shapely.get_parts(drawn), _FINEST)
    return [one for one in drawn if not one.is_empty and max(_sides(one)) >= _SMALLEST]


def _sides(shape: Any) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    return east - west, north - south


def _mark(pen: Pen, mark: Mark, at: tuple[float, float], scale: float) -> None:
    """Draw a place as the map in the browser does: told apart by shape and sign as well as by tone."""
    size = {"no_need": 3.0, "not_decided": 4.0, "full": 7.5, "thin": 8.5, "visit": 8.5}.get(mark.state, 9.0)
    if mark.state == "empty":
        size = min(18.0, 7.5 + 2.6 * sqrt(max(mark.adults, 1.0)))
    size *= scale
    if mark.state == "not_decided":
        pen.disc(at, size, "paper", "grey", 1.2, dashed=True)
    elif mark.state == "no_need":
        pen.disc(at, size, "grey", "paper", 1.0)
    elif mark.state == "full":
        pen.disc(at, size, "pale", "ink", 1.2)
        check = [(-0.42, 0.04), (-0.1, 0.36), (0.46, -0.34)]
        pen.lines([shapely.LineString([(at[0] + size * x, at[1] + size * y) for x, y in check])], "ink", 1.7)
    elif mark.state == "thin":
        pen.disc(at, size, "card", "ink", 2.0)
        pen.half(at, size, "ink")
    elif mark.state == "empty":
        pen.disc(at, size, "ink", "card", 1.5)
    else:
        pen.disc(at, size, "hatch" if mark.state == "unknown" else "card", "grey" if mark.state == "unknown" else "ink",
                 1.6, dashed=mark.state == "suggested")  # fmt: skip
    if mark.sign:
        colour = {"empty": "card", "unknown": "text"}.get(mark.state, "ink")
        pen.text((at[0], at[1] + 4.2 * scale), mark.sign, 11.5 * scale, colour, bold=True, middle=True)

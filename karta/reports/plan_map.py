"""A small map of what is proposed: numbers at places, or bars at places; told apart by shape and sign, not by colour.

Marks that would lie on each other are moved apart, each with a line to its place.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any, Final, Literal

import numpy as np
import shapely

from karta.reports.map_picture import DARK, LIGHT, SMALL_HIGH, SMALL_WIDE, Bounds, draw_ground
from karta.reports.picture_pens import Box, Pen, Point, SvgPen

Form = Literal["proposed", "locked", "rejected"]
BOX: Final = (0.0, 0.0, SMALL_WIDE, SMALL_HIGH)
# The picture is read on a phone, too, where it is two thirds as large.
_NUMBER, _RADIUS, _STEP, _IN_A_ROW = 15.0, 12.0, 25.0, 4
_BAR_WIDE, _BAR_HIGH, _FOOT, _AIR = 15.0, 40.0, 17.0, 4.0
# How far from its place a mark is moved at most, and in how many directions it is tried.
_MOVES, _WAYS = (28.0, 44.0, 62.0, 84.0, 110.0), 12
_DOT = 3.5


@dataclass(frozen=True)
class Tag:
    """A number in a mark: `proposed` in a dashed ring, `locked` in a full square, `rejected` struck through."""

    number: int
    form: Form


@dataclass(frozen=True)
class Spot:
    """A place (degrees) with its numbers; without any it is a dot."""

    lon: float
    lat: float
    tags: Sequence[Tag] = ()


@dataclass(frozen=True)
class Bars:
    """A place (degrees) with an amount for each of some things that are compared; one below 0 hangs down."""

    lon: float
    lat: float
    amounts: Sequence[float]


def numbered_svg(title: str, bounds: Bounds, ground: Mapping[str, Any], spots: Sequence[Spot]) -> bytes:
    """Return a map with the numbers of each place, in the colours of the reader's screen."""
    pen = SvgPen(SMALL_WIDE, SMALL_HIGH, LIGHT, DARK)
    points = _points(draw_ground(pen, bounds, ground, BOX, small=True), spots)
    for spot, point in zip(spots, points, strict=True):
        if not spot.tags and _inside(point):
            pen.disc(point, _DOT, "ink", "card", 1.0)
    marked = [(spot, point) for spot, point in zip(spots, points, strict=True) if spot.tags]
    centres = _apart(pen, [point for _, point in marked], [_size(spot) for spot, _ in marked])
    for (spot, _), centre in zip(marked, centres, strict=True):
        _numbers(pen, spot, centre)
    return pen.done(title)


def bars_svg(title: str, bounds: Bounds, ground: Mapping[str, Any], bars: Sequence[Bars]) -> bytes:
    """Return a map with bars at each place, the first thing's first; the longest is that of the largest amount."""
    pen = SvgPen(SMALL_WIDE, SMALL_HIGH, LIGHT, DARK)
    points = _points(draw_ground(pen, bounds, ground, BOX, small=True), bars)
    most = max((abs(amount) for each in bars for amount in each.amounts), default=0.0)
    sizes = [_span(each, most) for each in bars]
    heights = [(_BAR_WIDE * len(each.amounts) + 2 * _AIR, up + down + _FOOT + 2 * _AIR)
               for each, (up, down) in zip(bars, sizes, strict=True)]  # fmt: skip
    for each, (up, _), (wide, high), centre in zip(
        bars, sizes, heights, _apart(pen, points, heights), strict=True
    ):
        corner = (centre[0] - wide / 2, centre[1] - high / 2)
        pen.box((corner[0] - 1, corner[1] - 1, corner[0] + wide + 1, corner[1] + high + 1), "grey")
        pen.box((*corner, corner[0] + wide, corner[1] + high), "card")
        zero = (corner[0] + _AIR, corner[1] + _AIR + up)
        for number, amount in enumerate(each.amounts):
            left = zero[0] + number * _BAR_WIDE
            end = zero[1] - _BAR_HIGH * amount / most if most else zero[1]
            bar(pen, (left + 2, min(zero[1], end), left + _BAR_WIDE - 2, max(zero[1], end)), number)
            pen.text(
                (left + _BAR_WIDE / 2, corner[1] + high - _AIR), str(number + 1), 13, "text", middle=True
            )
        _line(pen, [zero, (zero[0] + wide - 2 * _AIR, zero[1])], "text", 1.2)
    return pen.done(title)


def bar(pen: Pen, box: Box, pattern: int) -> None:
    """Draw a bar: full, pale or striped by turns; one of no height is none."""
    left, top, right, bottom = box
    if bottom - top < 0.3:
        return
    pen.box(box, "ink")
    inner = (left + 1.3, top + 1.3, right - 1.3, bottom - 1.3)
    if pattern % 3 == 0 or inner[3] <= inner[1]:
        return
    pen.box(inner, "pale" if pattern % 3 == 1 else "card")
    if pattern % 3 == 2:
        y = bottom - 4.5
        while y > top + 1:
            _line(pen, [(left, y), (right, y)], "ink", 1.6)
            y -= 4.5


def _points(at: Callable[[Any], Any], spots: Sequence[Spot | Bars]) -> list[Point]:
    if not spots:
        return []
    return [(float(x), float(y)) for x, y in at(np.array([(spot.lon, spot.lat) for spot in spots]))]


def _inside(point: Point) -> bool:
    return BOX[0] <= point[0] <= BOX[2] and BOX[1] <= point[1] <= BOX[3]


def _size(spot: Spot) -> tuple[float, float]:
    count = len(spot.tags)
    return _STEP * min(count, _IN_A_ROW), _STEP * -(-count // _IN_A_ROW)


def _span(bars: Bars, most: float) -> tuple[float, float]:
    """Return how high the bars of a place rise and how far they hang down."""
    if not most:
        return 1.0, 1.0
    up, down = max(0.0, *bars.amounts), max(0.0, *(-amount for amount in bars.amounts))
    return max(1.0, _BAR_HIGH * up / most), max(1.0, _BAR_HIGH * down / most)


def _apart(pen: Pen, points: Sequence[Point], sizes: Sequence[tuple[float, float]]) -> list[Point]:
    """Return a centre for each mark of a size, none on another where there is room, and draw the lines to their places.

    A mark that no move frees stays where its place is.
    """
    taken: list[Box] = []
    centres: list[Point] = []
    for point, (wide, high) in zip(points, sizes, strict=True):
        tries = [point, *_around(point, wide, high)]
        within = [_pushed_in(centre, wide, high) for centre in tries]
        centre = next(
            (centre for centre in within if not any(_overlap(_boxed(centre, wide, high), box) for box in taken)),
            within[0],
        )  # fmt: skip
        taken.append(_boxed(centre, wide, high))
        centres.append(centre)
    for point, centre in zip(points, centres, strict=True):
        if centre != point:
            _line(pen, [point, centre], "ink", 1.4)
            pen.disc(point, _DOT, "ink", "card", 1.0)
    return centres


def _around(point: Point, wide: float, high: float) -> list[Point]:
    """Return where a mark is moved to, the nearest first; a wide one farther to the sides than up and down."""
    ways = [radians(-90 + 360 / _WAYS * way) for way in range(_WAYS)]
    return [
        (point[0] + (move + wide / 2 - _RADIUS) * cos(way), point[1] + (move + high / 2 - _RADIUS) * sin(way))
        for move in _MOVES
        for way in ways
    ]


def _pushed_in(centre: Point, wide: float, high: float) -> Point:
    """Return a centre from which a mark lies within the picture."""
    return (
        min(max(centre[0], BOX[0] + wide / 2 + 2), BOX[2] - wide / 2 - 2),
        min(max(centre[1], BOX[1] + high / 2 + 2), BOX[3] - high / 2 - 2),
    )


def _boxed(centre: Point, wide: float, high: float) -> Box:
    return (centre[0] - wide / 2, centre[1] - high / 2, centre[0] + wide / 2, centre[1] + high / 2)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _numbers(pen: Pen, spot: Spot, centre: Point) -> None:
    wide, high = _size(spot)
    for number, tag in enumerate(spot.tags):
        row, column = divmod(number, _IN_A_ROW)
        at = (
            centre[0] - wide / 2 + _STEP * (column + 0.5),
            centre[1] - high / 2 + _STEP * (row + 0.5),
        )
        _tag(pen, tag, at)


def _tag(pen: Pen, tag: Tag, at: Point) -> None:
    x, y = at
    if tag.form == "locked":
        pen.box((x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS), "card")
        pen.box((x - _RADIUS + 1, y - _RADIUS + 1, x + _RADIUS - 1, y + _RADIUS - 1), "ink")
    else:
        edge = "ink" if tag.form == "proposed" else "grey"
        pen.disc(at, _RADIUS, "card", edge, 2.0, dashed=tag.form == "proposed")
    colour = {"locked": "card", "proposed": "text", "rejected": "quiet"}[tag.form]
    small = _NUMBER if tag.number < 100 else _NUMBER - 3
    pen.text((x, y + small * 0.36), str(tag.number), small, colour, bold=True, middle=True)
    if tag.form == "rejected":
        _line(pen, [(x - 9, y + 9), (x + 9, y - 9)], "text", 1.8)


def _line(pen: Pen, points: Sequence[Point], colour: str, width: float) -> None:
    pen.lines([shapely.LineString(points)], colour, width)

"""A week as a small picture: a row for each day, an hour a square, as large as what it comes to.

What is less than nothing is an open square: told apart by its shape, not by its colour.
"""

from collections.abc import Sequence
from math import sqrt
from typing import Final

import numpy as np
import numpy.typing as npt
import shapely

from karta.reports.map_picture import DARK, LIGHT
from karta.reports.picture_pens import Pen, PngPen, SvgPen

# The picture is read on a phone, too, where it is two thirds as large.
_LEFT, _HEAD, _CELL, _ROW, _LETTERS = 46.0, 22.0, 21.0, 21.0, 15.0
_LEAST, _EDGE = 6.0, 1.5
# Every so many hours has its name.
_NAMED: Final = 3


def hours_svg(
    title: str, days: Sequence[str], hours: Sequence[str], amounts: npt.NDArray[np.float64], most: float
) -> bytes:
    """Return the picture of amounts (days x hours), in the colours of the reader's screen; `most` has a full square."""
    pen = SvgPen(*_size(days, hours), LIGHT, DARK)
    _draw(pen, days, hours, amounts, most)
    return pen.done(title)


def hours_png(
    days: Sequence[str], hours: Sequence[str], amounts: npt.NDArray[np.float64], most: float
) -> bytes:
    """Return the picture of amounts (days x hours) as PNG, for paper; `most` has a full square."""
    pen = PngPen(*_size(days, hours), LIGHT)
    _draw(pen, days, hours, amounts, most)
    return pen.done()


def _size(days: Sequence[str], hours: Sequence[str]) -> tuple[float, float]:
    return _LEFT + _CELL * len(hours) + 2, _HEAD + _ROW * len(days) + 2


def _draw(
    pen: Pen, days: Sequence[str], hours: Sequence[str], amounts: npt.NDArray[np.float64], most: float
) -> None:
    wide, high = _size(days, hours)
    pen.box((_LEFT, _HEAD, wide - 2, high - 2), "card")
    for row, day in enumerate(days):
        pen.text((0.0, _HEAD + _ROW * (row + 0.75)), day, _LETTERS, "text")
    for row in range(len(days) + 1):
        y = _HEAD + _ROW * row
        pen.lines([shapely.LineString([(_LEFT, y), (wide - 2, y)])], "line", 1.0)
    for column in range(0, len(hours) + 1, _NAMED):
        x = _LEFT + _CELL * column
        pen.lines([shapely.LineString([(x, _HEAD - 4), (x, high - 2)])], "line", 1.0)
        if column < len(hours):
            pen.text((x + 2, _HEAD - 6), hours[column], _LETTERS, "quiet")
    for row, column in np.argwhere(np.abs(amounts) > 0):
        middle = (_LEFT + _CELL * (column + 0.5), _HEAD + _ROW * (row + 0.5))
        _square(pen, middle, float(amounts[row, column]), most)


def _square(pen: Pen, at: tuple[float, float], amount: float, most: float) -> None:
    half = max(_LEAST, (_CELL - 3) * sqrt(abs(amount) / most)) / 2
    pen.box((at[0] - half, at[1] - half, at[0] + half, at[1] + half), "ink")
    if amount < 0:
        inner = half - _EDGE
        pen.box((at[0] - inner, at[1] - inner, at[0] + inner, at[1] + inner), "card")

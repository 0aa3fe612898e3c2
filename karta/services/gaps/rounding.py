"""How figures of a period are rounded, for every place that shows one: to a tenth, and never to the better.

False cover is the worst error: what is missing is never rounded to nothing, and known adults never to more than there
are. An hour that is one adult short of a hundredth is an hour that is short, wherever one looks.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

_TENTHS, _HUNDREDTHS = 10, 100
# Sums of shares leave crumbs: what is within a millionth of a tenth is that tenth.
_CRUMB = 1e-6

Figures = npt.NDArray[np.float64]


def known(adults: npt.ArrayLike) -> Figures:
    """Return known adults in whole tenths, rounded down."""
    return np.floor(np.asarray(adults, dtype=float) * _TENTHS + _CRUMB) / _TENTHS


def lacking(adults: npt.ArrayLike) -> Figures:
    """Return adults that are missing, or that nobody can tell of, in whole tenths, rounded up."""
    return np.ceil(np.asarray(adults, dtype=float) * _TENTHS - _CRUMB) / _TENTHS


def adult_hours(amount: npt.ArrayLike) -> Any:
    """Return adult-hours in whole tenths, the nearest; what is any is at least one tenth. NaN stays."""
    exact = np.asarray(amount, dtype=float)
    nearest = np.floor(exact * _TENTHS + 0.5 + _CRUMB) / _TENTHS
    return np.where((exact > _CRUMB) & (nearest < 1 / _TENTHS), 1 / _TENTHS, nearest)


def clock_hours(amount: npt.ArrayLike) -> Any:
    """Return hours by the clock in whole hundredths, the nearest: a quarter is told as one. NaN stays."""
    return np.floor(np.asarray(amount, dtype=float) * _HUNDREDTHS + 0.5 + _CRUMB) / _HUNDREDTHS


def summing(amounts: npt.ArrayLike, total: float) -> Figures:
    """Return amounts that come to a total in whole hundredths that come to the total's; nothing stays nothing.

    Each is less than a hundredth from what it is: those with most left over are rounded up.
    """
    exact = np.asarray(amounts, dtype=float) * _HUNDREDTHS
    whole = np.floor(exact + _CRUMB)
    over = np.where(np.abs(exact) > _CRUMB, exact - whole, -1.0)
    short = max(0, round(round(total, 2) * _HUNDREDTHS - whole.sum()))
    whole[np.argsort(-over, kind="stable")[:short]] += 1
    return np.asarray(whole / _HUNDREDTHS)

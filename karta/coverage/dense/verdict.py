"""The verdict on every place and slot: what is covered, what is a known gap, what nobody can tell (METHOD 3.5).

N = C + G + U holds in every slot. One pass when compiled; the plain way does the same sums array by array.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from karta.coverage.compiled import pays
from karta.coverage.grid import BoolArray, FloatArray, IntArray
from karta.coverage.state import CRUMB, State


@dataclass(frozen=True)
class Asked:
    """Places x slots: adults asked for, of them from civil society and trained; where the calendar leaves it `unsaid`.

    `decided` is places x days, `day` the day of each slot: what is asked for on a day without a rule has no decision
    to stand on.
    """

    stay: FloatArray
    civil: FloatArray
    trained: FloatArray
    unsaid: BoolArray
    decided: BoolArray
    day: IntArray


@dataclass(frozen=True)
class Known:
    """Places x slots: adults known to be there, of them from civil society and trained; `unknown`: nobody can tell."""

    adults: FloatArray
    civil: FloatArray
    trained: FloatArray
    unknown: BoolArray


@dataclass(frozen=True)
class Verdict:
    """Places x slots: `need` where it is decided, and its parts; `state` as State; `decided`."""

    need: FloatArray
    covered: FloatArray
    gap: FloatArray
    unknown: FloatArray
    state: npt.NDArray[np.uint8]
    decided: BoolArray


def verdict(asked: Asked, there: Known, untold: BoolArray, theta_empty: float) -> Verdict:
    """Return the verdict; `untold` marks where a roster is missing, fewer than `theta_empty` adults are none."""
    if not pays(asked.stay.size):
        return _plain(asked, there, untold, theta_empty)
    from karta.coverage.dense.exact import judge

    shape = asked.stay.shape
    need, covered, gap, unknown = (np.empty(shape) for _ in range(4))
    found = Verdict(need, covered, gap, unknown, np.empty(shape, np.uint8), np.empty(shape, bool))
    judge(
        asked.stay, asked.civil, asked.trained, asked.unsaid, asked.decided, asked.day,
        there.adults, there.civil, there.trained, there.unknown, untold, theta_empty, CRUMB,
        need, covered, gap, unknown, found.state, found.decided,
    )  # fmt: skip
    return found


def _plain(asked: Asked, there: Known, untold: BoolArray, theta_empty: float) -> Verdict:
    decided = asked.decided[:, asked.day]
    n = np.where(decided, asked.stay, 0.0)
    short = np.maximum(n - there.adults, 0)
    for part, known in ((asked.civil, there.civil), (asked.trained, there.trained)):
        short = np.maximum(short, np.where(decided, part, 0.0) - known)
    short[short < CRUMB] = 0.0
    unknown = np.where(untold | there.unknown, short, 0.0)
    gap = short - unknown
    state = np.full(n.shape, State.FULL, dtype=np.uint8)
    state[gap > 0] = State.THIN
    state[(gap > 0) & (there.adults < theta_empty - CRUMB)] = State.EMPTY
    state[unknown > 0] = State.UNKNOWN
    state[n == 0] = State.NO_NEED
    # Where only the school calendar is missing, nobody can say that nothing is needed.
    state[~decided | ((n == 0) & asked.unsaid)] = State.NOT_DECIDED
    return Verdict(n, n - short, gap, unknown, state, decided)

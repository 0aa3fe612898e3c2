"""The verdict on every place and slot: covered, known gap, or unknown (METHOD 3.5).

N = C + G + U holds in every slot. One pass when compiled; the plain way does the same sums array by array.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from karta.coverage.grid import BoolArray, FloatArray, IntArray
from karta.coverage.state import CRUMB, State
from karta.model.compiled import pays


@dataclass(frozen=True)
class SlotNeed:
    """Places x slots: adults asked for, of them from civil society and trained; `calendar_missing` leaves it open.

    `decided` is places x days, `day` the day of each slot: what is asked for on a day without a rule has no decision
    to stand on.
    """

    stay: FloatArray
    civil: FloatArray
    trained: FloatArray
    calendar_missing: BoolArray
    decided: BoolArray
    day: IntArray


@dataclass(frozen=True)
class SlotPresence:
    """Places x slots: adults known to be there, of them from civil society and trained; `unknown`: number not known."""

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


def verdict(
    required: SlotNeed, there: SlotPresence, roster_missing: BoolArray, theta_empty: float
) -> Verdict:
    """Return the verdict where `roster_missing` marks missing rosters and fewer than `theta_empty` adults are none."""
    if not pays(required.stay.size):
        return _plain(required, there, roster_missing, theta_empty)
    from karta.coverage.exact.exact_loops import judge

    shape = required.stay.shape
    need, covered, gap, unknown = (np.empty(shape) for _ in range(4))
    judged = Verdict(need, covered, gap, unknown, np.empty(shape, np.uint8), np.empty(shape, bool))
    judge(
        required.stay, required.civil, required.trained, required.calendar_missing, required.decided, required.day,
        there.adults, there.civil, there.trained, there.unknown, roster_missing, theta_empty, CRUMB,
        need, covered, gap, unknown, judged.state, judged.decided,
    )  # fmt: skip
    return judged


def _plain(required: SlotNeed, there: SlotPresence, roster_missing: BoolArray, theta_empty: float) -> Verdict:
    decided = required.decided[:, required.day]
    n = np.where(decided, required.stay, 0.0)
    short = np.maximum(n - there.adults, 0)
    for part, present in ((required.civil, there.civil), (required.trained, there.trained)):
        short = np.maximum(short, np.where(decided, part, 0.0) - present)
    short[short < CRUMB] = 0.0
    unknown = np.where(roster_missing | there.unknown, short, 0.0)
    gap = short - unknown
    state = np.full(n.shape, State.FULL, dtype=np.uint8)
    state[gap > 0] = State.THIN
    state[(gap > 0) & (there.adults < theta_empty - CRUMB)] = State.EMPTY
    state[unknown > 0] = State.UNKNOWN
    state[n == 0] = State.NO_NEED
    # Where only the school calendar is missing, nobody can say that nothing is needed.
    state[~decided | ((n == 0) & required.calendar_missing)] = State.NOT_DECIDED
    return Verdict(n, n - short, gap, unknown, state, decided)

"""Compiled loops of the exact engine; `channels` and `verdict` describe them and do the same in numpy."""

import numpy as np
import numpy.typing as npt

from karta.coverage.dense.kinds import Kind
from karta.coverage.grid import BoolArray, FloatArray, IntArray
from karta.coverage.state import State
from karta.model.compiled import compiled

_KNOWN, _CIVIL, _TRAINED = int(Kind.KNOWN), int(Kind.CIVIL), int(Kind.TRAINED)
_STOP, _OPEN = int(Kind.STOP), int(Kind.OPEN)
_NOT_DECIDED, _NO_NEED, _FULL = int(State.NOT_DECIDED), int(State.NO_NEED), int(State.FULL)
_THIN, _EMPTY, _UNKNOWN = int(State.THIN), int(State.EMPTY), int(State.UNKNOWN)


@compiled
def paint(
    row: IntArray, first: IntArray, stop: IntArray, effective: FloatArray, kind: IntArray, org: IntArray,
    adults: FloatArray, civil: FloatArray, trained: FloatArray,
    stands: FloatArray, stands_civil: FloatArray, stands_trained: FloatArray,
    open_: BoolArray, many: BoolArray, unknown: BoolArray, last: npt.NDArray[np.int32],
) -> None:  # fmt: skip
    """Lay stretches over the channels."""
    for i in range(len(row)):
        r, counted, flags = row[i], effective[i], kind[i]
        for h in range(first[i], stop[i]):
            if not flags & _KNOWN:
                unknown[r, h] = True
                continue
            if last[r, h] >= 0 and last[r, h] != org[i]:
                many[r, h] = True
            last[r, h] = org[i]
            if flags & _OPEN:
                open_[r, h] = True
            adults[r, h] += counted
            if flags & _CIVIL:
                civil[r, h] += counted
            if flags & _TRAINED:
                trained[r, h] += counted
            if flags & _STOP:
                stands[r, h] += counted
                if flags & _CIVIL:
                    stands_civil[r, h] += counted
                if flags & _TRAINED:
                    stands_trained[r, h] += counted


@compiled
def judge(
    stay: FloatArray, civil: FloatArray, trained: FloatArray,
    calendar_missing: BoolArray, decided: BoolArray, day: IntArray,
    adults: FloatArray, present_civil: FloatArray, present_trained: FloatArray, cannot_tell: BoolArray,
    roster_missing: BoolArray, theta_empty: float, crumb: float,
    need: FloatArray, covered: FloatArray, gap: FloatArray, unknown: FloatArray,
    state: npt.NDArray[np.uint8], sure: BoolArray,
) -> None:  # fmt: skip
    """Fill need, covered, gap, unknown, state and whether the need is decided."""
    for r in range(stay.shape[0]):
        for h in range(stay.shape[1]):
            stands = decided[r, day[h]]
            n = stay[r, h] if stands else 0.0
            short = n - adults[r, h]
            if stands:
                short = max(short, civil[r, h] - present_civil[r, h], trained[r, h] - present_trained[r, h])
            short = short if short >= crumb else 0.0
            open_ = short if roster_missing[r, h] or cannot_tell[r, h] else 0.0
            sure[r, h], need[r, h], covered[r, h] = stands, n, n - short
            gap[r, h], unknown[r, h] = short - open_, open_
            if not stands or (n == 0 and calendar_missing[r, h]):
                state[r, h] = _NOT_DECIDED
            elif n == 0:
                state[r, h] = _NO_NEED
            elif open_ > 0:
                state[r, h] = _UNKNOWN
            elif short > 0:
                state[r, h] = _EMPTY if adults[r, h] < theta_empty - crumb else _THIN
            else:
                state[r, h] = _FULL

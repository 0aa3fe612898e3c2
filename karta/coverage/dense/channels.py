"""Channels of presence: the stretches of a period laid over places x slots, all kinds of counting at once.

A channel is one way to count the same adults: all of them, those from civil society, those trained, those who stand
there. Sums are made stretch by stretch in their order, compiled or plain: the same bits.
"""

from dataclasses import dataclass
from enum import IntFlag

import numpy as np
import numpy.typing as npt

from karta.coverage.compiled import pays
from karta.coverage.grid import BoolArray, FloatArray, IntArray


class Kind(IntFlag):
    """What a stretch is: KNOWN adults or nobody can tell, from CIVIL society, TRAINED, a STOP, or OPEN (a route
    without stops).
    """

    KNOWN = 1
    CIVIL = 2
    TRAINED = 4
    STOP = 8
    OPEN = 16


@dataclass(frozen=True)
class Stretches:
    """Slots `first` to `stop` (not included) of a row; `adults` effective, 0 where unknown; `kind` as Kind; `org` a
    number from 0.
    """

    row: IntArray
    first: IntArray
    stop: IntArray
    adults: FloatArray
    kind: IntArray
    org: IntArray


@dataclass(frozen=True)
class Channels:
    """Places x slots: adults by channel, `open` near a route without stops, `many` organisations, `unknown`."""

    adults: FloatArray
    civil: FloatArray
    trained: FloatArray
    stop: FloatArray
    stop_civil: FloatArray
    stop_trained: FloatArray
    open: BoolArray
    many: BoolArray
    unknown: BoolArray


def channels(stretches: Stretches, shape: tuple[int, int]) -> Channels:
    """Return the channels of stretches over places x slots."""
    adults, marks = [np.zeros(shape) for _ in range(6)], [np.zeros(shape, dtype=bool) for _ in range(3)]
    found = Channels(
        adults[0], adults[1], adults[2], adults[3], adults[4], adults[5], marks[0], marks[1], marks[2]
    )
    last = np.full(shape, -1, dtype=np.int32)
    if pays(shape[0] * shape[1]):
        from karta.coverage.dense.exact import paint

        paint(
            stretches.row, stretches.first, stretches.stop, stretches.adults, stretches.kind, stretches.org,
            found.adults, found.civil, found.trained, found.stop, found.stop_civil, found.stop_trained,
            found.open, found.many, found.unknown, last,
        )  # fmt: skip
    else:
        _plain(stretches, found, last)
    return found


def _plain(stretches: Stretches, found: Channels, last: npt.NDArray[np.int32]) -> None:
    columns = (
        stretches.row,
        stretches.first,
        stretches.stop,
        stretches.adults,
        stretches.kind,
        stretches.org,
    )
    for row, first, stop, adults, kind, org in zip(*(column.tolist() for column in columns), strict=True):
        at = row, slice(first, stop)
        if not kind & Kind.KNOWN:
            found.unknown[at] = True
            continue
        found.many[at] |= (last[at] >= 0) & (last[at] != org)
        last[at] = org
        if kind & Kind.OPEN:
            found.open[at] = True
        stands = kind & Kind.STOP
        for counts, everywhere, here in (
            (True, found.adults, found.stop),
            (kind & Kind.CIVIL, found.civil, found.stop_civil),
            (kind & Kind.TRAINED, found.trained, found.stop_trained),
        ):
            if counts:
                everywhere[at] += adults
            if counts and stands:
                here[at] += adults

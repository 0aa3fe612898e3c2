"""Channels of presence: the stretches of a period laid over places x slots, all kinds of counting at once.

A channel is one way to count the same adults: all of them, those from civil society, those trained, those who stand
there. Sums are made stretch by stretch in their order, compiled or plain: the same bits.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from karta.coverage.dense.kinds import Kind
from karta.coverage.grid import BoolArray, FloatArray, IntArray
from karta.model.compiled import pays

# As plain numbers: those of the enumeration cost more than the sums they choose.
_KNOWN, _OPEN, _STOP = int(Kind.KNOWN), int(Kind.OPEN), int(Kind.STOP)
_CIVIL, _TRAINED = int(Kind.CIVIL), int(Kind.TRAINED)


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

    def at(self, rows: slice) -> "Stretches":
        """Return the stretches at some rows, in their order, the first of these as row 0."""
        here = (self.row >= rows.start) & (self.row < rows.stop)
        own = [values[here] for values in (self.first, self.stop, self.adults, self.kind, self.org)]
        return Stretches(self.row[here] - rows.start, own[0], own[1], own[2], own[3], own[4])


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
    target = Channels(
        adults[0], adults[1], adults[2], adults[3], adults[4], adults[5], marks[0], marks[1], marks[2]
    )
    last = np.full(shape, -1, dtype=np.int32)
    if pays(shape[0] * shape[1]):
        from karta.coverage.exact.exact_loops import paint

        paint(
            stretches.row, stretches.first, stretches.stop, stretches.adults, stretches.kind, stretches.org,
            target.adults, target.civil, target.trained, target.stop, target.stop_civil, target.stop_trained,
            target.open, target.many, target.unknown, last,
        )  # fmt: skip
    else:
        _plain(stretches, target, last)
    return target


def _plain(stretches: Stretches, target: Channels, last: npt.NDArray[np.int32]) -> None:
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
        if not kind & _KNOWN:
            target.unknown[at] = True
            continue
        target.many[at] |= (last[at] >= 0) & (last[at] != org)
        last[at] = org
        if kind & _OPEN:
            target.open[at] = True
        stands = kind & _STOP
        for counts, everywhere, here in (
            (True, target.adults, target.stop),
            (kind & _CIVIL, target.civil, target.stop_civil),
            (kind & _TRAINED, target.trained, target.stop_trained),
        ):
            if counts:
                everywhere[at] += adults
            if counts and stands:
                here[at] += adults

"""CANDIDATES: what every possible shift would cover of today's gaps, and a greedy choice among them (METHOD 3.7).

Gain = C(with) - C(without), in adult-hours (weighed as the week is). A shift is a spot, a first slot and a length;
hours past the end of the week are those of its beginning. What nobody can tell is no gap: give `week.unknown` instead
of `week.gap` for the *possible* gain, which is told apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import pandas as pd

from karta.coverage.dense.arrays import Int32Array
from karta.coverage.dense.layout import Float, Layout
from karta.coverage.dense.near import Near
from karta.coverage.grid import FloatArray, IntArray

PAIR = 2.0
# A gain below this is a crumb of sums, no adult.
CRUMB = 1e-6


@dataclass(frozen=True)
class Spread:
    """The adults that one shift can give: places near spot s are `start[s]:start[s + 1]`, each gets `most`, in
    weighed adults. `place_start` and `spot` are the same pairs by place. `lengths` are those of a shift, in slots.
    """

    start: IntArray
    place: Int32Array
    most: Float
    place_start: IntArray
    spot: Int32Array
    lengths: IntArray
    hours: float
    adults: float


def spread(
    layout: Layout, candidates: Near, spots: int, lengths: Sequence[int], adults: float = PAIR
) -> Spread:
    """Return what shifts of `adults` at candidate spots can give; `candidates` tells which spots reach each row.

    Slots of `lengths` are the layout's. Places are numbered as the caller of `lay` numbered them.
    """
    row = np.repeat(np.arange(len(candidates.start) - 1), np.diff(candidates.start))
    place = layout.rows.order[row]
    most = _of_type(candidates.share * layout.weight[row] * adults, layout)
    by_spot, by_place = np.lexsort((place, candidates.spot)), np.lexsort((candidates.spot, place))
    return Spread(
        start=np.searchsorted(candidates.spot[by_spot], np.arange(spots + 1)).astype(np.int64),
        place=place[by_spot].astype(np.int32),
        most=most[by_spot],
        place_start=np.searchsorted(place[by_place], np.arange(len(layout.profile) + 1)).astype(np.int64),
        spot=candidates.spot[by_place],
        lengths=np.asarray(lengths, dtype=np.int64),
        hours=layout.hours,
        adults=adults,
    )


@dataclass(frozen=True)
class Gains:
    """`offered` (spots x slots): what one shift would cover in each slot; `gain` (spots x lengths x starts): the sums
    over its hours. Both in adults per slot: `hours` of a slot times them are adult-hours.
    """

    offered: Float
    gain: Float
    hours: float

    @property
    def adult_hours(self) -> Float:
        """The gain of every candidate in adult-hours."""
        return self.gain * self.gain.dtype.type(self.hours)


def gains(of: Spread, amount: Float, into: Gains | None = None) -> Gains:
    """Return the gain of every candidate against `amount` (places x slots: the gaps of a week), in one pass."""
    from karta.coverage.dense.candidate_loops import sweep

    shape = len(of.start) - 1, amount.shape[1]
    if into is None:
        room = np.zeros((shape[0], len(of.lengths), shape[1]), amount.dtype)
        into = Gains(np.zeros(shape, amount.dtype), room, of.hours)
    sweep(of.start, of.place, of.most, of.lengths, amount, into.offered, into.gain)
    return into


def picks(of: Spread, amount: Float, count: int) -> tuple[pd.DataFrame, Float]:
    """Return `count` shifts chosen one by one by gain per adult-hour, and what is left of `amount` after them.

    Columns: spot, start (slot), length (slots), gain (adult-hours), per_adult_hour. Fewer where nothing is left to
    gain; ties go to the first spot, then length, then start. The same choice as weighing all candidates anew after
    each.
    """
    from karta.coverage.dense.candidate_loops import choose

    left = amount.copy()
    first = gains(of, left)
    chosen, gained = choose(
        of.start, of.place, of.most, of.place_start, of.spot, of.lengths,
        left, first.offered, first.gain, CRUMB, count,
    )  # fmt: skip
    return _listed(of, chosen, gained.astype(np.float64)), left


def _of_type(numbers: Any, layout: Layout) -> Float:
    """Return numbers in the precision of a layout."""
    return cast(Float, np.asarray(numbers, dtype=layout.weight.dtype))


def _listed(of: Spread, chosen: IntArray, gained: FloatArray) -> pd.DataFrame:
    length = of.lengths[chosen[:, 1]]
    return pd.DataFrame({
        "spot": chosen[:, 0], "start": chosen[:, 2], "length": length, "gain": gained * of.hours,
        "per_adult_hour": gained / (length * of.adults),
    })  # fmt: skip

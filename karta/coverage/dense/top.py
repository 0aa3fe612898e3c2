"""TOP: the largest gaps of a week, ties by place, then by slot.

The row maxima say where to look: no gap that is smaller than the hundredth largest maximum can be among the first
hundred. Gaps that differ by crumbs of their sums alone are ties.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from karta.coverage.dense.kernel import Week
from karta.coverage.grid import IntArray

# Decimals within which gaps are ties.
TIES = {np.dtype(np.float64): 9, np.dtype(np.float32): 5}


def id_rank(ids: npt.NDArray[Any]) -> IntArray:
    """Return the rank of each place among the sorted ids."""
    names = np.asarray(ids)
    if len(names) < 2 or bool((names[1:] > names[:-1]).all()):
        return np.arange(len(names))
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(names, kind="stable")] = np.arange(len(names))
    return rank


def largest(
    week: Week, rank: IntArray, count: int = 100
) -> tuple[IntArray, IntArray, npt.NDArray[np.float64]]:
    """Return place (row of the week), slot and gap of the largest gaps; ties by rank of place, then slot."""
    decimals = TIES[week.gap.dtype]
    highest = week.row_max.astype(np.float64).round(decimals)
    least = np.partition(highest, len(highest) - count)[-count] if len(highest) > count else 0.0
    # The places above the bar are fewer than `count`; of those that stand on it, the first in rank are enough.
    above, on_it = np.flatnonzero(highest > least), np.flatnonzero(highest == least)
    if len(on_it) > count:
        on_it = on_it[np.argpartition(rank[on_it], count)[:count]]
    place = np.concatenate((above, on_it))
    gap = week.gap[place].astype(np.float64).round(decimals)
    candidate, slot = np.divmod(np.flatnonzero(gap >= least), gap.shape[1])
    value = gap[candidate, slot]
    order = np.lexsort((slot, rank[place[candidate]], -value))[:count]
    return (
        place[candidate[order]],
        slot[order],
        week.gap[place[candidate[order]], slot[order]].astype(np.float64),
    )

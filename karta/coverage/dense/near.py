"""NEAR: which spots reach which places, and how much of a presence counts there; a sparse matrix by row.

Distances decide, straight from the place's point to the geometry; nothing is buffered (METHOD 3.3). Distances along
streets enter as pairs of their own (`from_pairs`).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from karta.coverage.dense.arrays import Int32Array
from karta.coverage.dense.rows import Rows
from karta.coverage.dense.spots import NOWHERE, Spots
from karta.coverage.grid import FloatArray, IntArray


@dataclass(frozen=True)
class Reach:
    """How presence fades with distance: `linear` is 1 to `first` metres and 0 from `second`, `exp` is
    exp(-d / first), cut off beyond `second`.
    """

    shape: Literal["linear", "exp"]
    first: float
    second: float

    def share(self, distance_m: FloatArray) -> FloatArray:
        """Return the share of a presence that counts at distances."""
        d = np.asarray(distance_m, dtype=np.float64)
        if self.shape == "exp":
            return np.where(d <= self.second, np.exp(-d / self.first), 0.0)
        falling = (self.second - d) / (self.second - self.first) if self.second > self.first else 0.0 * d
        return np.where(d <= self.first, 1.0, np.where(d < self.second, falling, 0.0))


@dataclass(frozen=True)
class Near:
    """Spots near row r: `spot[start[r]:start[r + 1]]`, ascending, with the `share` that counts there, never 0."""

    start: IntArray
    spot: Int32Array
    share: npt.NDArray[np.floating]


def near(rows: Rows, spots: Spots, reach: Reach, dtype: npt.DTypeLike = np.float64) -> Near:
    """Return the spots near each row."""
    from karta.coverage.dense.near_loops import join

    start, spot, share = join(
        rows.x, rows.y, spots.spot_start, spots.chain_start, spots.polygon, spots.xy,
        reach.shape == "exp", float(reach.first), float(reach.second),
    )  # fmt: skip
    return Near(start, spot, share.astype(dtype, copy=False))


def from_pairs(row: IntArray, spot: IntArray, share: FloatArray, rows: int, dtype: npt.DTypeLike) -> Near:
    """Return what is near from pairs of row and spot, in any order, each named once."""
    counting = np.flatnonzero(share > 0)
    order = counting[np.lexsort((spot[counting], row[counting]))]
    start = np.searchsorted(row[order], np.arange(rows + 1)).astype(np.int64)
    return Near(start, spot[order].astype(np.int32), share[order].astype(dtype))


def by_touch(close: Near, spots: int) -> tuple[Near, IntArray]:
    """Return what is near with spots numbered as the rows first touch them, and the new number of each old one.

    What a pass reads for neighbours then lies together; spots that reach no place get NOWHERE. Within a row the spots
    keep their order, and with it the bits of every sum.
    """
    from karta.coverage.dense.near_loops import renumber

    number = np.full(spots, NOWHERE, dtype=np.int64)
    return Near(close.start, renumber(close.spot, number), close.share), number

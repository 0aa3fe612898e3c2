"""NEAR: which spots reach which places, and how much of a presence counts there; a sparse matrix by row.

Distances decide, straight from the place's point to the geometry; nothing is buffered (METHOD 3.3). Distances along
streets enter as pairs of their own (`from_pairs`).
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import numpy.typing as npt

from karta.coverage.compiled import available
from karta.coverage.dense.rows import Rows
from karta.coverage.dense.spots import NOWHERE, Spots
from karta.coverage.grid import BoolArray, FloatArray, IntArray

Int32Array = npt.NDArray[np.int32]


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
    if not available():
        return _plain(rows, spots, reach, dtype)
    from karta.coverage.dense.join import join

    start, spot, share = join(
        rows.x, rows.y, spots.spot_start, spots.chain_start, spots.polygon, spots.xy,
        reach.shape == "exp", float(reach.first), float(reach.second),
    )  # fmt: skip
    return Near(start, spot, share.astype(dtype, copy=False))


def from_pairs(row: IntArray, spot: IntArray, share: FloatArray, rows: int, dtype: npt.DTypeLike) -> Near:
    """Return what is near from pairs of row and spot, in any order, each named once."""
    kept = np.flatnonzero(share > 0)
    order = kept[np.lexsort((spot[kept], row[kept]))]
    start = np.searchsorted(row[order], np.arange(rows + 1)).astype(np.int64)
    return Near(start, spot[order].astype(np.int32), share[order].astype(dtype))


def by_touch(held: Near, spots: int) -> tuple[Near, IntArray]:
    """Return what is near with spots numbered as the rows first touch them, and the new number of each old one.

    What a pass reads for neighbours then lies together; spots that reach no place get NOWHERE. Within a row the spots
    keep their order, and with it the bits of every sum.
    """
    number = np.full(spots, NOWHERE, dtype=np.int64)
    if available():
        from karta.coverage.dense.join import renumber

        return Near(held.start, renumber(held.spot, number), held.share), number
    touched = held.spot[np.sort(np.unique(held.spot, return_index=True)[1])]
    number[touched] = np.arange(len(touched))
    return Near(held.start, number[held.spot].astype(np.int32), held.share), number


def _plain(rows: Rows, spots: Spots, reach: Reach, dtype: npt.DTypeLike) -> Near:
    """Measure every place from every spot."""
    found_row, found_spot, found_share = [], [], []
    for spot in range(spots.count):
        share = reach.share(_distance(rows.x, rows.y, spots, spot))
        hit = np.flatnonzero(share > 0)
        found_row.append(hit)
        found_spot.append(np.full(len(hit), spot))
        found_share.append(share[hit])
    if not found_row:
        return Near(np.zeros(len(rows.x) + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, dtype))
    pairs = (np.concatenate(found_row), np.concatenate(found_spot), np.concatenate(found_share))
    return from_pairs(*pairs, rows=len(rows.x), dtype=dtype)


def _distance(x: FloatArray, y: FloatArray, spots: Spots, spot: int) -> FloatArray:
    """Return the distance of every place to a spot: 0 inside a polygon, else to its nearest chain."""
    nearest = np.full(len(x), np.inf)
    inside = np.zeros(len(x), dtype=bool)
    ring, polygon = np.zeros(len(x), dtype=bool), -1
    for chain in range(spots.spot_start[spot], spots.spot_start[spot + 1]):
        xy = spots.xy[spots.chain_start[chain] : spots.chain_start[chain + 1]]
        if spots.polygon[chain] != polygon:
            inside, polygon = inside | ring, int(spots.polygon[chain])
            ring = np.zeros(len(x), dtype=bool)
        if polygon >= 0:
            ring ^= _within(x, y, xy)
        for a, b in zip(xy[: max(1, len(xy) - 1)], xy[1:] if len(xy) > 1 else xy, strict=True):
            nearest = np.minimum(nearest, _to_segment(x, y, a, b))
    return np.where(inside | ring, 0.0, np.sqrt(nearest))


def _to_segment(x: FloatArray, y: FloatArray, a: FloatArray, b: FloatArray) -> FloatArray:
    """Return squared distances to the segment from a to b."""
    along, up = b[0] - a[0], b[1] - a[1]
    length = along * along + up * up
    t = ((x - a[0]) * along + (y - a[1]) * up) / length if length > 0 else np.zeros_like(x)
    t = np.clip(t, 0.0, 1.0)
    dx, dy = x - (a[0] + t * along), y - (a[1] + t * up)
    return np.asarray(dx * dx + dy * dy)


def _within(x: FloatArray, y: FloatArray, ring: FloatArray) -> BoolArray:
    """Tell which points lie within a closed ring: a ray to the east crosses it an odd number of times."""
    odd = np.zeros(len(x), dtype=bool)
    for (ax, ay), (bx, by) in pairwise(ring):
        crosses = (ay > y) != (by > y)
        if crosses.any():
            odd ^= crosses & (x < ax + (y - ay) / (by - ay) * (bx - ax) if by != ay else crosses)
    return odd

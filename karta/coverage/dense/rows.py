"""Places in the order of the pass: by area, then by space, so that neighbours lie beside each other in memory."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.grid import FloatArray, IntArray

# Places within one such square lie together. Only speed depends on it.
SQUARE_M = 500.0


@dataclass(frozen=True)
class Rows:
    """`order`: the place at each row; `area_start`: rows of area a are `area_start[a]:area_start[a + 1]`; `areas`:
    what the areas are called, sorted; `x` and `y`: metres, by row.
    """

    order: IntArray
    area_start: IntArray
    areas: npt.NDArray[Any]
    x: FloatArray
    y: FloatArray


def place_rows(x: FloatArray, y: FloatArray, area: npt.NDArray[Any]) -> Rows:
    """Return the rows of places; places of one area and square keep the order in which they came."""
    code, areas = _codes(area)
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if not len(x):
        return Rows(np.zeros(0, np.int64), np.zeros(1, np.int64), areas, x, y)
    east, north = _squares(x), _squares(y)
    key = (code * (north.max() + 1) + north) * (east.max() + 1) + east
    order = _stable_order(key)
    edges = np.concatenate(([0], np.cumsum(np.bincount(code, minlength=len(areas)))))
    return Rows(order, edges.astype(np.int64), areas, x[order], y[order])


def _squares(metres: FloatArray) -> IntArray:
    """Return the number of each place's square along one axis; what lies absurdly far off shares the last."""
    return np.asarray(np.minimum((metres - metres.min()) / SQUARE_M, 2**20 - 1).astype(np.int64))


def _stable_order(key: IntArray) -> IntArray:
    """Return the order of keys, equal ones as they came: numbers are sorted several times as fast as positions."""
    count = len(key)
    if int(key.max()) >= 2**62 // count:
        return np.argsort(key, kind="stable")
    return np.asarray(np.sort(key * count + np.arange(count)) % count)


def _codes(area: npt.NDArray[Any]) -> tuple[IntArray, npt.NDArray[Any]]:
    """Return the number of each place's area in the sorted list of areas, and the list."""
    code, areas = pd.factorize(area, sort=True, use_na_sentinel=False)
    return code.astype(np.int64), np.asarray(areas)

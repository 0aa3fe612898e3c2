"""The layout of a week: everything that the fused pass reads, in the order in which it reads it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from karta.coverage.dense.near import Near, Reach, near
from karta.coverage.dense.rows import Rows, place_rows
from karta.coverage.dense.spots import Spots, spots
from karta.coverage.dense.timetable import Timetable, timetable
from karta.coverage.grid import FloatArray, IntArray

Float = npt.NDArray[np.float64] | npt.NDArray[np.float32]
Bits = npt.NDArray[np.int64] | npt.NDArray[np.int32]
WEEK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True)
class Places:
    """Places as they come in: metres, the row of their need, their area and what a missing adult weighs there."""

    x: FloatArray
    y: FloatArray
    profile: IntArray
    area: npt.NDArray[Any]
    weight: FloatArray


@dataclass(frozen=True)
class Shifts:
    """Presences as they come in: shapely geometry in the same plane, effective adults, minutes since the start.

    An end past the period wraps to its beginning; a shift longer than the period adds up.
    """

    geometry: npt.NDArray[np.object_]
    adults: FloatArray
    start: IntArray
    end: IntArray


@dataclass(frozen=True)
class MissingRosters:
    """Slots without a roster (CSR over rows): slots `first` to `stop` (not included) of row r are
    `start[r]:start[r + 1]`; stretches of a row do not overlap.
    """

    start: IntArray
    first: IntArray
    stop: IntArray


@dataclass(frozen=True)
class Layout:
    """A week, laid out. `rows` are places in the order of the pass; arrays that come out are in the caller's order.

    `need`: profiles x slots, in adults; `profile`, `weight`: of each row; `roster_missing` is None where none is.
    `slot_minutes` is the length of a slot. All floats have one type: float32 or float64.
    """

    rows: Rows
    spots: Spots
    near: Near
    timetable: Timetable
    need: Float
    profile: IntArray
    weight: Float
    slot_minutes: int
    roster_missing: MissingRosters | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Places x slots."""
        return len(self.profile), self.need.shape[1]

    @property
    def hours(self) -> float:
        """The length of a slot in hours."""
        return self.slot_minutes / 60


def lay(
    places: Places,
    shifts: Shifts,
    need: FloatArray,
    reach: Reach,
    slot_minutes: int = 60,
    dtype: npt.DTypeLike = np.float64,
    roster_missing: npt.NDArray[np.bool_] | None = None,
) -> Layout:
    """Return the layout of places and shifts over the period of `need` (profiles x slots of `slot_minutes`).

    `roster_missing` (places x slots) marks where an expected roster is missing.
    """
    rows = place_rows(places.x, places.y, places.area)
    shift_spots = spots(shifts.geometry)
    table = timetable(
        shift_spots.of_shift,
        shift_spots.count,
        shifts.adults,
        shifts.start,
        shifts.end,
        slot_minutes,
        need.shape[1],
        dtype,
    )
    return Layout(
        rows=rows,
        spots=shift_spots,
        near=near(rows, shift_spots, reach, dtype),
        timetable=table,
        need=np.ascontiguousarray(need, dtype=dtype),
        profile=np.asarray(places.profile)[rows.order].astype(np.int64),
        weight=np.asarray(places.weight)[rows.order].astype(dtype),
        slot_minutes=slot_minutes,
        roster_missing=None if roster_missing is None else missing_stretches(roster_missing[rows.order]),
    )


def missing_stretches(marked: npt.NDArray[np.bool_]) -> MissingRosters:
    """Return the stretches of marked slots of each row."""
    edge = np.diff(np.pad(marked.astype(np.int8), ((0, 0), (1, 1))), axis=1)
    row, first = np.nonzero(edge == 1)
    stop = np.nonzero(edge == -1)[1]
    start = np.searchsorted(row, np.arange(len(marked) + 1))
    return MissingRosters(start.astype(np.int64), first.astype(np.int64), stop.astype(np.int64))

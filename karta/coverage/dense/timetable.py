"""Timetables of spots: adults by slot, stored as the stretches in which there are any."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from karta.coverage.grid import FloatArray, IntArray


@dataclass(frozen=True)
class Timetable:
    """Stretches of spot s are `start[s]:start[s + 1]`; stretch k begins in slot `first[k]` and has the adults
    `adults[offset[k]:offset[k + 1]]`, one number a slot, the mean over the slot. `slots` is how many a period has.
    """

    start: IntArray
    first: IntArray
    offset: IntArray
    adults: npt.NDArray[np.floating]
    slots: int


def timetable(
    spot: IntArray,
    spots: int,
    adults: FloatArray,
    start: IntArray,
    end: IntArray,
    slot_minutes: int,
    slots: int,
    dtype: npt.DTypeLike = np.float64,
) -> Timetable:
    """Return the timetable of shifts: `spot` of each (negative = nowhere), effective adults, minutes from the start.

    A shift past the end of the period wraps to its beginning; one longer than the period adds up; one that ends
    before it begins is nobody.
    """
    from karta.coverage.dense.layout_loops import fill_timetable

    arrays = (spot, np.asarray(adults, dtype=np.float64), start, end)
    laid = fill_timetable(*arrays, spots, slot_minutes, slots)
    return Timetable(*laid[:3], laid[3].astype(dtype, copy=False), slots)


def coarser(table: Timetable, by: int) -> Timetable:
    """Return the timetable in slots `by` times as long: the adults of a slot are the mean of its parts."""
    length = np.diff(table.offset)
    slot = np.repeat(table.first - table.offset[:-1], length) + np.arange(len(table.adults))
    spot = np.repeat(np.repeat(np.arange(len(table.start) - 1), np.diff(table.start)), length)
    adults = table.adults.astype(np.float64) / by
    return _stretches(spot, slot // by, adults, len(table.start) - 1, table.slots // by, table.adults.dtype)


def _stretches(
    spot: IntArray, slot: IntArray, adults: FloatArray, spots: int, slots: int, dtype: npt.DTypeLike
) -> Timetable:
    """Return the timetable of single cells, those of one spot and slot summed in their order."""
    cell, number = np.unique(spot * (slots + 1) + slot, return_inverse=True)  # + 1: spots never touch
    values = np.bincount(number.ravel(), weights=adults, minlength=len(cell))
    begins = np.flatnonzero(np.diff(cell, prepend=-2) != 1)
    owner = cell[begins] // (slots + 1)
    return Timetable(
        start=np.searchsorted(owner, np.arange(spots + 1)).astype(np.int64),
        first=(cell[begins] % (slots + 1)).astype(np.int64),
        offset=np.append(begins, len(cell)).astype(np.int64),
        adults=values.astype(dtype),
        slots=slots,
    )

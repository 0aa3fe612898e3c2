"""The time before and after each training, when young people come and go: a time of its own (METHOD 3.1).

Need and presence are computed as always. A time is cut where another training at the place goes on, and its length is
that of the place.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.grid import BoolArray, Grid, IntArray
from karta.coverage.occurrences import row_occurrences
from karta.model.place import AROUND_MIN
from karta.model.tables import Tables

MINUTE = 60
# Beyond any second that is computed with: a place and a second are one number, in order of place.
_SPAN = 1 << 36


@dataclass(frozen=True)
class AroundTimes:
    """Times around trainings, in order of place (`row`) and start; `start`, `end`: UTC seconds; `before`: or after."""

    row: IntArray
    start: IntArray
    end: IntArray
    before: BoolArray

    def keys(self) -> tuple[IntArray, IntArray]:
        """Return start and end as numbers that tell places apart, too (`keyed`)."""
        return keyed(self.row, self.start), keyed(self.row, self.end)

    def painted(self, on: Grid) -> BoolArray:
        """Return the slots (places x slots) of all times."""
        slots = on.nowhere()
        seconds = seconds_of(on.slots.start)
        columns = (np.searchsorted(seconds, moments).tolist() for moments in (self.start, self.end))
        for row, first, last in zip(self.row.tolist(), *columns, strict=True):
            slots[row, first:last] = True
        return slots


def around_times(tables: Tables, on: Grid) -> AroundTimes:
    """Return the times before and after the trainings of a period, each once, none of them within a training."""
    lengths = _lengths(tables)
    row, start, end = _held(tables, on)
    starts, ends = np.sort(keyed(row, start)), np.sort(keyed(row, end))
    begins, over = keyed(row, start), keyed(row, end)
    order = np.argsort(begins, kind="stable")
    # The last end of all that begin up to each: whether something still goes on when another begins or ends.
    latest = np.maximum.accumulate(over[order]) if len(order) else over
    before = np.maximum(begins - lengths[row], _last_up_to(ends, begins, begins - lengths[row]))
    after = np.minimum(over + lengths[row], _first_from(starts, over, over + lengths[row]))
    free_before = ~_goes_on(starts, latest, begins, side="left") & (before < begins)
    free_after = ~_goes_on(starts, latest, over, side="right") & (after > over)
    times = np.unique(
        np.concatenate([
            np.stack([before, begins, np.ones_like(begins)], axis=1)[free_before],
            np.stack([over, after, np.zeros_like(begins)], axis=1)[free_after],
        ]),
        axis=0,
    )  # fmt: skip
    return AroundTimes(times[:, 0] // _SPAN, times[:, 0] % _SPAN, times[:, 1] % _SPAN, times[:, 2] == 1)


def keyed(row: IntArray, second: IntArray) -> IntArray:
    """Return places (rows) and UTC seconds as one number each, in order of place and then of time."""
    return np.asarray(row * _SPAN + second, dtype=np.int64)


def seconds_of(instants: "npt.NDArray[np.datetime64] | pd.DatetimeIndex") -> IntArray:
    """Return instants (UTC) as whole seconds."""
    return np.asarray(np.asarray(instants).astype("datetime64[s]").astype(np.int64))


def _lengths(tables: Tables) -> IntArray:
    """Return how many seconds before and after a training are a time of its own, for each place."""
    minutes = tables.places["around_min"].astype(float).fillna(AROUND_MIN)
    return np.asarray(minutes.to_numpy() * MINUTE, dtype=np.int64)


def _held(tables: Tables, on: Grid) -> tuple[IntArray, IntArray, IntArray]:
    """Return place (row), start and end (UTC seconds) of each training of a period."""
    rows = on.place_index()
    spans = [
        (rows[session["place_id"]], int(each.start.timestamp()), int(each.end.timestamp()))
        for session in tables.sessions.to_dict("records")
        for each in row_occurrences({str(name): value for name, value in session.items()}, on)
    ]
    row, start, end = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    return row, start, end


def _last_up_to(moments: IntArray, at: IntArray, otherwise: IntArray) -> IntArray:
    """Return the last of some sorted moments that is not after each of `at`."""
    number = np.searchsorted(moments, at, side="right") - 1
    return np.where(number >= 0, moments[np.maximum(number, 0)], otherwise) if len(moments) else otherwise


def _first_from(moments: IntArray, at: IntArray, otherwise: IntArray) -> IntArray:
    """Return the first of some sorted moments that is not before each of `at`."""
    number = np.searchsorted(moments, at, side="left")
    if not len(moments):
        return otherwise
    return np.where(number < len(moments), moments[np.minimum(number, len(moments) - 1)], otherwise)


def _goes_on(
    starts: IntArray, latest: IntArray, at: IntArray, *, side: Literal["left", "right"]
) -> BoolArray:
    """Return whether something that began before each moment (`side` right: then, too) has not ended at it."""
    number = np.searchsorted(starts, at, side=side) - 1
    if not len(starts):
        return np.zeros(len(at), dtype=bool)
    return np.asarray((number >= 0) & (latest[np.maximum(number, 0)] > at))

"""The clock hours of a period as a map and a week grid show them: one state and one number an hour.

An hour is as its worst slot: a gap anywhere in it shows, then what nobody knows, then what is covered.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import Coverage, State
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray
from karta.coverage.need import Need

# From weakest to strongest: the strongest state of an hour's slots is the hour's.
_STRENGTH = (
    State.NOT_DECIDED, State.NO_NEED, State.SUGGESTED, State.FULL, State.UNKNOWN, State.THIN, State.EMPTY,
)  # fmt: skip


@dataclass(frozen=True)
class Hours:
    """Places x hours. `start`: local time of each hour, aware; `day`: index of its service day.

    `missing`: adults that known presence falls short by at the worst moment; `unknown`: adults that nobody can tell
    of; `present`: the mean over the hour; `need`: the most that is asked for in it; `no_roster`: a roster is
    missing in it; `dark`: dark at its middle.
    """

    start: list[datetime]
    day: npt.NDArray[np.int64]
    state: npt.NDArray[np.uint8]
    missing: FloatArray
    unknown: FloatArray
    present: FloatArray
    need: FloatArray
    no_roster: BoolArray
    dark: BoolArray

    @property
    def busiest(self) -> int:
        """The hour in which most adults are missing, known or not; the first of equals."""
        asked = (self.missing + self.unknown).sum(axis=0)
        return int(asked.argmax()) if asked.size else 0


def hours(coverage: Coverage, suggested: Need | None = None, visits: pd.DataFrame | None = None) -> Hours:
    """Return the period hour by hour.

    `suggested` need is shown where nothing is decided for that time. With `visits` (WINDOWS), a place where nobody
    must stay shows its visit windows: full where met, unknown, and thin or empty where missed.
    """
    on = coverage.grid
    state, missing, unknown = coverage.state.copy(), coverage.gap.copy(), coverage.unknown.copy()
    need = coverage.need.stay
    if visits is not None:
        need = np.maximum(need, coverage.need.visit)
        _show_visits(visits, coverage, state, missing, unknown)
    if suggested is not None:
        nothing = (state == State.NOT_DECIDED) | (state == State.NO_NEED)
        state[nothing & ((suggested.stay > 0) | (suggested.visit > 0))] = State.SUGGESTED
    clock = on.slots.start.astype("datetime64[h]")
    first = first_slots(on)
    by_strength = np.array(_STRENGTH, dtype=np.uint8)
    strength = np.argsort(by_strength).astype(np.uint8)
    return Hours(
        start=[
            moment.to_pydatetime()
            for moment in pd.DatetimeIndex(clock[first]).tz_localize("UTC").tz_convert(on.tz)
        ],
        day=on.slots.day[first],
        state=by_strength[_reduce(np.maximum, strength[state], first)],
        missing=_reduce(np.maximum, missing, first),
        unknown=_reduce(np.maximum, unknown, first),
        present=_mean(coverage.presence.adults, first),
        need=_reduce(np.maximum, need, first),
        no_roster=_reduce(np.logical_or, coverage.no_roster, first),
        dark=coverage.dark[first],
    )


def strongest(states: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the strongest state of each column: of several places as of several slots."""
    by_strength = np.array(_STRENGTH, dtype=np.uint8)
    strength = np.argsort(by_strength).astype(np.uint8)
    found: npt.NDArray[np.uint8] = by_strength[strength[states].max(axis=0)]
    return found


def first_slots(on: Grid) -> IntArray:
    """Return the first column of each clock hour."""
    clock = on.slots.start.astype("datetime64[h]")
    if not len(clock):
        return np.array([], dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], clock[1:] != clock[:-1])))


def _show_visits(
    visits: pd.DataFrame,
    coverage: Coverage,
    state: npt.NDArray[np.uint8],
    missing: FloatArray,
    unknown: FloatArray,
) -> None:
    """Lay visit windows over the slots in which no one is asked to stay, in place."""
    rows = coverage.grid.place_index()
    for window in visits.itertuples(index=False):
        place, columns = rows[window.place_id], slice(window.first_slot, window.last_slot + 1)
        free = state[place, columns] == State.NO_NEED
        nobody = bool(coverage.sparse[place, columns].all())
        missed = State.EMPTY if nobody else State.THIN
        shown = {"met": State.FULL, "unknown": State.UNKNOWN, "missed": missed}[window.outcome]
        state[place, columns][free] = shown
        amount = {"missed": missing, "unknown": unknown}.get(window.outcome)
        if amount is not None:
            amount[place, columns][free] = window.adults


def _reduce(
    operation: np.ufunc, values: npt.NDArray[np.generic], first: npt.NDArray[np.int64]
) -> npt.NDArray:  # type: ignore[type-arg]
    if not len(first):
        return values[:, :0]
    return np.asarray(operation.reduceat(values, first, axis=1))


def _mean(values: FloatArray, first: npt.NDArray[np.int64]) -> FloatArray:
    count = np.diff(np.append(first, values.shape[1]))
    return np.asarray(_reduce(np.add, values, first) / np.maximum(count, 1))

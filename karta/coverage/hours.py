"""The clock hours of a period as a map and a week grid show them: one state and one number an hour.

An hour is as its worst slot: a gap anywhere in it shows, then what nobody knows, then what is covered.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import Coverage, State
from karta.coverage.grid import BoolArray, FloatArray
from karta.coverage.need import Need

# From weakest to strongest: the strongest state of an hour's slots is the hour's.
_STRENGTH = (
    State.NOT_DECIDED, State.NO_NEED, State.SUGGESTED, State.FULL, State.UNKNOWN, State.THIN, State.EMPTY,
)  # fmt: skip


@dataclass(frozen=True)
class Hours:
    """Places x hours. `start`: local time of each hour, aware; `day`: index of its service day.

    `missing`: adults that known presence falls short by at the worst moment; `unknown`: adults that nobody can tell
    of; `present` and `need`: means over the hour; `dark`: dark at its middle.
    """

    start: list[datetime]
    day: npt.NDArray[np.int64]
    state: npt.NDArray[np.uint8]
    missing: FloatArray
    unknown: FloatArray
    present: FloatArray
    need: FloatArray
    dark: BoolArray


def hours(coverage: Coverage, suggested: Need | None = None) -> Hours:
    """Return the period hour by hour; `suggested` need is shown where nothing is decided for that time."""
    on = coverage.grid
    state = coverage.state.copy()
    if suggested is not None:
        nothing = (state == State.NOT_DECIDED) | (state == State.NO_NEED)
        state[nothing & ((suggested.stay > 0) | (suggested.visit > 0))] = State.SUGGESTED
    clock = on.slots.start.astype("datetime64[h]")
    first = (
        np.flatnonzero(np.concatenate(([True], clock[1:] != clock[:-1]))) if len(clock) else np.array([], int)
    )
    strength = np.argsort(np.array(_STRENGTH, dtype=np.uint8)).astype(np.uint8)
    by_strength = np.array(_STRENGTH, dtype=np.uint8)
    worst = _reduce(np.maximum, strength[state], first)
    return Hours(
        start=[
            moment.to_pydatetime()
            for moment in pd.DatetimeIndex(clock[first]).tz_localize("UTC").tz_convert(on.tz)
        ],
        day=on.slots.day[first],
        state=by_strength[worst],
        missing=_reduce(np.maximum, coverage.gap, first),
        unknown=_reduce(np.maximum, coverage.unknown, first),
        present=_mean(coverage.presence.adults, first),
        need=_mean(coverage.need.stay, first),
        dark=coverage.dark[first],
    )


def _reduce(
    operation: np.ufunc, values: npt.NDArray[np.generic], first: npt.NDArray[np.int64]
) -> npt.NDArray:  # type: ignore[type-arg]
    if not len(first):
        return values[:, :0]
    return np.asarray(operation.reduceat(values, first, axis=1))


def _mean(values: FloatArray, first: npt.NDArray[np.int64]) -> FloatArray:
    count = np.diff(np.append(first, values.shape[1]))
    return np.asarray(_reduce(np.add, values, first) / np.maximum(count, 1))

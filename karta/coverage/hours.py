"""The clock hours of a period as a map and a week grid show them: one state and one number an hour.

An hour is as its worst slot: a gap anywhere in it shows, then what nobody knows, then what is covered.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import Coverage, State
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray
from karta.coverage.need import Need

# From weakest to strongest: the strongest state of an hour's slots is the hour's.
_STRENGTH = (
    State.NOT_DECIDED, State.NO_NEED, State.SUGGESTED, State.FULL, State.UNKNOWN, State.VISIT, State.THIN,
    State.EMPTY,
)  # fmt: skip
_BY_STRENGTH = np.array(_STRENGTH, dtype=np.uint8)
_STRENGTH_OF = np.argsort(_BY_STRENGTH).astype(np.uint8)


@dataclass(frozen=True)
class Hours:
    """Places x hours. `start`: local time of each hour, aware; `day`: index of its service day.

    `missing`: adults that known presence falls short by at the worst moment; `unknown`: adults that nobody can tell
    of; `present`: the mean over the hour; `need`: the most that is asked for in it, to stay or to visit; `visit`: how
    many are asked for by a visit window that is missed, who are never among `missing`; `no_roster`: a roster is missing
    in it; `dark`: dark at its middle.
    """

    start: list[datetime]
    day: npt.NDArray[np.int64]
    state: npt.NDArray[np.uint8]
    missing: FloatArray
    unknown: FloatArray
    present: FloatArray
    need: FloatArray
    visit: FloatArray
    no_roster: BoolArray
    dark: BoolArray

    def busiest(self, first: int = 0, end: int | None = None) -> int:
        """Return the hour, from `first` on and before `end`, in which most adults are missing, known or not.

        Of equals it is the one with the most missed visits, then the first; without any hour the nearest to them.
        """
        short, visits = (
            amounts.sum(axis=0)[first:end].round(6) for amounts in (self.missing + self.unknown, self.visit)
        )
        if not short.size:
            return max(0, min(first, len(self.start) - 1))
        return first + int(np.lexsort((-visits, -short))[0])

    def numbers(self, instants: "pd.Series[Any]") -> IntArray:
        """Return the hour of the period that each aware instant lies in, the nearest end of it otherwise."""
        moments = pd.DatetimeIndex(pd.to_datetime(instants, utc=True)).tz_localize(None).to_numpy()
        lying = np.searchsorted(self._ends, moments, side="right")
        return np.asarray(np.minimum(lying, len(self.start) - 1), dtype=np.int64)

    @cached_property
    def _ends(self) -> npt.NDArray[np.datetime64]:
        starts = pd.DatetimeIndex([start.astimezone(UTC) for start in self.start])
        return np.asarray(starts.tz_localize(None).to_numpy() + np.timedelta64(1, "h"))


def hours(coverage: Coverage, suggested: Need | None = None, visits: pd.DataFrame | None = None) -> Hours:
    """Return the period hour by hour.

    `suggested` need is shown where nothing is decided for that time. With `visits` (WINDOWS), visit windows are shown,
    too: full where met, unknown, and where missed as that, since nobody is asked to stay for the hour.
    """
    on = coverage.grid
    state = coverage.state.copy()
    if suggested is not None:
        nothing = (state == State.NOT_DECIDED) | (state == State.NO_NEED)
        state[nothing & ((suggested.stay > 0) | (suggested.visit > 0))] = State.SUGGESTED
    clock = on.slots.start.astype("datetime64[h]")
    first = first_slots(on)
    shown = Hours(
        start=[
            moment.to_pydatetime()
            for moment in pd.DatetimeIndex(clock[first]).tz_localize("UTC").tz_convert(on.tz)
        ],
        day=on.slots.day[first],
        state=_BY_STRENGTH[by_hour(np.maximum, _STRENGTH_OF[state], first)],
        missing=by_hour(np.maximum, coverage.gap, first),
        unknown=by_hour(np.maximum, coverage.unknown, first),
        present=_mean(coverage.presence.adults, first),
        need=by_hour(np.maximum, coverage.need.stay, first),
        visit=np.zeros((len(coverage.gap), len(first))),
        no_roster=by_hour(np.logical_or, coverage.no_roster, first),
        dark=coverage.dark[first],
    )
    return shown if visits is None else _with_visits(shown, visits, on)


def strongest(states: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return the strongest state of each column: of several places as of several slots."""
    highest: npt.NDArray[np.uint8] = _BY_STRENGTH[_STRENGTH_OF[states].max(axis=0)]
    return highest


def first_slots(on: Grid) -> IntArray:
    """Return the first column of each clock hour."""
    clock = on.slots.start.astype("datetime64[h]")
    if not len(clock):
        return np.array([], dtype=np.int64)
    return np.flatnonzero(np.concatenate(([True], clock[1:] != clock[:-1])))


def mostly(marked: BoolArray, on: Grid) -> BoolArray:
    """Return in which clock hours most of the slots are marked: a quarter at an edge is not an hour."""
    first = first_slots(on)
    count = np.diff(np.append(first, marked.shape[1]))
    return np.asarray(2 * by_hour(np.add, marked.astype(np.int32), first) >= count)


def _with_visits(shown: Hours, visits: pd.DataFrame, on: Grid) -> Hours:
    """Return the hours with visit windows laid over them: an hour is as the worst of what it holds."""
    begins = first_slots(on)
    first, last = (
        np.searchsorted(begins, visits[name].to_numpy(dtype=np.int64), side="right") - 1
        for name in ("first_slot", "last_slot")
    )
    length = last - first + 1
    window = np.repeat(np.arange(len(visits)), length)
    columns = first[window] + np.arange(len(window)) - (np.cumsum(length) - length)[window]
    at = visits["place_id"].map(on.place_index()).to_numpy(dtype=np.int64)[window], columns
    outcome, adults = visits["outcome"].to_numpy()[window], visits["adults"].to_numpy(dtype=float)[window]
    strength, need, visit = _STRENGTH_OF[shown.state], shown.need.copy(), shown.visit.copy()
    for name, state in (("met", State.FULL), ("unknown", State.UNKNOWN), ("missed", State.VISIT)):
        of_outcome = outcome == name
        np.maximum.at(strength, (at[0][of_outcome], at[1][of_outcome]), _STRENGTH_OF[state])
    np.maximum.at(need, at, adults)
    np.maximum.at(visit, at, np.where(outcome == "missed", adults, 0.0))
    return replace(shown, state=_BY_STRENGTH[strength], need=need, visit=visit)


def by_hour(operation: np.ufunc, values: npt.NDArray[Any], first: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    """Return an operation over the slots of each clock hour; `first` is the first column of each (`first_slots`)."""
    if not len(first):
        return values[:, :0]
    slots, rest = divmod(values.shape[1], len(first))
    if rest or not np.array_equal(first, np.arange(len(first)) * slots):
        return np.asarray(operation.reduceat(values, first, axis=1))
    # Hours of as many slots each, as nearly all are: slot by slot, which is much the faster.
    reduced = values[:, ::slots].copy()
    for slot in range(1, slots):
        operation(reduced, values[:, slot::slots], out=reduced)
    return reduced


def _mean(values: FloatArray, first: npt.NDArray[np.int64]) -> FloatArray:
    count = np.diff(np.append(first, values.shape[1]))
    return np.asarray(by_hour(np.add, values, first) / np.maximum(count, 1))

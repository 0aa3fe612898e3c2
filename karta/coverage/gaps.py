"""COVERAGE and GAPS: need minus known presence, with the unknown kept apart (METHOD 3.5, 3.6).

N = C + G + U holds in every slot; surplus at one place or hour never offsets another.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.exact.verdict import SlotNeed, SlotPresence, verdict
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray, grid
from karta.coverage.knowledge import roster_unknown
from karta.coverage.need import Need, need
from karta.coverage.presence import Presence, View, presence
from karta.coverage.state import CRUMB, State
from karta.model.calendar import dark
from karta.model.tables import Tables

__all__ = [
    "CRUMB", "RUN_COLUMNS", "Coverage", "Ground", "State", "cover", "gap_runs", "ground", "runs",
]  # fmt: skip


@dataclass(frozen=True)
class Coverage:
    """The coverage of a period in one view, with all it was computed from; arrays are places x slots, in adults."""

    tables: Tables
    view: View
    grid: Grid
    need: Need
    presence: Presence
    covered: FloatArray
    gap: FloatArray
    unknown: FloatArray
    no_roster: BoolArray
    state: npt.NDArray[np.uint8]
    decided: BoolArray

    @property
    def short(self) -> FloatArray:
        """Need that known presence does not meet, known or not."""
        return self.gap + self.unknown

    @property
    def sparse(self) -> BoolArray:
        """Slots in which less than `theta_empty` adults are known."""
        return np.asarray(self.presence.adults < self.tables.method.theta_empty - CRUMB)

    @property
    def dark(self) -> BoolArray:
        """Slots (columns) that are dark between noon and 06:00."""
        return dark(self.grid.slots, self.tables.calendar)


@dataclass(frozen=True)
class Ground:
    """The parts of a period that no view changes: its grid, its need, and where a roster is missing."""

    grid: Grid
    need: Need
    no_roster: BoolArray


def ground(tables: Tables, minutes: int | None = None) -> Ground:
    """Return the ground of a period; all views and settings of one period share it."""
    on = grid(tables, minutes)
    return Ground(on, need(tables, on), roster_unknown(tables, on))


def cover(tables: Tables, view: View, minutes: int | None = None, on: Ground | None = None) -> Coverage:
    """Return the coverage of the period that `tables` describe, in one view.

    All times must be multiples of `minutes`; by default the slot is the method's, or as fine as the times ask for.
    `on` is the ground of the same tables where it has been laid before.
    """
    on = on or ground(tables, minutes)
    return weigh(tables, view, on, presence(tables, on.grid, view))


def weigh(tables: Tables, view: View, on: Ground, there: Presence) -> Coverage:
    """Return the coverage of a ground by a known presence."""
    required = SlotNeed(
        on.need.stay,
        on.need.civil,
        on.need.trained,
        on.need.calendar_missing,
        on.need.decided,
        on.grid.slots.day,
    )
    present = SlotPresence(there.adults, there.civil, there.trained, there.unknown)
    judged = verdict(required, present, on.no_roster | on.need.leaders_unknown, tables.method.theta_empty)
    return Coverage(
        tables=tables,
        view=view,
        grid=on.grid,
        need=replace(on.need, stay=judged.need),
        presence=there,
        covered=judged.covered,
        gap=judged.gap,
        unknown=judged.unknown,
        no_roster=on.no_roster,
        state=judged.state,
        decided=judged.decided,
    )


_STATE_NAMES = np.array([state.name.lower() for state in State], dtype=object)
RUN_COLUMNS = ["place_id", "start", "end", "adult_hours", "state", "first_slot", "last_slot"]


def gap_runs(coverage: Coverage, *, unknown: bool = False) -> pd.DataFrame:
    """Return the gap list: maximal runs of known gap at one place, broken at 06:00 (METHOD 3.6).

    With `unknown`, the runs of unknown coverage instead. Columns: place_id, start and end (UTC), adult_hours,
    state (thin, empty or unknown: the worse of the run), first_slot, last_slot (columns of the grid, inclusive).
    In the order of places and times; a list shows them `by_size`.
    """
    amount = coverage.unknown if unknown else coverage.gap
    on = coverage.grid
    place, first, last = run_bounds(amount > 0, on).T
    return pd.DataFrame({
        "place_id": np.array(on.place_ids, dtype=object)[place],
        "start": pd.DatetimeIndex(on.slots.start[first]).tz_localize("UTC"),
        "end": pd.DatetimeIndex(on.slots.start[last] + np.timedelta64(on.slots.minutes, "m")).tz_localize("UTC"),
        "adult_hours": over_runs(np.add, amount, place, first, last) * on.hours,
        "state": _STATE_NAMES[over_runs(np.maximum, coverage.state, place, first, last)],
        "first_slot": first, "last_slot": last,
    }, columns=RUN_COLUMNS)  # fmt: skip


def by_size(gap_list: pd.DataFrame) -> pd.DataFrame:
    """Return runs sorted by adult-hours descending, start, place."""
    order = gap_list.assign(adult_hours=gap_list["adult_hours"].round(9))
    order = order.sort_values(
        ["adult_hours", "start", "place_id"], ascending=[False, True, True], kind="stable"
    )
    return gap_list.loc[order.index].reset_index(drop=True)


def runs(marked: BoolArray, on: Grid) -> list[tuple[int, int, int]]:
    """Return (place, first, last) of every maximal run of marked slots within a service day, last inclusive."""
    return [(place, first, last) for place, first, last in run_bounds(marked, on).tolist()]


def run_bounds(marked: BoolArray, on: Grid) -> IntArray:
    """Return the runs as `runs` does, in its order, as rows of an array."""
    if not marked.size:
        return np.zeros((0, 3), dtype=np.int64)
    turns = np.diff(on.slots.day) != 0
    begins, ends = marked.copy(), marked.copy()
    begins[:, 1:] &= ~marked[:, :-1] | turns
    ends[:, :-1] &= ~marked[:, 1:] | turns
    place, first = np.nonzero(begins)
    return np.column_stack((place, first, np.nonzero(ends)[1]))


def over_runs(
    operation: np.ufunc, values: npt.NDArray[Any], place: IntArray, first: IntArray, last: IntArray
) -> npt.NDArray[Any]:
    """Return an operation (np.add, np.maximum ...) over the slots of each run; the runs in their order, none empty."""
    if not len(place):
        return values[:0, 0]
    begin = place * values.shape[1] + first
    bounds = np.column_stack((begin, begin + last - first + 1)).ravel()
    flat = values.ravel()
    # The end of a table that a run reaches is no place in it: reduceat takes what is left.
    return np.asarray(operation.reduceat(flat, bounds[:-1] if bounds[-1] == len(flat) else bounds)[::2])

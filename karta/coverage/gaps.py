"""COVERAGE and GAPS: need minus known presence, with the unknown kept apart (METHOD 3.5, 3.6).

N = C + G + U holds in every slot; surplus at one place or hour never offsets another.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.dense.verdict import Asked, Known, verdict
from karta.coverage.grid import BoolArray, FloatArray, Grid, grid
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
    """Everything the method says of a period in one view; arrays are places x slots, in adults."""

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
    """What stands whoever is there: the grid of a period, its need, and where a roster is missing."""

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
    return _weigh(tables, view, on, presence(tables, on.grid, view))


def _weigh(tables: Tables, view: View, on: Ground, there: Presence) -> Coverage:
    asked = Asked(
        on.need.stay, on.need.civil, on.need.trained, on.need.unsaid, on.need.decided, on.grid.slots.day
    )
    known = Known(there.adults, there.civil, there.trained, there.unknown)
    found = verdict(asked, known, on.no_roster | on.need.leaders_unknown, tables.method.theta_empty)
    return Coverage(
        tables=tables,
        view=view,
        grid=on.grid,
        need=replace(on.need, stay=found.need),
        presence=there,
        covered=found.covered,
        gap=found.gap,
        unknown=found.unknown,
        no_roster=on.no_roster,
        state=found.state,
        decided=found.decided,
    )


RUN_COLUMNS = ["place_id", "start", "end", "adult_hours", "state", "first_slot", "last_slot"]


def gap_runs(coverage: Coverage, *, unknown: bool = False) -> pd.DataFrame:
    """Return the gap list: maximal runs of known gap at one place, broken at 06:00 (METHOD 3.6).

    With `unknown`, the runs that nobody can tell instead. Columns: place_id, start and end (UTC), adult_hours,
    state (thin, empty or unknown: the worse of the run), first_slot, last_slot (columns of the grid, inclusive).
    Sorted by adult-hours descending, start, place.
    """
    amount = coverage.unknown if unknown else coverage.gap
    minutes = np.timedelta64(coverage.grid.slots.minutes, "m")
    rows = []
    for place, first, last in runs(amount > 0, coverage.grid):
        worst = int(coverage.state[place, first : last + 1].max())
        rows.append(
            (
                coverage.grid.place_ids[place],
                coverage.grid.slots.start[first],
                coverage.grid.slots.start[last] + minutes,
                float(amount[place, first : last + 1].sum()) * coverage.grid.hours,
                State(worst).name.lower(),
                first,
                last,
            )
        )
    frame = pd.DataFrame(rows, columns=RUN_COLUMNS)
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name], utc=True)
    order = frame.assign(adult_hours=frame["adult_hours"].round(9))
    order = order.sort_values(
        ["adult_hours", "start", "place_id"], ascending=[False, True, True], kind="stable"
    )
    return frame.loc[order.index].reset_index(drop=True)


def runs(marked: BoolArray, on: Grid) -> list[tuple[int, int, int]]:
    """Return (place, first, last) of every maximal run of marked slots within a service day, last inclusive."""
    found = []
    for columns in on.day_columns():
        block = marked[:, columns]
        edge = np.diff(np.pad(block.astype(np.int8), ((0, 0), (1, 1))), axis=1)
        begin, finish = np.argwhere(edge == 1), np.argwhere(edge == -1)
        found += [
            (int(place), int(first) + columns.start, int(last) - 1 + columns.start)
            for (place, first), (_, last) in zip(begin, finish, strict=True)
        ]
    return sorted(found)

"""Open but unstaffed: when a place can be entered and no training with known leaders goes on there.

An open door is not presence (METHOD 1, leisure): hours are counted apart from adults. A place of which nobody has said
when it is open is not in here at all: unknown is not closed. The half hours before and after a training, when young
people come and go and its leaders may not be there, are slots of their own.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, Grid
from karta.coverage.need import LED_BY
from karta.coverage.occurrences import row_occurrences, unsure_occurrences
from karta.coverage.windows import Windows
from karta.model.tables import Tables

# Before and after a training. Source: METHOD 3.1, the half hours around training sessions [K].
AROUND = timedelta(minutes=30)
KINDS = ("staffed", "unsure", "around", "unstaffed")
COLUMNS = ["place_id", "kind", "start", "end", "hours"]


@dataclass(frozen=True)
class OpenHours:
    """Places x slots, four that exclude each other and make up `open`.

    `staffed`: a training with two or more known leaders; `unsure`: one of which nobody knows how many lead it, or
    whether it is held; `around`: the half hours before and after any training; `unstaffed`: the rest. `known` tells
    of which places (rows) anybody has said when they are open.
    """

    grid: Grid
    open: BoolArray
    staffed: BoolArray
    unsure: BoolArray
    around: BoolArray
    unstaffed: BoolArray
    known: BoolArray

    @property
    def empty(self) -> BoolArray:
        """Open with no leader known to be there, the half hours around trainings among it."""
        return self.around | self.unstaffed


def open_hours(tables: Tables, grid: Grid) -> OpenHours:
    """Return when each place is open, staffed and not."""
    rows = grid.place_index()
    laid = Windows(tables, grid)
    open_, led, unsure, during, near = (grid.nowhere() for _ in range(5))
    for rule in tables.access.to_dict("records"):
        for start, end in laid.clock(rule):
            open_[rows[rule["place_id"]], grid.span(start, end)] = True
    for session in tables.sessions.to_dict("records"):
        place, leaders = rows[session["place_id"]], session["leaders"]
        for one in row_occurrences(session, grid):
            held = grid.span(one.start, one.end)
            during[place, held] = True
            near[place, grid.span(one.start - AROUND, one.end + AROUND)] = True
            if pd.isna(leaders):
                unsure[place, held] = True
            elif float(leaders) >= LED_BY:
                led[place, held] = True
        for one in unsure_occurrences(session, grid):
            unsure[place, grid.span(one.start, one.end)] = True
    staffed, maybe = open_ & led, open_ & unsure & ~led
    around = open_ & near & ~during & ~staffed & ~maybe
    return OpenHours(
        grid=grid, open=open_, staffed=staffed, unsure=maybe, around=around,
        unstaffed=open_ & ~staffed & ~maybe & ~around,
        known=np.isin(np.array(grid.place_ids, dtype=object), tables.access["place_id"].astype(str).unique()),
    )  # fmt: skip


def open_totals(found: OpenHours) -> pd.DataFrame:
    """Return the hours of each place whose opening is known: place_id, open_h and each of KINDS with `_h`."""
    hours = found.grid.hours
    table = pd.DataFrame(
        {
            "place_id": found.grid.place_ids,
            "open_h": found.open.sum(axis=1) * hours,
            **{f"{kind}_h": getattr(found, kind).sum(axis=1) * hours for kind in KINDS},
        }
    )
    return table[found.known].reset_index(drop=True)


def open_runs(found: OpenHours) -> pd.DataFrame:
    """Return each stretch of open time of one kind at one place: COLUMNS, times UTC, broken at service days."""
    parts = [_runs(found, kind) for kind in KINDS]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    return table.sort_values(["place_id", "start"], kind="stable").reset_index(drop=True)[COLUMNS]


def _runs(found: OpenHours, kind: str) -> pd.DataFrame:
    grid = found.grid
    marked = getattr(found, kind)
    day = np.concatenate(([True], grid.slots.day[1:] != grid.slots.day[:-1]))
    before = np.pad(marked[:, :-1], ((0, 0), (1, 0)))
    after = np.pad(marked[:, 1:], ((0, 0), (0, 1)))
    place, first = np.nonzero(marked & (~before | day))
    _, last = np.nonzero(marked & (~after | np.roll(day, -1)))
    starts = pd.DatetimeIndex(grid.slots.start)
    length = pd.Timedelta(minutes=grid.slots.minutes)
    return pd.DataFrame(
        {
            "place_id": np.array(grid.place_ids, dtype=object)[place],
            "kind": kind,
            "start": starts[first].tz_localize("UTC"),
            "end": (starts[last] + length).tz_localize("UTC"),
            "hours": (last - first + 1) * grid.hours,
        }
    )

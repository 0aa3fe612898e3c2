"""Open but unstaffed: when a place can be entered and no training with known leaders goes on there.

An open door is not presence (METHOD 1, leisure): hours are counted apart from adults. A place of which nobody has said
when it is open is not in here at all: unknown is not closed. The half hours before and after a training, when young
people come and go and its leaders may not be there, are slots of their own.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from karta.coverage.around import around_times
from karta.coverage.free_hours import LED_BY
from karta.coverage.grid import BoolArray, Grid
from karta.coverage.occurrences import row_occurrences, unsure_occurrences
from karta.coverage.windows import Windows
from karta.model.tables import Tables


@dataclass(frozen=True)
class OpenHours:
    """Places x slots, four that exclude each other and make up `open`.

    `staffed`: a training with two or more known leaders; `unsure`: one of which nobody knows how many lead it, or
    whether it is held; `around`: the time before and after any training; `unstaffed`: the rest. `has_hours`
    marks the places (rows) whose opening hours are known.
    """

    grid: Grid
    open: BoolArray
    staffed: BoolArray
    unsure: BoolArray
    around: BoolArray
    unstaffed: BoolArray
    has_hours: BoolArray

    @property
    def empty(self) -> BoolArray:
        """Open with no leader known to be there, the half hours around trainings among it."""
        return self.around | self.unstaffed


def open_hours(tables: Tables, grid: Grid) -> OpenHours:
    """Return when each place is open, staffed and not."""
    rows = grid.place_index()
    laid = Windows(tables, grid)
    open_, led, unsure = (grid.nowhere() for _ in range(3))
    for rule in tables.access.to_dict("records"):
        for start, end in laid.clock(rule):
            open_[rows[rule["place_id"]], grid.span(start, end)] = True
    for session in tables.sessions.to_dict("records"):
        place, leaders = rows[session["place_id"]], session["leaders"]
        for occurrence in row_occurrences(session, grid):
            columns = grid.span(occurrence.start, occurrence.end)
            if pd.isna(leaders):
                unsure[place, columns] = True
            elif float(leaders) >= LED_BY:
                led[place, columns] = True
        for occurrence in unsure_occurrences(session, grid):
            unsure[place, grid.span(occurrence.start, occurrence.end)] = True
    staffed, maybe = open_ & led, open_ & unsure & ~led
    around = open_ & around_times(tables, grid).painted(grid) & ~staffed & ~maybe
    return OpenHours(
        grid=grid, open=open_, staffed=staffed, unsure=maybe, around=around,
        unstaffed=open_ & ~staffed & ~maybe & ~around,
        has_hours=np.isin(np.array(grid.place_ids, dtype=object), tables.access["place_id"].astype(str).unique()),
    )  # fmt: skip

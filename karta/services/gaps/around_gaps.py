"""Which gaps of a period hold the time before or after a training: the same gaps, told apart, never counted again."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from karta.coverage.around import around_times, keyed, seconds_of
from karta.coverage.grid import BoolArray, IntArray
from karta.privacy import Viewer, require_for
from karta.services.gaps.period import Period


@dataclass(frozen=True)
class AroundGaps:
    """Times around trainings of which some part is a gap, once for each gap that they lie in; in order of place, start.

    `row`: of the place; `gap`: position in the period's list of gaps; `start`, `end`: UTC; `before`: or after;
    `first_hour`, `last_hour`: the hours of the period that hold the part of it that is a gap.
    """

    row: IntArray
    gap: IntArray
    start: pd.DatetimeIndex
    end: pd.DatetimeIndex
    before: BoolArray
    first_hour: IntArray
    last_hour: IntArray


def around_gaps(viewer: Viewer, shown: Period) -> AroundGaps:
    """Return the times around trainings that lie in gaps; none of a mean of several weeks, which has no dates."""
    require_for(viewer, "see_gaps", shown.audience)
    times = around_times(shown.coverage.tables, shown.coverage.grid)
    rows = shown.gaps["place_id"].map(shown.coverage.grid.place_index()).to_numpy(dtype=np.int64)
    begins, ends = (
        seconds_of(pd.DatetimeIndex(pd.to_datetime(shown.gaps[name], utc=True)).tz_localize(None))
        for name in ("start", "end")
    )
    # The gaps of a place do not overlap: those that a time lies in follow each other.
    order = np.lexsort((begins, rows))
    first_key, last_key = keyed(rows, begins)[order], keyed(rows, ends)[order]
    start_key, end_key = times.keys()
    first = np.searchsorted(last_key, start_key, side="right")
    count = np.maximum(np.searchsorted(first_key, end_key, side="left") - first, 0)
    if shown.weeks > 1:
        count[:] = 0
    time = np.repeat(np.arange(len(count)), count)
    gap = order[first[time] + np.arange(len(time)) - (np.cumsum(count) - count)[time]]
    since, until = np.maximum(times.start[time], begins[gap]), np.minimum(times.end[time], ends[gap])
    return AroundGaps(
        row=times.row[time], gap=gap, start=_instants(times.start[time]), end=_instants(times.end[time]),
        before=times.before[time], first_hour=shown.hours.numbers(pd.Series(_instants(since))),
        last_hour=shown.hours.numbers(pd.Series(_instants(until - 1))),
    )  # fmt: skip


def marked_hours(shown: Period, found: AroundGaps) -> BoolArray:
    """Return which hours (places x hours) hold the time before or after a training, and a gap in it."""
    marked = np.zeros(shown.hours.state.shape, dtype=bool)
    for row, first, last in zip(
        found.row.tolist(), found.first_hour.tolist(), found.last_hour.tolist(), strict=True
    ):
        marked[row, first : last + 1] = True
    return marked


def _instants(seconds: IntArray) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(seconds, unit="s", utc=True))

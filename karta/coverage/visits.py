"""Visit windows: where nobody must stay, one visit of ten minutes in every two hours (METHOD 3.1, mode *visit*).

Counted in windows, needed = met + missed + unknown, and never added to adult-hours.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, over_runs, run_bounds
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray
from karta.settings import Method

WINDOWS = ["service_day", "place_id", "start", "end", "adults", "outcome", "first_slot", "last_slot"]
OUTCOMES = ("met", "missed", "unknown")

# Adults, of them from civil society, of them trained.
Heads = FloatArray


def visit_windows(coverage: Coverage) -> pd.DataFrame:
    """Return every visit window of the period: columns WINDOWS; times UTC; outcome met, missed or unknown.

    The hours in which a visit is asked for are cut into windows of `visit_window_minutes` from their start; a
    rest shorter than a visit is no window. A window is met when the adults asked for stand at the place for
    `visit_minutes` together; an untimed route without a declared dwell, a missing roster or an unknown number of
    adults leaves a window unknown. `adults` is the most that is asked for in it; first_slot and last_slot are
    columns of the grid, both inclusive.
    """
    on = coverage.grid
    wanted = (coverage.need.visit > 0) & coverage.decided
    place, first, last = _cut(run_bounds(wanted, on), on, coverage.tables.method).T
    if not len(place):
        return pd.DataFrame(columns=WINDOWS)
    outcome = _outcomes(coverage, np.flatnonzero(wanted.any(axis=1)), np.column_stack((place, first, last)))
    end = on.slots.start[last] + np.timedelta64(on.slots.minutes, "m")
    days = np.array([day.date for day in on.days], dtype=object)
    return pd.DataFrame({
        "service_day": pd.Series(days[on.slots.day[first]], dtype=object),
        "place_id": np.array(on.place_ids, dtype=object)[place],
        "start": pd.DatetimeIndex(on.slots.start[first]).tz_localize("UTC"),
        "end": pd.DatetimeIndex(end).tz_localize("UTC"),
        "adults": over_runs(np.maximum, coverage.need.visit, place, first, last),
        "outcome": outcome, "first_slot": first, "last_slot": last,
    }, columns=WINDOWS)  # fmt: skip


def visit_counts(windows: pd.DataFrame) -> pd.DataFrame:
    """Return visits_needed, visits_met, visits_missed and visits_unknown of each place (place_id)."""
    counted = pd.crosstab(windows["place_id"], windows["outcome"])
    counted = counted.reindex(columns=list(OUTCOMES), fill_value=0).add_prefix("visits_")
    counted = counted.assign(visits_needed=counted.sum(axis=1)).rename_axis(columns=None)
    return counted.reset_index()


def window_count(wanted: BoolArray, on: Grid, method: Method) -> int:
    """Return into how many visit windows the slots (places x slots) are cut in which a visit is asked for."""
    return len(_cut(run_bounds(wanted, on), on, method))


def _needed(coverage: Coverage, at: IntArray) -> FloatArray:
    need = coverage.need
    return np.stack([need.visit[at], need.visit_civil[at], need.visit_trained[at]])


def _there(coverage: Coverage, at: IntArray) -> FloatArray:
    presence = coverage.presence
    return np.stack([presence.visit[at], presence.visit_civil[at], presence.visit_trained[at]])


def _cut(stretches: IntArray, on: Grid, method: Method) -> IntArray:
    """Return place row, first and last column of each visit window of some stretches, in their order."""
    length = max(1, method.visit_window_minutes // on.slots.minutes)
    place, first, last = stretches.T
    count = -(-(last - first + 1) // length)
    of = np.repeat(np.arange(len(place)), count)
    begin = first[of] + length * (np.arange(len(of)) - (np.cumsum(count) - count)[of])
    windows = np.column_stack((place[of], begin, np.minimum(begin + length - 1, last[of])))
    return np.asarray(windows[windows[:, 2] - windows[:, 1] + 1 >= _shortest(on, method)])


def _shortest(on: Grid, method: Method) -> int:
    """Return how many slots a visit takes, at least one."""
    return max(1, -(-method.visit_minutes // on.slots.minutes))


def _outcomes(coverage: Coverage, asked: IntArray, windows: IntArray) -> npt.NDArray[np.object_]:
    """Return the outcome of each window (place row, first and last column); `asked`, the rows that have any."""
    needed, there = _needed(coverage, asked), _there(coverage, asked)
    dwelling, on = _dwelling(coverage), coverage.grid
    slots = _shortest(on, coverage.tables.method)
    place, first, last = windows.T
    row = np.searchsorted(asked, place)
    enough = np.asarray((there >= needed - CRUMB).all(axis=0))
    met = _stood(enough, np.column_stack((row, first, last)), slots)
    index = on.place_index()
    of_dwelled = np.isin(place, [index[dwelled] for dwelled in dwelling])
    for number in np.flatnonzero(of_dwelled & ~met):
        start = _instant(on.slots.start[first[number]])
        end = _instant(on.slots.start[last[number]]) + timedelta(minutes=on.slots.minutes)
        stretches = dwelling[on.place_ids[place[number]]]
        more = _dwelt(stretches, start, end, coverage.tables.method.visit_minutes)
        at = (slice(None), row[number], slice(first[number], last[number] + 1))
        enough = np.asarray((there[at] + more[:, None] >= needed[at] - CRUMB).all(axis=0))
        met[number] = _stood(enough[None, :], np.array([[0, 0, enough.size - 1]]), slots)[0]
    cannot_tell = (
        coverage.no_roster[asked]
        | coverage.presence.unknown[asked]
        | coverage.presence.visit_open[asked]
        | coverage.need.visit_leaders_unknown[asked]
    )
    unsure = over_runs(np.logical_or, cannot_tell, row, first, last)
    return np.array(OUTCOMES, dtype=object)[np.where(met, 0, np.where(unsure, 2, 1))]


def _stood(enough: BoolArray, windows: IntArray, slots: int) -> BoolArray:
    """Return in which windows there is enough for so many slots on end."""
    place, first, last = windows.T
    so_far = np.pad(np.cumsum(enough, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    # Slots that end such a stretch, counted from the left: a window has one after its first slots, or has none.
    ends = np.zeros(enough.shape, dtype=bool)
    ends[:, slots - 1 :] = so_far[:, slots:] - so_far[:, : so_far.shape[1] - slots] == slots
    ended = np.pad(np.cumsum(ends, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    return np.asarray(ended[place, last + 1] > ended[place, first + slots - 1])


@dataclass(frozen=True, slots=True)
class _Dwell:
    """A stretch of a route that declares how long it stays at a place."""

    start: datetime
    end: datetime
    per_hour: float
    heads: Heads


def _dwelling(coverage: Coverage) -> dict[str, list[_Dwell]]:
    """Return the stretches of routes that declare a dwell, by place; one walk in two shifts is one stretch."""
    pieces = coverage.presence.pieces
    pieces = pieces[(pieces["visit"] == "dwell") & pieces["certain"].astype(bool)]
    if pieces.empty:
        return {}
    pieces = pieces.sort_values("start")
    dwells: dict[str, list[_Dwell]] = {}
    same = ["place_id", "org", "kind", "sector", "trained", "adults", "dwell_min_per_hour"]
    for (place, _, _, sector, trained, adults, per_hour), walk in pieces.groupby(same, sort=False):
        heads = float(adults) * np.array([1.0, sector == "civil_society", bool(trained)])
        begun = (walk["start"] != walk["end"].shift()).cumsum()
        for _, stretch in walk.groupby(begun):
            dwell = _Dwell(stretch["start"].iloc[0], stretch["end"].iloc[-1], float(per_hour), heads)
            dwells.setdefault(str(place), []).append(dwell)
    return dwells


def _dwelt(stretches: list[_Dwell], start: datetime, end: datetime, minutes: int) -> Heads:
    """Return the adults of routes whose declared dwell makes a visit within the window."""
    total = np.zeros(3)
    for stretch in stretches:
        overlap_h = (min(stretch.end, end) - max(stretch.start, start)).total_seconds() / 3600
        if overlap_h * stretch.per_hour >= minutes - CRUMB:
            total += stretch.heads
    return total


def _instant(value: "np.datetime64") -> datetime:
    moment: datetime = pd.Timestamp(value).tz_localize("UTC").to_pydatetime()
    return moment

"""Visit windows: where nobody must stay, one visit of ten minutes in every two hours (METHOD 3.1, mode *visit*).

Counted in windows, needed = met + missed + unknown, and never added to adult-hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, runs
from karta.coverage.grid import BoolArray, FloatArray

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
    on, minutes = coverage.grid, coverage.tables.method.visit_minutes
    asked, there = _asked(coverage), _there(coverage)
    cannot_tell = (
        coverage.no_roster
        | coverage.presence.unknown
        | coverage.presence.visit_open
        | coverage.need.visit_leaders_unknown
    )
    shortest = -(-minutes // on.slots.minutes)
    dwelling = _dwelling(coverage)
    rows = []
    for place, first, last in runs((asked[0] > 0) & coverage.decided, on):
        for columns in _cut(coverage, first, last, shortest):
            start = _instant(on.slots.start[columns.start])
            end = _instant(on.slots.start[columns.stop - 1]) + timedelta(minutes=on.slots.minutes)
            more = _dwelt(dwelling.get(on.place_ids[place], []), start, end, minutes)
            enough = there[:, place, columns] + more[:, None] >= asked[:, place, columns] - CRUMB
            met = _longest(np.asarray(enough.all(axis=0))) >= shortest
            outcome = "met" if met else "unknown" if cannot_tell[place, columns].any() else "missed"
            rows.append((
                on.days[int(on.slots.day[columns.start])].date, on.place_ids[place], start, end,
                float(asked[0, place, columns].max()), outcome, columns.start, columns.stop - 1,
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=WINDOWS)


def visit_counts(windows: pd.DataFrame) -> pd.DataFrame:
    """Return visits_needed, visits_met, visits_missed and visits_unknown of each place (place_id)."""
    counted = pd.crosstab(windows["place_id"], windows["outcome"])
    counted = counted.reindex(columns=list(OUTCOMES), fill_value=0).add_prefix("visits_")
    counted = counted.assign(visits_needed=counted.sum(axis=1)).rename_axis(columns=None)
    return counted.reset_index()


def _asked(coverage: Coverage) -> FloatArray:
    need = coverage.need
    return np.stack([need.visit, need.visit_civil, need.visit_trained])


def _there(coverage: Coverage) -> FloatArray:
    found = coverage.presence
    return np.stack([found.visit, found.visit_civil, found.visit_trained])


def _cut(coverage: Coverage, first: int, last: int, shortest: int) -> Iterator[slice]:
    """Yield the columns of each visit window between two columns, last inclusive."""
    length = max(1, coverage.tables.method.visit_window_minutes // coverage.grid.slots.minutes)
    for start in range(first, last + 1, length):
        stop = min(start + length, last + 1)
        if stop - start >= shortest:
            yield slice(start, stop)


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
    pieces = pieces[(pieces["visit"] == "dwell") & pieces["certain"].astype(bool)].sort_values("start")
    found: dict[str, list[_Dwell]] = {}
    same = ["place_id", "org", "kind", "sector", "trained", "adults", "dwell_min_per_hour"]
    for (place, _, _, sector, trained, adults, per_hour), walk in pieces.groupby(same, sort=False):
        heads = float(adults) * np.array([1.0, sector == "civil_society", bool(trained)])
        begun = (walk["start"] != walk["end"].shift()).cumsum()
        for _, stretch in walk.groupby(begun):
            dwell = _Dwell(stretch["start"].iloc[0], stretch["end"].iloc[-1], float(per_hour), heads)
            found.setdefault(str(place), []).append(dwell)
    return found


def _dwelt(stretches: list[_Dwell], start: datetime, end: datetime, minutes: int) -> Heads:
    """Return the adults of routes whose declared dwell makes a visit within the window."""
    total = np.zeros(3)
    for one in stretches:
        overlap_h = (min(one.end, end) - max(one.start, start)).total_seconds() / 3600
        if overlap_h * one.per_hour >= minutes - CRUMB:
            total += one.heads
    return total


def _longest(marked: BoolArray) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _instant(value: "np.datetime64") -> datetime:
    moment: datetime = pd.Timestamp(value).tz_localize("UTC").to_pydatetime()
    return moment

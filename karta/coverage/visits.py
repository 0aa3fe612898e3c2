"""Visit windows: where nobody must stay, one visit of ten minutes in every two hours (METHOD 3.1, mode *visit*).

Counted in windows, needed = met + missed + unknown, and never added to adult-hours.
"""

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, runs
from karta.coverage.grid import BoolArray

WINDOWS = ["service_day", "place_id", "start", "end", "adults", "outcome"]


def visit_windows(coverage: Coverage) -> pd.DataFrame:
    """Return every visit window of the period: columns WINDOWS; times UTC; outcome met, missed or unknown.

    The hours in which a visit is asked for are cut into windows of `visit_window_minutes` from their start; a
    rest shorter than a visit is no window. A window is met when the needed adults stand at the place for
    `visit_minutes` together; an untimed route without a declared dwell, a missing roster or an unknown number of
    adults leaves a window unknown.
    """
    on, method = coverage.grid, coverage.tables.method
    length = max(1, method.visit_window_minutes // on.slots.minutes)
    shortest = -(-method.visit_minutes // on.slots.minutes)
    asked = coverage.need.visit
    cannot_tell = (
        coverage.no_roster
        | coverage.presence.unknown
        | coverage.presence.visit_open
        | coverage.need.leaders_unknown
    )
    dwelling = coverage.presence.pieces.query("visit == 'dwell' and certain")
    rows = []
    for place, first, last in runs((asked > 0) & coverage.decided, on):
        for start in range(first, last + 1, length):
            columns = slice(start, min(start + length, last + 1))
            if columns.stop - columns.start < shortest:
                continue
            adults = float(asked[place, columns].max())
            begins, ends = _instant(on.slots.start[columns.start]), _instant(on.slots.start[columns.stop - 1])
            ends += pd.Timedelta(minutes=on.slots.minutes)
            at_place = dwelling[dwelling["place_id"] == on.place_ids[place]]
            enough = coverage.presence.visit[place, columns] + _dwelt(
                at_place, begins, ends, method.visit_minutes
            )
            met = _longest(enough >= adults - CRUMB) >= shortest
            outcome = "met" if met else "unknown" if cannot_tell[place, columns].any() else "missed"
            day = on.days[int(on.slots.day[start])].date
            rows.append((day, on.place_ids[place], begins, ends, adults, outcome))
    return pd.DataFrame(rows, columns=WINDOWS)


def visit_counts(windows: pd.DataFrame) -> pd.DataFrame:
    """Return visits_needed, visits_met, visits_missed and visits_unknown of each place (place_id)."""
    counted = pd.crosstab(windows["place_id"], windows["outcome"])
    counted = counted.reindex(columns=["met", "missed", "unknown"], fill_value=0).add_prefix("visits_")
    return counted.assign(visits_needed=counted.sum(axis=1)).reset_index()


def _dwelt(pieces: pd.DataFrame, start: Any, end: Any, minutes: int) -> float:
    """Return the adults of routes whose declared dwell makes a visit within the window."""
    if pieces.empty:
        return 0.0
    overlap = (pieces["end"].clip(upper=end) - pieces["start"].clip(lower=start)).dt.total_seconds() / 3600
    stays = overlap.clip(lower=0) * pieces["dwell_min_per_hour"] >= minutes - CRUMB
    return float(pieces.loc[stays, "adults"].sum())


def _longest(marked: BoolArray) -> int:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], marked.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


def _instant(value: np.datetime64) -> datetime:
    return pd.Timestamp(value).tz_localize("UTC")

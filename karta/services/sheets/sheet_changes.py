"""What differs between two weeks: sums, and the gaps that are in one of them only."""

from datetime import date

import numpy as np
import pandas as pd

from karta.coverage.measures import SUMS, trend
from karta.reports.meeting import Changes
from karta.services.gaps import figures
from karta.services.gaps.period import Period
from karta.services.gaps.rounding import adult_hours

RUN = ["place_id", "place", "weekday", "start", "end", "adult_hours"]
DAY_STARTS = "06:00"


def between(name: str, day: date, kept: dict[str, float], gaps: pd.DataFrame, period: Period) -> Changes:
    """Return what differs between a week and sums and gaps of another: sums, and gaps by place, weekday and hours."""
    comparable = trend(period.totals, kept) is not None
    before, now = figures.sums(kept), figures.sums(period.totals)
    return Changes(
        name=name,
        day=day,
        comparable=comparable,
        measures=pd.DataFrame({
            "measure": SUMS,
            "before": [before[name] for name in SUMS],
            "now": [now[name] for name in SUMS],
            # What differs between the two as they are shown, so that one adds up to the other.
            "delta": [round(now[name] - before[name], 1) if comparable else np.nan for name in SUMS],
        }),
        rows=_differing(gaps, period),
    )  # fmt: skip


def runs(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return gaps by what repeats from week to week: columns RUN, start and end as wall-clock text."""
    return pd.DataFrame({
        "place_id": gaps["place_id"].astype(str),
        "place": gaps["place"].astype(str),
        "weekday": [start.weekday() for start in gaps["start"]],
        "start": [f"{start:%H:%M}" for start in gaps["start"]],
        "end": [f"{end:%H:%M}" for end in gaps["end"]],
        "adult_hours": gaps["adult_hours"].astype(float),
    }, columns=RUN)  # fmt: skip


def _differing(before: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Return the gaps that are in one of the two only: what, place, start, end (in the week shown), adult_hours."""
    now, keys = runs(figures.gaps(period)), ["place_id", "weekday", "start", "end"]
    before = before.assign(adult_hours=adult_hours(before["adult_hours"]))
    both = before.merge(now, on=keys, how="outer", indicator=True, suffixes=("_before", ""))
    monday = period.coverage.grid.days[0].date
    rows = []
    for row in both[both["_merge"] != "both"].itertuples(index=False):
        new = pd.isna(row.adult_hours_before)
        start = _at(monday, row.weekday, row.start)
        end = _at(monday, row.weekday, row.end)
        rows.append((
            "new" if new else "gone",
            row.place if new else row.place_before,
            start,
            end if end > start else end + pd.Timedelta(days=1),
            float(row.adult_hours if new else row.adult_hours_before),
        ))  # fmt: skip
    differences = pd.DataFrame(rows, columns=["what", "place", "start", "end", "adult_hours"])
    order = ["what", "adult_hours", "start", "place"]
    return differences.sort_values(order, ascending=[False, False, True, True]).reset_index(drop=True)


def _at(monday: date, weekday: int, clock: str) -> pd.Timestamp:
    """Return a wall-clock time in the week shown: the small hours of a Monday are the end of its last service day."""
    late = weekday == 0 and clock < DAY_STARTS
    return pd.Timestamp(f"{monday}T{clock}") + pd.Timedelta(days=7 if late else int(weekday))

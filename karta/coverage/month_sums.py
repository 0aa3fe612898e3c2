"""Sums of service days by area, kind of place and day type: what months, and their trend, are put together from."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from karta.coverage.measures import SUMS, totals, trend
from karta.model.tables import Tables

# The types of a service day; each day is of one, the first that fits. Source: METHOD 2.
DAY_TYPES = ("risk_evening", "weekend_night", "school_day", "other_day")
DAY_SUMS = ["service_day", "area_id", "kind", "day_type", *SUMS]
# The trend compares four whole weeks with the same calendar weeks of the year before. Source: METHOD 3.6.
TREND_WEEKS, YEAR_WEEKS = 4, 52


def day_types(calendar: pd.DataFrame) -> dict[date, str]:
    """Return the type of each day of a CALENDAR table, of DAY_TYPES."""
    flags = [calendar[name].astype(float).eq(1).to_numpy() for name in DAY_TYPES[:-1]]
    chosen = np.select(flags, DAY_TYPES[:-1], default=DAY_TYPES[-1])
    return dict(zip(calendar["date"], chosen.tolist(), strict=True))


def day_sums(days: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return rows of `place_sums` summed by area, kind and day type: columns DAY_SUMS, in the order of days.

    Places whose need is not decided are left out of the sums. A place in no area has a blank one.
    """
    places = tables.places.set_index("place_id")
    rows = days.dropna(subset=["need_ah"])
    rows = rows.assign(
        area_id=rows["place_id"].map(places["area_id"]).fillna(""),
        kind=rows["place_id"].map(places["kind"]),
        day_type=rows["service_day"].map(day_types(tables.calendar)).fillna(DAY_TYPES[-1]),
    )
    return rows.groupby(DAY_SUMS[:4], as_index=False)[SUMS].sum()[DAY_SUMS]


def by_month(sums: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Return the totals of each month, "YYYY-MM", of DAY_SUMS rows, in order; shares are computed anew from sums."""
    months = sums["service_day"].map(lambda day: day.isoformat()[:7])
    return {str(month): totals(rows) for month, rows in sums.groupby(months, sort=True)}


@dataclass(frozen=True, slots=True)
class Trend:
    """Four whole weeks and the same calendar weeks of the year before; `delta` is None where they do not compare.

    They compare where completeness differs by less than .10, and is defined in both.
    """

    now: dict[str, float]
    before: dict[str, float]
    delta: float | None


def trend_weeks(last: date) -> tuple[date, date]:
    """Return the Monday of the four whole weeks that end with `last` at the latest, and that of a year before."""
    monday = last + timedelta(days=1) - timedelta(days=(last.weekday() + 1) % 7, weeks=TREND_WEEKS)
    return monday, monday - timedelta(weeks=YEAR_WEEKS)


def year_trend(sums: pd.DataFrame, last: date, measure: str = "gap_ah") -> Trend:
    """Return how a measure of DAY_SUMS rows differs from the same four calendar weeks of the year before."""
    now, before = (totals(_weeks_from(sums, monday)) for monday in trend_weeks(last))
    return Trend(now, before, trend(now, before, measure))


def _weeks_from(sums: pd.DataFrame, monday: date) -> pd.DataFrame:
    ends = monday + timedelta(weeks=TREND_WEEKS)
    inside = pd.Series([monday <= day < ends for day in sums["service_day"]], index=sums.index, dtype=bool)
    return sums[inside]

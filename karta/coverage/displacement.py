"""Presence at a place and at its neighbours before and after a measure began: moved, or spread (METHOD 3.8)."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from karta.coverage.gaps import Coverage

# How far away a neighbour may lie, and how long each side is at most. Source: METHOD 3.8 [K].
NEIGHBOUR_M = 400.0
WEEKS = 12
PRESENCE_DAY = ["service_day", "place_id", "presence_ah"]


@dataclass(frozen=True, slots=True)
class Displacement:
    """Adult-hours of known presence in equally many weeks before and after, at the place and at its neighbours."""

    weeks: int
    here_before: float
    here_after: float
    near_before: float
    near_after: float


def presence_days(coverage: Coverage) -> pd.DataFrame:
    """Return the adult-hours of known presence of each place and service day on which there was any: PRESENCE_DAY."""
    on = coverage.grid
    starts = np.array([columns.start for columns in on.day_columns()], dtype=np.int64)
    amounts = np.add.reduceat(coverage.presence.adults, starts, axis=1) * on.hours
    place, day = np.nonzero(amounts > 0)
    return pd.DataFrame({
        "service_day": [on.days[number].date for number in day],
        "place_id": [on.place_ids[number] for number in place],
        "presence_ah": amounts[place, day],
    })  # fmt: skip


def displacement(
    hours: pd.DataFrame, place_id: str, near: set[str], began: date, first: date, last: date
) -> Displacement | None:
    """Return presence before and after a day, of PRESENCE_DAY rows that are known from `first` to `last`.

    As many whole weeks on each side, twelve at most; None where there is not one on both.
    """
    weeks = min(WEEKS, (began - first).days // 7, ((last - began).days + 1) // 7)
    if weeks < 1:
        return None
    span = timedelta(weeks=weeks)

    def summed(places: set[str], start: date) -> float:
        inside = [
            place in places and start <= day < start + span
            for place, day in zip(hours["place_id"], hours["service_day"], strict=True)
        ]
        return float(hours.loc[pd.Series(inside, index=hours.index, dtype=bool), "presence_ah"].sum())

    here, others = {place_id}, near - {place_id}
    before = began - span
    return Displacement(
        weeks, summed(here, before), summed(here, began), summed(others, before), summed(others, began)
    )

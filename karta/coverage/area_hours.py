"""Adult-hours of areas: how long known adults are there, each adult counted once however many places they reach.

Sums over places would count a pair on a square again at the station beside it; for what an area has beside the young
who live in it, each of its hours is one hour.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from karta.coverage.grid import Grid

LINE_HOURS = ["area_id", "presence_id", "adult_hours"]


def line_hours(pieces: pd.DataFrame, on: Grid, area_of: Mapping[str, str]) -> pd.DataFrame:
    """Return the effective adult-hours of each roster line in each area: LINE_HOURS, areas by id.

    What a line counts at several places at the same time, and what it counts in all on one day, is never more than its
    adults by its hours: above that each place has its share. Pieces of unknown numbers, and places without an area, are
    left out.
    """
    certain = pieces[pieces["certain"].astype(bool) & pieces["effective"].gt(0)]
    effective = certain["effective"].astype(float)
    first, last = on.columns(certain["start"]), on.columns(certain["end"])
    rows = certain[["presence_id", "date", "place_id"]].assign(
        first=first,
        last=np.maximum(first, last),
        adults=effective / certain["share"].astype(float),
        adult_hours=effective * np.maximum(last - first, 0) * on.hours,
    )
    rows = _at_most(rows, ["presence_id", "first", "last"], on)
    rows = _at_most(rows, ["presence_id", "date"], on)
    rows = rows.assign(area_id=rows["place_id"].map(area_of))
    summed = rows.dropna(subset=["area_id"]).groupby(["area_id", "presence_id"], as_index=False)
    return summed["adult_hours"].sum()[LINE_HOURS]


def _at_most(rows: pd.DataFrame, keys: list[str], on: Grid) -> pd.DataFrame:
    """Return rows whose sum over each group is scaled down to its adults by the hours from its first to its last."""
    by = rows.groupby(keys)
    hours = (by["last"].transform("max") - by["first"].transform("min")) * on.hours
    total = by["adult_hours"].transform("sum")
    factor = (by["adults"].transform("max") * hours / total.where(total > 0)).clip(upper=1.0).fillna(1.0)
    return rows.assign(adult_hours=rows["adult_hours"] * factor)

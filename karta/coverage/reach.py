"""REACH: how much of a presence counts at a place, from walking distance (METHOD 3.3).

Distances come in as data; here they only become shares. No geometry, no buffers.
"""

from typing import Any, cast

import numpy as np
import pandas as pd

from karta.coverage.grid import FloatArray
from karta.model.tables import Tables
from karta.settings import Method


def weight(distance_m: Any, method: Method) -> FloatArray:
    """Return g(d): 1 to `d_full_m`, linear to 0 at `d_zero_m`. Source: METHOD 3.3 [V45, V46]."""
    d = np.asarray(distance_m, dtype=float)
    span = method.d_zero_m - method.d_full_m
    falling = (method.d_zero_m - d) / span if span > 0 else np.zeros_like(d)
    inside = np.where(d <= method.d_full_m, 1.0, np.where(d < method.d_zero_m, falling, 0.0))
    return cast(FloatArray, np.where(np.isnan(d), 0.0, inside))


def shares(tables: Tables) -> pd.DataFrame:
    """Return the share of each presence that counts at each place where it is not nothing.

    Columns: presence_id, place_id, share (0..), dwell_min_per_hour (routes; NaN where stationary), approx (bool).
    A pair that is not named has share 0. Where a presence has both a distance and legs, the larger share counts. A
    presence in an area, without a route, is spread over the places inside: one in total, marked approximate.
    """
    near = tables.reach.assign(
        share=weight(tables.reach["distance_m"].to_numpy(dtype=float), tables.method),
        dwell_min_per_hour=np.nan,
    )
    columns = ["presence_id", "place_id", "share", "dwell_min_per_hour", "approx"]
    both = pd.concat([near[columns], route_shares(tables)[columns]], ignore_index=True)
    both = both[both["share"] > 0].sort_values("share", ascending=False, kind="stable")
    both = both.drop_duplicates(["presence_id", "place_id"]).sort_index().reset_index(drop=True)
    areas = tables.presences.loc[tables.presences["geometry"] == "area", "presence_id"]
    spread = both["presence_id"].isin(areas)
    if not spread.any():
        return both
    in_total = both.groupby("presence_id")["share"].transform("sum").clip(lower=1.0)
    return both.assign(
        share=both["share"].where(~spread, both["share"] / in_total),
        approx=both["approx"].astype(bool) | spread,
    )


def route_shares(tables: Tables) -> pd.DataFrame:
    """Return s(r, p) of every pair named in ROUTE_LEGS, zeros included (METHOD 3.3).

    Columns: presence_id, place_id, share, dwell_min_per_hour, approx. The dwell of a pair repeats on its rows and
    counts once; what is left of the hour is spread over the route's length.
    """
    legs = tables.route_legs
    if legs.empty:
        return pd.DataFrame(columns=["presence_id", "place_id", "share", "dwell_min_per_hour", "approx"])
    near = weight(legs["section_mean_distance_m"].to_numpy(dtype=float), tables.method)
    pair = (
        legs.assign(weighted_m=legs["section_m"].astype(float) * near)
        .groupby(["presence_id", "place_id"], sort=False)
        .agg(
            dwell_min_per_hour=("dwell_min_per_hour", "first"),
            route_length_m=("route_length_m", "first"),
            weighted_m=("weighted_m", "sum"),
            approx=("approx", "any"),
        )
        .reset_index()
    )
    dwell = pair["dwell_min_per_hour"].astype(float).fillna(0.0)
    dwell_share = dwell.groupby(pair["presence_id"]).transform("sum") / 60
    walked = np.where(
        pair["route_length_m"] > 0, pair["weighted_m"] / pair["route_length_m"].replace(0, np.nan), 0.0
    )
    return pair.assign(share=dwell / 60 + (1 - dwell_share) * walked, dwell_min_per_hour=dwell)

"""Locations of presences as the method's tables: distances, sections of routes, timed stops (METHOD 3.3)."""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.model import tables as declared
from karta.model.frames import check, empty
from karta.model.place import Located
from karta.settings import Method
from karta.store import distances as store_distances
from karta.store.database import Reading
from karta.store.distances import Distances

# Distances at which some setting of the method changes its weight: its own, and those of the firmness check
# (METHOD section 5). Sections cut at all of them give exact sums under each.
CHECKED_CUTS_M = (150.0, 300.0)
# What is read of a stop.
STOP = ("shift_id", "position", "place_id", "geometry", "start", "end", "dwell_min_per_hour", "distance_m")


def presence_tables(
    reading: Reading,
    lines: pd.DataFrame,
    places: pd.DataFrame,
    method: Method,
    distances: Distances | None = None,
    stops: pd.DataFrame | None = None,
    *,
    stated: bool = True,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return REACH, ROUTE_LEGS and STOPS of lines, `stops` in place of those that are stored.

    Without `stated` nothing counts as stated for them.

    Distances that were given are used alone for their line. Else a line at a place is 0 m from it, and what lies near
    its point, place, stops or route is as far as `distances` says: over the streets, or, left out, straight line x
    detour (approximate). A presence in an area is spread by equal share over the places inside: legs of equal length,
    as of a route through all of them.
    """
    measured = distances or store_distances.StraightLine(method.detour_factor)
    with_own = lines if stated else lines.iloc[:0]
    own = _stated(reading, "reach", with_own, declared.REACH)
    legs = _stated(reading, "route_leg", with_own, declared.ROUTE_LEGS)
    cuts = sorted({method.d_full_m, method.d_zero_m, *CHECKED_CUTS_M})
    is_stated = lines["presence_id"].isin({*own["presence_id"], *legs["presence_id"]})
    free = lines[~is_stated]
    spots = store_distances.targets(places["geometry"], places["entrances"])
    stops = reading.frame("shift_stop", columns=STOP) if stops is None else stops
    reach = [_own_place(lines), own, _near(free, places, spots, cuts[-1], measured)]
    routes = [legs, _along(free, places, spots, cuts, measured, stops), _spread(free, places, spots)]
    return (
        check(
            pd.concat(reach, ignore_index=True).drop_duplicates(["presence_id", "place_id"]), declared.REACH
        ),
        check(pd.concat(routes, ignore_index=True), declared.ROUTE_LEGS),
        _stops(lines, stops, places, spots, cuts[-1], measured),
    )


def _stated(reading: Reading, table: str, lines: pd.DataFrame, schema: Any) -> pd.DataFrame:
    columns = ["party_id", *(name for name in schema.names if name != "presence_id")]
    rows = reading.frame(table, columns=columns).rename(columns={"party_id": "presence_id"})
    return check(rows[rows["presence_id"].isin(lines["presence_id"])], schema)


def _own_place(lines: pd.DataFrame) -> pd.DataFrame:
    own = lines[lines["located"] == Located.PLACE]
    return own[["presence_id", "place_id"]].assign(distance_m=0.0, approx=False)


def _near(
    lines: pd.DataFrame,
    places: pd.DataFrame,
    spots: store_distances.Geometries,
    limit_m: float,
    measured: Distances,
) -> pd.DataFrame:
    """Return distances of lines at places and at points of their own."""
    of_place = dict(zip(places["id"], spots, strict=True))
    still = lines[lines["located"].isin([Located.PLACE, Located.POINT])]
    at = np.empty(len(still), dtype=object)
    at[:] = [
        of_place.get(place_id) if located == Located.PLACE else geometry
        for located, place_id, geometry in zip(
            still["located"], still["place_id"], still["geometry_3006"], strict=True
        )
    ]
    near = measured.walks(at, spots, limit_m)
    return pd.DataFrame(
        {
            "presence_id": still["presence_id"].to_numpy()[near["source"]],
            "place_id": places["id"].to_numpy()[near["place"]],
            "distance_m": near["walk_m"],
            "approx": near["approx"],
        }
    )


def _along(
    lines: pd.DataFrame,
    places: pd.DataFrame,
    spots: store_distances.Geometries,
    cuts: list[float],
    measured: Distances,
    stops: pd.DataFrame,
) -> pd.DataFrame:
    """Return the sections of routes near places, and the declared dwell of their untimed stops."""
    routes = lines[(lines["located"] == Located.ROUTE) & lines["geometry_3006"].notna()]
    near = measured.sections(routes["geometry_3006"].to_numpy(dtype=object), spots, cuts)
    legs = pd.DataFrame(
        {
            "presence_id": routes["presence_id"].to_numpy()[near["source"]],
            "place_id": places["id"].to_numpy()[near["place"]],
            "route_length_m": near["route_length_m"],
            "section_m": near["section_m"],
            "section_mean_distance_m": near["section_mean_distance_m"],
            "approx": near["approx"],
        }
    )
    rests = stops[stops["dwell_min_per_hour"].notna() & stops["place_id"].notna()]
    rests = routes[["presence_id", "shift_id", "geometry_3006"]].merge(
        rests, on="shift_id", suffixes=("", "_stop")
    )
    dwell = rests.groupby(["presence_id", "place_id"])["dwell_min_per_hour"].sum()
    bare = rests.drop_duplicates(["presence_id", "place_id"])
    bare = pd.DataFrame(
        {
            "presence_id": bare["presence_id"],
            "place_id": bare["place_id"],
            "route_length_m": shapely.length(bare["geometry_3006"].to_numpy(dtype=object)),
            "section_m": 0.0,
            "section_mean_distance_m": 0.0,
            "approx": False,
        }
    )
    every = pd.concat([legs, bare], ignore_index=True)
    pairs = pd.MultiIndex.from_frame(every[["presence_id", "place_id"]])
    return every.assign(dwell_min_per_hour=dwell.reindex(pairs).fillna(0.0).to_numpy())


def _spread(lines: pd.DataFrame, places: pd.DataFrame, spots: store_distances.Geometries) -> pd.DataFrame:
    """Return legs that give every place inside an area the same share, one in total."""
    areas = lines[(lines["located"] == Located.AREA) & lines["geometry_3006"].notna()]
    near = store_distances.inside(areas["geometry_3006"].to_numpy(dtype=object), spots)
    return pd.DataFrame(
        {
            "presence_id": areas["presence_id"].to_numpy()[near["source"]],
            "place_id": places["id"].to_numpy()[near["place"]],
            "dwell_min_per_hour": 0.0,
            "route_length_m": 1.0,
            "section_m": near["share"],
            "section_mean_distance_m": 0.0,
            "approx": True,
        }
    )


def _stops(
    lines: pd.DataFrame,
    stops: pd.DataFrame,
    places: pd.DataFrame,
    spots: store_distances.Geometries,
    limit_m: float,
    measured: Distances,
) -> pd.DataFrame:
    """Return STOPS: timed stops at their own place (0 m) and at the places near it."""
    timed = stops[stops["start"].notna() & stops["end"].notna()]
    timed = lines[["presence_id", "shift_id"]].merge(timed, on="shift_id").reset_index(drop=True)
    if timed.empty:
        return empty(declared.STOPS)
    of_place = dict(zip(places["id"], spots, strict=True))
    at = np.empty(len(timed), dtype=object)
    at[:] = [
        geometry if geometry is not None else of_place.get(place_id)
        for geometry, place_id in zip(timed["geometry"], timed["place_id"], strict=True)
    ]
    near = measured.walks(at, spots, limit_m)
    rows = timed.iloc[near["source"]]
    around = pd.DataFrame(
        {
            "presence_id": rows["presence_id"].to_numpy(),
            "place_id": places["id"].to_numpy()[near["place"]],
            "start_local": rows["start"].to_numpy(),
            "end_local": rows["end"].to_numpy(),
            "distance_m": near["walk_m"],
            "approx": near["approx"].astype(bool),
        }
    )
    own = timed[timed["place_id"].notna()].rename(columns={"start": "start_local", "end": "end_local"})
    own = own.assign(distance_m=own["distance_m"].fillna(0.0), approx=False)
    every = pd.concat([own[around.columns], around], ignore_index=True)
    keys = ["presence_id", "place_id", "start_local", "end_local"]
    return check(every.drop_duplicates(keys), declared.STOPS)

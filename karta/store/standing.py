"""Where presences stand, as the method's tables: distances, sections of routes, timed stops (METHOD 3.3)."""

from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.model import tables as declared
from karta.model.frames import check, empty
from karta.model.place import Located
from karta.settings import Method
from karta.store import nearness
from karta.store.database import Reading
from karta.store.nearness import Distances

# Distances at which some setting of the method changes its weight: its own, and those of the firmness check
# (METHOD section 5). Sections cut at all of them give exact sums under each.
CHECKED_CUTS_M = (150.0, 300.0)


def standing(
    look: Reading,
    found: pd.DataFrame,
    places: pd.DataFrame,
    method: Method,
    distances: Distances | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return REACH, ROUTE_LEGS and STOPS of lines.

    Distances that were given are used alone for their line. Else a line at a place is 0 m from it, and what lies near
    its point, place, stops or route is as far as `distances` says: over the streets, or, left out, straight line x
    detour (approximate). A presence in an area is spread by equal share over the places inside: legs of equal length,
    as of a route through all of them.
    """
    measured = distances or nearness.StraightLine(method.detour_factor)
    given = _given(look, "reach", found, declared.REACH)
    legs = _given(look, "route_leg", found, declared.ROUTE_LEGS)
    cuts = sorted({method.d_full_m, method.d_zero_m, *CHECKED_CUTS_M})
    is_given = found["presence_id"].isin({*given["presence_id"], *legs["presence_id"]})
    free = found[~is_given]
    spots = nearness.targets(places["geometry"], places["entrances"])
    stops = look.frame("shift_stop")
    reach = [_own_place(found), given, _near(free, places, spots, cuts[-1], measured)]
    routes = [legs, _along(free, places, spots, cuts, measured, stops), _spread(free, places, spots)]
    return (
        check(
            pd.concat(reach, ignore_index=True).drop_duplicates(["presence_id", "place_id"]), declared.REACH
        ),
        check(pd.concat(routes, ignore_index=True), declared.ROUTE_LEGS),
        _stops(found, stops, places, spots, cuts[-1], measured),
    )


def _given(look: Reading, table: str, found: pd.DataFrame, schema: Any) -> pd.DataFrame:
    rows = look.frame(table).rename(columns={"party_id": "presence_id"})
    return check(rows[rows["presence_id"].isin(found["presence_id"])], schema)


def _own_place(found: pd.DataFrame) -> pd.DataFrame:
    own = found[found["located"] == Located.PLACE]
    return own[["presence_id", "place_id"]].assign(distance_m=0.0, approx=False)


def _near(
    found: pd.DataFrame,
    places: pd.DataFrame,
    spots: nearness.Geometries,
    limit_m: float,
    measured: Distances,
) -> pd.DataFrame:
    """Return distances of lines at places and at points of their own."""
    of_place = dict(zip(places["id"], spots, strict=True))
    still = found[found["located"].isin([Located.PLACE, Located.POINT])]
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
    found: pd.DataFrame,
    places: pd.DataFrame,
    spots: nearness.Geometries,
    cuts: list[float],
    measured: Distances,
    stops: pd.DataFrame,
) -> pd.DataFrame:
    """Return the sections of routes near places, and the declared dwell of their untimed stops."""
    routes = found[(found["located"] == Located.ROUTE) & found["geometry_3006"].notna()]
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


def _spread(found: pd.DataFrame, places: pd.DataFrame, spots: nearness.Geometries) -> pd.DataFrame:
    """Return legs that give every place inside an area the same share, one in total."""
    areas = found[(found["located"] == Located.AREA) & found["geometry_3006"].notna()]
    near = nearness.inside(areas["geometry_3006"].to_numpy(dtype=object), spots)
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
    found: pd.DataFrame,
    stops: pd.DataFrame,
    places: pd.DataFrame,
    spots: nearness.Geometries,
    limit_m: float,
    measured: Distances,
) -> pd.DataFrame:
    """Return STOPS: timed stops at their own place (0 m) and at the places near it."""
    timed = stops[stops["start"].notna() & stops["end"].notna()]
    timed = found[["presence_id", "shift_id"]].merge(timed, on="shift_id").reset_index(drop=True)
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

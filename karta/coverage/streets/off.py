"""Which geometries no street is near enough to, found without looking up where the others meet the streets."""

import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets.following import PIECE_M
from karta.coverage.streets.graph import Geometries, Streets, Whole
from karta.coverage.streets.snap import accesses, gathered


def off(streets: Streets, geometry: Geometries, snap_m: float) -> pd.DataFrame:
    """Return the geometries that have no access, as `snap.Snapped.off` says, and how far the nearest street is.

    Columns: owner (position), nearest_m. What is not on the map at all is not among them.
    """
    unsure = _unsure(streets, geometry, snap_m)
    doubtful = geometry[unsure]
    far = unsure[gathered(doubtful, accesses(streets, doubtful, snap_m)).off]
    _, nearest_m = streets.tree.query_nearest(geometry[far], return_distance=True, all_matches=False)
    return pd.DataFrame({"owner": far, "nearest_m": nearest_m})


def _unsure(streets: Streets, geometry: Geometries, snap_m: float) -> Whole:
    """Return the geometries that are not near a street beyond doubt.

    Outlines are looked at from spots at most a piece apart: where a street is a piece nearer than `snap_m`, one of
    them has it in reach. With entrances it depends on what is near.
    """
    near, _ = streets.tree.query(geometry, predicate="dwithin", distance=snap_m - PIECE_M)
    unsure = shapely.get_type_id(geometry) == shapely.GeometryType.GEOMETRYCOLLECTION
    unsure[np.setdiff1d(np.arange(len(geometry)), near)] = True
    return np.flatnonzero(unsure)

"""Which area a place lies in: exactly one, also for a point on a border that two areas share."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

# A point on a border belongs to the area north-east of it: both tests look at the same point beside the border.
_NUDGE_M = (0.001, 0.0005)


def locate(places: Sequence[Any], areas: Sequence[Any]) -> npt.NDArray[np.int64]:
    """Return for each place the position of its area in `areas`, -1 where none holds it; all in EPSG:3006.

    A line or a polygon lies where a point of its own surface does. Areas that overlap are told apart by their order.
    """
    found = np.full(len(places), -1, dtype=np.int64)
    if len(places) == 0 or len(areas) == 0:
        return found
    shapes = np.asarray(list(places), dtype=object)
    known = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    points = shapely.point_on_surface(shapes[known])
    beside = shapely.points(shapely.get_x(points) + _NUDGE_M[0], shapely.get_y(points) + _NUDGE_M[1])
    tree = shapely.STRtree(list(areas))
    at = np.flatnonzero(known)
    # Written in turn, the surer last: touching, then holding the point beside.
    for probe in (points, beside):
        which, area = tree.query(probe, predicate="intersects")
        order = np.argsort(-area, kind="stable")
        found[at[which[order]]] = area[order]
    return found

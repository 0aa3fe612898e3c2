"""Points in metres from positions in degrees."""

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from karta.errors import InputError
from karta.settings import CRS_DEGREES, CRS_METRES


def checked_system(name: str) -> str:
    """Return the name of a coordinate system that an answer gives, once it is known to be one.

    Raises
    ------
    InputError
        When there is no such system.
    """
    try:
        CRS.from_user_input(name)
    except CRSError as error:
        raise InputError("crs_not_known", crs=name) from error
    return name


def points_of(positions: Sequence[tuple[float, float]]) -> list[shapely.Point | None]:
    """Return a point in EPSG:3006 for each (latitude, longitude); None where it is not known."""
    if not positions:
        return []
    lat, lon = np.array(positions, dtype=float).T
    located = ~np.isnan(lat) & ~np.isnan(lon)
    points: list[shapely.Point | None] = [None] * len(positions)
    if located.any():
        transformer = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
        x, y = transformer.transform(lon[located], lat[located])
        for at, point in zip(np.flatnonzero(located), shapely.points(x, y), strict=True):
            points[at] = point
    return points

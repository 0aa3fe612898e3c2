"""Coordinate systems of maps: which one a map is in, and whether its features can lie there; asked where unknown."""

from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import ProjError

from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.lines import Line
from karta.sources.points import checked_system
from karta.sources.row_where_when import in_sweden

ZERO_DEGREES = 0.01
MOST_METRES = 20_100_000.0
_NOWHERE = shapely.Point(float("inf"), float("inf"))


def in_metres(frame: gpd.GeoDataFrame, answers: dict[str, Any]) -> tuple[gpd.GeoDataFrame, str | None]:
    """Return the features in EPSG:3006, and what to ask where the file does not say in which system it is."""
    bounds = frame.bounds.to_numpy()
    # What lies in no coordinate system at all is wrong by itself and says nothing of the others.
    possible = _possible(frame, bounds)
    if not possible.all():
        frame = frame.assign(geometry=frame.geometry.where(possible, _NOWHERE))
    bounds = bounds[possible & np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return frame.set_crs(CRS_METRES, allow_override=True), None
    (west, south), (east, north) = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    degrees = bool(abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90)
    if answers.get("crs"):
        return frame.set_crs(checked_system(str(answers["crs"])), allow_override=True).to_crs(
            CRS_METRES
        ), None
    if frame.crs is not None and (degrees or not frame.crs.is_geographic) and frame.crs.to_epsg() is not None:
        return _moved(frame)
    if (
        frame.crs is not None
        and not frame.crs.is_geographic
        and "undefined" not in str(frame.crs.name).lower()
    ):
        return _moved(frame)
    guess = ""
    if not degrees and 6_100_000 <= south <= north <= 7_700_000:
        guess = "EPSG:3006" if west >= 250_000 else "EPSG:3007-3018"
    elif degrees and in_sweden((south + north) / 2, (west + east) / 2):
        guess = CRS_DEGREES
    if guess in {CRS_METRES, CRS_DEGREES} and "crs_unknown" in answers.get("accept", ()):
        return frame.set_crs(guess, allow_override=True).to_crs(CRS_METRES), None
    return frame.set_crs(CRS_METRES, allow_override=True), guess or "?"


def _moved(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str | None]:
    """Return the features moved from their own system; one that no way leads from is asked about."""
    try:
        return frame.to_crs(CRS_METRES), None
    except ProjError:
        return frame.set_crs(CRS_METRES, allow_override=True), "?"


def _possible(frame: gpd.GeoDataFrame, bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which features can lie somewhere: within any system, and within degrees where others of the file do."""
    far = np.abs(np.nan_to_num(bounds, nan=0.0, posinf=0.0, neginf=0.0))
    within = ((far[:, [0, 2]] <= 180) & (far[:, [1, 3]] <= 90)).all(axis=1)
    sweden = (far >= 20_000).all(axis=1)
    anywhere = (far <= MOST_METRES).all(axis=1)
    geographic = frame.crs is not None and frame.crs.is_geographic
    # A file in degrees may be metres by mistake, as a whole; a feature that is neither is wrong by itself.
    return np.asarray(anywhere & (within | sweden) if geographic else anywhere, dtype=bool)


def check_positions(frame: gpd.GeoDataFrame, lines: list[Line]) -> None:
    """Ask about what ends up outside Sweden; a feature that lies in Sweden when swapped was swapped."""
    bounds = frame.bounds.to_numpy()
    middles = gpd.GeoSeries(
        gpd.points_from_xy((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2),
        crs=CRS_METRES,
    ).to_crs(CRS_DEGREES)
    for line, lon, lat in zip(lines, middles.x, middles.y, strict=True):
        if not line.stands:
            continue
        if not (np.isfinite(lat) and np.isfinite(lon)):
            line.tell("geometry_bad")
        elif abs(lat) < ZERO_DEGREES and abs(lon) < ZERO_DEGREES:
            line.tell("coordinates_zero")
        elif not in_sweden(lat, lon):
            line.tell("coordinates_swapped" if in_sweden(lon, lat) else "coordinates_outside")

"""In which coordinate system a map is, and whether what it holds can lie there; asked where the map does not say."""

from typing import Any

import geopandas as gpd
import numpy as np

from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.lines import Line
from karta.sources.points import known_system
from karta.sources.row_parts import in_sweden

ZERO_DEGREES = 0.01


def in_metres(frame: gpd.GeoDataFrame, answers: dict[str, Any]) -> tuple[gpd.GeoDataFrame, str | None]:
    """Return the features in EPSG:3006, and what to ask where the file does not say in which system it is."""
    west, south, east, north = frame.total_bounds
    if not np.isfinite(frame.total_bounds).all():
        return frame.set_crs(CRS_METRES, allow_override=True), None  # nothing that lies anywhere
    degrees = bool(abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90)
    if answers.get("crs"):
        return frame.set_crs(known_system(str(answers["crs"])), allow_override=True).to_crs(CRS_METRES), None
    if frame.crs is not None and (degrees or not frame.crs.is_geographic) and frame.crs.to_epsg() is not None:
        return frame.to_crs(CRS_METRES), None
    if (
        frame.crs is not None
        and not frame.crs.is_geographic
        and "undefined" not in str(frame.crs.name).lower()
    ):
        return frame.to_crs(CRS_METRES), None
    guess = ""
    if not degrees and 6_100_000 <= south <= north <= 7_700_000:
        guess = "EPSG:3006" if west >= 250_000 else "EPSG:3007-3018"
    elif degrees and in_sweden((south + north) / 2, (west + east) / 2):
        guess = CRS_DEGREES
    if guess in {CRS_METRES, CRS_DEGREES} and "crs_unknown" in answers.get("accept", ()):
        return frame.set_crs(guess, allow_override=True).to_crs(CRS_METRES), None
    return frame.set_crs(CRS_METRES, allow_override=True), guess or "?"


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

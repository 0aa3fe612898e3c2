"""Coordinate systems of maps: which one a map is in, and whether its features can lie there; asked where unknown."""

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyproj.exceptions import ProjError

from karta.model.map_systems import ANY_ZONE, WEB_MERCATOR
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources.lines import Line
from karta.sources.points import checked_system
from karta.sources.row_where_when import in_sweden

ZERO_DEGREES = 0.01
# Northings of Sweden; eastings of its systems of metres, from the local zones to RT 90.
_NORTH, _EAST = (6_100_000, 7_700_000), (20_000, 1_900_000)
# Sweden in Web Mercator, north of where RT 90 ends.
_WEB_NORTH, _WEB_EAST = (7_700_000, 10_900_000), (1_100_000, 2_800_000)
_MOST_LOCAL, _LEAST_RT90 = 250_000, 1_200_000
# Guesses that a yes confirms.
_ONE_SYSTEM = frozenset({CRS_METRES, CRS_DEGREES, "EPSG:3021", WEB_MERCATOR})
MOST_METRES = 20_100_000.0
_NOWHERE = shapely.Point(float("inf"), float("inf"))


@dataclass(frozen=True)
class Placed:
    """The features of a map in EPSG:3006, and what is to be asked about where they are.

    `guess`: what its system looks like where that is asked, `code` the question; `declared`: the system that the file
    says; `extent`: west, south, east, north in the file's own numbers, None where somebody has said the system;
    `swapped`: features whose axes had changed places and are put right.
    """

    frame: gpd.GeoDataFrame
    swapped: npt.NDArray[np.bool_]
    guess: str | None = None
    code: str = "crs_unknown"
    declared: str = ""
    extent: tuple[float, float, float, float] | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What the question says besides the guess."""
        return {"declared": self.declared} if self.code == "crs_doubtful" else {}


def placed(frame: gpd.GeoDataFrame, answers: dict[str, Any]) -> Placed:
    """Return the features in EPSG:3006, axes that had changed places put right, and what to ask."""
    swapped = _swapped(frame)
    if swapped.any():
        turned = shapely.transform(frame.geometry.to_numpy()[swapped], lambda points: points[:, ::-1])
        shapes = frame.geometry.to_numpy().copy()
        shapes[swapped] = turned
        frame = frame.assign(geometry=gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    moved, guess = _in_metres(frame, answers)
    if answers.get("crs"):
        return Placed(moved, swapped)
    numbers = frame.total_bounds
    extent = (float(numbers[0]), float(numbers[1]), float(numbers[2]), float(numbers[3]))
    declared = _declared(frame)
    if guess is None and declared and not _some_in_sweden(moved) and (other := _guess(*extent)):
        return Placed(moved, swapped, other, "crs_doubtful", declared, extent)
    code = "crs_unseen" if guess == "" else "crs_unknown"
    return Placed(moved, swapped, guess, code, declared, extent)


def _declared(frame: gpd.GeoDataFrame) -> str:
    """Return the system of metres that a file says that it is in; "" where it says none, or degrees."""
    if frame.crs is None or frame.crs.is_geographic:
        return ""
    code = frame.crs.to_epsg()
    return f"EPSG:{code}" if code else str(frame.crs.name)


def _guess(west: float, south: float, east: float, north: float) -> str:
    """Return which system numbers look like: one, the local zones together, or "" for none."""
    if in_sweden((south + north) / 2, (west + east) / 2):
        return CRS_DEGREES
    if _WEB_EAST[0] <= west <= east <= _WEB_EAST[1] and _WEB_NORTH[0] <= south <= north <= _WEB_NORTH[1]:
        return WEB_MERCATOR
    if not _NORTH[0] <= south <= north <= _NORTH[1]:
        return ""
    if west >= _LEAST_RT90 and east <= _EAST[1]:
        return "EPSG:3021"
    return CRS_METRES if west >= _MOST_LOCAL else ANY_ZONE


def _swapped(frame: gpd.GeoDataFrame) -> npt.NDArray[np.bool_]:
    """Return which features lie in Sweden only when their axes change places, be they in degrees or in metres."""
    bounds = np.nan_to_num(frame.bounds.to_numpy(), nan=0.0, posinf=0.0, neginf=0.0)
    x, y = (bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2
    degrees = np.array([in_sweden(*pair) for pair in zip(x, y, strict=True)], dtype=bool)
    metres = (x >= _NORTH[0]) & (x <= _NORTH[1]) & (y >= _EAST[0]) & (y <= _EAST[1])
    return np.asarray(degrees | metres, dtype=bool)


def _in_metres(frame: gpd.GeoDataFrame, answers: dict[str, Any]) -> tuple[gpd.GeoDataFrame, str | None]:
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
    guess = _guess(west, south, east, north)
    if guess in _ONE_SYSTEM and "crs_unknown" in answers.get("accept", ()):
        return frame.set_crs(guess, allow_override=True).to_crs(CRS_METRES), None
    return frame.set_crs(CRS_METRES, allow_override=True), guess


def _moved(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, str | None]:
    """Return the features moved from their own system; one that no way leads from is asked about."""
    try:
        return frame.to_crs(CRS_METRES), None
    except ProjError:
        return frame.set_crs(CRS_METRES, allow_override=True), ""


def _possible(frame: gpd.GeoDataFrame, bounds: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Return which features can lie somewhere: within any system, and within degrees where others of the file do."""
    far = np.abs(np.nan_to_num(bounds, nan=0.0, posinf=0.0, neginf=0.0))
    within = ((far[:, [0, 2]] <= 180) & (far[:, [1, 3]] <= 90)).all(axis=1)
    sweden = (far >= 20_000).all(axis=1)
    anywhere = (far <= MOST_METRES).all(axis=1)
    geographic = frame.crs is not None and frame.crs.is_geographic
    # A file in degrees may be metres by mistake, as a whole; a feature that is neither is wrong by itself.
    return np.asarray(anywhere & (within | sweden) if geographic else anywhere, dtype=bool)


def _middles(frame: gpd.GeoDataFrame) -> gpd.GeoSeries:
    """Return the middles of features in EPSG:3006, in degrees."""
    bounds = frame.bounds.to_numpy()
    return gpd.GeoSeries(
        gpd.points_from_xy((bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2),
        crs=CRS_METRES,
    ).to_crs(CRS_DEGREES)


def _some_in_sweden(frame: gpd.GeoDataFrame) -> bool:
    middles = _middles(frame)
    return any(in_sweden(lat, lon) for lon, lat in zip(middles.x, middles.y, strict=True))


def check_positions(frame: gpd.GeoDataFrame, lines: list[Line]) -> None:
    """Ask about what ends up outside Sweden."""
    middles = _middles(frame)
    for line, lon, lat in zip(lines, middles.x, middles.y, strict=True):
        if not line.stands:
            continue
        if not (np.isfinite(lat) and np.isfinite(lon)):
            line.tell("geometry_bad")
        elif abs(lat) < ZERO_DEGREES and abs(lon) < ZERO_DEGREES:
            line.tell("coordinates_zero")
        elif not in_sweden(lat, lon):
            line.tell("coordinates_outside")

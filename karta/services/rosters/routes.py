"""The way of a walk: drawn point by point, laid along the streets, kept with the shift; and its timed stops.

Points come from the map or by name (a place, a street, an address), in the order in which one walks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from karta.coverage.streets.paths import path
from karta.errors import InputError
from karta.model import typed_numbers, typed_text
from karta.model.place import name_key
from karta.model.shift import ShiftVersion, Stop
from karta.privacy import WORKSPACE, Viewer, require
from karta.services import walking_distances
from karta.services.register import addresses
from karta.services.register import places as register_places
from karta.services.rosters import series
from karta.services.rosters.counted import Comparison, compare
from karta.services.rosters.occurrences import shown_shift
from karta.services.rosters.series import Scope
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES

MOST_POINTS = 60
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Way:
    """A drawn way: its line in degrees (lon, lat), its length, how many of its legs are straight, and of how many.

    `streets` tells whether the workspace has streets at all.
    """

    line: tuple[Point, ...]
    length_m: float
    straight: int
    legs: int
    streets: bool


def lay(workspace: Workspace, viewer: Viewer, points: Sequence[Point]) -> Way:
    """Return the way through points (lon, lat in degrees) along the streets; straight where there are none.

    Raises
    ------
    InputError
        `route_points` for fewer than two points, or more than anybody walks.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    line, straight, streets = _line(workspace, points)
    shown = _transformed(shapely.get_coordinates(line), CRS_METRES, CRS_DEGREES)
    return Way(tuple(shown), float(line.length), sum(straight), len(straight), streets)


def locate(workspace: Workspace, viewer: Viewer, typed: str) -> tuple[str, Point]:
    """Return the name and the position (lon, lat) of a typed place, street or address.

    Raises
    ------
    InputError
        `route_nowhere` when nothing on the map is called so.
    """
    require(viewer, "see_register", WORKSPACE)
    typed = typed_text.clean(typed)
    wanted = name_key(typed)
    places = register_places.places(workspace, viewer).dropna(subset=["lat", "lon"])
    fits = places[places["name"].map(name_key) == wanted] if wanted else places.iloc[:0]
    if not fits.empty:
        return str(fits["name"].iloc[0]), (float(fits["lon"].iloc[0]), float(fits["lat"].iloc[0]))
    matches = addresses.find(workspace, viewer, typed)
    if matches.empty:
        raise InputError("route_nowhere", typed=typed)
    return str(matches["street"].iloc[0]), (float(matches["lon"].iloc[0]), float(matches["lat"].iloc[0]))


def set_route(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    points: Sequence[Point],
    scope: Scope = "one",
    *,
    version: ShiftVersion,
) -> None:
    """Set the route of an occurrence, of it and all later ones, or of all; without points they stay at their place."""
    require(viewer, "plan_shifts", WORKSPACE)
    line = _line(workspace, points)[0] if points else None
    series.edit(workspace, viewer, occurrence_id, scope, version=version, verb="set_route", route=line)


def count_route(
    workspace: Workspace, viewer: Viewer, occurrence_id: str, points: Sequence[Point]
) -> Comparison:
    """Return what places would get of an occurrence if it had this route, or none, beside what they get now."""
    require(viewer, "plan_shifts", WORKSPACE)
    line = _line(workspace, points)[0] if points else None
    return compare(workspace, viewer, occurrence_id, route=line)


def route(workspace: Workspace, viewer: Viewer, shift_id: str) -> tuple[Point, ...]:
    """Return the route of a shift as lon and lat; empty where it has none."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        line = shown_shift(reading, viewer, shift_id)["geometry"]
    if line is None or line.is_empty:
        return ()
    return tuple(_transformed(shapely.get_coordinates(line), CRS_METRES, CRS_DEGREES))


def stops(workspace: Workspace, viewer: Viewer, shift_id: str) -> list[Stop]:
    """Return the timed stops of a shift, in their order."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        shown_shift(reading, viewer, shift_id)
        timed_stops = reading.frame("shift_stop")
    timed_stops = timed_stops[
        (timed_stops["shift_id"] == shift_id) & timed_stops["place_id"].notna() & timed_stops["start"].notna()
    ]
    rows = timed_stops.sort_values("position").itertuples()
    return [Stop(row.place_id, row.start, row.end or row.start) for row in rows]


def set_stops(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    wanted: Sequence[Stop],
    scope: Scope = "one",
    *,
    version: ShiftVersion,
) -> None:
    """Give an occurrence, it and all later ones, or all their timed stops, in the order in which they are reached.

    Raises
    ------
    InputError
        `route_stops` where a stop ends before it begins, or begins before the one ahead of it.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    series.edit(workspace, viewer, occurrence_id, scope, version=version, verb="set_stops", stops=wanted)


def count_stops(
    workspace: Workspace, viewer: Viewer, occurrence_id: str, wanted: Sequence[Stop]
) -> Comparison:
    """Return what places would get of an occurrence if it had these stops, beside what they get now.

    Raises
    ------
    InputError
        As `set_stops` does.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    return compare(workspace, viewer, occurrence_id, stops=wanted)


def _line(workspace: Workspace, points: Sequence[Point]) -> tuple[Any, list[bool], bool]:
    if not 2 <= len(points) <= MOST_POINTS:
        raise InputError("route_points", least=2, most=MOST_POINTS)
    for lon, lat in points:
        typed_numbers.position(lat, lon)
    at = np.asarray(_transformed(points, CRS_DEGREES, CRS_METRES))
    measure = walking_distances.distances(workspace)
    if measure is None:
        return shapely.LineString(at), [True] * (len(at) - 1), False
    line, straight = path(measure.streets, at, workspace.method.snap_m)
    if not line.length:
        raise InputError("route_points", least=2, most=MOST_POINTS)
    return line, straight, True


def _transformed(points: Any, source: Any, target: Any) -> list[Point]:
    at = np.asarray(points, dtype=float)
    easts, norths = Transformer.from_crs(source, target, always_xy=True).transform(at[:, 0], at[:, 1])
    return [(float(east), float(north)) for east, north in zip(easts, norths, strict=True)]

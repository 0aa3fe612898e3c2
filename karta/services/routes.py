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
from karta.model.place import Located, name_key
from karta.model.schedule import parse_end, parse_time
from karta.model.shift import Stop
from karta.privacy import Viewer, require
from karta.services import addresses, reach, register
from karta.services.roster_changes import changing
from karta.services.roster_rows import check_place
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES

MOST_POINTS = 60
MOST_STOPS = 20
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
    require(viewer, "plan_shifts")
    line, straight, streets = _line(workspace, points)
    shown = _transformed(shapely.get_coordinates(line), CRS_METRES, CRS_DEGREES)
    return Way(tuple(shown), float(line.length), sum(straight), len(straight), streets)


def named(workspace: Workspace, viewer: Viewer, typed: str) -> tuple[str, Point]:
    """Return what a typed place, street or address is called, and where it lies (lon, lat).

    Raises
    ------
    InputError
        `route_nowhere` when nothing on the map is called so.
    """
    wanted = name_key(typed)
    places = register.places(workspace, viewer).dropna(subset=["lat", "lon"])
    fits = places[places["name"].map(name_key) == wanted] if wanted else places.iloc[:0]
    if not fits.empty:
        return str(fits["name"].iloc[0]), (float(fits["lon"].iloc[0]), float(fits["lat"].iloc[0]))
    found = addresses.find(workspace, viewer, typed)
    if found.empty:
        raise InputError("route_nowhere", typed=typed.strip())
    return str(found["street"].iloc[0]), (float(found["lon"].iloc[0]), float(found["lat"].iloc[0]))


def set_route(workspace: Workspace, viewer: Viewer, shift_id: str, points: Sequence[Point]) -> None:
    """Let a shift walk the way through points; without points it stays at its place."""
    line = _line(workspace, points)[0] if points else None
    located = Located.PLACE if line is None else Located.ROUTE
    with changing(workspace, viewer, "set_route", shift_id) as (act, _, _):
        act.update("shift", shift_id, None, {"geometry": line, "located": located})


def route(workspace: Workspace, viewer: Viewer, shift_id: str) -> tuple[Point, ...]:
    """Return the way that a shift has, as lon and lat; empty where it has none."""
    require(viewer, "see_shifts")
    line = workspace.store.frame("shift", [shift_id])["geometry"].iloc[0]
    if line is None or line.is_empty:
        return ()
    return tuple(_transformed(shapely.get_coordinates(line), CRS_METRES, CRS_DEGREES))


def stops(workspace: Workspace, viewer: Viewer, shift_id: str) -> list[Stop]:
    """Return the timed stops of a shift, in their order."""
    require(viewer, "see_shifts")
    with workspace.store.reading() as look:
        found = look.frame("shift_stop")
    found = found[(found["shift_id"] == shift_id) & found["place_id"].notna() & found["start"].notna()]
    rows = found.sort_values("position").itertuples()
    return [Stop(row.place_id, row.start, row.end or row.start) for row in rows]


def set_stops(workspace: Workspace, viewer: Viewer, shift_id: str, wanted: Sequence[Stop]) -> None:
    """Give a shift its timed stops, in the order in which they are reached.

    Raises
    ------
    InputError
        `route_stops` where a stop ends before it begins, or begins before the one ahead of it.
    """
    if len(wanted) > MOST_STOPS:
        raise InputError("route_points", least=0, most=MOST_STOPS)
    with changing(workspace, viewer, "set_stops", shift_id) as (act, _, schedule):
        begins = _minutes(schedule["start"])
        before = -1
        for stop in wanted:
            check_place(act, stop.place_id)
            # After midnight comes after the start of the shift, too.
            start = (_minutes(stop.start) - begins) % 1440
            end = (_minutes(stop.end, end=True) - begins) % 1440
            long = ((_minutes(schedule["end"], end=True) - begins) % 1440) or 1440
            if start < before or end <= start or end > long:
                raise InputError("route_stops", start=stop.start, end=stop.end)
            before = start
        act.retire("shift_stop", [row["id"] for row in act.rows("shift_stop", "shift_id", [shift_id])])
        act.insert("shift_stop", [
            {"shift_id": shift_id, "position": n, "place_id": stop.place_id, "start": stop.start, "end": stop.end}
            for n, stop in enumerate(wanted)
        ])  # fmt: skip


def _line(workspace: Workspace, points: Sequence[Point]) -> tuple[Any, list[bool], bool]:
    if not 2 <= len(points) <= MOST_POINTS:
        raise InputError("route_points", least=2, most=MOST_POINTS)
    at = np.asarray(_transformed(points, CRS_DEGREES, CRS_METRES))
    measure = reach.distances(workspace)
    if measure is None:
        return shapely.LineString(at), [True] * (len(at) - 1), False
    line, straight = path(measure.streets, at, workspace.method.snap_m)
    if not line.length:
        raise InputError("route_points", least=2, most=MOST_POINTS)
    return line, straight, True


def _transformed(points: Any, source: Any, target: Any) -> list[Point]:
    at = np.asarray(points, dtype=float)
    x, y = Transformer.from_crs(source, target, always_xy=True).transform(at[:, 0], at[:, 1])
    return [(float(one), float(other)) for one, other in zip(x, y, strict=True)]


def _minutes(said: str, *, end: bool = False) -> int:
    at = parse_end(said) if end else parse_time(said)
    return at.hour * 60 + at.minute

"""What ways are laid on: what is missing where while a shift is held, the streets, and when its minutes are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from pyproj import Transformer

from karta.coverage.gaps import Coverage, cover
from karta.coverage.streets.graph import Streets
from karta.coverage.streets.paths import path
from karta.errors import InputError
from karta.model import typed_numbers
from karta.model.shift import ShiftOccurrence
from karta.planning.route_problem import METRES_A_MINUTE, Route
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import period
from karta.services.gaps.known_tables import known_tables
from karta.services.planning import walk_spots
from karta.services.planning.walk_spots import Spot
from karta.services.planning.way_proposal import Point, Way, WayStop
from karta.services.walking_distances import streets_of
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.store.distances import targets

# What lies further off than this, in a straight line from where the walk begins, is another walk's. [K]
MOST_M = 5_000.0


@dataclass(frozen=True)
class Ground:
    """The ground of one time of a shift; `begin` is where its groups meet (EPSG:3006).

    `light_known` tells whether the map says of some streets that they are unlit.
    """

    workspace: Workspace
    coverage: Coverage
    occurrence: ShiftOccurrence
    begin: Any
    streets: Streets | None
    light_known: bool

    @property
    def minutes(self) -> int:
        """How long the shift is."""
        return self.after(self.occurrence.end)

    @property
    def meeting(self) -> Point:
        """Where the groups meet, as lon and lat."""
        return degrees(self.begin)

    def after(self, moment: datetime) -> int:
        """Return how many minutes after the start of the shift a moment (aware) is."""
        return round((moment - self.occurrence.start).total_seconds() / 60)

    def clock(self, minutes: int) -> datetime:
        """Return when minutes after the start of the shift are, local and aware."""
        return (self.occurrence.start + timedelta(minutes=minutes)).astimezone(self.workspace.zone)

    def name(self, row: int) -> tuple[str, str]:
        """Return the id and the name of a place (row of the grid)."""
        places = self.coverage.tables.places
        return str(places["place_id"].iloc[row]), str(places["name"].fillna("").iloc[row])

    def spots(self, adults: float, rows: Collection[int], most: int) -> list[Spot]:
        """Return where and when adults are missing at places (rows) while the shift is held."""
        return walk_spots.spots(self.coverage, self.occurrence.start, self.occurrence.end, adults, rows, most)

    def near(self) -> list[int]:
        """Return the places (rows) to which a group could go and come back in time, were the way straight."""
        apart = self._apart(self.begin)
        return np.flatnonzero(apart <= min(MOST_M, METRES_A_MINUTE * self.minutes / 2)).tolist()

    def nearest(self, point: Point, most_m: float) -> int | None:
        """Return the place (row) that lies nearest to a point (lon, lat), None where none is as near as that."""
        apart = self._apart(metres(point))
        return int(apart.argmin()) if apart.size and apart.min() <= most_m else None

    def stand(self, rows: Collection[int]) -> "Stand":
        """Return how far the meeting point and places (rows) are from each other.

        Raises
        ------
        InputError
            `walk_way_off` where no street is near the meeting point.
        """
        used = sorted(set(rows))
        places = self._places([self.coverage.grid.place_ids[row] for row in used])
        geometry = np.empty(len(used) + 1, dtype=object)
        geometry[0] = self.begin
        geometry[1:] = targets(places["geometry"], places["entrances"])
        apart = walk_spots.metres_between(self.streets, geometry, self.workspace.method, 2 * MOST_M)
        return Stand(geometry, apart, {row: number for number, row in enumerate(used, start=1)})

    def way(self, route: Route, chosen: Sequence[Spot], stand: "Stand") -> Way:
        """Return a route with its times and its line; node n of it is the spot n - 1."""
        numbers = [0, *(stand.number[chosen[node - 1].row] for node in route.nodes), 0]
        points = np.array([_door(stand.geometry[number], self.begin) for number in numbers])
        if self.streets is None:
            line = shapely.LineString(points)
        else:
            line, _ = path(self.streets, points, self.workspace.method.snap_m)
        to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
        lons, lats = to_degrees.transform(*shapely.get_coordinates(line).T)
        stops = []
        for stop, point in zip(route.stops, points[1:], strict=False):
            spot = chosen[stop.node - 1]
            opens = self.clock(spot.opens) if spot.worth > 0 else None
            stops.append(
                WayStop(
                    *self.name(spot.row), self.clock(stop.start), self.clock(stop.leave), round(spot.worth, 6), opens,
                    degrees(shapely.Point(point)),
                )
            )  # fmt: skip
        drawn = tuple((float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True))
        return Way(tuple(stops), self.clock(route.leave), self.clock(route.back), drawn, float(line.length))

    def _apart(self, point: Any) -> npt.NDArray[np.float64]:
        """Return how far each place is from a point, in a straight line; what is not on the map is nowhere near."""
        places = self._places(list(self.coverage.grid.place_ids))["geometry"].to_numpy(dtype=object)
        apart = np.asarray(shapely.distance(places, point), dtype=float)
        return np.where(np.isnan(apart), np.inf, apart)

    def _places(self, ids: list[str]) -> pd.DataFrame:
        with self.workspace.store.reading() as reading:
            places = reading.frame("place", ids, columns=("id", "geometry", "entrances"))
        return places.set_index("id").reindex(ids)


@dataclass(frozen=True)
class Stand:
    """The meeting point and places as geometries, the metres to walk between them, and the number of each row."""

    geometry: walk_spots.Geometries
    metres: npt.NDArray[np.float64]
    number: dict[int, int]


def survey(
    workspace: Workspace,
    viewer: Viewer,
    occurrence: ShiftOccurrence,
    meeting: Point | None,
    *,
    lit: bool,
) -> Ground:
    """Return the ground of one time of a shift, without the shift itself: its adults are those who are to be sent.

    Raises
    ------
    InputError
        `walk_way_nowhere` where the shift has no place on the map and no meeting point (lon, lat) is given.
    """
    require(viewer, "see_gaps", WORKSPACE)
    first = occurrence.start.astimezone(workspace.zone).date()
    last = occurrence.end.astimezone(workspace.zone).date()
    tables = known_tables(workspace, viewer, first - timedelta(days=1), last, "see_gaps")
    period.note_look(workspace, viewer, tables.places)
    lines = tables.presences
    coverage = cover(replace(tables, presences=lines[lines["shift_id"] != occurrence.shift_id]), "planned")
    begin = _begin(workspace, occurrence, meeting)
    return Ground(workspace, coverage, occurrence, begin, *streets_of(workspace, lit=lit))


def metres(point: Point) -> Any:
    """Return a point of lon and lat in EPSG:3006. Raises InputError for one that is nowhere."""
    typed_numbers.position(point[1], point[0])
    to_metres = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
    return shapely.Point(*to_metres.transform(*point))


def degrees(point: Any) -> Point:
    """Return a point in EPSG:3006 as lon and lat."""
    to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(point.x, point.y)
    return float(lon), float(lat)


def _begin(workspace: Workspace, occurrence: ShiftOccurrence, meeting: Point | None) -> Any:
    """Return where a walk begins and ends, as a point in EPSG:3006."""
    if meeting is not None:
        return metres(meeting)
    place = None
    if occurrence.place_id is not None:
        with workspace.store.reading() as reading:
            place = reading.frame("place", [occurrence.place_id])["geometry"].iloc[0]
    if place is None or pd.isna(place) or place.is_empty:
        raise InputError("walk_way_nowhere")
    return shapely.point_on_surface(place)


def _door(place: shapely.Geometry, begin: shapely.Geometry) -> tuple[float, float]:
    """Return the point of a place that is nearest to where the walk begins."""
    x, y = shapely.get_coordinates(shapely.shortest_line(place, begin))[0]
    return float(x), float(y)

"""Which way: a walk of a shift from a meeting point over the streets, with timed stops where adults are missing most.

Closed paths are no part of the streets; unlit ones are gone round where the map says that they are. What it says
nothing of is allowed, and that is told.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from karta.coverage.gaps import Coverage, cover
from karta.coverage.streets.graph import Streets
from karta.coverage.streets.paths import path
from karta.errors import ContractError, InputError
from karta.model import typed_numbers
from karta.model.shift import ShiftOccurrence, ShiftVersion, Stop
from karta.planning.check import faults_of_routes
from karta.planning.plan import Plan
from karta.planning.route_problem import METRES_A_MINUTE, Route, RouteProblem, lingering
from karta.planning.walk_routes import routes
from karta.privacy import WORKSPACE, Viewer, require, require_for
from karta.services.gaps import period
from karta.services.gaps.known_tables import known_tables
from karta.services.planning import walk_spots
from karta.services.planning.walk_spots import Spot
from karta.services.rosters import series, shifts
from karta.services.rosters.series import Scope
from karta.services.walking_distances import streets_of
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.store.distances import targets

Point = tuple[float, float]
SECONDS, MOST_GROUPS = 1.0, 6
# What lies further off than this, in a straight line from where the walk begins, is another walk's. [K]
MOST_M = 5_000.0


@dataclass(frozen=True, slots=True)
class WayStop:
    """A stop of a way: where, from when to when (local, aware), and the adult-hours missing there in that hour."""

    place_id: str
    place: str
    start: datetime
    end: datetime
    worth: float


@dataclass(frozen=True, slots=True)
class Way:
    """A way: its stops in order, when it sets out and is back (local, aware), its line (lon, lat) and length."""

    stops: tuple[WayStop, ...]
    leave: datetime
    back: datetime
    line: tuple[Point, ...]
    length_m: float


@dataclass(frozen=True, slots=True)
class Left:
    """A place where adults are missing and no group stops, and why: a code of `why_left`."""

    place_id: str
    place: str
    why: str


@dataclass(frozen=True)
class WayProposal:
    """Ways of a shift, one a group, and what they leave; `meeting`: where they begin (lon, lat).

    `streets`: whether the workspace has any, else lines are straight; `light_known`: whether its map says of some that
    they are unlit; `lit`: whether those were gone round. `share`: how much of the best possible they reach at least.
    """

    occurrence_id: str
    version: ShiftVersion
    meeting: Point
    ways: tuple[Way, ...]
    left: tuple[Left, ...]
    streets: bool
    light_known: bool
    lit: bool
    share: float | None
    audience: str


def propose(
    workspace: Workspace,
    viewer: Viewer,
    occurrence_id: str,
    meeting: Point | None = None,
    *,
    lit: bool = True,
    groups: int = 1,
) -> WayProposal:
    """Return the ways of a shift that stop where most agreed adults are missing; nothing is stored.

    `meeting` is where it begins and ends (lon, lat), the shift's own place where none is given.

    Raises
    ------
    InputError
        `walk_way_off` where no street is near the meeting point, `walk_way_nowhere` where the shift has no place on
        the map and none is given, `number_outside` for a number of groups that is none.
    """
    require(viewer, "see_gaps", WORKSPACE)
    typed_numbers.whole(groups, 1, MOST_GROUPS)
    occurrence = shifts.occurrence(workspace, viewer, occurrence_id)
    coverage = _without(workspace, viewer, occurrence)
    adults = max(occurrence.adults, occurrence.min_team)
    begin = _begin(workspace, occurrence, meeting)
    minutes = round((occurrence.end - occurrence.start).total_seconds() / 60)
    chosen = walk_spots.spots(
        coverage, occurrence.start, occurrence.end, adults * groups, _near(workspace, coverage, begin, minutes),
        walk_spots.MOST_SPOTS * groups,
    )  # fmt: skip
    streets, known = streets_of(workspace, lit=lit)
    geometry, rows = _geometry(workspace, coverage, chosen, begin)
    metres = walk_spots.metres_between(streets, geometry, workspace.method, 2 * MOST_M)
    problem = walk_spots.problem_of(chosen, metres, rows, minutes, groups)
    plan = routes(problem, SECONDS)
    walked = [lingering(problem, route) for route in plan.chosen]
    faults = faults_of_routes(problem, walked)
    if faults:
        raise ContractError("plan_breaks_rules", faults=", ".join(sorted({fault.code for fault in faults})))
    at = geometry[[0, *(rows[spot.row] for spot in chosen)]]
    made = _Made(coverage, occurrence, workspace.zone, chosen, at, streets, workspace.method.snap_m)
    return WayProposal(
        occurrence_id=occurrence_id, version=occurrence.version, meeting=_degrees(begin),
        ways=tuple(made.way(route) for route in walked), left=made.left(problem, plan), streets=streets is not None,
        light_known=known, lit=lit and known, share=plan.share if plan.chosen else None, audience=viewer.scope,
    )  # fmt: skip


def take(
    workspace: Workspace, viewer: Viewer, proposal: WayProposal, number: int = 0, scope: Scope = "one"
) -> None:
    """Let a way become the route of its shift with its stops, of one occurrence, it and all later ones, or all.

    Raises
    ------
    InputError
        `walk_way_empty` where no way has that number.
    ConflictError
        `row_changed` when somebody has changed the shift since the proposal was made.
    """
    require(viewer, "plan_shifts", WORKSPACE)
    require_for(viewer, "see_gaps", proposal.audience)
    if not 0 <= number < len(proposal.ways):
        raise InputError("walk_way_empty")
    way = proposal.ways[number]
    to_metres = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
    line = shapely.LineString([to_metres.transform(lon, lat) for lon, lat in way.line])
    stops = [Stop(stop.place_id, f"{stop.start:%H:%M}", f"{stop.end:%H:%M}") for stop in way.stops]
    series.edit(
        workspace, viewer, proposal.occurrence_id, scope, version=proposal.version, verb="take_way", route=line,
        stops=stops,
    )  # fmt: skip


@dataclass(frozen=True)
class _Made:
    """What routes are made into ways of: where spots are, and when minutes are."""

    coverage: Coverage
    occurrence: ShiftOccurrence
    zone: ZoneInfo
    chosen: list[Spot]
    at: walk_spots.Geometries
    streets: Streets | None
    snap_m: float

    def way(self, route: Route) -> Way:
        """Return a route with its times and its line."""
        points = np.array([_door(self.at[node], self.at[0]) for node in (0, *route.nodes, 0)])
        if self.streets is None:
            line = shapely.LineString(points)
        else:
            line, _ = path(self.streets, points, self.snap_m)
        to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
        lons, lats = to_degrees.transform(*shapely.get_coordinates(line).T)
        stops = tuple(
            WayStop(
                *self._place(self.chosen[stop.node - 1].row), self._clock(stop.start), self._clock(stop.leave),
                round(self.chosen[stop.node - 1].worth, 6),
            )
            for stop in route.stops
        )  # fmt: skip
        drawn = tuple((float(lon), float(lat)) for lon, lat in zip(lons, lats, strict=True))
        return Way(stops, self._clock(route.leave), self._clock(route.back), drawn, float(line.length))

    def left(self, problem: RouteProblem, plan: Plan[Route]) -> tuple[Left, ...]:
        """Return the places at which no group stops at all, once each, with why."""
        visited = {self.chosen[node - 1].row for route in plan.chosen for node in route.nodes}
        why: dict[int, str] = {}
        for unfilled in plan.unfilled:
            row = self.chosen[unfilled.what[0] - 1].row
            if row not in visited and problem.worth[unfilled.what[0]] > 0:
                why.setdefault(row, unfilled.reasons[0].code)
        return tuple(Left(*self._place(row), code) for row, code in why.items())

    def _place(self, row: int) -> tuple[str, str]:
        places = self.coverage.tables.places
        return str(places["place_id"].iloc[row]), str(places["name"].fillna("").iloc[row])

    def _clock(self, minutes: int) -> datetime:
        return (self.occurrence.start + timedelta(minutes=minutes)).astimezone(self.zone)


def _without(workspace: Workspace, viewer: Viewer, occurrence: ShiftOccurrence) -> Coverage:
    """Return the coverage of the days of a shift without the shift itself: its adults are those who are to be sent."""
    first = occurrence.start.astimezone(workspace.zone).date()
    last = occurrence.end.astimezone(workspace.zone).date()
    tables = known_tables(workspace, viewer, first - timedelta(days=1), last, "see_gaps")
    period.note_look(workspace, viewer, tables.places)
    lines = tables.presences
    return cover(replace(tables, presences=lines[lines["shift_id"] != occurrence.shift_id]), "planned")


def _begin(workspace: Workspace, occurrence: ShiftOccurrence, meeting: Point | None) -> Any:
    """Return where a walk begins and ends, as a point in EPSG:3006."""
    if meeting is not None:
        typed_numbers.position(meeting[1], meeting[0])
        to_metres = Transformer.from_crs(CRS_DEGREES, CRS_METRES, always_xy=True)
        return shapely.Point(*to_metres.transform(*meeting))
    place = None
    if occurrence.place_id is not None:
        with workspace.store.reading() as reading:
            place = reading.frame("place", [occurrence.place_id])["geometry"].iloc[0]
    if place is None or pd.isna(place) or place.is_empty:
        raise InputError("walk_way_nowhere")
    return shapely.point_on_surface(place)


def _near(workspace: Workspace, coverage: Coverage, begin: Any, minutes: int) -> list[int]:
    """Return the places (rows) to which a group could go and come back within some minutes, were the way straight."""
    with workspace.store.reading() as reading:
        places = reading.frame("place", list(coverage.grid.place_ids), columns=("id", "geometry")).set_index(
            "id"
        )
    geometry = places["geometry"].reindex(list(coverage.grid.place_ids)).to_numpy(dtype=object)
    apart = shapely.distance(geometry, begin)
    return np.flatnonzero(apart <= min(MOST_M, METRES_A_MINUTE * minutes / 2)).tolist()


def _geometry(
    workspace: Workspace, coverage: Coverage, chosen: list[Spot], begin: shapely.Geometry
) -> tuple[walk_spots.Geometries, dict[int, int]]:
    """Return the meeting point and the places of spots, each once, and the position of each place by its row."""
    used = sorted({spot.row for spot in chosen})
    ids = [coverage.grid.place_ids[row] for row in used]
    with workspace.store.reading() as reading:
        places = reading.frame("place", ids).set_index("id").loc[ids]
    geometry = np.empty(len(used) + 1, dtype=object)
    geometry[0] = begin
    geometry[1:] = targets(places["geometry"], places["entrances"])
    return geometry, {row: number for number, row in enumerate(used, start=1)}


def _door(place: shapely.Geometry, begin: shapely.Geometry) -> tuple[float, float]:
    """Return the point of a place that is nearest to where the walk begins."""
    x, y = shapely.get_coordinates(shapely.shortest_line(place, begin))[0]
    return float(x), float(y)


def _degrees(point: Any) -> Point:
    to_degrees = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True)
    lon, lat = to_degrees.transform(point.x, point.y)
    return float(lon), float(lat)

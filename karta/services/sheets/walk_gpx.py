"""The way of a shift for a phone: as a GPX file, and as a link that opens its map at where the walk begins."""

from datetime import datetime, timedelta

import shapely
from pyproj import Transformer

from karta.errors import NotFoundError
from karta.i18n import text
from karta.model.schedule import instant, parse_time
from karta.privacy import WORKSPACE, Viewer, require
from karta.reports.gpx import Waypoint, gpx
from karta.services.rosters import routes, shifts
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES


def way_gpx(workspace: Workspace, viewer: Viewer, occurrence_id: str) -> bytes:
    """Return the route and the stops of one time of a shift as a GPX file; no name of a person is in it.

    Raises
    ------
    NotFoundError
        `walk_without_way` for a shift that has neither, and for one that is not the viewer's to see.
    """
    require(viewer, "see_shifts", WORKSPACE)
    occurrence = shifts.occurrence(workspace, viewer, occurrence_id)
    line = routes.route(workspace, viewer, occurrence.shift_id)
    stops = routes.stops(workspace, viewer, occurrence.shift_id)
    if not line and not stops:
        raise NotFoundError("walk_without_way")
    with workspace.store.reading() as reading:
        places = reading.frame("place", [stop.place_id for stop in stops], columns=("id", "name", "geometry"))
    places = places.set_index("id")
    begins = occurrence.start.astimezone(workspace.zone)
    points = []
    for stop in stops:
        at = places["geometry"].get(stop.place_id)
        if at is None or at.is_empty:
            continue
        lon, lat = _degrees(at)
        name = str(places["name"][stop.place_id] or text("ui.unnamed", workspace.language))
        points.append(
            Waypoint(name, lon, lat, f"{stop.start}\u2013{stop.end}", _moment(workspace, begins, stop.start))
        )
    title = occurrence.place or text("ui.unnamed", workspace.language)
    return gpx(f"{title} {begins:%Y-%m-%d %H:%M}", line, points)


def geo_link(workspace: Workspace, viewer: Viewer, occurrence_id: str) -> str:
    """Return a link that opens a phone's map program where a shift begins, "" where that is not on the map."""
    require(viewer, "see_shifts", WORKSPACE)
    occurrence = shifts.occurrence(workspace, viewer, occurrence_id)
    line = routes.route(workspace, viewer, occurrence.shift_id)
    if line:
        return geo(*line[0])
    if occurrence.place_id is None:
        return ""
    with workspace.store.reading() as reading:
        place = reading.frame("place", [occurrence.place_id], columns=("id", "geometry"))["geometry"].iloc[0]
    return "" if place is None or place.is_empty else geo(*_degrees(place))


def geo(lon: float, lat: float) -> str:
    """Return a geo link (RFC 5870) to a position in degrees, with a mark there for programs that want to be asked."""
    at = f"{lat:.6f},{lon:.6f}"
    return f"geo:{at}?q={at}"


def _moment(workspace: Workspace, begins: datetime, clock: str) -> datetime:
    """Return when a clock time of a shift is that begins at a local moment: after midnight it is the next day."""
    wall = datetime.combine(begins.date(), parse_time(clock))
    if wall.time() < begins.time():
        wall += timedelta(days=1)
    return instant(wall, workspace.zone)


def _degrees(place: shapely.Geometry) -> tuple[float, float]:
    point = shapely.get_coordinates(shapely.point_on_surface(place))[0]
    lon, lat = Transformer.from_crs(CRS_METRES, CRS_DEGREES, always_xy=True).transform(point[0], point[1])
    return float(lon), float(lat)

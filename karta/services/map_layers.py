"""What the map shows beside need and presence: double staffing, open but unstaffed hours, and walks with their way."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.coverage.gaps import CRUMB
from karta.coverage.grid import BoolArray, grid
from karta.coverage.open_hours import OpenHours, open_hours, open_runs, open_totals
from karta.coverage.spans import spans
from karta.model.calendar import day_flags
from karta.privacy import Viewer, require
from karta.services.gaps import Period, only_places
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.store.records import own_days


@dataclass(frozen=True)
class WalkLine:
    """A route on foot: whose it is, its way (longitude, latitude) and the hours of the period it is walked in."""

    org: str
    line: list[tuple[float, float]]
    hours: list[tuple[int, int]]


@dataclass(frozen=True)
class MapLayers:
    """Places x hours of a period: `double`, two organisations where fewer would do; `open_unstaffed`, open, no training
    with known leaders and no known adult there. `walks`: the routes that the viewer may see.
    """

    double: BoolArray
    open_unstaffed: BoolArray
    walks: list[WalkLine]


def map_layers(workspace: Workspace, viewer: Viewer, shown: Period) -> MapLayers:
    """Return the further layers of a period, redacted as it is."""
    require(viewer, "see_gaps")
    coverage = shown.coverage
    over = coverage.presence.adults > coverage.need.stay + CRUMB
    empty = open_hours(coverage.tables, coverage.grid).empty & (coverage.presence.adults < CRUMB)
    return MapLayers(
        double=_by_hour(coverage.presence.many_orgs & over, coverage.grid.slots.start),
        open_unstaffed=_by_hour(empty, coverage.grid.slots.start),
        walks=_walks(workspace, shown),
    )


def open_week(viewer: Viewer, shown: Period) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the open hours of each place of a period, as sums and as stretches in local time.

    Columns as in `coverage.open_hours`; a place of which nobody has said when it is open is in neither.
    """
    require(viewer, "see_gaps")
    found: OpenHours = open_hours(shown.coverage.tables, shown.coverage.grid)
    runs = open_runs(found)
    local = {name: runs[name].dt.tz_convert(shown.coverage.grid.tz) for name in ("start", "end")}
    return open_totals(found), runs.assign(**local)


def open_place(viewer: Viewer, shown: Period, place_id: str) -> dict[str, float]:
    """Return the open hours of one place of a period: open_h and each of `coverage.open_hours.KINDS` with `_h`.

    Nothing where nobody has said when it is open.
    """
    require(viewer, "see_gaps")
    tables = only_places(shown.coverage.tables, {place_id})
    sums = open_totals(open_hours(tables, grid(tables, shown.coverage.grid.slots.minutes)))
    return {} if sums.empty else sums.drop(columns="place_id").iloc[0].to_dict()


def risk_evenings(workspace: Workspace, viewer: Viewer, shown: Period) -> list[date]:
    """Return the risk evenings of a period; where it has none, the next one that the municipality has named."""
    require(viewer, "see_gaps")
    tables = shown.coverage.tables
    here = [
        flags.date
        for flags in day_flags(tables.calendar)
        if flags.risk_evening and tables.from_day <= flags.date <= tables.to_day
    ]
    if here:
        return here
    with workspace.store.reading() as look:
        said = own_days(look)
    ahead = said.loc[said["risk_evening"].eq(True), "date"]  # noqa: FBT003 - a cell's value
    return sorted(day for day in ahead if day > max(tables.to_day, workspace.today - timedelta(days=1)))[:1]


def _by_hour(marked: BoolArray, starts: npt.NDArray[Any]) -> BoolArray:
    """Return in which clock hours most of the slots are marked: a quarter at an edge is not an hour."""
    clock = starts.astype("datetime64[h]")
    first = np.flatnonzero(np.concatenate(([True], clock[1:] != clock[:-1])))
    count = np.diff(np.append(first, marked.shape[1]))
    found: BoolArray = 2 * np.add.reduceat(marked, first, axis=1, dtype=np.int64) >= count
    return found


def _walks(workspace: Workspace, shown: Period) -> list[WalkLine]:
    """Return the routes whose organisation the viewer may know, with their hours."""
    tables, grid = shown.coverage.tables, shown.coverage.grid
    routes = tables.presences["geometry"].eq("route") & tables.presences["org"].ne("")
    if not routes.any():
        return []
    on_foot = tables.with_(presences=tables.presences[routes].reset_index(drop=True))
    hours = pd.DatetimeIndex(shown.hours.start).tz_convert("UTC")
    when: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for span in spans(on_foot, grid, shown.view):
        first = int(hours.searchsorted(pd.Timestamp(span.start), side="right")) - 1
        last = int(hours.searchsorted(pd.Timestamp(span.end), side="left")) - 1
        if last >= 0 and first < len(hours) and last >= first:
            key = (str(span.row["shift_id"]), str(span.row["org"]))
            when.setdefault(key, []).append((max(0, first), last))
    return _lines(workspace, when)


def _lines(workspace: Workspace, when: dict[tuple[str, str], list[tuple[int, int]]]) -> list[WalkLine]:
    if not when:
        return []
    by_shift = _ways(workspace, {shift for shift, _ in when})
    found = []
    for (shift, org), hours in when.items():
        parts = shapely.get_parts(by_shift.get(shift, shapely.GeometryCollection()))
        lines = [shapely.get_coordinates(part).tolist() for part in parts if part.geom_type == "LineString"]
        found += [WalkLine(org, [(x, y) for x, y in line], hours) for line in lines]
    return found


def _ways(workspace: Workspace, wanted: set[str]) -> dict[str, Any]:
    """Return the way of each shift in degrees: its route as drawn, else straight from stop to stop in their order."""
    with workspace.store.reading() as look:
        shifts = look.frame("shift", sorted(wanted))
        stops = look.frame("shift_stop")
        stops = stops[stops["shift_id"].isin(wanted)].sort_values(["shift_id", "position"], kind="stable")
        places = look.frame("place", sorted(set(stops["place_id"].dropna()))).set_index("id")["geometry"]
    at = stops["geometry"].where(stops["geometry"].notna(), stops["place_id"].map(places))
    points = stops.assign(at=shapely.point_on_surface(np.asarray(at, dtype=object)))
    ways = {
        shift: shapely.linestrings([(point.x, point.y) for point in own["at"].dropna()])
        for shift, own in points.groupby("shift_id")
        if own["at"].notna().sum() > 1
    }
    ways |= {row.id: row.geometry for row in shifts.itertuples() if row.geometry is not None}
    shapes = gpd.GeoSeries(list(ways.values()), crs=CRS_METRES).to_crs(CRS_DEGREES)
    return dict(zip(ways, shapes, strict=True))

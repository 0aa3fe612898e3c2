"""What the map shows beside need and presence: double staffing, open but unstaffed hours, and walks with their way."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from karta.coverage.grid import BoolArray, grid
from karta.coverage.hours import mostly
from karta.coverage.open_hours import open_hours
from karta.coverage.spans import spans
from karta.model.calendar import day_flags
from karta.privacy import Viewer, require_for
from karta.services.gaps.around_gaps import around_gaps, marked_hours
from karta.services.gaps.known_tables import only_places
from karta.services.gaps.period import Period
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.store import records


@dataclass(frozen=True)
class WalkLine:
    """A route on foot: whose it is, its way (longitude, latitude) and the hours of the period it is walked in."""

    org: str
    line: list[tuple[float, float]]
    hours: list[tuple[int, int]]


@dataclass(frozen=True)
class MapLayers:
    """Places x hours of a period: `double`, two organisations where fewer would do; `open_unstaffed`, open, no training
    with known leaders and no known adult there; `around`, a gap in the time before or after a training.

    `walks`: the routes that the viewer may see.
    """

    double: BoolArray
    open_unstaffed: BoolArray
    around: BoolArray
    walks: list[WalkLine]


def layers(workspace: Workspace, viewer: Viewer, shown: Period) -> MapLayers:
    """Return the further layers of a period, redacted as it is."""
    require_for(viewer, "see_gaps", shown.audience)
    return MapLayers(
        double=shown.double,
        open_unstaffed=mostly(unstaffed(shown), shown.coverage.grid),
        around=marked_hours(shown, around_gaps(viewer, shown)),
        walks=_walks(workspace, shown),
    )


def unstaffed(shown: Period) -> BoolArray:
    """Return the slots (places x slots) in which a place is open, and neither a leader nor any adult is known there."""
    return open_hours(shown.coverage.tables, shown.coverage.grid).empty & shown.nobody


def open_place(viewer: Viewer, shown: Period, place_id: str) -> dict[str, float]:
    """Return the open hours of one place of a period; nothing where nobody has said when it is open.

    `open_h` is made up of `staffed_h` (two or more known leaders), `unsure_h` (it is unknown how many lead), `others_h`
    (other known adults) and `unstaffed_h` (as `unstaffed` says); of the last, `around_h` are the half hours before and
    after a training.
    """
    require_for(viewer, "see_gaps", shown.audience)
    tables = only_places(shown.coverage.tables, {place_id})
    opening = open_hours(tables, grid(tables, shown.coverage.grid.slots.minutes))
    if not opening.has_hours.any():
        return {}
    nobody = shown.nobody[shown.coverage.grid.place_index()[place_id]]
    slots = {
        "open_h": opening.open, "staffed_h": opening.staffed, "unsure_h": opening.unsure,
        "others_h": opening.empty & ~nobody, "unstaffed_h": opening.empty & nobody, "around_h": opening.around & nobody,
    }  # fmt: skip
    return {name: float(marked.sum() * opening.grid.hours) for name, marked in slots.items()}


def risk_evenings(workspace: Workspace, viewer: Viewer, shown: Period) -> list[date]:
    """Return the risk evenings of a period; where it has none, the next one that the municipality has named."""
    require_for(viewer, "see_gaps", shown.audience)
    tables = shown.coverage.tables
    here = [
        flags.date
        for flags in day_flags(tables.calendar)
        if flags.risk_evening and tables.from_day <= flags.date <= tables.to_day
    ]
    if here:
        return here
    with workspace.store.reading() as reading:
        ahead = records.risk_evenings(reading)
    after = max(tables.to_day, workspace.today - timedelta(days=1))
    return [day for day in ahead if day > after][:1]


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
    walk_lines = []
    for (shift, org), hours in when.items():
        parts = shapely.get_parts(by_shift.get(shift, shapely.GeometryCollection()))
        lines = [shapely.get_coordinates(part).tolist() for part in parts if part.geom_type == "LineString"]
        walk_lines += [WalkLine(org, [(x, y) for x, y in line], hours) for line in lines]
    return walk_lines


def _ways(workspace: Workspace, wanted: set[str]) -> dict[str, Any]:
    """Return the way of each shift in degrees: its route as drawn, else straight from stop to stop in their order."""
    with workspace.store.reading() as reading:
        shifts = reading.frame("shift", sorted(wanted))
        stops = reading.frame("shift_stop")
        stops = stops[stops["shift_id"].isin(wanted)].sort_values(["shift_id", "position"], kind="stable")
        places = reading.frame("place", sorted(set(stops["place_id"].dropna()))).set_index("id")["geometry"]
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

"""The town itself: base map, extent, areas, and where all of it comes from. Nothing here needs protection."""

import geopandas as gpd
import pandas as pd

from karta.errors import NotFoundError
from karta.i18n import text
from karta.model import typed_text
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.file_words import in_words
from karta.services.workspace import Workspace
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.store.file_marks import ENTERED
from karta.store.layers import layer_rows, load_layer
from karta.store.records import degrees

BASE = ("water", "green", "buildings", "streets")
# Where a workspace has neither streets nor places yet: Sweden.
SWEDEN = (10.9, 55.3, 24.2, 69.1)


def ground(workspace: Workspace, viewer: Viewer) -> dict[str, gpd.GeoDataFrame]:
    """Return the base map as frames in EPSG:4326 by layer; streets carry their `class`."""
    require(viewer, "see_register", WORKSPACE)
    frames = {name: load_layer(workspace.store, name) for name in BASE}
    return {name: frame.to_crs(CRS_DEGREES) for name, frame in frames.items() if not frame.empty}


def area_names(workspace: Workspace, viewer: Viewer) -> list[tuple[str, float, float]]:
    """Return name, longitude and latitude of a point in each area that has an outline."""
    require(viewer, "see_register", WORKSPACE)
    rows = workspace.store.frame("area")
    lat, lon = degrees(rows["geometry"])
    points = pd.DataFrame({"name": rows["name"], "lon": lon, "lat": lat}).dropna()
    return list(points.itertuples(index=False, name=None))


def layers_version(workspace: Workspace, viewer: Viewer) -> str:
    """Return a text that changes when a layer does: a part of a cache key."""
    require(viewer, "see_register", WORKSPACE)
    return "|".join(sorted(layer_rows(workspace.store)["sha"]))


def bounds(
    workspace: Workspace, viewer: Viewer, area_id: str | None = None
) -> tuple[float, float, float, float]:
    """Return west, south, east and north of what there is to see, or of one area, in degrees."""
    require(viewer, "see_register", WORKSPACE)
    if area_id is not None:
        outline = workspace.store.frame("area", [area_id])
        outline = outline[outline["geometry"].notna()]
        if len(outline):
            return _extent(gpd.GeoSeries(outline["geometry"], crs=CRS_METRES))
    with workspace.store.reading() as reading:
        lat, lon = degrees(reading.frame("place", columns=("geometry",))["geometry"])
    points = pd.DataFrame({"lat": lat, "lon": lon}).dropna()
    if len(points):
        return around(points)
    streets = load_layer(workspace.store, "streets")
    if streets.empty:
        return SWEDEN
    return _extent(streets.geometry)


def around(points: pd.DataFrame) -> tuple[float, float, float, float]:
    """Return west, south, east and north of points (`lat`, `lon` in degrees, one at least), with a margin."""
    margin = 0.003
    return (
        float(points["lon"].min()) - 2 * margin, float(points["lat"].min()) - margin,
        float(points["lon"].max()) + 2 * margin, float(points["lat"].max()) + margin,
    )  # fmt: skip


def _extent(shapes: gpd.GeoSeries) -> tuple[float, float, float, float]:
    west, south, east, north = shapes.to_crs(CRS_DEGREES).total_bounds
    return float(west), float(south), float(east), float(north)


def areas(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the areas in alphabetical order: area_id, name."""
    require(viewer, "see_register", WORKSPACE)
    rows = workspace.store.frame("area")[["id", "name"]].rename(columns={"id": "area_id"})
    return rows.sort_values("name", key=lambda names: names.str.casefold()).reset_index(drop=True)


def area_named(workspace: Workspace, viewer: Viewer, typed: str) -> str:
    """Return the id of an area that is named by its id, its code or its name.

    Raises
    ------
    NotFoundError
        `area_unknown`, also where several are called so.
    """
    require(viewer, "see_register", WORKSPACE)
    name = typed_text.clean(typed)
    rows = workspace.store.frame("area")
    names = rows[["id", "code", "name"]].fillna("").map(str.casefold)
    ids = rows.loc[names.eq(name.casefold()).any(axis=1), "id"]
    if len(ids) != 1:
        raise NotFoundError("area_unknown", area=name)
    return str(ids.iloc[0])


def attribution(workspace: Workspace, viewer: Viewer) -> str:
    """Return the credit for the base map that must stand on the map."""
    require(viewer, "see_register", WORKSPACE)
    owners = layer_rows(workspace.store)["attribution"].dropna()
    return ", ".join(dict.fromkeys(owners[owners != ""]))


def sources(workspace: Workspace, viewer: Viewer) -> tuple[tuple[str, str], ...]:
    """Return what the data come from, each source with its licence ("" where none is stated), as every export says."""
    require(viewer, "see_register", WORKSPACE)
    rows = credits(workspace, viewer)
    by_hand = text("ui.credits_by_hand", workspace.language)
    pairs = zip(rows["source"], rows["licence"], strict=True)
    return tuple(sorted({(source or by_hand, licence) for source, licence in pairs}))


def credits(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:  # noqa: A001 - the page's word
    """Return where the data come from: what_for, source ("" for what was typed in), licence, rows."""
    require(viewer, "see_register", WORKSPACE)
    rows = [("place", "places"), ("area", "areas"), ("organisation", "organisations"), ("shift", "roster")]
    parts = []
    for table, what in rows:
        frame = (
            workspace.store.frame(table)[["source", "licence"]].fillna("").replace({"source": {ENTERED: ""}})
        )
        parts.append(frame.groupby(["source", "licence"], as_index=False).size().assign(what_for=what))
    base = layer_rows(workspace.store)
    parts.append(
        base.assign(what_for=base["kind"], size=base["count"])[["what_for", "source", "licence", "size"]]
    )
    origins = pd.concat(parts, ignore_index=True).rename(columns={"size": "rows"})
    origins["source"] = [in_words(source or "", workspace.language) for source in origins["source"]]
    return origins[["what_for", "source", "licence", "rows"]].fillna("")

"""OpenStreetMap: streets, water, green, buildings, the walking graph and places, from a file or fetched by name.

The file is read once and classified in tables; a pass for each layer is 10 to 20 times slower.
"""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from karta.errors import InputError, Issue
from karta.model.rows import PLACE_ROWS
from karta.model.shapes import of_one_kind, simplified
from karta.model.typed_text import quoted
from karta.settings import CRS_METRES
from karta.sources import osm_pbf, osm_tags, osm_xml
from karta.sources.intake import Intake, frame_of
from karta.sources.opening_hours import access_rows, weekly
from karta.sources.osm_clip import clip_of
from karta.sources.osm_elements import TAGS, features, incomplete_areas
from karta.sources.osm_outline import Outline, outline_for, within_reach
from karta.sources.osm_walk import LEAST_PART_M, WalkGraph, frames_of, walk_graph, without_fragments

LICENCE = "ODbL 1.0, © OpenStreetMap contributors"
ENTRANCE_REACH_M = 400.0
_MOST_NAMES = 8
_FETCHED: dict[str, bool | str | list[str]] = {
    **dict.fromkeys(("amenity", "building", "landuse", "leisure", "natural", "highway", "railway"), True),
    "place": "square",
    "shop": ["mall", "department_store", "convenience", "kiosk"],
    "club": True,
    "office": ["association", "ngo"],
    "waterway": ["riverbank", "dock"],
}
# What `osm_elements.is_walkable` says, in the language of the service.
_WALKABLE = (
    '["highway"]["highway"!~"^(platform|proposed|construction|motorway|motorway_link)$"]'
    '["area"!~"^yes$"]["foot"!~"^no$"]["access"!~"^(no|private)$"]'
)


def read_osm(path: Path, kind: str, within: str | Path | None = None) -> Intake:
    """Return places as rows and, for kind osm, the layers of an OSM file: XML, plain or packed with bzip2, or PBF.

    A PBF is read `within` a boundary that it has by this name, or the areas of a file.

    Raises
    ------
    InputError
        When it is broken, or holds nothing that is wanted; `osm_stopped` when the service that made it gave up first.
    """
    with path.open("rb") as handle:
        head = handle.read(15)
    packed = head.endswith(b"OSMHeader")
    if within and not packed:
        raise InputError("within_form", file=path.name)
    outline = outline_for(path, within) if within else None
    if packed:
        elements = osm_pbf.read_elements(path, clip_of(path, outline.shape) if outline else None)
    else:
        elements = osm_xml.read_elements(path, packed=head.startswith(b"BZh"))
    graph = walk_graph(elements) if kind == "osm" else None
    drawn = features(elements)
    cut, remark = incomplete_areas(elements, drawn), quoted(elements.remark)
    del elements  # all is drawn: what it was drawn from is as large again
    try:
        intake = taken(within_reach(drawn, outline) if outline else drawn, graph, kind, path.name)
    except InputError as error:
        if not remark:
            raise
        raise InputError("osm_stopped", file=path.name, remark=remark) from error
    if outline and kind == "osm":
        shape = gpd.GeoDataFrame({"name": [outline.name]}, geometry=[outline.shape], crs=CRS_METRES)
        intake.layers["boundary"] = shape
    issues = [*intake.issues, *_issues_of_cut_areas(cut), *_issues_of_outline(outline)]
    if remark:
        # What is not in a file that stops half-way is not gone.
        issues.insert(0, Issue(None, None, "osm_incomplete", "warning", facts=(("remark", remark),)))
        intake.notes["part"] = True
    return replace(intake, issues=issues)


def fetch(name: str) -> Intake:
    """Return the intake of a town, downloaded from OpenStreetMap by the town's name.

    This is the one function here that calls out, and only on a user's explicit command.

    Raises
    ------
    InputError
        When the town is not found, is no area, or the network does not answer.
    """
    import osmnx as ox  # as elsewhere: a second of start-up that only this needs
    import requests
    from osmnx._errors import InsufficientResponseError, ResponseStatusCodeError

    # It would write a cache or a log beside the caller.
    ox.settings.use_cache = ox.settings.log_file = ox.settings.log_console = False
    ox.settings.log_level = logging.ERROR
    # Whether a way is lit: routes of walks go round those that are not.
    ox.settings.useful_tags_way = list(dict.fromkeys([*ox.settings.useful_tags_way, "lit"]))
    ox.settings.doh_url_template = None  # a name that does not resolve is not asked about elsewhere
    try:
        town = ox.geocode_to_gdf(name)
        outline = town.geometry.iloc[0]
        fetched = ox.features_from_polygon(outline, _FETCHED)
        directed = ox.graph_from_polygon(
            outline,
            simplify=True,
            retain_all=True,
            truncate_by_edge=True,
            custom_filter=_WALKABLE,
        )
    except (InsufficientResponseError, ResponseStatusCodeError, ValueError, TypeError) as error:
        raise InputError("town_not_found", name=name) from error
    except requests.RequestException as error:
        raise InputError("network_silent", name=name) from error
    graph = without_fragments(*frames_of(directed))
    intake = taken(_as_features(fetched), graph, "osm", f"OpenStreetMap: {name}")
    boundary = town.to_crs(CRS_METRES)[["geometry"]].assign(name=str(town["display_name"].iloc[0]))
    intake.layers["boundary"] = boundary
    return intake


def taken(tagged: gpd.GeoDataFrame, graph: WalkGraph | None, kind: str, source: str) -> Intake:
    """Return the intake of classified features: an entry is a way or object that is wanted, and counts once."""
    marks = pd.DataFrame(
        {
            "place": osm_tags.place_kind(tagged),
            "class": osm_tags.street_class(tagged),
            "layer": osm_tags.layer_of(tagged),
            "entrance": tagged["railway"].eq("subway_entrance").where(lambda is_entrance: is_entrance, None),
        }
    )
    if kind == "places":
        marks[["class", "layer"]] = None
    wanted = marks.notna().any(axis=1)
    tagged, marks = tagged[wanted].reset_index(drop=True), marks[wanted].reset_index(drop=True)
    if tagged.empty:
        raise InputError("osm_nothing_wanted", file=source)
    shapes = of_one_kind(simplified(tagged.geometry.to_numpy()))
    tagged = tagged.assign(geometry=shapes, row=np.arange(1, len(tagged) + 1), kind=marks["place"])
    places, entrances = _places(tagged, marks)
    layers = {} if kind == "places" else _layers(tagged, marks, graph)
    rows = frame_of(places, PLACE_ROWS)
    access = access_rows(rows)
    layers["access"] = access
    # An entrance is part of its station: it is no entry that could be stored by itself.
    own = marks.drop(columns="entrance").notna().any(axis=1) | ~tagged["row"].isin(entrances)
    return Intake(
        kind=kind,
        rows=rows,
        issues=[*_issues(graph), *_issues_of_hours(rows)],
        rows_read=int(own.sum()),
        source=source,
        licence=LICENCE,
        layers=layers,
        notes={
            "layer_rows": int(own.sum()) - len(rows),
            "entrances": len(entrances),
            "access_rows": len(access),
            "walk_km": 0.0 if graph is None else round(float(graph.edges["length"].sum()) / 1000, 3),
        },
    )


def _layers(
    tagged: gpd.GeoDataFrame, marks: pd.DataFrame, graph: WalkGraph | None
) -> dict[str, pd.DataFrame]:
    streets = tagged[marks["class"].notna()].assign(**{"class": marks["class"]})
    layers: dict[str, pd.DataFrame] = {"streets": _layer(streets, ["name", "class", "highway"])}
    for name in ("water", "green", "buildings"):
        columns = ["name"] if name != "buildings" else ["name", "addr:street", "addr:housenumber"]
        layers[name] = _layer(tagged[marks["layer"] == name], columns)
    if graph is not None:
        layers["walk_nodes"], layers["walk_edges"] = graph.nodes, graph.edges
    return layers


def _layer(part: gpd.GeoDataFrame, columns: list[str]) -> gpd.GeoDataFrame:
    frame = part.assign(osm=part["element"] + "/" + part["id"].astype(str))
    return frame[["osm", *columns, "geometry"]].reset_index(drop=True)


def _places(tagged: gpd.GeoDataFrame, marks: pd.DataFrame) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the rows of places, and the numbers of entrances that went to a station."""
    is_place = marks["place"].notna()
    rows = [_place(record) for record in tagged[is_place].to_dict("records")]
    stations = [row for row in rows if row["kind"] == "station"]
    loose = tagged[marks["entrance"].notna() & ~is_place]
    placed: dict[int, list[Any]] = {}
    placed_entrances: list[int] = []
    if stations and len(loose):
        tree = shapely.STRtree([row["geometry"] for row in stations])
        pairs = tree.query_nearest(loose.geometry.array, max_distance=ENTRANCE_REACH_M, all_matches=False)
        for entrance, station in pairs.T:
            placed.setdefault(int(station), []).append(loose.geometry.iloc[entrance])
            placed_entrances.append(int(loose["row"].iloc[entrance]))
    for at, points in placed.items():
        stations[at]["entrances"] = shapely.MultiPoint(points)
    alone = loose[~loose["row"].isin(placed_entrances)].assign(kind="station")
    rows.extend(_place(record) for record in alone.to_dict("records"))
    return sorted(rows, key=lambda row: int(row["row"])), placed_entrances


def _place(record: dict[str, Any]) -> dict[str, Any]:
    number = record["addr:housenumber"]
    street = record["addr:street"]
    key = f"{record['element']}/{record['id']}"
    school = record["ref:se:skolverket"] or record["ref:SE:skolverket"]
    return {
        "row": record["row"],
        "key": key,
        "name": record["name"] or "",
        "kind": record["kind"],
        "geometry": record["geometry"],
        "address": f"{street} {number or ''}".strip() if street else None,
        "opening_hours": record["opening_hours"],
        "external_ids": f"osm={key}" + (f";skolenhetskod={school}" if school else ""),
    }


def _issues(graph: WalkGraph | None) -> list[Issue]:
    issues = []
    if graph is not None and graph.cut:
        issues.append(Issue(None, None, "ways_cut", "note", facts=(("count", graph.cut),)))
    if graph is not None and graph.pieces:
        facts = (("count", graph.pieces), ("metres", round(graph.pieces_m)), ("least", round(LEAST_PART_M)))
        issues.append(Issue(None, None, "pieces_left_out", "note", facts=facts))
    return issues


def _issues_of_hours(places: pd.DataFrame) -> list[Issue]:
    """Tell how many places have opening hours that stay text; a town has too many to name each."""
    count = sum(weekly(text) is None for text in places["opening_hours"].dropna())
    return [Issue(None, None, "hours_as_text", "note", facts=(("count", count),))] if count else []


def _issues_of_cut_areas(areas: dict[str, str]) -> list[Issue]:
    """Tell how many areas lack parts in the file, with the names of some."""
    if not areas:
        return []
    names = sorted(filter(None, areas.values()))
    shown = ", ".join(names[:_MOST_NAMES]) + (" ..." if len(names) > _MOST_NAMES else "")
    facts = (("count", len(areas)), ("names", shown or next(iter(areas))))
    return [Issue(None, None, "areas_cut", "warning", facts=facts)]


def _issues_of_outline(outline: Outline | None) -> list[Issue]:
    if outline is None or not outline.lacking:
        return []
    facts = (("name", outline.name), ("count", outline.lacking))
    return [Issue(None, None, "within_lacking", "warning", facts=facts)]


def _as_features(fetched: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what osmnx fetched in the form of `osm_elements.features`: wanted tags only, metres."""
    frame = fetched.to_crs(CRS_METRES).reset_index(names=["element", "id"])
    for name in TAGS:
        if name not in frame.columns:
            frame[name] = None
    frame = frame[["element", "id", "geometry", *TAGS]]
    frame[list(TAGS)] = frame[list(TAGS)].astype("object").where(frame[list(TAGS)].notna(), None)
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=CRS_METRES)

"""Map files as frames: unpacked, their layer chosen, their letters read; what GDAL would pass over is told."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from karta.sources import guard  # first of all: it tells GDAL which drivers there are, before GDAL is loaded

# isort: split
import geopandas as gpd
import pyogrio

from karta.errors import InputError, Issue
from karta.sources import geopackage, zipped
from karta.sources.json_maps import as_geojson
from karta.sources.kml import read_kml
from karta.sources.shapefile import completed, encoding_of

MAX_FEATURES = 200_000
_SUFFIX = {"geojson": ".geojson", "gpkg": ".gpkg", "fgb": ".fgb", "gpx": ".gpx"}
_ROUTES = re.compile(rb"<(?:\w+:)?(?:rte|trk)[\s>]")


@dataclass(frozen=True)
class Map:
    """The features of a map file in its own coordinate system, and what is said of the file as a whole."""

    frame: gpd.GeoDataFrame
    issues: list[Issue] = field(default_factory=list)


def read_map(path: Path, form: str, folder: Path, answers: dict[str, Any]) -> Map:
    """Return the features of a file of a form that `guard.sniff` names; what is unpacked goes to the folder.

    Raises
    ------
    InputError
        When it is broken, empty, too large, has several layers and no answer says which, or lacks a part.
    """
    if form in {"kml", "kmz"}:
        frame, links = read_kml(path if form == "kml" else _kml_inside(path, folder, answers))
        return Map(_counted(frame), _issues_of("links_not_read", links))
    issues = _issues_of("routes_not_read", _routes(path) if form == "gpx" else 0)
    if form == "geojson":
        path, remote = as_geojson(path, folder)
        issues += _issues_of("links_not_read", remote)
    plain = _plain_file(path, form, folder, answers)
    views: list[str] = []
    if form == "gpkg":
        plain, views = geopackage.tables_only(plain, folder, answers.get("layer"))
    if views:
        facts = (("layers", ", ".join(views)),)
        issues.append(Issue(None, None, "views_not_read", "warning", facts=facts))
    frame = _opened(plain, form, answers)
    if form == "gpx" and issues and frame.empty:
        raise InputError("gpx_only_routes")
    return Map(_counted(frame), issues)


def _counted(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return features that are neither none nor too many."""
    if frame.empty:
        raise InputError("table_empty")
    if len(frame) > MAX_FEATURES:
        raise InputError("file_rows", rows=MAX_FEATURES)
    return frame


def _plain_file(path: Path, form: str, folder: Path, answers: dict[str, Any]) -> Path:
    """Return a file with the suffix that its driver looks for; packed ones are unpacked within the limits."""
    if form == "shp":
        files = zipped.unzip(path, folder, (".shp", ".shx", ".dbf", ".prj", ".cpg"))
        return completed(_chosen_map([file for file in files if file.suffix == ".shp"], answers))
    link = folder / f"map{_SUFFIX[form]}"
    link.symlink_to(path.resolve())
    return link


def _kml_inside(path: Path, folder: Path, answers: dict[str, Any]) -> Path:
    inside = zipped.unzip(path, folder, (".kml",))
    if any(guard.sniff(file) != "kml" for file in inside):
        raise InputError("file_unknown", file=path.name)
    return _chosen_map(inside, answers)


def _chosen_map(files: list[Path], answers: dict[str, Any]) -> Path:
    """Return the map of a package that an answer names, or the only one that it holds."""
    matches = [file for file in files if file.stem == answers.get("layer")]
    if matches or len(files) == 1:
        return (matches or files)[0]
    rows = 0
    for file in files:
        for layer, _ in pyogrio.list_layers(file):
            rows += pyogrio.read_info(file, layer=layer, force_feature_count=True)["features"]
    raise InputError("layers_several", layers=", ".join(file.stem for file in files), rows=max(int(rows), 1))


def _opened(path: Path, form: str, answers: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the features of the one layer that is meant."""
    # A Shapefile is often sent without its index, which follows from the rest.
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    layers = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
    if form == "gpx":
        layers = ["waypoints"]
    elif len(layers) > 1 and answers.get("layer") in layers:
        layers = [answers["layer"]]
    elif len(layers) != 1:
        layers = _filled(path, layers)
    info = pyogrio.read_info(path, layer=layers[0], force_feature_count=True)
    if info["features"] > MAX_FEATURES:
        raise InputError("file_rows", rows=MAX_FEATURES)
    encoding = encoding_of(path) if form == "shp" else None
    frame = pyogrio.read_dataframe(path, layer=layers[0], on_invalid="ignore", encoding=encoding)
    if len(frame) < info["features"]:
        raise InputError("file_unreadable")  # cut off: the rest would be missing, and nobody would know
    return frame


def _filled(path: Path, layers: list[str]) -> list[str]:
    """Return the one layer that has features; raises which there are, where it is not the only one."""
    if not layers:
        raise InputError("file_unreadable" if path.suffix == ".fgb" else "table_empty")
    count = {
        name: int(pyogrio.read_info(path, layer=name, force_feature_count=True)["features"])
        for name in layers
    }
    filled = [name for name in layers if count[name]]
    if len(filled) > 1:
        raise InputError("layers_several", layers=", ".join(filled), rows=sum(count.values()))
    return filled or layers[:1]


def _routes(path: Path) -> int:
    """Return how many routes and tracks a GPX holds, which are no places."""
    return len(_ROUTES.findall(path.read_bytes()))


def _issues_of(code: str, count: int) -> list[Issue]:
    """Tell of so many parts of a file that are not read; nothing of none."""
    return [Issue(None, None, code, "warning", facts=(("count", count),))] if count else []

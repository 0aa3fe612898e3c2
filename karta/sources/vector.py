"""Maps that a GIS office or a map program writes: GeoJSON, GeoPackage, zipped Shapefile, KML, KMZ, GPX, FlatGeobuf."""

import re
import tempfile
from pathlib import Path
from typing import Any

from karta.sources import guard  # first of all: it tells GDAL which drivers there are, before GDAL is loaded

# isort: split
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyogrio
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj.exceptions import CRSError as UnknownCRSError

from karta.errors import InputError
from karta.model.rows import ROWS
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources import profiles, values
from karta.sources.ages import area_code, version_of
from karta.sources.intake import Intake, frame_of, settle
from karta.sources.lines import Line
from karta.sources.opening_hours import access_rows
from karta.sources.population import population_columns, population_text
from karta.sources.row_parts import key_of
from karta.sources.row_places import Row, place_of
from karta.sources.systems import check_positions, in_metres

MAX_FEATURES = 200_000
_SUFFIX = {"geojson": ".geojson", "gpkg": ".gpkg", "fgb": ".fgb", "kml": ".kml", "gpx": ".gpx"}
_CODES = (
    ("deso", re.compile(r"\d{4}[ABC]\d{4}(?:_DeSO20\d\d)?")),
    ("regso", re.compile(r"\d{4}R\d{3}(?:_RegSO20\d\d)?")),
)
_BROKEN = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    GeometryError,
    UnknownCRSError,
    shapely.errors.GEOSException,
    IndexError,
    ValueError,
    RuntimeError,
)


def read_vector(path: Path, kind: str, form: str, answers: dict[str, Any]) -> Intake:
    """Return places or areas of a map file, in EPSG:3006; a feature is an entry, numbered from 1.

    Raises
    ------
    InputError
        When the file is broken, has several layers and no answer says which, or cannot hold the kind.
    """
    if kind not in {"places", "areas"}:
        raise InputError("kind_not_in_format", kind=kind, format=form)
    with tempfile.TemporaryDirectory() as folder:
        try:
            frame = _opened(_plain_file(path, form, Path(folder), answers), form, answers)
        except _BROKEN as error:
            if isinstance(error, InputError):
                raise
            raise InputError("file_unreadable") from error
    frame, asked = in_metres(frame, answers)
    lines = _lines(frame, kind, answers, asked)
    made = _areas(frame, lines, path.name) if kind == "areas" else _places(frame, lines)
    rows, double = settle([row for row, line in zip(made, lines, strict=True) if line.stands], answers)
    issues = [issue for line in lines for issue in line.issues]
    placed = frame_of(rows, ROWS[kind])
    return Intake(
        kind=kind,
        rows=placed,
        issues=sorted(issues + double, key=lambda issue: issue.row or 0),
        rows_read=len(frame),
        source=path.name,
        layers={"access": access_rows(placed)} if kind == "places" else {},
        notes={"columns": {head: name for name, head in lines[0].heads.items()} if lines else {}},
    )


def _plain_file(path: Path, form: str, folder: Path, answers: dict[str, Any]) -> Path:
    """Return a file with the suffix that its driver looks for; packed ones are unpacked within the limits."""
    if form == "shp":
        files = guard.unzip(path, folder, (".shp", ".shx", ".dbf", ".prj", ".cpg"))
        return _one_of([file for file in files if file.suffix == ".shp"], answers)
    if form == "kmz":
        inside = guard.unzip(path, folder, (".kml",))
        if any(guard.sniff(file) != "kml" for file in inside):
            raise InputError("file_unknown", file=path.name)
        return _one_of(inside, answers)
    named = folder / f"map{_SUFFIX[form]}"
    named.symlink_to(path.resolve())
    return named


def _one_of(files: list[Path], answers: dict[str, Any]) -> Path:
    """Return the map of a package that an answer names, or the only one that it holds."""
    named = [file for file in files if file.stem == answers.get("layer")]
    if named or len(files) == 1:
        return (named or files)[0]
    rows = 0
    for file in files:
        for layer, _ in pyogrio.list_layers(file):
            rows += pyogrio.read_info(file, layer=layer, force_feature_count=True)["features"]
    raise InputError("layers_several", layers=", ".join(file.stem for file in files), rows=max(int(rows), 1))


def _opened(path: Path, form: str, answers: dict[str, Any]) -> gpd.GeoDataFrame:
    # A Shapefile is often sent without its index, which follows from the rest.
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    layers = [str(name) for name, shape in pyogrio.list_layers(path) if shape is not None]
    if form == "gpx":
        layers = ["waypoints"]
    elif form in {"kml", "kmz"}:
        pass  # a folder of a KML is a layer; they are read together
    elif len(layers) > 1 and answers.get("layer") in layers:
        layers = [answers["layer"]]
    elif len(layers) != 1:
        raise _which_layer(path, layers)
    parts = []
    for layer in layers:
        info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
        if info["features"] > MAX_FEATURES:
            raise InputError("file_rows", rows=MAX_FEATURES)
        part = pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore")
        if form == "shp" and not path.with_suffix(".cpg").exists() and _looks_wrong(part):
            part = pyogrio.read_dataframe(path, layer=layer, on_invalid="ignore", encoding="utf-8")
        if len(part) < info["features"]:
            raise InputError("file_unreadable")  # cut off: the rest would be missing, and nobody would know
        parts.append(part)
    if form in {"kml", "kmz"}:
        # The driver passes over what has no shape; it is told like any other entry that lies nowhere.
        lost = _marks(path) - sum(len(part) for part in parts)
        parts.append(
            gpd.GeoDataFrame({"geometry": [None] * max(lost, 0)}, geometry="geometry", crs=CRS_DEGREES)
        )
        parts = [part for part in parts if len(part)]
    if not parts or not any(len(part) for part in parts):
        raise InputError("table_empty")
    return gpd.GeoDataFrame(gpd.pd.concat(parts, ignore_index=True), geometry="geometry", crs=parts[0].crs)


def _marks(path: Path) -> int:
    """Return how many things a KML marks."""
    return len(re.findall(rb"<(?:\w+:)?Placemark[\s>]", path.read_bytes()))


def _which_layer(path: Path, layers: list[str]) -> InputError:
    if not layers:
        return InputError("file_unreadable" if path.suffix == ".fgb" else "table_empty")
    rows = sum(pyogrio.read_info(path, layer=name, force_feature_count=True)["features"] for name in layers)
    return InputError("layers_several", layers=", ".join(layers), rows=max(int(rows), 1))


def _looks_wrong(frame: gpd.GeoDataFrame) -> bool:
    """Return whether UTF-8 was read as Latin-1, which a Shapefile without a .cpg lets happen."""
    texts = frame.select_dtypes(exclude=["number", "bool", "datetime", "geometry"])
    return any(texts[name].astype(str).str.contains("Ã[¥¤¶…„–]").any() for name in texts.columns)


def _lines(frame: gpd.GeoDataFrame, kind: str, answers: dict[str, Any], asked: str | None) -> list[Line]:
    """Return the attributes of each feature as a line, with what is wrong with its shape already told."""
    heads = [name for name in frame.columns if name != "geometry"]
    mapping = profiles.recognise(kind, [str(name) for name in heads], answers)
    fields = {
        name: heads[at] for name, at in mapping.fields.items() if name not in {"lat", "lon", "position"}
    }
    if heads and kind == "areas" and mapping.missing(kind):
        raise InputError(
            "columns_unknown",
            missing=", ".join(mapping.missing(kind)),
            columns=", ".join(str(name) for name in heads)[:300],
            rows=len(frame),
        )
    records = frame[list(fields.values())].astype("object").to_dict("records")
    accepted = frozenset(answers.get("accept", ()))
    shown = {name: str(head) for name, head in fields.items()}
    styles = dict.fromkeys(fields, "")
    lines = []
    for at, (record, shape) in enumerate(zip(records, frame.geometry.array, strict=True), start=1):
        cells = {name: record[head] for name, head in fields.items() if not _blank(record[head])}
        line = Line(at, cells, shown, styles, accepted)
        if asked is not None:
            line.tell("crs_unknown", None, guess=asked)
        if shape is None or shape.is_empty:
            line.tell("geometry_missing")
        elif not np.isfinite(shapely.bounds(shape)).all():
            line.tell("geometry_bad")
        lines.append(line)
    if asked is None:
        check_positions(frame, lines)
    return lines


def _blank(value: Any) -> bool:
    return value is None or value != value or not values.text(value)


def _places(frame: gpd.GeoDataFrame, lines: list[Line]) -> list[Row]:
    shapes = _sound(frame)
    rows = []
    for line, shape in zip(lines, shapes, strict=True):
        row = place_of(line)
        if line.stands and not row["name"]:
            line.tell("name_blank", None, "warning")
        if line.stands and not row["key"]:
            point = shape.representative_point()
            row["key"] = key_of(row["name"], row["kind"], round(point.x, -1), round(point.y, -1))
        rows.append({"row": line.row, **row, "geometry": shape, "entrances": _entrances(line)})
    return rows


def _entrances(line: Line) -> Any:
    """Return the entrances that a column states as well-known text, points in degrees; None where it has none."""
    typed = line.text("entrances")
    if typed is None:
        return None
    try:
        points = shapely.from_wkt(typed)
    except shapely.errors.GEOSException:
        line.tell("geometry_bad", "entrances")
        return None
    return gpd.GeoSeries([points], crs=CRS_DEGREES).to_crs(CRS_METRES).iloc[0]


def _areas(frame: gpd.GeoDataFrame, lines: list[Line], file: str) -> list[Row]:
    shapes = _sound(frame)
    attributes = frame.drop(columns="geometry")
    records = attributes.astype("object").to_dict("records")
    names = [str(name) for name in attributes.columns]
    columns = population_columns(names, records[0]) if records else {}
    level, code_name = _coded(attributes)
    rows = []
    for line, shape, record in zip(lines, shapes, records, strict=True):
        if line.stands and shapely.get_dimensions(shape) != 2:
            line.tell("geometry_not_area")
        code = values.text(record[code_name]) if code_name else line.text("code") or line.text("key")
        bare, stated, _ = area_code(code or "")
        code = bare or code
        name = line.text("name") or code
        if line.stands and not name:
            line.tell("cell_blank", "name")
        told = version_of(line.text("code_version") or "", bare=True) or line.text("code_version")
        version = stated or told or (version_of(code_name or "") or version_of(file) if level else "") or None
        rows.append(
            {
                "row": line.row,
                "key": (code_name and code) or line.text("key") or key_of(name),
                "name": name,
                "kind": level or profiles.plain(line.text("kind") or "district").replace(" ", "_"),
                "code": code,
                "code_version": version,
                "geometry": shape,
                "population": population_text(record, columns),
            }
        )
    return rows


def _coded(attributes: gpd.pd.DataFrame) -> tuple[str | None, str | None]:
    """Return the level and the column of a file whose areas have the statistics office's codes."""
    for name in attributes.columns:
        texts = attributes[name].dropna().astype(str)
        for level, pattern in _CODES:
            if len(texts) and texts.str.fullmatch(pattern).all():
                return level, str(name)
    return None, None


def _sound(frame: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
    """Return the shapes as flat and valid ones; what is empty stays as it is."""
    shapes = shapely.force_2d(frame.geometry.to_numpy())
    finite = np.isfinite(shapely.bounds(shapes)).all(axis=1)
    shapes[~finite] = None  # said already of each: missing, or at no place that can be computed
    bad = finite & ~shapely.is_valid(shapes)
    shapes[bad] = shapely.make_valid(shapes[bad])
    return np.asarray(shapes, dtype=object)

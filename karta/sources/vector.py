"""Maps that a GIS office or a map program writes: GeoJSON, GeoPackage, zipped Shapefile, KML, KMZ, GPX, FlatGeobuf."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from karta.sources.map_files import read_map  # first of all: GDAL is loaded with the drivers that may run

# isort: split
import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely
from pyogrio.errors import CRSError, DataLayerError, DataSourceError, FeatureError, GeometryError
from pyproj.exceptions import CRSError as UnknownCRSError

from karta.errors import InputError
from karta.model.rows import ROWS
from karta.model.shapes import MOST_POINTS, is_finite, of_one_kind, simplified, single_parts
from karta.settings import CRS_DEGREES, CRS_METRES
from karta.sources import blanks, profiles, values
from karta.sources.ages import area_code, version_of
from karta.sources.area_parts import unite_parts
from karta.sources.intake import Intake, frame_of, settle
from karta.sources.json_maps import bare
from karta.sources.lines import Line
from karta.sources.map_columns import Columns, coded, columns_of, unused
from karta.sources.opening_hours import access_rows
from karta.sources.population import population_columns, population_text
from karta.sources.row_places import Row, place_of
from karta.sources.row_where_when import key_of
from karta.sources.systems import Placed, check_positions, placed

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
            map_ = read_map(path, form, Path(folder), answers)
        except _BROKEN as error:
            if isinstance(error, InputError):
                raise
            raise InputError("file_unreadable") from error
    where = placed(map_.frame, answers)
    frame = where.frame
    attributes = frame.drop(columns="geometry")
    columns = columns_of(attributes, kind, answers)
    lines = _lines(where, columns, answers)
    made = _areas(frame, lines, path.name) if kind == "areas" else _places(frame, lines)
    parts = unite_parts(made, lines) if kind == "areas" else set()
    rows, duplicates = settle(
        [row for row, line in zip(made, lines, strict=True) if line.stands and line.row not in parts], answers
    )
    issues = [*map_.issues, *(issue for line in lines for issue in line.issues)]
    sound = frame_of(rows, ROWS[kind])
    return Intake(
        kind=kind,
        rows=sound,
        issues=sorted(issues + duplicates, key=lambda issue: issue.row or 0),
        rows_read=len(frame),
        source=path.name,
        layers={"access": access_rows(sound)} if kind == "places" else {},
        notes={
            "columns": {head: name for name, head in lines[0].heads.items()} if lines else {},
            "unused": unused(attributes, kind, columns),
            "extent": where.extent,
            "crs": where.declared,
        },
        unsaid=blanks.of_features(kind, made, lines),
    )


def _ask_columns(line: Line, likely: dict[str, str]) -> None:
    """Ask whether the columns that are likely name and code are that."""
    if len(likely) > 1:
        line.tell("columns_proposed", None, names=likely["name"], codes=likely["code"])
    elif likely:
        line.tell("column_proposed", None, names=next(iter(likely.values())))


def _lines(where: Placed, columns: Columns, answers: dict[str, Any]) -> list[Line]:
    """Return the attributes of each feature as a line, with the issues of its shape already noted."""
    frame = where.frame
    fields = columns.fields
    records = frame[sorted(columns.read)].astype("object").to_dict("records")
    accepted = frozenset(answers.get("accept", ()))
    shown = {name: str(head) for name, head in fields.items()}
    styles = dict.fromkeys(fields, "")
    finite = is_finite(frame.geometry.to_numpy())
    lines = []
    for at, (record, shape) in enumerate(zip(records, frame.geometry.array, strict=True), start=1):
        plain = {name: bare(cell) for name, cell in _filled(record, columns) if cell is not None}
        cells = {name: cell for name, cell in plain.items() if not _blank(cell)}
        line = Line(at, cells, shown, styles, accepted, emptied=blanks.taken_out(cells))
        for name in [name for name, cell in plain.items() if cell is None]:
            line.tell("nested_not_read", name, "warning")
        _ask_columns(line, columns.likely)
        if where.guess is not None:
            line.tell(where.code, None, guess=where.guess, **where.facts)
        if shape is None or shape.is_empty:
            line.tell("geometry_missing")
        elif not finite[at - 1]:
            line.tell("geometry_bad")
        if where.swapped[at - 1]:
            line.tell("coordinates_swapped")
        lines.append(line)
    if where.guess is None:
        check_positions(frame, lines)
    return lines


def _filled(record: dict[str, Any], columns: Columns) -> Iterator[tuple[str, Any]]:
    """Yield the cell of each field; where that is blank the first of its further columns that is not."""
    for name, head in columns.fields.items():
        cells = [record[other] for other in (head, *columns.spare.get(name, ()))]
        yield name, next((cell for cell in cells[1:] and cells if not _blank(bare(cell))), cells[0])


def _blank(value: Any) -> bool:
    return value is None or value != value or not values.text(value)


def _places(frame: gpd.GeoDataFrame, lines: list[Line]) -> list[Row]:
    shapes = _sound(frame, lines)
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
    moved = gpd.GeoSeries([points], crs=CRS_DEGREES).to_crs(CRS_METRES).to_numpy()
    if not is_finite(moved)[0] or shapely.get_dimensions(moved[0]) != 0:
        line.tell("geometry_bad", "entrances")
        return None
    return shapely.force_2d(of_one_kind(moved)[0])


def _areas(frame: gpd.GeoDataFrame, lines: list[Line], file: str) -> list[Row]:
    shapes = _sound(frame, lines)
    attributes = frame.drop(columns="geometry")
    records = attributes.astype("object").to_dict("records")
    names = [str(name) for name in attributes.columns]
    columns = population_columns(names, records[0]) if records else {}
    level, code_name = coded(attributes)
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
        own_version = version_of(line.text("code_version") or "", bare=True) or line.text("code_version")
        version = (
            stated
            or own_version
            or (version_of(code_name or "") or version_of(file) if level else "")
            or None
        )
        rows.append(
            {
                "row": line.row,
                "key": (code_name and code) or line.text("key") or code or key_of(name),
                "name": name,
                "kind": level or profiles.plain(line.text("kind") or "district").replace(" ", "_"),
                "code": code,
                "code_version": version,
                "geometry": shape,
                "population": population_text(record, columns),
            }
        )
    return rows


def _sound(frame: gpd.GeoDataFrame, lines: list[Line]) -> npt.NDArray[np.object_]:
    """Return the shapes as flat and valid ones of one kind each, overlapping areas united; None for what is nowhere."""
    flat = shapely.force_2d(frame.geometry.to_numpy())
    flat[~is_finite(flat)] = None  # said already of each: missing, or at no place that can be computed
    flat = _to_the_metre(flat, lines)
    bad = ~shapely.is_missing(flat) & ~shapely.is_valid(flat)
    for at in np.flatnonzero(bad):
        valid = shapely.make_valid(single_parts(flat[at]))
        flat[at] = shapely.GeometryCollection([part for shape in valid for part in single_parts(shape)])
    return of_one_kind(flat)


def _to_the_metre(shapes: npt.NDArray[np.object_], lines: list[Line]) -> npt.NDArray[np.object_]:
    """Return shapes with no more corners than a metre needs, told where it is fewer; what is finer still is refused."""
    coarse = simplified(shapes)
    before, after = shapely.get_num_coordinates(shapes), shapely.get_num_coordinates(coarse)
    for at in np.flatnonzero(after > MOST_POINTS):
        lines[at].tell("geometry_too_fine", points=int(after[at]), most=MOST_POINTS)
        coarse[at] = None
    for at in np.flatnonzero((after < before) & (after <= MOST_POINTS)):
        lines[at].tell("geometry_simplified", None, "note", points=int(before[at]), left=int(after[at]))
    return coarse

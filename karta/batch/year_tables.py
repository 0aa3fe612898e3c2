"""The tables of a nation's year: as bytes, which travel to wherever they are read, and as arrays."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from karta.batch.foreign_tables import FileBytes, frame, need_of, numbers, opened, table
from karta.coverage.dense.year import ALWAYS, Missing, Weeks
from karta.coverage.grid import FloatArray, IntArray
from karta.errors import InputError

FILES = ("places.parquet", "shifts.parquet", "weeks.parquet", "need.npy", "sources.parquet")
PLACE_COLUMNS = ["municipality", "place", "x", "y", "profile", "area"]
LINE_COLUMNS = ["geometry", "adults", "share", "start", "end", "valid_from", "valid_to", "exdates"]
WEEK_COLUMNS = ["monday", "calendar"]
MISSING_COLUMNS = ["place", "valid_from", "valid_to"]
Files = dict[str, bytes]
# How WKB writes a point in a plane: byte order, kind, coordinates.
POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])


@dataclass(frozen=True)
class Roster:
    """Roster lines: `bounds` (least x, least y, largest x, largest y, each a row) say where they lie, NaN is nowhere; a
    line without a `shape` is a point there. Exception e takes line `exline[e]` away on day `exdate[e]`; days are
    counted from 1970-01-01.
    """

    shape: npt.NDArray[np.object_]
    bounds: FloatArray
    adults: FloatArray
    start: IntArray
    end: IntArray
    valid_from: IntArray
    valid_to: IntArray
    exline: IntArray
    exdate: IntArray

    def shapes(self, lines: IntArray) -> npt.NDArray[np.object_]:
        """Return the geometry of lines."""
        shapes = self.shape[lines]
        points = np.array([shape is None for shape in shapes], dtype=bool)
        shapes[points] = shapely.points(*self.bounds[:2, lines[points]])
        return shapes


@dataclass(frozen=True)
class Nation:
    """The tables of a folder: places by municipality, roster lines, weeks, need, missing rosters."""

    places: pd.DataFrame
    roster: Roster
    weeks: Weeks
    need: FloatArray
    missing: Missing


def files_of(folder: Path) -> Files:
    """Return the tables that a folder holds, as they are. Raises InputError."""
    files = {}
    for name in FILES:
        path = folder / name
        if path.is_file():
            files[name] = opened(path, Path.read_bytes)
    return files


def fingerprint(files: Files) -> str:
    """Return the digest of the tables, by which runs of other tables are told apart."""
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()


def extent(files: Files) -> tuple[pd.Series, int]:
    """Return how many places each municipality has, in the order of `Nation.places`, and how many weeks there are.

    Raises InputError.
    """
    municipalities = frame(_file_bytes(files, "places.parquet"), ["municipality"])["municipality"]
    weeks = len(frame(_file_bytes(files, "weeks.parquet"), ["monday"]))
    return municipalities.value_counts(sort=False, dropna=False).sort_index(), weeks


def read(files: Files) -> Nation:
    """Return the nation that the tables describe, checked. Raises InputError."""
    places = frame(_file_bytes(files, "places.parquet"), PLACE_COLUMNS)
    numbers(places, "places.parquet", ["x", "y", "profile"])
    places = places.sort_values(["municipality", "place"], kind="stable", ignore_index=True)
    weeks = frame(_file_bytes(files, "weeks.parquet"), WEEK_COLUMNS)
    need = need_of(_file_bytes(files, "need.npy"), dimensions=3)
    need = need[None] if need.ndim == 2 else need
    most = int(places["profile"].max()) if len(places) else 0
    if most >= need.shape[1] or (len(places) and places["profile"].min() < 0):
        raise InputError("bench_profile", value=most, row="?", most=need.shape[1] - 1)
    calendar = weeks["calendar"].to_numpy(dtype=np.int64)
    if len(calendar) and (calendar.min() < 0 or calendar.max() >= len(need)):
        raise InputError("year_calendar", most=len(need) - 1)
    return Nation(
        places=places,
        roster=_roster(_file_bytes(files, "shifts.parquet")),
        weeks=Weeks(_days(weeks["monday"], 0), calendar),
        need=need,
        missing=_missing(files, places),
    )


def _file_bytes(files: Files, name: str) -> FileBytes:
    if name not in files:
        raise InputError("file_missing", file=name)
    return FileBytes(name, files[name])


def _roster(file: FileBytes) -> Roster:
    stored = table(file, LINE_COLUMNS)
    lines = opened(file, lambda _: stored.drop("geometry").to_pandas(use_threads=False, ignore_metadata=True))
    numbers(lines, file.name, ["adults", "share", "start", "end"])
    shape, bounds = opened(file, lambda _: _where(stored["geometry"].combine_chunks().cast(pa.binary())))
    exline, exdate = _exdates(lines["exdates"])

    def column(name: str, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        return np.asarray(lines[name].to_numpy(dtype))

    return Roster(
        shape=shape,
        bounds=bounds,
        adults=column("adults", np.float64) * column("share", np.float64),
        start=column("start", np.int64),
        end=column("end", np.int64),
        valid_from=_days(lines["valid_from"], -ALWAYS),
        valid_to=_days(lines["valid_to"], ALWAYS),
        exline=exline,
        exdate=exdate,
    )


def _where(wkb: pa.Array) -> tuple[npt.NDArray[np.object_], FloatArray]:
    """Return the shapes of lines and their bounds; points, which most are, are read at once and have no shape yet."""
    short = pc.fill_null(pc.equal(pc.binary_length(wkb), POINT.itemsize), fill_value=False)
    point_wkb = wkb.filter(short)
    points_read = np.frombuffer(point_wkb.buffers()[2] or b"", POINT, count=len(point_wkb))
    plain = (points_read["order"] == 1) & (points_read["kind"] == 1)
    points = np.zeros(len(wkb), bool)
    points[short.to_numpy(zero_copy_only=False)] = plain
    bounds = np.full((4, len(wkb)), np.nan)
    for name, sides in (("x", (0, 2)), ("y", (1, 3))):
        for side in sides:
            bounds[side][points] = points_read[name][plain]
    shape = np.full(len(wkb), None, dtype=object)
    shape[~points] = shapely.from_wkb(wkb.filter(pa.array(~points)).to_numpy(zero_copy_only=False))
    bounds[:, ~points] = shapely.bounds(shape[~points]).T
    return shape, bounds


def _missing(files: Files, places: pd.DataFrame) -> Missing:
    if "sources.parquet" not in files:
        nothing = np.zeros(0, np.int64)
        return Missing(nothing, nothing, nothing)
    rows = frame(_file_bytes(files, "sources.parquet"), MISSING_COLUMNS)
    names = pd.Index(places["place"].unique())  # two municipalities may have a place of the same name
    numbered = pd.DataFrame({"name": names.get_indexer(places["place"]), "number": np.arange(len(places))})
    spans = pd.DataFrame({
        "name": names.get_indexer(rows["place"]),
        "first": _days(rows["valid_from"], -ALWAYS), "last": _days(rows["valid_to"], ALWAYS),
    }).merge(numbered, on="name")  # fmt: skip
    return Missing(*(spans[name].to_numpy(np.int64) for name in ("number", "first", "last")))


def _days(dates: pd.Series, blank: int) -> IntArray:
    """Return days since 1970-01-01; `blank` where a cell is empty."""
    when = pd.to_datetime(dates)
    days = when.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(when.isna(), blank, days).astype(np.int64)


def _exdates(dates: pd.Series) -> tuple[IntArray, IntArray]:
    """Return line and day of every exception; they are written as dates joined by `;`."""
    texts = dates.fillna("").astype(str)
    texts = texts[texts != ""].str.split(";").explode()
    texts = texts[texts != ""]
    return texts.index.to_numpy(dtype=np.int64), _days(texts, 0)

"""The bundles that a nation's year is computed in: whole municipalities, with the roster lines that may reach them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from karta.batch.year_tables import Files, Nation, files_of, fingerprint, read
from karta.coverage.dense.layout import Places, Shifts
from karta.coverage.dense.near import Reach
from karta.coverage.dense.year import Bundle, Lines, Missing, year
from karta.coverage.grid import FloatArray, IntArray
from karta.errors import InputError

# Squares in which lines are looked for, and what keeps their rows and columns apart.
SQUARE_M = 2_000.0
STRIDE = 1 << 24
# The error of a process that does not see the folder of the tables, or other tables there.
ELSEWHERE = "year_elsewhere"
# The rows of places that a bundle has, sorted by municipality: from, and up to.
Rows = tuple[int, int]


@dataclass(frozen=True)
class Tables:
    """The tables of one run: their folder, and their content where not every process sees the folder.

    Two are the same that have the same run; `mark` is the fingerprint of the tables.
    """

    run: str
    folder: Path = field(compare=False)
    mark: str = field(compare=False)
    files: Files | None = field(default=None, compare=False)

    def checked_files(self) -> Files:
        """Return the tables of the run. Raises InputError where the folder holds others."""
        files = files_of(self.folder) if self.files is None else self.files
        if fingerprint(files) != self.mark:
            raise InputError(ELSEWHERE, folder=str(self.folder))
        return files


@dataclass(frozen=True)
class Part:
    """The results of a bundle, as Parquet: sums by area and week, the largest gaps."""

    sums: bytes
    top: bytes


@dataclass(frozen=True)
class Ground:
    """A nation, with its lines by the squares that their middles lie in; `wide` ones pass the size of a square."""

    nation: Nation

    @cached_property
    def by_square(self) -> tuple[IntArray, IntArray, IntArray]:
        """Squares and lines, sorted by square, and the wide lines; lines that are nowhere are in neither."""
        west, south, east, north = self.nation.roster.bounds
        placed = np.isfinite(west + south + east + north)
        wide = placed & ((east - west > SQUARE_M) | (north - south > SQUARE_M))
        narrow = np.flatnonzero(placed & ~wide)
        square = _square((west + east)[narrow] / 2, (south + north)[narrow] / 2)
        order = np.argsort(square)
        return square[order], narrow[order], np.flatnonzero(wide)

    def near(self, x: FloatArray, y: FloatArray, beyond: float) -> IntArray:
        """Return the lines in a square with a place, or beside one, in their order; wide ones are always taken.

        Squares, since the municipalities of a bundle need not lie together. Only speed depends on them.
        """
        square, line, wide = self.by_square
        far = int(np.ceil((beyond + SQUARE_M / 2) / SQUARE_M))
        own = np.unique(_square(x, y))
        steps = np.arange(-far, far + 1)
        around = np.unique(own[:, None] + (steps[:, None] * STRIDE + steps).ravel())
        first, last = np.searchsorted(square, around), np.searchsorted(square, around, side="right")
        hit = np.flatnonzero(last > first)
        lines = [line[first[i] : last[i]] for i in hit.tolist()]
        return np.sort(np.concatenate([wide, *lines]))


def _square(x: FloatArray, y: FloatArray) -> IntArray:
    """Return the number of the square that each point lies in."""
    return (np.floor(x / SQUARE_M) * STRIDE + np.floor(y / SQUARE_M)).astype(np.int64)


def bundles(places: pd.Series, most: int) -> Iterator[Rows]:
    """Yield the rows of each bundle: whole municipalities, as soon as they have `most` places or more.

    `places` says how many places each municipality has.
    """
    begin = end = 0
    for count in places.tolist():
        end += count
        if end - begin >= most:
            yield begin, end
            begin = end
    if end > begin:
        yield begin, end


@lru_cache(maxsize=1)
def ground(tables: Tables) -> Ground:
    """Return the nation of a run, read once by each process that works on it. Raises InputError."""
    return Ground(read(tables.checked_files()))


def compute(tables: Tables, rows: Rows, reach: Reach) -> Part:
    """Return the results of a bundle. Raises InputError."""
    base = ground(tables)
    computed = year(_bundle(base, slice(*rows), reach), base.nation.weeks, base.nation.need, reach)
    return Part(_parquet(computed.sums), _parquet(computed.top))


def _bundle(base: Ground, rows: slice, reach: Reach) -> Bundle:
    """Return places, the lines that may reach them, and which of their rosters are missing."""
    places, roster, missing = base.nation.places.iloc[rows], base.nation.roster, base.nation.missing
    x, y = places["x"].to_numpy(np.float64), places["y"].to_numpy(np.float64)
    near_lines = base.near(x, y, reach.second)
    off = np.isin(roster.exline, near_lines)
    late = (missing.place >= rows.start) & (missing.place < rows.stop)
    return Bundle(
        name=places["place"].to_numpy(),
        municipality=places["municipality"].to_numpy(),
        places=Places(
            x, y, places["profile"].to_numpy(np.int64), places["area"].to_numpy(), np.ones(len(places))
        ),
        lines=Lines(
            shifts=Shifts(
                roster.shapes(near_lines),
                roster.adults[near_lines],
                roster.start[near_lines],
                roster.end[near_lines],
            ),
            valid_from=roster.valid_from[near_lines],
            valid_to=roster.valid_to[near_lines],
            exline=np.searchsorted(near_lines, roster.exline[off]).astype(np.int64),
            exdate=roster.exdate[off],
        ),
        missing=Missing(missing.place[late] - rows.start, missing.first[late], missing.last[late]),
    )


def _parquet(rows: pd.DataFrame) -> bytes:
    """Return rows as the bytes of a Parquet file."""
    file = BytesIO()
    pq.write_table(pa.Table.from_pandas(rows, preserve_index=False, nthreads=1), file)
    return file.getvalue()

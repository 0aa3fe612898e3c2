"""`karta year`: a year of weeks for every municipality of a nation, from tables to Parquet, over one or many processes.

The work is cut into bundles of whole municipalities. Whoever computes a bundle, it is the same function of the same
numbers; what is done is kept (`year_files`), and a run that was broken off goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.coverage.dense.layout import Places, Shifts
from karta.coverage.dense.near import Reach
from karta.coverage.dense.year import ALWAYS, Bundle, Lines, Missing, Weeks, Year, year
from karta.coverage.grid import BoolArray, FloatArray, IntArray
from karta.errors import InputError
from karta.services.foreign import frame, need_of, numbers, opened
from karta.services.year_files import YearFiles, fingerprint

# Places of a bundle: some hundredths of a second a bundle, a few megabytes of gaps at a time.
BUNDLE_PLACES = 3_000
# Squares in which lines are looked for, and what keeps their rows and columns apart.
SQUARE_M = 2_000.0
STRIDE = 1 << 24
# How often a bundle is tried again when the process that held it is lost.
RETRIES = 3
PLACE_COLUMNS = ["municipality", "place", "x", "y", "profile", "area"]
LINE_COLUMNS = ["geometry", "adults", "share", "start", "end", "valid_from", "valid_to", "exdates"]
WEEK_COLUMNS = ["monday", "calendar"]
MISSING_COLUMNS = ["place", "valid_from", "valid_to"]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Squares:
    """The square that the middle of each line lies in; `wide` lines pass its size, unknown ones are nowhere."""

    square: IntArray
    wide: BoolArray
    known: BoolArray


def squares(bounds: FloatArray) -> Squares:
    """Return the squares of lines by their bounds."""
    known = np.asarray(np.isfinite(bounds).all(axis=1))
    middle = np.floor(np.where(known[:, None], bounds[:, :2] + bounds[:, 2:], 0) / 2 / SQUARE_M)
    wide = known & np.asarray((bounds[:, 2:] - bounds[:, :2] > SQUARE_M).any(axis=1))
    return Squares((middle[:, 0] * STRIDE + middle[:, 1]).astype(np.int64), wide, known)


@dataclass(frozen=True)
class Nation:
    """What a folder says: places by municipality, roster lines and where they lie, weeks, need, missing rosters."""

    places: pd.DataFrame
    lines: pd.DataFrame
    square: Squares
    valid: tuple[IntArray, IntArray]
    exdates: tuple[IntArray, IntArray]
    weeks: Weeks
    need: FloatArray
    missing: Missing


def run_year(
    folder: Path, out: Path, reach: Reach, scheduler: str | None, workers: int, tell: Told
) -> dict[str, Any]:
    """Compute a folder's year into `out` and return how many bundles, municipalities and rows there are.

    `scheduler` is None (this process), "local" (as many processes as `workers`) or a Dask scheduler's address. `tell`
    hears how many bundles are done, of how many. Bundles whose files are there from an earlier run of the same tables
    are kept.

    Raises
    ------
    InputError
        For a table that is missing or says something impossible, and where Dask is asked for and not installed.
    """
    nation = read(folder)
    bundles = list(_bundles(nation))
    store = YearFiles(out, fingerprint(folder, repr((reach, BUNDLE_PLACES))))
    waiting = [(number, held) for number, held in enumerate(bundles) if not store.has(number)]
    done = len(bundles) - len(waiting)
    tell(done, len(bundles))
    for number, found in _computed(nation, waiting, reach, scheduler, workers):
        store.keep(number, found)
        done += 1
        tell(done, len(bundles))
    store.close(len(bundles))
    return {
        "bundles": len(bundles),
        "bundles_kept": len(bundles) - len(waiting),
        "municipalities": int(nation.places["municipality"].nunique()),
        "weeks": len(nation.weeks.monday),
    }


def read(folder: Path) -> Nation:
    """Return the tables of a folder, checked. Raises InputError."""
    places = frame(folder / "places.parquet", PLACE_COLUMNS)
    numbers(places, "places.parquet", ["x", "y", "profile"])
    places = places.sort_values(["municipality", "place"], kind="stable", ignore_index=True)
    lines = frame(folder / "shifts.parquet", LINE_COLUMNS)
    numbers(lines, "shifts.parquet", ["adults", "share", "start", "end"])
    weeks = frame(folder / "weeks.parquet", WEEK_COLUMNS)
    need = need_of(folder / "need.npy", dimensions=3)
    need = need[None] if need.ndim == 2 else need
    most = int(places["profile"].max()) if len(places) else 0
    if most >= need.shape[1] or (len(places) and places["profile"].min() < 0):
        raise InputError("bench_profile", value=most, row="?", most=need.shape[1] - 1)
    calendar = weeks["calendar"].to_numpy(dtype=np.int64)
    if len(calendar) and (calendar.min() < 0 or calendar.max() >= len(need)):
        raise InputError("year_calendar", most=len(need) - 1)
    geometry = opened(
        folder / "shifts.parquet", lambda _: shapely.from_wkb(lines["geometry"].to_numpy(object))
    )
    return Nation(
        places=places,
        lines=lines,
        square=squares(shapely.bounds(geometry)),
        valid=(_days(lines["valid_from"], -ALWAYS), _days(lines["valid_to"], ALWAYS)),
        exdates=_exdates(lines["exdates"]),
        weeks=Weeks(_days(weeks["monday"], 0), calendar),
        need=need,
        missing=_missing(folder / "sources.parquet", places),
    )


def _missing(path: Path, places: pd.DataFrame) -> Missing:
    if not path.is_file():
        nothing = np.zeros(0, np.int64)
        return Missing(nothing, nothing, nothing)
    said = frame(path, MISSING_COLUMNS)
    number = pd.Index(places["place"]).get_indexer(said["place"])
    known = number >= 0
    return Missing(
        number[known].astype(np.int64),
        _days(said["valid_from"], -ALWAYS)[known],
        _days(said["valid_to"], ALWAYS)[known],
    )


def _days(said: pd.Series, blank: int) -> IntArray:
    """Return days since 1970-01-01; `blank` where nothing is said."""
    when = pd.to_datetime(said)
    days = when.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.where(when.isna(), blank, days).astype(np.int64)


def _exdates(said: pd.Series) -> tuple[IntArray, IntArray]:
    """Return line and day of every exception; they are written as dates joined by `;`."""
    texts = said.fillna("").astype(str)
    texts = texts[texts != ""].str.split(";").explode()
    texts = texts[texts != ""]
    return texts.index.to_numpy(dtype=np.int64), _days(texts, 0)


def _bundles(nation: Nation) -> Iterator[slice]:
    """Yield the rows of places of each bundle: whole municipalities, some BUNDLE_PLACES places."""
    edges = np.flatnonzero(nation.places["municipality"].ne(nation.places["municipality"].shift()))
    begin = 0
    for edge in [*edges[1:].tolist(), len(nation.places)]:
        if edge - begin >= BUNDLE_PLACES or edge == len(nation.places):
            if edge > begin:
                yield slice(begin, edge)
            begin = edge


@dataclass(frozen=True)
class Task:
    """A bundle as it travels: geometry as WKB, so that it is parsed where it is used."""

    bundle: Bundle
    weeks: Weeks
    need: FloatArray
    reach: Reach


def compute(task: Task) -> Year:
    """Return the year of a task."""
    lines = task.bundle.lines
    shifts = replace(lines.shifts, geometry=shapely.from_wkb(lines.shifts.geometry))
    return year(replace(task.bundle, lines=replace(lines, shifts=shifts)), task.weeks, task.need, task.reach)


def _task(nation: Nation, rows: slice, reach: Reach) -> Task:
    """Return the task of a bundle: its places, and the lines that may reach them."""
    places = nation.places.iloc[rows]
    x, y = places["x"].to_numpy(np.float64), places["y"].to_numpy(np.float64)
    kept = _within_reach(nation.square, x, y, reach.second)
    lines = nation.lines
    off = np.isin(nation.exdates[0], kept)
    late = (nation.missing.place >= rows.start) & (nation.missing.place < rows.stop)
    bundle = Bundle(
        name=places["place"].to_numpy(),
        municipality=places["municipality"].to_numpy(),
        places=Places(
            x, y, places["profile"].to_numpy(np.int64), places["area"].to_numpy(), np.ones(len(places))
        ),
        lines=Lines(
            shifts=Shifts(
                lines["geometry"].to_numpy(object)[kept],
                (lines["adults"].to_numpy(np.float64) * lines["share"].to_numpy(np.float64))[kept],
                lines["start"].to_numpy(np.int64)[kept],
                lines["end"].to_numpy(np.int64)[kept],
            ),
            valid_from=nation.valid[0][kept],
            valid_to=nation.valid[1][kept],
            exline=np.searchsorted(kept, nation.exdates[0][off]).astype(np.int64),
            exdate=nation.exdates[1][off],
        ),
        missing=Missing(
            nation.missing.place[late] - rows.start, nation.missing.first[late], nation.missing.last[late]
        ),
    )
    return Task(bundle, nation.weeks, nation.need, reach)


def _within_reach(lines: Squares, x: FloatArray, y: FloatArray, beyond: float) -> IntArray:
    """Return the lines in a square with a place, or beside one; wide ones are always taken.

    Squares, since the municipalities of a bundle need not lie together. Only speed depends on them.
    """
    far = int(np.ceil((beyond + SQUARE_M / 2) / SQUARE_M))
    own = np.unique(np.floor(x / SQUARE_M) * STRIDE + np.floor(y / SQUARE_M)).astype(np.int64)
    steps = range(-far, far + 1)
    around = np.unique([own + dx * STRIDE + dy for dx in steps for dy in steps])
    at = np.minimum(np.searchsorted(around, lines.square), max(len(around) - 1, 0))
    return np.flatnonzero(lines.wide | (lines.known & (around[at] == lines.square)))


def _computed(
    nation: Nation, waiting: list[tuple[int, slice]], reach: Reach, scheduler: str | None, workers: int
) -> Iterator[tuple[int, Year]]:
    """Yield the number and the year of each waiting bundle, as they get done."""
    if scheduler is None:
        for number, rows in waiting:
            yield number, compute(_task(nation, rows, reach))
        return
    with _client(scheduler, workers) as client:
        yield from over(client, ((number, _task(nation, rows, reach)) for number, rows in waiting))


def over(client: Any, tasks: Iterator[tuple[int, Task]]) -> Iterator[tuple[int, Year]]:
    """Yield what a Dask client's workers find; a bundle whose worker is lost is tried again by another."""
    from distributed import as_completed

    number_of = {client.submit(compute, task, pure=False, retries=RETRIES): number for number, task in tasks}
    for future, found in as_completed(list(number_of), with_results=True):
        yield number_of.pop(future), found


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Any]:
    """Give a client of a scheduler; "local" starts processes on this machine, and takes them down again."""
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise InputError("year_without_dask") from error
    if scheduler != "local":
        with Client(scheduler) as client:
            yield client
        return
    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client

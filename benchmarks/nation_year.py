"""A nation's year, from tables to Parquet: serial, and over two warm Dask processes. Prints JSON.

60,000 places in 290 municipalities, 100,000 roster lines that are in force for parts of the year and have exception
dates, 52 dated weeks, need of school weeks and of breaks. Reading the tables, cutting them into bundles, computing and
writing sums and largest gaps are all in the time. The *write limit* is 52 times the median fill of a touched float32
array of one week's places x hours. *Warm*: the processes are up and have computed once. Serial and Dask run in turns,
and must write the same files.
"""

import json
import statistics
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from benchmarks.dense_week import REACH, timed, write_limit
from benchmarks.sizes import HOURS, made
from karta.batch.foreign_tables import peak_mb
from karta.batch.year import local_cluster, run_year

WEEKS, AREAS_PER_MUNICIPALITY, WORKERS, ROUNDS = 52, 8, 2, 7
FIRST = date(2026, 1, 5)
BREAKS = (7, 14, *range(24, 33), 43, 51)


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        places = write(root / "tables")
        run(root, "warm", None)
        alone = peak_mb()
        with local_cluster(WORKERS) as cluster:
            run(root, "warm-dask", cluster.scheduler_address)
            limit = np.empty((places, HOURS), np.float32)
            took: dict[str, list[float]] = {"limit": [], "serial": [], "dask": []}
            for turn in range(ROUNDS):
                took["limit"].append(WEEKS * write_limit(limit))
                took["serial"].append(run(root, f"serial{turn}", None))
                took["dask"].append(run(root, f"dask{turn}", cluster.scheduler_address))
                same(root / f"serial{turn}", root / f"dask{turn}")
        print(json.dumps(figures(took, alone)))


def figures(took: dict[str, list[float]], alone: float) -> dict[str, Any]:
    """Return medians and their ratios."""
    seconds = {name: statistics.median(times) for name, times in took.items()}
    return {
        "write_limit_52_weeks_ms": round(1000 * seconds["limit"], 1),
        "serial_s": round(seconds["serial"], 3),
        "dask_two_processes_s": round(seconds["dask"], 3),
        "serial_to_limit": round(seconds["serial"] / seconds["limit"], 1),
        "dask_times_serial": round(seconds["serial"] / seconds["dask"], 2),
        "n": ROUNDS,
        "peak_mb_serial": round(alone),
    }


def run(root: Path, name: str, scheduler: str | None) -> float:
    """Return the seconds that a year takes, from tables to files."""
    return timed(
        lambda: run_year(root / "tables", root / name, REACH, scheduler, WORKERS, lambda _done, _of: None)
    )[0]


def same(mine: Path, other: Path) -> None:
    """Stop where two runs wrote different numbers."""
    for path in sorted(mine.glob("*/*.parquet")):
        if not pd.read_parquet(path).equals(pd.read_parquet(other / path.relative_to(mine))):
            sys.exit(f"serial and Dask differ in {path.relative_to(mine)}")


def write(folder: Path) -> int:
    """Write the tables and return how many places there are."""
    town, rng = made("nation"), np.random.default_rng(7)
    folder.mkdir()
    town.places.assign(
        municipality=town.places["area"], area=town.places["place"] % AREAS_PER_MUNICIPALITY
    ).to_parquet(folder / "places.parquet")
    count = len(town.shifts)
    begins = rng.integers(0, 40, count) * 7 * (rng.random(count) < 0.3)
    off = rng.integers(0, WEEKS * 7, count)
    lines = pd.DataFrame(town.shifts.drop(columns="geometry")).assign(
        geometry=shapely.to_wkb(town.shifts.geometry.to_numpy()),
        valid_from=pd.to_datetime([FIRST + timedelta(days=int(days)) for days in begins]),
        valid_to=pd.NaT,
        exdates=[
            (FIRST + timedelta(days=int(day))).isoformat() if rare else ""
            for day, rare in zip(off, rng.random(count) < 0.02, strict=True)
        ],
    )
    lines.to_parquet(folder / "shifts.parquet")
    mondays = [FIRST + timedelta(weeks=week) for week in range(WEEKS)]
    pd.DataFrame({
        "monday": mondays, "calendar": [int(week in BREAKS) for week in range(WEEKS)],
    }).to_parquet(folder / "weeks.parquet")  # fmt: skip
    np.save(folder / "need.npy", np.stack((town.need, np.roll(town.need, -3, axis=1))))
    return len(town.places)


if __name__ == "__main__":
    main()

"""`karta year`: a year of weeks for every municipality of a nation, from tables to Parquet, over one or many processes.

The work is cut into bundles of whole municipalities. Whoever computes a bundle, it is the same function of the same
tables, from reading them to the bytes of its files; what is done is kept (`year_files`), and a run that was broken off
goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

from karta.batch.year_bundles import ELSEWHERE, Part, Rows, Tables, bundles, compute
from karta.batch.year_files import YearFiles
from karta.batch.year_tables import extent, files_of, fingerprint
from karta.coverage.dense.near import Reach
from karta.errors import InputError

# Places of a bundle: some hundredths of a second a bundle, a few megabytes of gaps at a time.
BUNDLE_PLACES = 3_000
# What Dask sets up before it starts a process.
SURROUNDINGS = "distributed.nanny.pre-spawn-environ"
Progress = Callable[[int, int], None]
Waiting = list[tuple[int, Rows]]


def run_year(
    folder: Path, out: Path, reach: Reach, scheduler: str | None, workers: int, tell: Progress
) -> dict[str, Any]:
    """Compute a folder's year into `out` and return how many bundles, municipalities and rows there are.

    `scheduler` is None (this process), "local" (as many processes as `workers`) or a Dask scheduler's address. `tell`
    hears how many bundles are done, of how many. Bundles whose files are there from an earlier run of the same tables
    are kept.

    Raises
    ------
    InputError
        For a table that is missing or holds something impossible, and where Dask is asked for and not installed.
    """
    files = files_of(folder)
    places, weeks = extent(files)
    every = list(bundles(places, BUNDLE_PLACES))
    mark = fingerprint(files)
    store = YearFiles(out, f"{mark} {reach!r} {BUNDLE_PLACES}")
    waiting = [(number, rows) for number, rows in enumerate(every) if not store.has(number)]
    done = len(every) - len(waiting)
    tell(done, len(every))
    for number, part in _computed(
        Tables(uuid4().hex, folder.resolve(), mark, files), waiting, reach, scheduler, workers
    ):
        store.keep(number, part)
        done += 1
        tell(done, len(every))
    store.close(len(every))
    return {
        "bundles": len(every),
        "bundles_kept": len(every) - len(waiting),
        "municipalities": len(places),
        "weeks": weeks,
    }


def _computed(
    tables: Tables, waiting: Waiting, reach: Reach, scheduler: str | None, workers: int
) -> Iterator[tuple[int, Part]]:
    """Yield the number and the part of each waiting bundle, as they get done."""
    if scheduler is None or not waiting:
        for number, rows in waiting:
            yield number, compute(tables, rows, reach)
        return
    with _client(scheduler, workers) as client:
        try:
            for number, part in over(client, replace(tables, files=None), waiting, reach):
                waiting = [bundle for bundle in waiting if bundle[0] != number]
                yield number, part
        except InputError as error:
            if error.code != ELSEWHERE:
                raise
            yield from over(client, tables, waiting, reach)


def over(client: Any, tables: Tables, waiting: Waiting, reach: Reach) -> Iterator[tuple[int, Part]]:
    """Yield the bundles that a Dask client's workers have computed; large ones begin.

    The work of a worker that is lost is done again by another, as often as the scheduler allows.

    Raises
    ------
    InputError
        For tables that hold something impossible, and where they lie in a folder that a worker does not see.
    """
    from distributed import as_completed

    # Tables that travel are a task: sent once to each worker, and again where those who held them are lost.
    shared = tables if tables.files is None else client.submit(_same, tables, pure=False)
    numbers, rows = zip(*sorted(waiting, key=lambda bundle: bundle[1][0] - bundle[1][1]), strict=True)
    tasks = client.map(compute, [shared] * len(rows), rows, [reach] * len(rows), pure=False)
    number_of = dict(zip(tasks, numbers, strict=True))
    for task, part in as_completed(tasks, with_results=True):
        yield number_of.pop(task), part


def _same(tables: Tables) -> Tables:
    return tables


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Any]:
    """Give a client of a scheduler; "local" starts processes on this machine, and takes them down again."""
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError("year_without_dask") from error
    if scheduler != "local":
        with Client(scheduler) as client:
            yield client
        return
    with local_cluster(workers) as cluster, Client(cluster) as client:
        yield client


@contextmanager
def local_cluster(workers: int) -> Iterator[Any]:
    """Give a Dask cluster of processes on this machine, and take it down again.

    The processes may keep the memory that they have had: as Dask sets them up they give it back at once, and an eighth
    of their time goes into fetching it again.
    """
    import dask
    from distributed import LocalCluster

    surroundings = dask.config.get(SURROUNDINGS)
    environment = {name: value for name, value in surroundings.items() if not name.startswith("MALLOC")}
    with (
        dask.config.set({SURROUNDINGS: environment}),
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
        ) as cluster,
    ):
        yield cluster

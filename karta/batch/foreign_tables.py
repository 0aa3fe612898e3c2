"""Foreign tables: Parquet and NumPy files from outside, each fault one sentence with file, column and row; and the
memory that working on them took."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import ArrowException
from shapely.errors import ShapelyError

from karta.coverage.grid import FloatArray
from karta.errors import InputError

HOURS = 168
Content = TypeVar("Content")


@dataclass(frozen=True)
class FileBytes:
    """A file as bytes in memory, which can be read where its folder is not."""

    name: str
    content: bytes


def frame(path: Path | FileBytes, columns: list[str]) -> pd.DataFrame:
    """Return the columns of a Parquet file. Raises InputError."""
    stored = table(path, columns)
    return opened(path, lambda _: stored.to_pandas(use_threads=False, ignore_metadata=True))


def table(path: Path | FileBytes, columns: list[str]) -> pa.Table:
    """Return the columns of a Parquet file as they are stored. Raises InputError."""
    stored = opened(path, lambda file: pq.read_table(file, use_threads=False))
    missing = [name for name in columns if name not in stored.column_names]
    if missing:
        raise InputError("bench_columns", file=path.name, missing=", ".join(missing))
    return opened(path, lambda _: stored.select(columns))


def need_of(path: Path | FileBytes, dimensions: int = 2) -> FloatArray:
    """Return need by hour of the week, profiles x 168 (calendars x profiles x 168 with three dimensions).

    Raises InputError.
    """
    need = opened(path, lambda path: np.load(path, allow_pickle=False))
    if (
        need.ndim not in {2, dimensions}
        or need.shape[-1] != HOURS
        or need.dtype.kind not in "fiu"
        or not np.isfinite(need).all()
    ):
        raise InputError("bench_need", file=path.name, hours=HOURS)
    return np.asarray(need, dtype=np.float64)


def opened(path: Path | FileBytes, act: Callable[[Any], Content]) -> Content:
    """Return what an act reads from a file. Raises InputError for one that is missing or cannot be read."""
    if isinstance(path, Path) and not path.is_file():
        raise InputError("file_missing", file=path.name)
    try:
        return act(path if isinstance(path, Path) else BytesIO(path.content))
    except (OSError, ValueError, TypeError, EOFError, ArrowException, ShapelyError) as error:
        raise InputError("bench_file", file=path.name) from error


def numbers(rows: pd.DataFrame, file: str, columns: list[str]) -> None:
    """Raise InputError where a column holds something else than finite numbers."""
    for name in columns:
        try:
            values = rows[name].to_numpy(dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise InputError("bench_number", file=file, column=name, row="?") from error
        wrong = np.flatnonzero(~np.isfinite(values))
        if len(wrong):
            raise InputError("bench_number", file=file, column=name, row=wrong[0] + 1)


def peak_mb() -> float:
    """Return the most memory that this process has held, in megabytes (resident)."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says includes the process that started this one
        line = next(
            line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM")
        )
        return int(line.split()[1]) * 1024 / 1e6
    if sys.platform == "win32":
        return float("nan")
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6

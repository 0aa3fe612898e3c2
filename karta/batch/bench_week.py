"""`karta bench week`: the dense engine on places and shifts from outside, timed step by step."""

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.batch.foreign_tables import HOURS, frame, need_of, numbers, opened, peak_mb
from karta.coverage.dense.kernel import Week, empty_week, weigh
from karta.coverage.dense.layout import Layout, Places, Shifts
from karta.coverage.dense.near import Reach, by_touch, near
from karta.coverage.dense.rows import place_rows
from karta.coverage.dense.spots import NOWHERE, spots
from karta.coverage.dense.timetable import coarser, timetable
from karta.coverage.dense.top import id_rank, largest
from karta.coverage.grid import FloatArray
from karta.errors import InputError

HOUR_MINUTES = 60
TOP = 100
PLACE_COLUMNS = ["place", "x", "y", "profile", "area", "weight"]
SHIFT_COLUMNS = ["shift", "geometry", "adults", "share", "start", "end"]


@dataclass(frozen=True)
class Town:
    """The tables of a folder: frames as parsed, shifts with shapely geometry, need (profiles x hours of a week)."""

    places: pd.DataFrame
    shifts: pd.DataFrame
    need: FloatArray


@dataclass(frozen=True)
class Timed:
    """A week in the order of `layout.rows`, its largest gaps, and the seconds that each step took."""

    week: Week
    layout: Layout
    largest: tuple[npt.NDArray[Any], npt.NDArray[np.int64], FloatArray]
    seconds: dict[str, float]

    @property
    def top(self) -> pd.DataFrame:
        """The largest gaps: place, hour, gap."""
        return pd.DataFrame(dict(zip(("place", "hour", "gap"), self.largest, strict=True)))


def bench_week(folder: Path, kernel: str, slot_minutes: int, repeat: int, out: Path) -> dict[str, Any]:
    """Compute a folder's week `repeat` times, write the gap matrix and return the figures; seconds are medians.

    Raises
    ------
    InputError
        For a file that is missing or holds something impossible, and for a kernel that is none.
    """
    reach = reach_of(kernel)
    if repeat < 1:
        raise InputError("bench_repeat", value=repeat)
    began = time.perf_counter()
    town = read(folder)
    read_s = time.perf_counter() - began
    _warm(reach, slot_minutes)
    room, runs = None, []
    for _ in range(repeat):
        timed = run(town, reach, slot_minutes, room)
        room = timed.week
        runs.append(timed.seconds)
    _write(timed, out)
    return {
        "read_s": read_s,
        **{name: statistics.median(seconds[name] for seconds in runs) for name in runs[0]},
        "peak_mb": peak_mb(),
        "top": timed.top.astype(object).to_dict("records"),
    }


def reach_of(kernel: str) -> Reach:
    """Return the reach that `linear:100:200` or `exp:250:400` names. Raises InputError."""
    shape, *numbers = kernel.split(":")
    try:
        first, second = (float(part) for part in numbers)
    except ValueError as error:
        raise InputError("bench_kernel", value=kernel) from error
    if not (np.isfinite(first) and np.isfinite(second) and 0 <= first <= second and second > 0):
        raise InputError("bench_kernel", value=kernel)
    if shape == "linear":
        return Reach("linear", first, second)
    if shape == "exp" and first > 0:
        return Reach("exp", first, second)
    raise InputError("bench_kernel", value=kernel)


def read(folder: Path) -> Town:
    """Return the tables of a folder, checked: numbers are numbers and every place has a need. Raises InputError."""
    places = frame(folder / "places.parquet", PLACE_COLUMNS)
    shifts = frame(folder / "shifts.parquet", SHIFT_COLUMNS)
    need = need_of(folder / "need.npy")
    numbers(places, "places.parquet", ["x", "y", "profile", "weight"])
    numbers(shifts, "shifts.parquet", ["adults", "share", "start", "end"])
    profile = places["profile"].to_numpy(dtype=np.float64)
    wrong = np.flatnonzero((profile < 0) | (profile >= len(need)) | (profile % 1 != 0))
    if len(wrong):
        raise InputError(
            "bench_profile", value=places["profile"].iloc[wrong[0]], row=wrong[0] + 1, most=len(need) - 1
        )
    below = np.flatnonzero(places["weight"].to_numpy(dtype=np.float64) < 0)
    if len(below):
        raise InputError("bench_weight", row=below[0] + 1)
    backward = np.flatnonzero(shifts["end"].to_numpy() < shifts["start"].to_numpy())
    if len(backward):
        raise InputError("bench_backward", row=backward[0] + 1)
    shapes = opened(
        folder / "shifts.parquet", lambda _: shapely.from_wkb(shifts["geometry"].to_numpy(dtype=object))
    )
    return Town(places, shifts.assign(geometry=pd.Series(shapes, index=shifts.index, dtype=object)), need)


def run(
    town: Town,
    reach: Reach,
    slot_minutes: int = HOUR_MINUTES,
    room: Week | None = None,
    dtype: npt.DTypeLike = np.float64,
) -> Timed:
    """Return the week of a town with the seconds of each step; `room` is used again where it is given.

    Need, and therefore gap, is by the hour. Slots finer than that lay presence out in finer slots, of which an hour
    counts the mean: the same numbers.
    """
    clock = [time.perf_counter()]
    places, shifts = arrays(town)
    rows, shift_spots = place_rows(places.x, places.y, places.area), spots(shifts.geometry)
    need = np.ascontiguousarray(town.need, dtype=dtype)
    profile, weight = places.profile[rows.order], places.weight[rows.order].astype(dtype, copy=False)
    clock.append(time.perf_counter())
    close, number = by_touch(near(rows, shift_spots, reach, dtype), shift_spots.count)
    clock.append(time.perf_counter())
    of_shift = np.append(number, NOWHERE)[shift_spots.of_shift]  # -1 finds the NOWHERE at the end
    table = timetable(
        of_shift, int(number.max(initial=-1)) + 1, shifts.adults, shifts.start, shifts.end,
        slot_minutes, HOURS * HOUR_MINUTES // slot_minutes, dtype,
    )  # fmt: skip
    if slot_minutes < HOUR_MINUTES:
        table = coarser(table, HOUR_MINUTES // slot_minutes)
    clock.append(time.perf_counter())
    layout = Layout(rows, shift_spots, close, table, need, profile, weight, HOUR_MINUTES)
    week = weigh(layout, room if room is not None else empty_week(layout), by_row=True)
    ids = town.places["place"].to_numpy()
    place, hour, gap = largest(week, id_rank(ids)[rows.order], TOP)
    largest_gaps = (ids[rows.order[place]], hour, gap)
    clock.append(time.perf_counter())
    first, join, second, kernel = np.diff(clock).tolist()
    took = {
        "prepare_s": first + second,
        "join_s": join,
        "kernel_s": kernel,
        "end_to_end_s": clock[-1] - clock[0],
    }
    return Timed(week, layout, largest_gaps, took)


def arrays(town: Town) -> tuple[Places, Shifts]:
    """Return the columns of a town as the engine takes them."""

    def column(frame: pd.DataFrame, name: str, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
        return np.asarray(frame[name].to_numpy(dtype=dtype))

    places, shifts = town.places, town.shifts
    return (
        Places(
            x=column(places, "x", np.float64),
            y=column(places, "y", np.float64),
            profile=column(places, "profile", np.int64),
            area=places["area"].to_numpy(),
            weight=column(places, "weight", np.float64),
        ),
        Shifts(
            geometry=shifts["geometry"].to_numpy(),
            adults=column(shifts, "adults", np.float64) * column(shifts, "share", np.float64),
            start=column(shifts, "start", np.int64),
            end=column(shifts, "end", np.int64),
        ),
    )


def _warm(reach: Reach, slot_minutes: int) -> None:
    """Compile what is to be timed, on a town of one place."""
    places = pd.DataFrame(
        {"place": [0], "x": [0.0], "y": [0.0], "profile": [0], "area": [0], "weight": [1.0]}
    )
    shifts = pd.DataFrame({"shift": [0], "adults": [2.0], "share": [1.0], "start": [0], "end": [60]})
    point = pd.Series([shapely.Point(0, 0)], dtype=object)
    run(Town(places, shifts.assign(geometry=point), np.ones((1, HOURS))), reach, slot_minutes)


def _write(timed: Timed, out: Path) -> None:
    """Write the gap in the order of the places."""
    gap = timed.week.gap[np.argsort(timed.layout.rows.order)]
    try:
        with out.open("wb") as file:
            np.save(file, gap)
    except OSError as error:
        raise InputError("output_unwritable", folder=str(out.parent)) from error

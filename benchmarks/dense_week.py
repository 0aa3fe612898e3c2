"""A week in the dense engine beside what a competent user of geopandas would write: prints JSON.

*Hot kernel*: the fused pass (gap, row maxima, area sums) on a layout, in float32, beside the *write limit*: the median
of 20 fills of a touched array of its output's shape. *End to end*: from parsed frames in memory to gap matrix, row
maxima, area sums and the hundred largest gaps, for the peers too. A peer joins places to shifts with
`sjoin(predicate="dwithin")`, or to buffered shifts, and groups by place for each hour: once the way it is mostly
written, hour by hour for the shifts of that hour (`by_hour`), and once the better way, all shifts joined once (`once`).
All are run in turns in one process, and must come to the same numbers; a matrix of ours has its places in the order
of the layout (by area and space), and its room is used again from run to run.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.sizes import HOURS, Made, made
from karta.batch.bench_week import TOP, Timed, Town, run
from karta.batch.foreign_tables import peak_mb
from karta.coverage.dense.kernel import empty_week, weigh
from karta.coverage.dense.near import Reach

FULL_M, ZERO_M = 100.0, 200.0
REACH = Reach("linear", FULL_M, ZERO_M)
# Rounds of ours, and in how many of them a peer by dwithin and one by buffers take their turns: on a nation they take
# up to a minute.
ROUNDS = {"municipality": (15, 3, 2), "city": (25, 3, 2), "nation": (9, 2, 1)}
FILLS = 20
Found = tuple[np.ndarray, np.ndarray, pd.DataFrame, pd.DataFrame]


def main() -> None:
    """Measure each size and print the figures."""
    print(json.dumps({name: measure(name) for name in sys.argv[1:] or ROUNDS}))


def measure(name: str) -> dict[str, Any]:
    """Return the figures of a size; stops the program when a peer finds other numbers."""
    town = made(name)
    frames = Town(town.places, pd.DataFrame(town.shifts), town.need)
    first = run(frames, REACH, dtype=np.float32)
    room, layout = first.week, first.layout
    hot_room = empty_week(layout)
    mine = peak_mb()
    rounds, dwithin_rounds, buffer_rounds = ROUNDS[name]
    took: dict[str, list[float]] = {name: [] for name in ("ours", "double", "kernel", "limit", *PEERS)}
    double = run(frames, REACH)
    for turn in range(rounds):
        took["limit"].append(write_limit(hot_room.gap))
        took["kernel"].append(timed(lambda: weigh(layout, hot_room, by_row=True))[0])
        took["ours"].append(timed(lambda: run(frames, REACH, room=room, dtype=np.float32))[0])
        took["double"].append(timed(lambda: run(frames, REACH, room=double.week))[0])
        for peer, (join, presence) in PEERS.items():
            if turn < (dwithin_rounds if join is dwithin else buffer_rounds):
                seconds, found = timed(lambda join=join, presence=presence: whole(town, presence(town, join)))
                took[peer].append(seconds)
                agree(double, found, peer)
    return figures(took, layout.shape, len(layout.near.spot), mine)


def figures(took: dict[str, list[float]], shape: tuple[int, int], pairs: int, mine: float) -> dict[str, Any]:
    """Return medians in milliseconds and their ratios."""
    ms = {name: 1000 * statistics.median(times) for name, times in took.items()}
    spread = {name: {"median": round(ms[name], 3), "n": len(times)} for name, times in took.items()}
    return {
        "places": shape[0],
        "pairs": pairs,
        "write_limit_ms": spread["limit"],
        "hot_kernel_ms": spread["kernel"],
        "hot_kernel_to_limit": round(
            statistics.median(k / w for k, w in zip(took["kernel"], took["limit"], strict=True)), 2
        ),
        "end_to_end_ms": spread["ours"],
        "end_to_end_double_precision_ms": spread["double"],
        **{f"{peer}_peer_ms": spread[peer] for peer in PEERS},
        **{f"times_{peer}": round(ms[peer] / ms["ours"]) for peer in PEERS},
        "times_dwithin_by_hour_double_precision": round(ms["dwithin_by_hour"] / ms["double"]),
        "peak_mb_before_the_peers": round(mine),
    }


def whole(town: Made, presence: np.ndarray) -> Found:
    """Return gap matrix, row maxima, area sums and top 100 as a user of pandas would make them."""
    places = town.places
    need = town.need[places["profile"].to_numpy()]
    gap = np.maximum(0, need - presence) * places["weight"].to_numpy()[:, None]
    frame = pd.DataFrame(gap)
    area_sum = frame.groupby(places["area"].to_numpy()).sum()
    largest = np.argpartition(-gap.ravel(), TOP)[: 4 * TOP]
    top = pd.DataFrame({"gap": gap.ravel()[largest], "place": largest // HOURS, "hour": largest % HOURS})
    top = top.sort_values(["gap", "place", "hour"], ascending=[False, True, True]).head(TOP)
    return gap, gap.max(axis=1), area_sum, top


Join = Callable[[gpd.GeoDataFrame, gpd.GeoDataFrame], pd.DataFrame]


def once(town: Made, join: Join) -> np.ndarray:
    """Return presence (places x hours) with all shifts joined once, and a groupby for each hour."""
    pairs = counted(join(points_of(town), town.shifts))
    presence = np.zeros((len(town.places), HOURS))
    for hour in range(HOURS):
        minutes = minutes_in(pairs, hour)
        active = minutes > 0
        summed = (pairs["counted"] * minutes / 60)[active].groupby(pairs["row"][active]).sum()
        presence[summed.index.to_numpy(), hour] = summed.to_numpy()
    return presence


def by_hour(town: Made, join: Join) -> np.ndarray:
    """Return presence (places x hours) with the shifts of each hour joined, and a groupby."""
    points, presence = points_of(town), np.zeros((len(town.places), HOURS))
    for hour in range(HOURS):
        minutes = minutes_in(town.shifts, hour)
        here = town.shifts.assign(minutes=minutes)[minutes > 0]
        pairs = counted(join(points, here))
        summed = (pairs["counted"] * pairs["minutes"] / 60).groupby(pairs["row"]).sum()
        presence[summed.index.to_numpy(), hour] = summed.to_numpy()
    return presence


def minutes_in(shifts: pd.DataFrame, hour: int) -> pd.Series:
    """Return the minutes of each shift in an hour; one that passes Sunday goes on on Monday."""
    minutes = 0
    for week in (0, HOURS * 60):
        begins, ends = hour * 60 + week, (hour + 1) * 60 + week
        minutes = minutes + (shifts["end"].clip(upper=ends) - shifts["start"].clip(lower=begins)).clip(
            lower=0
        )
    return minutes


def counted(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs within reach with what counts."""
    pairs = pairs[pairs["distance"].to_numpy() < ZERO_M]
    fade = np.clip((ZERO_M - pairs["distance"]) / (ZERO_M - FULL_M), 0, 1)
    return pairs.assign(counted=fade * pairs["adults"] * pairs["share"])


def dwithin(points: gpd.GeoDataFrame, shifts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return pairs of places and shifts within reach, joined by distance."""
    pairs = points.sjoin(shifts, predicate="dwithin", distance=ZERO_M)
    there = gpd.GeoSeries(shifts.geometry.loc[pairs["index_right"]].to_numpy(), index=pairs.index)
    return pairs.assign(distance=pairs.geometry.distance(there, align=False))


def buffer(points: gpd.GeoDataFrame, shifts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return pairs of places and shifts within reach, joined by buffers, a little wide and then measured."""
    shapes = shifts.assign(shape=shifts.geometry, geometry=shifts.buffer(ZERO_M * 1.02))
    pairs = points.sjoin(shapes, predicate="within")
    return pairs.assign(
        distance=pairs.geometry.distance(gpd.GeoSeries(pairs["shape"], index=pairs.index), align=False)
    )


PEERS = {
    "dwithin_by_hour": (dwithin, by_hour),
    "buffer_by_hour": (buffer, by_hour),
    "dwithin_once": (dwithin, once),
    "buffer_once": (buffer, once),
}


def points_of(town: Made) -> gpd.GeoDataFrame:
    """Return the places as points, with their row."""
    points = gpd.points_from_xy(town.places["x"], town.places["y"])
    return gpd.GeoDataFrame({"row": np.arange(len(town.places))}, geometry=points)


def agree(mine: Timed, found: Found, peer: str) -> None:
    """Stop where a peer found other numbers."""
    gap, row_max, area_sum, top = found
    order = mine.layout.rows.order
    same = (
        np.abs(mine.week.gap - gap[order]).max() < 1e-9
        and np.abs(mine.week.row_max - row_max[order]).max() < 1e-9
        and np.abs(mine.week.area_sum - area_sum.to_numpy()).max() < 1e-6
        and np.abs(mine.top["gap"].to_numpy(dtype=float) - top["gap"].to_numpy()).max() < 1e-9
    )
    if not same:
        sys.exit(f"the {peer} peer disagrees")


def write_limit(room: np.ndarray) -> float:
    """Return the median seconds of 20 fills of a touched array of the room's shape and type."""
    target = np.empty_like(room)
    target.fill(1)
    return statistics.median(timed(lambda: target.fill(2))[0] for _ in range(FILLS))


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that an act took, and what it gave."""
    began = time.perf_counter()
    found = act()
    return time.perf_counter() - began, found


if __name__ == "__main__":
    main()

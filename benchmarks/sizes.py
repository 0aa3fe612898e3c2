"""Invented towns of three sizes, seeded: a municipality, a city and a nation of municipalities.

`python -m benchmarks.sizes NAME DIR` writes one as the files that `karta bench week` reads. Places and presences
gather around centres, as towns do; nine presences of ten stand at a point, many week after week at the same one, the
rest walk a route or are in an area.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

HOURS = 168


@dataclass(frozen=True)
class Size:
    """How large a town is; `centres` gather places, `side_m` is how far apart they can lie."""

    places: int
    shifts: int
    areas: int
    centres: int
    side_m: float


SIZES = {
    "municipality": Size(500, 200, 12, 12, 12_000),
    "city": Size(5_000, 3_000, 60, 90, 20_000),
    "nation": Size(60_000, 100_000, 290, 3_000, 800_000),
}
PROFILES = 24
SPREAD_M = 600.0


@dataclass(frozen=True)
class Made:
    """Frames as `karta bench week` reads them, shifts with shapely geometry; need is profiles x hours of a week."""

    places: pd.DataFrame
    shifts: gpd.GeoDataFrame
    need: np.ndarray


def made(name: str, seed: int = 1) -> Made:
    """Return the town of a name; the same for the same seed."""
    size, rng = SIZES[name], np.random.default_rng(seed)
    centre = rng.random((size.centres, 2)) * size.side_m
    row = np.floor(centre[:, 1] / size.side_m * np.sqrt(size.areas))  # neighbouring centres share an area
    centre = centre[np.lexsort((centre[:, 0], row))]
    at = rng.integers(0, size.centres, size.places)
    where = centre[at] + rng.normal(0, SPREAD_M, (size.places, 2))
    places = pd.DataFrame({
        "place": np.arange(size.places), "x": where[:, 0], "y": where[:, 1],
        "profile": rng.integers(0, PROFILES, size.places), "area": at * size.areas // size.centres,
        "weight": rng.choice([0.5, 1.0, 1.0, 1.0, 1.5, 2.0], size.places),
    })  # fmt: skip
    stands = where[rng.integers(0, size.places, size.shifts // 2)] + rng.normal(0, 70, (size.shifts // 2, 2))
    chosen = rng.integers(0, len(stands), size.shifts)
    start = rng.integers(0, HOURS * 4, size.shifts) * 15
    shifts = gpd.GeoDataFrame({
        "shift": np.arange(size.shifts), "adults": rng.integers(2, 5, size.shifts),
        "share": rng.choice([0.5, 1.0, 1.0, 1.0], size.shifts),
        "start": start, "end": start + rng.integers(8, 17, size.shifts) * 15,
    }, geometry=_shapes(stands[chosen], rng))  # fmt: skip
    return Made(places, shifts, _need(rng))


def _shapes(point: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    kind = rng.random(len(point))
    shape = shapely.points(point)
    walks = np.flatnonzero(kind < 0.07)
    steps = np.cumsum(rng.normal(0, 120, (len(walks), 12, 2)), axis=1)
    shape[walks] = shapely.linestrings(point[walks, None, :] + steps)
    within = np.flatnonzero((kind >= 0.07) & (kind < 0.1))
    corner = point[within] - 150
    shape[within] = shapely.box(corner[:, 0], corner[:, 1], corner[:, 0] + 300, corner[:, 1] + 300)
    return shape


def _need(rng: np.random.Generator) -> np.ndarray:
    """Two adults in the afternoon and evening, four in the nights of the weekend, from hours that differ."""
    hour = np.arange(HOURS)
    need = np.zeros((PROFILES, HOURS))
    for profile in range(PROFILES):
        first, last = rng.integers(13, 18), rng.integers(20, 24)
        need[profile, (hour % 24 >= first) & (hour % 24 < last)] = 2
        night = (hour % 24 >= 21) & np.isin(hour // 24, (4, 5))
        need[profile, night] += rng.choice([0, 2])
    return need


def write(town: Made, folder: Path) -> None:
    """Write a town as places.parquet, shifts.parquet and need.npy."""
    folder.mkdir(parents=True, exist_ok=True)
    town.places.to_parquet(folder / "places.parquet")
    shifts = pd.DataFrame(town.shifts.drop(columns="geometry"))
    shifts["geometry"] = shapely.to_wkb(town.shifts.geometry.to_numpy())
    shifts.to_parquet(folder / "shifts.parquet")
    np.save(folder / "need.npy", town.need)


def main() -> None:
    """Write the town that is asked for."""
    write(made(sys.argv[1]), Path(sys.argv[2]))


if __name__ == "__main__":
    main()

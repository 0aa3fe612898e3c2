"""Where and when a walk could stop: hours of a shift in which adults are missing nearby, as a question of routes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.coverage.gaps import CRUMB, Coverage
from karta.coverage.streets.distances import walk
from karta.coverage.streets.graph import Streets
from karta.coverage.streets.snap import Snapped, accesses, gathered
from karta.errors import InputError
from karta.planning.route_problem import SHORTEST_STOP, RouteProblem, walking_legs
from karta.settings import Method

Geometries = npt.NDArray[np.object_]
# A spot is left and come back to by the hour: one stop does not meet the need of a whole evening. [K]
BLOCK_MINUTES = 60
# A shift keeps so many stops at most.
MOST_SPOTS = 20


@dataclass(frozen=True, slots=True)
class Spot:
    """A place (row of the grid) and when a stop there may begin, in minutes after the shift; `worth` in adult-hours."""

    row: int
    opens: int
    closes: int
    worth: float


def spots(
    coverage: Coverage, start: datetime, end: datetime, adults: float, near: Collection[int], most: int
) -> list[Spot]:
    """Return at which of the places `near` (rows) adults are missing between two moments (aware), hour by hour.

    At most so many, those where most is missing.
    """
    on = coverage.grid
    hours = on.span(start, end)
    missing = np.where(coverage.gap[:, hours] < CRUMB, 0.0, coverage.gap[:, hours])
    if not missing.size:
        return []
    minutes = on.slots.minutes
    first = int(
        (pd.Timestamp(on.slots.start[hours.start], tz="UTC") - pd.Timestamp(start)).total_seconds() // 60
    )
    per_block = max(1, BLOCK_MINUTES // minutes)
    found = []
    for row in sorted(set(np.flatnonzero(missing.any(axis=1)).tolist()) & set(near)):
        for block in range(0, missing.shape[1], per_block):
            here = missing[row, block : block + per_block]
            slots = np.flatnonzero(here)
            if not len(slots):
                continue
            opens = first + (block + int(slots[0])) * minutes
            closes = first + (block + int(slots[-1]) + 1) * minutes - SHORTEST_STOP
            if closes >= opens:
                worth = float(np.minimum(here, adults).sum()) * on.hours
                found.append(Spot(row, max(0, opens), closes, worth))
    return sorted(found, key=lambda spot: (-spot.worth, spot.opens, on.place_ids[spot.row]))[:most]


def metres_between(
    streets: Streets | None, geometry: Geometries, method: Method, most_m: float
) -> npt.NDArray[np.float64]:
    """Return the metres to walk between geometries (EPSG:3006), the first of them the meeting point.

    Infinite where nobody can walk; straight lines, lengthened, where there are no streets at all.

    Raises
    ------
    InputError
        `walk_way_off` where no street is near the meeting point.
    """
    size = len(geometry)
    if streets is None:
        apart = shapely.distance(geometry[:, None], geometry[None, :])
        return np.asarray(apart * method.detour_factor, dtype=float)
    ends: Snapped = gathered(geometry, accesses(streets, geometry, method.snap_m))
    if ends.off[0]:
        raise InputError("walk_way_off", metres=round(method.snap_m))
    metres = np.full((size, size), np.inf)
    rows = walk(streets, ends, ends, most_m)
    metres[rows["source"].to_numpy(dtype=int), rows["target"].to_numpy(dtype=int)] = rows["walk_m"].to_numpy()
    np.fill_diagonal(metres, 0.0)
    return metres


def problem_of(
    chosen: Sequence[Spot], metres: npt.NDArray[np.float64], rows: dict[int, int], minutes: int, groups: int
) -> RouteProblem:
    """Return the question of routes: `metres` between the meeting point and places, numbered by `rows`."""
    at = np.array([0, *(rows[spot.row] for spot in chosen)], dtype=np.int64)
    return RouteProblem(
        legs=walking_legs(metres[at[:, None], at[None, :]]),
        stay=np.array([0, *(SHORTEST_STOP for _ in chosen)], dtype=np.int64),
        worth=np.array([0.0, *(spot.worth for spot in chosen)]),
        opens=np.array([0, *(spot.opens for spot in chosen)], dtype=np.int64),
        closes=np.array([minutes, *(spot.closes for spot in chosen)], dtype=np.int64),
        groups=groups,
    )

"""How long it takes between venues, by a stated way of travelling: over the streets where they are known."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from karta.services.walking_distances import distances
from karta.services.workspace import Workspace

# Metres a minute, by way of travelling. [K]
SPEEDS = {"car": 500.0, "cycle": 250.0, "walk": 75.0}
# Minutes to a place of which nobody knows where it is, and from a base that is not stated. [K]
WAY_MINUTES = 15
# How far streets are followed between two venues; beyond, the straight line x detour.
STREETS_M = 8_000.0


def travel_minutes(
    workspace: Workspace, place_ids: list[str], base: str | None, way: str, places: pd.DataFrame
) -> tuple[npt.NDArray[np.int64], bool]:
    """Return whole minutes between places and the base, which comes last, and whether any way is approximate.

    `places` has the columns id and geometry (EPSG:3006).
    """
    ids = [*place_ids, base or ""]
    shapes = dict(zip(places["id"], places["geometry"], strict=True))
    there = [number for number, place in enumerate(ids) if _is_there(shapes.get(place))]
    metres = np.full((len(ids), len(ids)), np.nan)
    approximate = False
    if there:
        points = shapely.point_on_surface(np.array([shapes[ids[number]] for number in there], dtype=object))
        near, exact = _metres(workspace, points)
        metres[np.ix_(there, there)], approximate = near, not bool(exact.all())
    minutes = np.where(np.isnan(metres), WAY_MINUTES, np.ceil(metres / SPEEDS[way]))
    np.fill_diagonal(minutes, 0)
    return minutes.astype(np.int64), approximate


def _is_there(shape: Any) -> bool:
    return shape is not None and not shapely.is_missing(shape) and not shapely.is_empty(shape)


def _metres(workspace: Workspace, points: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    x, y = shapely.get_x(points), shapely.get_y(points)
    metres = np.hypot(x[:, None] - x[None], y[:, None] - y[None]) * workspace.method.detour_factor
    exact, measure = np.eye(len(points), dtype=bool), distances(workspace)
    if measure is not None:
        walks = measure.near(points, points, STREETS_M)
        sure = walks[~walks["approx"].astype(bool)]
        at = sure["source"].to_numpy(), sure["target"].to_numpy()
        metres[at], exact[at] = sure["walk_m"], True
    return metres, exact

"""In which of the Swedish systems of metres the numbers of a map fall into a town."""

from functools import cache
from typing import Any, TypeAlias

from pyproj import Transformer
from pyproj.exceptions import ProjError

from karta.model.map_systems import METRE_SYSTEMS
from karta.settings import CRS_METRES

Box: TypeAlias = tuple[float, float, float, float]

# Of what is smaller, so much lies in both: a file of a town and what is known of it.
_LEAST_SHARED = 0.5
_AROUND_M = 1_000.0


def systems_in(box: Box, town: Box) -> list[str]:
    """Return the systems of metres in which a box of a file falls into a town, the likeliest first.

    Boxes are (west, south, east, north): that of the file in its own numbers, that of the town in EPSG:3006.
    """
    moved = {system: moved_box(box, system) for system in METRE_SYSTEMS}
    shares = {system: shared(there, town) for system, there in moved.items() if there is not None}
    far = {system: _apart(moved[system] or town, town) for system in shares}
    fitting = [system for system, share in shares.items() if share >= _LEAST_SHARED]
    return sorted(fitting, key=lambda system: (-round(shares[system], 1), far[system]))


def shared(one: Box, other: Box) -> float:
    """Return how much of the smaller of two boxes in EPSG:3006 lies in both, each with a kilometre around it."""
    (west, south, east, north), around = one, _AROUND_M
    a = (west - around, south - around, east + around, north + around)
    (west, south, east, north) = other
    b = (west - around, south - around, east + around, north + around)
    wide, high = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    smaller = min((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]))
    return max(0.0, wide) * max(0.0, high) / smaller


def _apart(one: Box, other: Box) -> float:
    """Return how far the middles of two boxes are from each other, in metres along the axes."""
    return abs(one[0] + one[2] - other[0] - other[2]) / 2 + abs(one[1] + one[3] - other[1] - other[3]) / 2


def moved_box(box: Box, system: str) -> Box | None:
    """Return the box of a file in a system as one in EPSG:3006; None where the system does not reach so far."""
    if not 6_100_000 <= box[1] <= box[3] <= 7_700_000:
        return None
    if system == CRS_METRES:
        return box
    try:
        west, south, east, north = _to_metres(system).transform_bounds(*box, errcheck=True)
    except ProjError:
        return None
    return float(west), float(south), float(east), float(north)


@cache
def _to_metres(system: str) -> Any:
    return Transformer.from_crs(system, CRS_METRES, always_xy=True)

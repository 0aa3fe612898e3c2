"""Unique spots of presence: a point that a hundred shifts share is reached once.

A geometry of any kind becomes chains of coordinates: a point is a chain of one, a line a chain, a polygon one closed
chain a ring. Distances are taken to these; nothing is ever buffered.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from karta.coverage.grid import FloatArray, IntArray

NOWHERE = -1
_POLYGON, _FIRST_MULTI = 3, 4


@dataclass(frozen=True)
class Spots:
    """`of_shift`: the spot of each shift, NOWHERE where it has no geometry. Chains of spot s are
    `spot_start[s]:spot_start[s + 1]`, coordinates of chain c `chain_start[c]:chain_start[c + 1]`; `polygon` numbers
    the polygon that a chain is a ring of, -1 where it is none.
    """

    of_shift: IntArray
    spot_start: IntArray
    chain_start: IntArray
    polygon: IntArray
    xy: FloatArray

    @property
    def count(self) -> int:
        """How many spots there are."""
        return len(self.spot_start) - 1


def spots(geometry: npt.NDArray[np.object_]) -> Spots:
    """Return the unique spots of geometries, in the order of their first shift; equal points are one spot.

    What has a single coordinate is a point, whatever it is called; what has none is nowhere.
    """
    xy, index = shapely.get_coordinates(geometry, return_index=True)
    if len(xy) == len(geometry) and (len(xy) == 0 or bool((np.diff(index) == 1).all())):
        first, point_of = unique_points(xy)
        ones = np.arange(len(first) + 1)
        return Spots(point_of, ones, ones, np.full(len(first), -1), xy[first])
    size = np.bincount(index, minlength=len(geometry))
    return _with_shapes(geometry, xy, size, size[index] == 1)


def unique_points(xy: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the first index of each unique point, in order, and the number of each point's unique one."""
    from karta.coverage.dense.layout_loops import same_points

    xy = np.ascontiguousarray(xy, dtype=np.float64) + 0.0  # -0.0 is 0.0
    return same_points(xy.view(np.int64))


def _with_shapes(
    geometry: npt.NDArray[np.object_], xy: FloatArray, size: IntArray, single: npt.NDArray[np.bool_]
) -> Spots:
    """Return points first, then every line, area and collection as a spot of its own.

    `size` is the number of coordinates of each geometry, `single` marks the coordinates that are points.
    """
    points = xy[single]
    first, point_of = unique_points(points)
    others = np.flatnonzero(size > 1)
    chains = _chains(geometry[others], size[others])
    of_shift = np.full(len(geometry), NOWHERE, dtype=np.int64)
    of_shift[size == 1] = point_of
    of_shift[others] = len(first) + np.arange(len(others))
    alone = np.ones(len(first), dtype=np.int64)
    return Spots(
        of_shift=of_shift,
        spot_start=_starts(np.concatenate((alone, np.bincount(chains.owner, minlength=len(others))))),
        chain_start=_starts(np.concatenate((alone, chains.size))),
        polygon=np.concatenate((-alone, chains.polygon)),
        xy=np.concatenate((points[first], xy[~single])),
    )


class _Chains(NamedTuple):
    """Chains of geometries, in the order of their coordinates: whose it is, how long, and of which polygon or -1."""

    owner: IntArray
    size: IntArray
    polygon: IntArray


def _chains(geometry: npt.NDArray[np.object_], size: IntArray) -> _Chains:
    """Return the chains of geometries: at once of lines and whole polygons, ring by ring and part by part of others."""
    kind = shapely.get_type_id(geometry)
    plain = (kind < _POLYGON) | ((kind == _POLYGON) & (shapely.get_num_interior_rings(geometry) == 0))
    number = np.arange(len(geometry))
    simple = _Chains(number[plain], size[plain], np.where(kind == _POLYGON, number, -1)[plain])
    if plain.all():
        return simple
    mixed = np.flatnonzero(~plain)
    part, of = _parts(geometry[mixed])
    polygonal = shapely.get_type_id(part) == _POLYGON
    ring, index = shapely.get_rings(part[polygonal], return_index=True)
    part_of = np.concatenate((np.flatnonzero(~polygonal), np.flatnonzero(polygonal)[index]))
    length = shapely.get_num_coordinates(np.concatenate((part[~polygonal], ring)))
    # Parts have numbers after those of the whole polygons, and stand in the order of their coordinates.
    both = _Chains(
        np.concatenate((simple.owner, mixed[of[part_of]])),
        np.concatenate((simple.size, length)),
        np.concatenate((simple.polygon, np.where(polygonal[part_of], len(geometry) + part_of, -1))),
    )
    order = np.lexsort((np.concatenate((simple.owner * 0, part_of)), both.owner))
    return _Chains(both.owner[order], both.size[order], both.polygon[order])


def _parts(geometry: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], IntArray]:
    """Return the simple parts of geometries, collections within collections opened, and whose they are."""
    part, owner = shapely.get_parts(geometry, return_index=True)
    while (shapely.get_type_id(part) >= _FIRST_MULTI).any():
        part, index = shapely.get_parts(part, return_index=True)
        owner = owner[index]
    filled = ~shapely.is_empty(part)
    return part[filled], owner[filled]


def _starts(size: IntArray) -> IntArray:
    return np.concatenate(([0], np.cumsum(size))).astype(np.int64)

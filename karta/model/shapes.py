"""Shapes of one kind: what is measured to is points, lines or areas, never a mixture of them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

Geometries = npt.NDArray[Any]
# A shape of more corners than this is drawn to the metre, and one that still has more than the most is refused.
FINE_POINTS, MOST_POINTS = 5_000, 100_000
FINEST_M = 1.0
_OF_PARTS = (shapely.multipoints, shapely.multilinestrings)


def of_one_kind(shapes: Geometries) -> Geometries:
    """Return shapes of one kind each: of a mixed one its areas, united, else its lines, else its points.

    A mixed shape that holds nothing becomes None; all others stay as they are.
    """
    uniform = np.array(shapes, dtype=object)
    for at in np.flatnonzero(shapely.get_type_id(uniform) == shapely.GeometryType.GEOMETRYCOLLECTION):
        uniform[at] = joined(single_parts(uniform[at]))
    return uniform


def single_parts(shape: Any) -> Geometries:
    """Return the single points, lines and polygons that a shape is made of, however deep they lie."""
    parts = shapely.get_parts([shape])
    while (shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        parts = shapely.get_parts(parts)
    return np.asarray(parts[~shapely.is_empty(parts)], dtype=object)


def joined(parts: Geometries) -> Any:
    """Return one shape of single parts: their areas, united; without any their lines, else their points, else None."""
    if not len(parts):
        return None
    kinds = shapely.get_dimensions(parts)
    widest = parts[kinds == kinds.max()]
    if kinds.max() == 2:
        return shapely.union_all(widest)
    return widest[0] if len(widest) == 1 else _OF_PARTS[int(kinds.max())](widest)


def simplified(shapes: Geometries) -> Geometries:
    """Return shapes of more than `FINE_POINTS` corners with those alone that matter by a metre, others as they are.

    What crosses itself without the rest is made valid, and may be of several kinds.
    """
    coarse = np.array(shapes, dtype=object)
    fine = np.flatnonzero(shapely.get_num_coordinates(coarse) > FINE_POINTS)
    # Without keeping the topology it takes a twentieth of the time.
    lines = shapely.simplify(coarse[fine], FINEST_M, preserve_topology=False)
    drawable = ~(shapely.is_missing(lines) | shapely.is_empty(lines))
    coarse[fine[drawable]] = shapely.make_valid(lines[drawable])
    return coarse


def is_finite(shapes: Geometries) -> npt.NDArray[np.bool_]:
    """Return which shapes hold something, and all of it at places that can be computed."""
    points, owner = shapely.get_coordinates(shapes, return_index=True)
    finite = np.asarray(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)), dtype=bool)
    finite[owner[~np.isfinite(points).all(axis=1)]] = False
    return finite


def measurable(shapes: Geometries) -> Geometries:
    """Return shapes as distances are measured to them: each of one kind, None for what lies nowhere."""
    uniform = of_one_kind(shapes)
    uniform[~is_finite(uniform)] = None
    return uniform


def doors(shapes: Geometries) -> Geometries:
    """Return the shapes that are points, as entrances are, None for all others."""
    points = measurable(shapes)
    points[shapely.get_dimensions(points) != 0] = None
    return points

"""Small random towns for the dense engine, with every kind of geometry, and the plain way forced."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import shapely

from karta.coverage.dense import candidate_loops, kernel_loops, layout_loops, near_loops
from karta.coverage.dense.layout import Places, Shifts
from tests.coverage.dense import plain

SIDE_M = 1_500.0


def shape(kind: int, at: np.ndarray, rng: np.random.Generator) -> shapely.Geometry | None:
    """Return a geometry of a kind near a point: points on a coarse grid (some equal), lines, areas, mixtures."""
    if kind < 4:
        return shapely.Point(at.round(-2))
    if kind == 4:
        return shapely.LineString(at + rng.normal(0, 200, (5, 2)))
    if kind == 5:
        ring = shapely.Point(at).buffer(250).exterior.coords
        return shapely.Polygon(ring, [shapely.Point(at).buffer(120).exterior.coords])
    if kind == 6:
        return shapely.MultiPoint(at + rng.normal(0, 200, (3, 2)))
    if kind == 7:
        squares = [shapely.box(*at, *(at + 100)), shapely.box(*(at + 150), *(at + 300))]
        return shapely.GeometryCollection([shapely.MultiPolygon(squares), shapely.Point(at - 100)])
    return None if kind == 8 else shapely.Point()


def town(
    seed: int, places: int = 60, shifts: int = 40, profiles: int = 3
) -> tuple[Places, Shifts, np.ndarray]:
    """Return places, shifts on a 15-minute grid (wraps and more than a week among them) and need by the hour."""
    rng = np.random.default_rng(seed)
    xy, at = rng.random((places, 2)) * SIDE_M, rng.random((shifts, 2)) * SIDE_M
    geometry = np.empty(shifts, dtype=object)
    for i in range(shifts):
        geometry[i] = shape(int(rng.integers(0, 10)), at[i], rng)
    start = rng.integers(0, 672, shifts) * 15
    length = np.where(rng.random(shifts) < 0.05, 800, rng.integers(0, 30, shifts)) * 15
    return (
        Places(xy[:, 0], xy[:, 1], rng.integers(0, profiles, places), rng.choice(list("edcba"), places),
               rng.choice([0.5, 1.0, 2.0], places)),
        Shifts(geometry, rng.integers(0, 4, shifts) * rng.choice([0.5, 1.0], shifts), start, start + length),
        rng.integers(0, 5, (profiles, 168)).astype(float),
    )  # fmt: skip


@contextmanager
def without_compiler() -> Iterator[None]:
    """Put the plain way in the place of every compiled loop."""
    with pytest.MonkeyPatch.context() as patch:
        for loops in (candidate_loops, kernel_loops, layout_loops, near_loops):
            for name in set(vars(plain)) & set(vars(loops)):
                if callable(getattr(plain, name)) and not name.startswith("_"):
                    patch.setattr(loops, name, getattr(plain, name))
        yield

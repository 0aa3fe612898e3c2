"""Curves, rectangles and bent grids in metres: the pencil that the plan of the invented town is drawn with."""

import math
import random
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from shapely import affinity
from shapely.geometry import LineString, MultiLineString, Polygon, box

Point = tuple[float, float]


def curve(points: Sequence[Point], step: float = 40.0, *, closed: bool = False) -> LineString:
    """Return a smooth line through the points (Catmull-Rom), a vertex at least every `step` metres."""
    pts = [np.array(p, dtype=float) for p in points]
    ends = [pts[-2], *pts, pts[1]] if closed else [2 * pts[0] - pts[1], *pts, 2 * pts[-1] - pts[-2]]
    out: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        pieces = max(2, math.ceil(float(np.linalg.norm(c - b)) / step))
        for i in range(pieces):
            t = i / pieces
            p = 0.5 * (
                2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
            )
            out.append((float(p[0]), float(p[1])))
    out.append((float(pts[-1][0]), float(pts[-1][1])))
    return LineString(out)


def rectangle(x: float, y: float, width: float, depth: float, angle: float = 0.0) -> Polygon:
    """Return a rectangle around a centre, turned counter-clockwise by degrees."""
    plain = box(x - width / 2, y - depth / 2, x + width / 2, y + depth / 2)
    return affinity.rotate(plain, angle, origin=(x, y))


def rounded(shape: Polygon, radius: float) -> Polygon:
    """Return a shape without its corners."""
    return shape.buffer(-radius).buffer(radius, quad_segs=5)


def lines_of(geometry: Any) -> Iterator[LineString]:
    """Yield the single lines of any geometry."""
    if isinstance(geometry, LineString):
        if geometry.length > 0:
            yield geometry
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from lines_of(part)


def polygons_of(geometry: Any) -> Iterator[Polygon]:
    """Yield the single polygons of any geometry."""
    if isinstance(geometry, Polygon):
        if geometry.area > 0:
            yield geometry
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from polygons_of(part)


class BentGrid:
    """Two families of streets over a face: long ones that bend, and cross streets staggered between them.

    Parameters
    ----------
    angle
        Direction of the long streets, degrees.
    gap, cross
        Metres between long streets, and between cross streets.
    bend, wave
        How far the grid is bent aside (m), and over which length (m).
    jitter
        Share of the gaps by which each line is moved at random.
    through
        Share of cross streets that run on into the next strip instead of being staggered.
    """

    def __init__(
        self, angle: float, gap: float, cross: float, bend: float, wave: float, jitter: float, through: float
    ) -> None:
        self.angle, self.gap, self.cross = math.radians(angle), gap, cross
        self.bend, self.wave, self.jitter, self.through = bend, wave, jitter, through

    def streets(self, face: Polygon, rng: random.Random) -> list[LineString]:
        """Return the streets that cover the face, not yet clipped to it."""
        cx, cy = face.centroid.x, face.centroid.y
        reach = max(math.hypot(x - cx, y - cy) for x, y in face.exterior.coords) + self.gap + self.bend
        phase = tuple(rng.uniform(0, 6.3) for _ in range(4))
        rows = self._places(reach, self.gap, rng)
        columns = self._places(reach, self.cross, rng)
        found = [
            self._line((cx, cy), phase, [(u, v) for u in np.arange(-reach, reach + 1, 12.0)]) for v in rows
        ]
        previous = columns
        for low, high in pairwise(rows):
            here = [
                u if rng.random() < self.through else u + rng.uniform(0.25, 0.75) * self.cross
                for u in previous
            ]
            vs = np.linspace(low, high, max(3, round((high - low) / 12)))
            found += [self._line((cx, cy), phase, [(u, v) for v in vs]) for u in here]
        return found

    def _places(self, reach: float, gap: float, rng: random.Random) -> list[float]:
        count = math.ceil(reach / gap)
        return [(i + rng.uniform(-self.jitter, self.jitter)) * gap for i in range(-count, count + 1)]

    def _line(self, centre: Point, phase: Sequence[float], uv: Sequence[tuple[float, float]]) -> LineString:
        c, s = math.cos(self.angle), math.sin(self.angle)
        out = []
        for u, v in uv:
            far = 2 * math.pi / self.wave
            uu = u + self.bend * (
                math.sin(v * far + phase[0]) + 0.5 * math.sin((u - v) * far * 0.7 + phase[2])
            )
            vv = v + self.bend * (
                math.sin(u * far + phase[1]) + 0.5 * math.sin((u + v) * far * 0.6 + phase[3])
            )
            out.append((centre[0] + uu * c - vv * s, centre[1] + uu * s + vv * c))
        return LineString(out)


def simplified(line: LineString, metres: float) -> LineString:
    """Return a line with fewer points."""
    return next(lines_of(line.simplify(metres)))


def merged(lines: Sequence[LineString]) -> MultiLineString:
    """Return lines as one geometry."""
    return MultiLineString([line.coords for line in lines])

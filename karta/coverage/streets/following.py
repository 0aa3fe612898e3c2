"""A line followed along the streets: piece by piece, which street is nearest, where on it, and how far off."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from karta.coverage.streets.graph import Geometries, Metres, Streets, Whole

PIECE_M = 5.0
FINEST_M = 0.01
PIECES = ["line", "piece_m", "x0", "y0", "x1", "y1", "edge", "from_m", "to_m", "from_stub_m", "to_stub_m"]


@dataclass(frozen=True, eq=False)
class Spots:
    """Points of lines (`part`, and `order` in it), their nearest edge (-1: none is near), where on it, how far off."""

    part: Whole
    order: Metres
    point: Metres
    edge: Whole
    along_m: Metres
    stub_m: Metres

    def take(self, rows: Any) -> "Spots":
        """Return some of the spots."""
        return Spots(*(values[rows] for values in vars(self).values()))

    def and_(self, other: "Spots") -> "Spots":
        """Return these spots, then others."""
        pairs = zip(vars(self).values(), vars(other).values(), strict=True)
        return Spots(*(np.concatenate(pair) for pair in pairs))


def spots(streets: Streets, part: Whole, order: Metres, at: Metres, snap_m: float) -> Spots:
    """Return where the streets are nearest to points (rows of x and y)."""
    points = np.asarray(shapely.points(at), dtype=object)
    return _spots(streets, part, order, at, points, streets.nearest(points, snap_m, ties=False))


def _spots(
    streets: Streets, part: Whole, order: Metres, at: Metres, points: Geometries, nearest: Any
) -> Spots:
    near, nearest_edge, stub_m = nearest
    edge = np.full(len(at), -1, dtype=np.int64)
    along_m, off_m = np.zeros(len(at)), np.full(len(at), np.inf)
    edge[near] = nearest_edge
    along_m[near] = shapely.line_locate_point(streets.shapes[nearest_edge], points[near])
    off_m[near] = stub_m
    return Spots(part, order, at, edge, along_m, off_m)


def follow(streets: Streets, lines: Geometries, snap_m: float) -> pd.DataFrame:
    """Return the pieces of lines, in order, each at most 5 m long and along one street.

    Columns (PIECES): line (position), piece_m (length), its ends, edge (-1: no street within `snap_m`), from_m and
    to_m (where on the edge its ends are nearest), from_stub_m and to_stub_m. Where the nearest street changes, pieces
    are halved down to a centimetre.
    """
    parts, line = shapely.get_parts(lines, return_index=True)
    at, part = shapely.get_coordinates(shapely.segmentize(parts, PIECE_M), return_index=True)
    every = spots(streets, part, np.arange(len(part), dtype=float), at, snap_m)
    inner = np.flatnonzero(part[1:] == part[:-1])
    start, end = every.take(inner), every.take(inner + 1)
    rough = _is_rough(start, end) & (_apart_m(start, end) > FINEST_M)
    done = [(start.take(~rough), end.take(~rough))]
    start, end = start.take(rough), end.take(rough)
    # Halving asks the same few streets again and again: which they are is looked up once for each piece.
    around = _Around.of(streets, start, end, snap_m)
    piece = np.arange(len(start.part))
    while len(piece):
        at = (start.point + end.point) / 2
        points = np.asarray(shapely.points(at), dtype=object)
        nearest = around.nearest(points, piece)
        middle = _spots(streets, start.part, (start.order + end.order) / 2, at, points, nearest)
        start, end, piece = start.and_(middle), middle.and_(end), np.concatenate([piece, piece])
        rough = _is_rough(start, end) & (_apart_m(start, end) > FINEST_M)
        done.append((start.take(~rough), end.take(~rough)))
        start, end, piece = start.take(rough), end.take(rough), piece[rough]
    return _frame(done, line)


@dataclass(frozen=True, eq=False)
class _Around:
    """The streets that can be nearest to some point of a piece: those of piece n from `first[n]` to `first[n + 1]`."""

    streets: Streets
    snap_m: float
    first: Whole
    edge: Whole

    @classmethod
    def of(cls, streets: Streets, start: Spots, end: Spots, snap_m: float) -> "_Around":
        """Return the streets around pieces, the one nearest to a piece's start first, then that nearest to its end.

        What is nearest to a point of a piece is no further from its start than the start's own street and twice the
        piece. Where that is a fragment, or may be out of reach at the end, all streets in reach are looked up.
        """
        apart_m = _apart_m(start, end)
        stays = np.isin(start.edge, streets.large) & (start.stub_m + apart_m <= snap_m)
        reach_m = np.where(stays, start.stub_m + apart_m, snap_m) + apart_m + FINEST_M
        points = np.asarray(shapely.points(start.point), dtype=object)
        piece, edge = streets.tree.query(points, predicate="dwithin", distance=reach_m)
        rank = np.where(edge == start.edge[piece], 0, np.where(edge == end.edge[piece], 1, 2))
        order = np.lexsort((edge, rank, piece))
        first = np.searchsorted(piece[order], np.arange(len(points) + 1))
        return cls(streets, snap_m, first, edge[order])

    def nearest(self, points: Geometries, piece: Whole) -> tuple[Whole, Whole, Metres]:
        """Return points (positions) of pieces with their nearest street in reach, as `Streets.nearest` does."""
        counts = self.first[piece + 1] - self.first[piece]
        begins = np.cumsum(counts) - counts
        of_point = np.repeat(np.arange(len(points)), counts)
        edge = self.edge[np.arange(len(of_point)) - begins[of_point] + self.first[piece][of_point]]
        off_m = np.asarray(shapely.distance(points[of_point], self.streets.shapes[edge]))
        beyond = off_m > self.snap_m
        is_small = ~np.isin(edge, self.streets.large)
        # Stable: of streets that are equally near the first of a piece stays.
        order = np.lexsort((off_m, is_small, beyond, of_point))
        order = order[~beyond[order]]
        point, at = np.unique(of_point[order], return_index=True)
        chosen = order[at]
        return point, edge[chosen], off_m[chosen]


def merged(pieces: pd.DataFrame) -> pd.DataFrame:
    """Return the pieces, those that simply go on joined to one: line, edge, from_m, to_m and the stubs."""
    columns = ["line", "edge", "from_m", "to_m", "from_stub_m", "to_stub_m"]
    if pieces.empty:
        return pieces[columns]
    ahead = (pieces["to_m"] - pieces["from_m"]).round(6)
    # Where the street stands still the slope is not defined: nothing merges there.
    slope = (pieces["to_stub_m"] - pieces["from_stub_m"]) / ahead.where(ahead != 0)
    before = pieces.shift()
    goes_on = (
        (pieces["line"] == before["line"])
        & (pieces["edge"] == before["edge"])
        & np.isclose(pieces["from_m"], before["to_m"], atol=1e-6)
        & np.isclose(pieces["from_stub_m"], before["to_stub_m"], atol=1e-6)
        & np.isclose(slope, slope.shift(), atol=1e-6)
        & (np.sign(ahead) == np.sign(ahead.shift()))
    )
    run = (~goes_on).cumsum().to_numpy()
    first = np.flatnonzero(np.diff(run, prepend=0))
    last = np.append(first[1:], len(run)) - 1
    joined = pieces[columns].iloc[first].reset_index(drop=True)
    return joined.assign(to_m=pieces["to_m"].to_numpy()[last], to_stub_m=pieces["to_stub_m"].to_numpy()[last])


def _apart_m(start: Spots, end: Spots) -> Metres:
    between = end.point - start.point
    return np.asarray(np.hypot(between[:, 0], between[:, 1]))


def _is_rough(start: Spots, end: Spots) -> Any:
    """Tell where the ends lie on different streets, or on one but further apart than walking along would bring."""
    leap = np.abs(end.along_m - start.along_m) > 2 * _apart_m(start, end) + FINEST_M
    return (start.edge != end.edge) | (leap & (start.edge >= 0))


def _frame(done: list[tuple[Spots, Spots]], line: Whole) -> pd.DataFrame:
    if not done:
        return pd.DataFrame({name: np.empty(0) for name in PIECES}).astype({"line": int, "edge": int})
    start, end = done[0]
    for more_start, more_end in done[1:]:
        start, end = start.and_(more_start), end.and_(more_end)
    # A centimetre between two streets belongs to the first of them, where it begins.
    rough = _is_rough(start, end)
    pieces = pd.DataFrame(
        {
            "line": line[start.part], "piece_m": _apart_m(start, end),
            "x0": start.point[:, 0], "y0": start.point[:, 1], "x1": end.point[:, 0], "y1": end.point[:, 1],
            "edge": start.edge, "from_m": start.along_m, "to_m": np.where(rough, start.along_m, end.along_m),
            "from_stub_m": start.stub_m, "to_stub_m": np.where(rough, start.stub_m, end.stub_m),
        }
    )  # fmt: skip
    return pieces.iloc[np.lexsort((start.order, start.part))].reset_index(drop=True)

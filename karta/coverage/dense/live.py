"""LIVE: a week under planning. One shift or roster changes, and only the areas it touches are weighed again.

Nothing is added to or taken from a sum that was made before: what an act touches is read again by the same pass, in
the same order, so that the week is the same to the last bit as one laid out and weighed from the beginning.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from karta.coverage.dense.kernel import Week, empty_week, weigh
from karta.coverage.dense.layout import Layout, MissingRosters, Places, Shifts, lay, missing_stretches
from karta.coverage.dense.near import Near, Reach, near
from karta.coverage.dense.rows import Rows
from karta.coverage.dense.spots import NOWHERE, spots
from karta.coverage.dense.timetable import Timetable, timetable
from karta.coverage.dense.top import id_rank, largest
from karta.coverage.grid import BoolArray, FloatArray, IntArray

Bits = tuple[float, float]


class Live:
    """The week of places and shifts, kept right through edits; `week` is what the pass finds, in `layout`'s units.

    Shifts have numbers, in the order in which they came; a cancelled one keeps its own. `parts` keeps covered and
    unknown, too.
    """

    def __init__(
        self,
        places: Places,
        shifts: Shifts,
        need: FloatArray,
        reach: Reach,
        slot_minutes: int = 60,
        dtype: npt.DTypeLike = np.float64,
        roster_missing: BoolArray | None = None,
        *,
        parts: bool = False,
    ) -> None:
        """Lay the week out and weigh it."""
        self.layout: Layout = lay(places, shifts, need, reach, slot_minutes, dtype, roster_missing)
        self._reach = reach
        self._geometry = list(shifts.geometry)
        self._adults = [float(adults) for adults in shifts.adults]
        self._span = [(int(start), int(end)) for start, end in zip(shifts.start, shifts.end, strict=True)]
        self._spot = self.layout.spots.of_shift.copy()
        self._members: list[list[int]] = [[] for _ in range(self.layout.spots.count)]
        self._number: dict[Bits, int] = {}
        for shift in np.flatnonzero(self._spot >= 0).tolist():
            spot = int(self._spot[shift])
            self._members[spot].append(shift)
            if _is_point(self._geometry[shift]):
                self._number[_bits(self._geometry[shift])] = spot
        self._row_of = np.empty(len(places.x), dtype=np.int64)
        self._row_of[self.layout.rows.order] = np.arange(len(places.x))
        self._rows_near = _transposed(self.layout.near, self.layout.spots.count)
        self._rank = id_rank(np.arange(len(places.x)))
        self.week: Week = weigh(self.layout, empty_week(self.layout, parts=parts))

    @property
    def count(self) -> int:
        """How many shifts there are, cancelled ones among them."""
        return len(self._geometry)

    def add(self, geometry: shapely.Geometry | None, adults: float, start: int, end: int) -> int:
        """Add a shift and return its number."""
        shift = len(self._geometry)
        spot = self._spot_of(geometry)
        self._geometry.append(geometry)
        self._adults.append(float(adults))
        self._span.append((int(start), int(end)))
        self._spot = np.append(self._spot, spot)
        if spot != NOWHERE:
            self._members[spot].append(shift)
        self._reweigh(spot)
        return shift

    def move(self, shift: int, start: int, end: int) -> None:
        """Give a shift other hours."""
        self._span[shift] = (int(start), int(end))
        self._reweigh(int(self._spot[shift]))

    def staff(self, shift: int, adults: float) -> None:
        """Give a shift another number of adults; 0 cancels it."""
        self._adults[shift] = float(adults)
        self._reweigh(int(self._spot[shift]))

    def send(self, shift: int, geometry: shapely.Geometry | None) -> int:
        """Cancel a shift, add it somewhere else, and return its new number."""
        adults, (start, end) = self._adults[shift], self._span[shift]
        self.staff(shift, 0)
        return self.add(geometry, adults, start, end)

    def mark(self, place: int, roster_missing: BoolArray) -> None:
        """Set the slots in which a roster is missing at a place (its number among the caller's places)."""
        row = int(self._row_of[place])
        missing = self.layout.roster_missing
        if missing is None:
            nothing = np.zeros(0, np.int64)
            missing = MissingRosters(np.zeros(len(self._row_of) + 1, np.int64), nothing, nothing)
        new = missing_stretches(np.asarray(roster_missing, dtype=bool)[None, :])
        a, b = missing.start[row], missing.start[row + 1]
        start = missing.start.copy()
        start[row + 1 :] += len(new.first) - (b - a)
        stretches = MissingRosters(
            start, _put(missing.first, a, b, new.first), _put(missing.stop, a, b, new.stop)
        )
        self.layout = replace(self.layout, roster_missing=stretches)
        self._weigh(np.array([row]))

    def top(self, count: int = 100) -> tuple[IntArray, IntArray, npt.NDArray[np.float64]]:
        """Return place, slot and gap of the largest gaps; ties by place, then slot."""
        return largest(self.week, self._rank, count)

    def shifts(self) -> Shifts:
        """Return the shifts as they are now, cancelled ones with no adults."""
        span = np.array(self._span, dtype=np.int64).reshape(-1, 2)
        geometry = np.empty(len(self._geometry), dtype=object)
        geometry[:] = self._geometry
        return Shifts(geometry, np.array(self._adults), span[:, 0], span[:, 1])

    def _spot_of(self, geometry: shapely.Geometry | None) -> int:
        """Return the spot of a geometry, a new one where nobody has stood before: points go before other shapes."""
        if geometry is None or shapely.is_empty(geometry):
            return NOWHERE
        point = _is_point(geometry)
        if point and _bits(geometry) in self._number:
            return self._number[_bits(geometry)]
        spot = len(self._number) if point else len(self._members)
        if point:
            self._number[_bits(geometry)] = spot
        self._spot = self._spot + (self._spot >= spot)
        row, share = self._measure(geometry)
        self._members.insert(spot, [])
        self._rows_near.insert(spot, row)
        table = self.layout.timetable
        start = np.insert(table.start, spot, table.start[spot])
        self.layout = replace(
            self.layout,
            near=_with_spot(self.layout.near, spot, row, share),
            timetable=replace(table, start=start),
        )
        return spot

    def _measure(self, geometry: shapely.Geometry) -> tuple[IntArray, npt.NDArray[np.floating]]:
        """Return the rows within reach of a geometry and what counts there, as the laying out measures them."""
        rows, beyond = self.layout.rows, self._reach.second
        west, south, east, north = shapely.bounds(geometry)
        inside = (rows.x >= west - beyond) & (rows.x <= east + beyond)
        inside &= (rows.y >= south - beyond) & (rows.y <= north + beyond)
        hit = np.flatnonzero(inside)
        close = Rows(hit, rows.area_start, rows.areas, rows.x[hit], rows.y[hit])
        alone = np.empty(1, dtype=object)
        alone[0] = geometry
        measured = near(close, spots(alone), self._reach, self.layout.weight.dtype)
        return hit[np.diff(measured.start) > 0].astype(np.int64), measured.share

    def _reweigh(self, spot: int) -> None:
        """Read the timetable of a spot anew, and weigh what lies near it."""
        if spot == NOWHERE:
            return
        table, members = self.layout.timetable, self._members[spot]
        span = np.array([self._span[shift] for shift in members], dtype=np.int64)
        new = timetable(
            np.zeros(len(members), dtype=np.int64),
            1,
            np.array([self._adults[shift] for shift in members]),
            np.ascontiguousarray(span[:, 0]),
            np.ascontiguousarray(span[:, 1]),
            self.layout.slot_minutes,
            table.slots,
            table.adults.dtype,
        )
        self.layout = replace(self.layout, timetable=_with_spot_hours(table, spot, new))
        self._weigh(self._rows_near[spot])

    def _weigh(self, rows: IntArray) -> None:
        edges = self.layout.rows.area_start
        for area in np.unique(np.searchsorted(edges, rows, side="right") - 1):
            weigh(self.layout, self.week, area=int(area))


def _bits(point: shapely.Geometry) -> Bits:
    x, y = (shapely.get_coordinates(point)[0] + 0.0).tolist()  # -0.0 is 0.0
    return x, y


def _is_point(geometry: shapely.Geometry) -> bool:
    return bool(shapely.get_num_coordinates(geometry) == 1)


def _transposed(close: Near, count: int) -> list[IntArray]:
    """Return the rows near each spot."""
    row = np.repeat(np.arange(len(close.start) - 1), np.diff(close.start))
    order = np.argsort(close.spot, kind="stable")
    edges = np.searchsorted(close.spot[order], np.arange(1, count))
    return np.split(row[order], edges) if count else []


def _with_spot(close: Near, spot: int, row: IntArray, share: npt.NDArray[np.floating]) -> Near:
    """Return what is near with a new spot; the numbers from its own on go up by one."""
    at = [
        close.start[r] + np.searchsorted(close.spot[close.start[r] : close.start[r + 1]], spot) for r in row
    ]
    moved = close.spot + (close.spot >= spot).astype(np.int32)
    start = close.start.copy()
    start[1:] += np.cumsum(np.bincount(row, minlength=len(start) - 1))
    return Near(start, np.insert(moved, at, spot), np.insert(close.share, at, share))


def _with_spot_hours(table: Timetable, spot: int, new: Timetable) -> Timetable:
    """Return the timetable with other stretches of a spot."""
    a, b = table.start[spot], table.start[spot + 1]
    low, high = table.offset[a], table.offset[b]
    start = table.start.copy()
    start[spot + 1 :] += len(new.first) - (b - a)
    grown = len(new.adults) - (high - low)
    offset = np.concatenate((table.offset[:a], low + new.offset[:-1], table.offset[b:] + grown))
    return Timetable(
        start,
        _put(table.first, a, b, new.first),
        offset,
        _put(table.adults, low, high, new.adults),
        table.slots,
    )


def _put(array: npt.NDArray[Any], a: int, b: int, new: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the array with `new` in the place of `a:b`."""
    return np.concatenate((array[:a], new.astype(array.dtype, copy=False), array[b:]))

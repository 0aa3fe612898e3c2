"""The compiled loops of the dense engine once more in numpy, with the same arguments: what they are compared to."""

from itertools import pairwise
from typing import Any

import numpy as np

from karta.coverage.dense.candidates import CRUMB, Spread, gains
from karta.coverage.dense.flat import FlatLayout, FlatWeek
from karta.coverage.dense.near import Reach, from_pairs
from karta.coverage.dense.spots import Spots
from karta.coverage.dense.timetable import _stretches


def fused(flat: FlatLayout, week: FlatWeek) -> None:
    """Fill gap, covered, unknown, row maxima and area sums, a place at a time."""
    slots = flat.need.shape[1]
    for area in range(len(flat.area_start) - 1):
        week.area_sum[area] = 0
        part = np.zeros(slots, week.gap.dtype)
        for number, row in enumerate(range(flat.area_start[area], flat.area_start[area + 1]), start=1):
            needed, place = flat.need[flat.profile[row]], flat.order[row]
            short = needed - _there(flat, row)
            short = np.where(short > flat.crumb, short, 0).astype(week.gap.dtype) * flat.weight[row]
            week.gap[place] = short
            if len(week.covered):
                week.covered[place], week.unknown[place] = needed * flat.weight[row] - short, 0
            if len(flat.missing_start):
                for k in range(flat.missing_start[row], flat.missing_start[row + 1]):
                    at = slice(flat.missing_first[k], flat.missing_stop[k])
                    week.gap[place, at] = 0
                    if len(week.unknown):
                        week.unknown[place, at] = short[at]
            week.row_max_bits[place] = week.gap_bits[place].max()
            part += week.gap[place]
            if number % flat.block == 0:
                week.area_sum[area] += part
                part[:] = 0
        week.area_sum[area] += part


def _there(flat: FlatLayout, row: int) -> np.ndarray:
    """Return the adults who count at a row's place, slot by slot."""
    there = np.zeros(flat.need.shape[1], flat.weight.dtype)
    for pair in range(flat.near_start[row], flat.near_start[row + 1]):
        spot = flat.near_spot[pair]
        for k in range(flat.table_start[spot], flat.table_start[spot + 1]):
            first, begin, end = flat.table_first[k], flat.table_offset[k], flat.table_offset[k + 1]
            there[first : first + end - begin] += flat.near_share[pair] * flat.table_adults[begin:end]
    return there


def same_points(bits: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the first index of each unique point, in order, and the number of each point's unique one."""
    _, first, number = np.unique(bits, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order].astype(np.int64), rank[number.ravel()]


def fill_timetable(
    spot: np.ndarray, adults: np.ndarray, start: np.ndarray, end: np.ndarray, spots: int, slot_minutes: int, slots: int
) -> tuple[np.ndarray, ...]:  # fmt: skip
    """Return start, first, offset and adults of the timetable of shifts."""
    counted = np.flatnonzero((spot >= 0) & (end > start) & (adults != 0))
    begin = start[counted] % (slot_minutes * slots)
    finish = begin + end[counted] - start[counted]
    touched = -(-finish // slot_minutes) - begin // slot_minutes
    shift = np.repeat(np.arange(len(counted)), touched)
    number = np.arange(touched.sum()) - np.repeat(np.cumsum(touched) - touched, touched)
    slot = np.repeat(begin // slot_minutes, touched) + number
    stays = np.minimum(finish[shift], (slot + 1) * slot_minutes) - np.maximum(
        begin[shift], slot * slot_minutes
    )
    share = adults[counted][shift] * (stays / slot_minutes)
    table = _stretches(spot[counted][shift], slot % slots, share, spots, slots, np.float64)
    return table.start, table.first, table.offset, table.adults


def renumber(spot: np.ndarray, number: np.ndarray) -> np.ndarray:
    """Return spots numbered in the order in which they come; `number`, -1 everywhere, is filled in."""
    touched = spot[np.sort(np.unique(spot, return_index=True)[1])]
    number[touched] = np.arange(len(touched))
    return number[spot].astype(np.int32)


def join(
    x: np.ndarray, y: np.ndarray, spot_start: np.ndarray, chain_start: np.ndarray, polygon: np.ndarray, xy: np.ndarray,
    exponential: bool, first: float, second: float,
) -> tuple[np.ndarray, ...]:  # fmt: skip
    """Return start, spot and share of what is near each place: every place is measured from every spot."""
    spots = Spots(np.zeros(0, np.int64), spot_start, chain_start, polygon, xy)
    reach = Reach("exp" if exponential else "linear", first, second)
    share = np.array([reach.share(_distance(x, y, spots, spot)) for spot in range(spots.count)])
    spot, row = np.nonzero(share.reshape(spots.count, len(x)))
    near = from_pairs(row, spot, share[spot, row] if len(spot) else np.zeros(0), len(x), np.float64)
    return near.start, near.spot, near.share


def _distance(x: np.ndarray, y: np.ndarray, spots: Spots, spot: int) -> np.ndarray:
    """Return the distance of every place to a spot: 0 inside a polygon, else to its nearest chain."""
    nearest = np.full(len(x), np.inf)
    inside = np.zeros(len(x), dtype=bool)
    ring, polygon = np.zeros(len(x), dtype=bool), -1
    for chain in range(spots.spot_start[spot], spots.spot_start[spot + 1]):
        xy = spots.xy[spots.chain_start[chain] : spots.chain_start[chain + 1]]
        if spots.polygon[chain] != polygon:
            inside, polygon = inside | ring, int(spots.polygon[chain])
            ring = np.zeros(len(x), dtype=bool)
        if polygon >= 0:
            ring ^= _within(x, y, xy)
        for a, b in zip(xy[: max(1, len(xy) - 1)], xy[1:] if len(xy) > 1 else xy, strict=True):
            nearest = np.minimum(nearest, _to_segment(x, y, a, b))
    return np.where(inside | ring, 0.0, np.sqrt(nearest))


def _to_segment(x: np.ndarray, y: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return squared distances to the segment from a to b."""
    along, up = b[0] - a[0], b[1] - a[1]
    length = along * along + up * up
    t = ((x - a[0]) * along + (y - a[1]) * up) / length if length > 0 else np.zeros_like(x)
    t = np.clip(t, 0.0, 1.0)
    dx, dy = x - (a[0] + t * along), y - (a[1] + t * up)
    return np.asarray(dx * dx + dy * dy)


def _within(x: np.ndarray, y: np.ndarray, ring: np.ndarray) -> np.ndarray:
    """Tell which points lie within a closed ring: a ray to the east crosses it an odd number of times."""
    odd = np.zeros(len(x), dtype=bool)
    for (ax, ay), (bx, by) in pairwise(ring):
        crosses = (ay > y) != (by > y)
        if crosses.any():
            odd ^= crosses & (x < ax + (y - ay) / (by - ay) * (bx - ax) if by != ay else crosses)
    return odd


def sweep(
    start: np.ndarray, place: np.ndarray, most: np.ndarray, lengths: np.ndarray, amount: np.ndarray,
    offered: np.ndarray, gain: np.ndarray,
) -> None:  # fmt: skip
    """Fill offered (spots x slots) and gain (spots x lengths x starts), both in adults per slot."""
    for s in range(len(start) - 1):
        here = slice(start[s], start[s + 1])
        offered[s] = 0
        for one, limit in zip(place[here], most[here], strict=True):
            offered[s] += np.minimum(amount[one], limit)
        for n, length in enumerate(lengths):
            gain[s, n] = offered[s]
            for i in range(1, length):
                gain[s, n] += np.roll(offered[s], -i)


def choices(of: Spread, left: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the choice of `picks` (spot, length, start) and its gains; all candidates are weighed again after each."""
    chosen: list[tuple[int, ...]] = []
    gained: list[float] = []
    for _ in range(count):
        gain: Any = gains(of, left).gain
        per_slot = (gain / of.lengths[:, None]).astype(left.dtype)
        if not per_slot.size or per_slot.max() <= CRUMB:
            break
        spot, n, first = (int(i) for i in np.unravel_index(per_slot.argmax(), per_slot.shape))
        chosen.append((spot, n, first))
        gained.append(float(gain[spot, n, first]))
        at = (first + np.arange(of.lengths[n])) % left.shape[1]
        for k in range(of.start[spot], of.start[spot + 1]):
            here = left[of.place[k]]
            for h in at:
                here[h] -= min(here[h], of.most[k])
    return np.array(chosen, dtype=np.int64).reshape(-1, 3), np.array(gained)

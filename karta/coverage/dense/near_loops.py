"""The spatial join, compiled: places in a grid of cells, spots asked one by one, pairs turned to rows.

The grid is a table of hashed cells; cells that share a bucket are told apart by their numbers, so that a nation needs
no more room than a town. The cell is as wide as the reach: a point looks into nine.
"""

import numpy as np

from karta.coverage.dense.arrays import Int32Array
from karta.coverage.grid import FloatArray, IntArray
from karta.model.compiled import compiled

# A spread of cell rows over the buckets; any large odd number does.
_SPREAD = 40503


@compiled
def join(
    x: FloatArray, y: FloatArray, spot_start: IntArray, chain_start: IntArray, polygon: IntArray, xy: FloatArray,
    exponential: bool, first: float, second: float,  # noqa: FBT001 - arguments of a compiled loop
) -> tuple[IntArray, Int32Array, FloatArray]:  # fmt: skip
    """Return start, spot and share of what is near each place, spots ascending."""
    spots = len(spot_start) - 1
    cell = max(second, 1.0)
    start, place_x, place_y, east, north, place = _grid(x, y, cell)
    mask = len(start) - 2
    room = max(1024, 4 * spots)
    of_place, share = np.empty(room, np.int32), np.empty(room, np.float64)
    beyond = second * second * (1 + 1e-12)  # a little more, so that only the distance itself decides
    count = 0
    group, size = np.empty(spots, np.int64), np.empty(spots, np.int64)
    for s in _by_space(xy, spot_start, chain_start, cell, mask):
        group[s] = count
        c0, c1 = spot_start[s], spot_start[s + 1]
        low_x, low_y, high_x, high_y = np.inf, np.inf, -np.inf, -np.inf
        for i in range(chain_start[c0], chain_start[c1]):
            low_x, high_x = min(low_x, xy[i, 0]), max(high_x, xy[i, 0])
            low_y, high_y = min(low_y, xy[i, 1]), max(high_y, xy[i, 1])
        point = chain_start[c1] - chain_start[c0] == 1
        near_x, near_y, far_x, far_y = low_x - second, low_y - second, high_x + second, high_y + second
        west, south = np.floor(near_x / cell), np.floor(near_y / cell)
        wide, high = np.floor(far_x / cell) - west + 1, np.floor(far_y / cell) - south + 1
        everywhere = wide * high > len(x)  # as many cells as places: look at all places once
        first_column, columns = int(west), int(min(wide, mask))
        for line in range(1 if everywhere else int(high)):
            row = int(south) + line
            bucket = (row * _SPREAD + first_column) & mask
            # The columns of a row lie in buckets beside each other; past the last bucket they go on at the first.
            over = max(bucket + columns - mask - 1, 0)
            for around in range(1 if everywhere or over == 0 else 2):
                begin, end = start[bucket], start[bucket + columns - over]
                if everywhere or around:
                    begin, end = 0, len(x) if everywhere else start[over]
                for k in range(begin, end):
                    outside = north[k] != row or east[k] < first_column or east[k] >= first_column + columns
                    if outside and not everywhere:
                        continue
                    px, py = place_x[k], place_y[k]
                    if point:
                        dx, dy = px - low_x, py - low_y
                        square = dx * dx + dy * dy
                        if square > beyond:
                            continue
                        d = np.sqrt(square)
                    elif px < near_x or px > far_x or py < near_y or py > far_y:
                        continue
                    else:
                        d = _distance(px, py, c0, c1, chain_start, polygon, xy)
                    counted = _share(d, exponential, first, second)
                    if counted > 0:
                        if count == room:
                            room *= 2
                            of_place, share = _wider(of_place, share)
                        of_place[count], share[count] = place[k], counted
                        count += 1
        size[s] = count - group[s]
    return _by_place(len(x), group, size, of_place[:count], share[:count])


@compiled
def _grid(
    x: FloatArray, y: FloatArray, cell: float
) -> tuple[IntArray, FloatArray, FloatArray, IntArray, IntArray, Int32Array]:
    """Return buckets of places: starts, then coordinates, cell column and row, and number of each, by bucket."""
    size = 1024
    while size < 2 * len(x):
        size *= 2
    start = np.zeros(size + 1, np.int64)
    bucket = np.empty(len(x), np.int64)
    for i in range(len(x)):
        bucket[i] = (np.int64(np.floor(y[i] / cell)) * _SPREAD + np.int64(np.floor(x[i] / cell))) & (size - 1)
        start[bucket[i] + 1] += 1
    for b in range(size):
        start[b + 1] += start[b]
    place_x, place_y = np.empty(len(x)), np.empty(len(x))
    east, north, place = np.empty(len(x), np.int64), np.empty(len(x), np.int64), np.empty(len(x), np.int32)
    at = start[:-1].copy()
    for i in range(len(x)):
        k = at[bucket[i]]
        at[bucket[i]] += 1
        place_x[k], place_y[k], place[k] = x[i], y[i], i
        east[k], north[k] = np.int64(np.floor(x[i] / cell)), np.int64(np.floor(y[i] / cell))
    return start, place_x, place_y, east, north, place


@compiled
def _share(d: float, exponential: bool, first: float, second: float) -> float:  # noqa: FBT001 - as above
    if exponential:
        return np.exp(-d / first) if d <= second else 0.0
    if d <= first:
        return 1.0
    return (second - d) / (second - first) if d < second else 0.0


@compiled
def _distance(
    px: float, py: float, c0: int, c1: int, chain_start: IntArray, polygon: IntArray, xy: FloatArray
) -> float:
    """Return the distance from a point to the chains c0 to c1; 0 inside a polygon, whose rings follow each other."""
    nearest = np.inf
    odd, current = False, np.int64(-1)
    for c in range(c0, c1):
        if polygon[c] != current:
            if odd:
                return 0.0
            current = polygon[c]
        begin, end = chain_start[c], chain_start[c + 1]
        if end - begin == 1:
            dx, dy = px - xy[begin, 0], py - xy[begin, 1]
            nearest = min(nearest, dx * dx + dy * dy)
        for i in range(begin, end - 1):
            ax, ay, bx, by = xy[i, 0], xy[i, 1], xy[i + 1, 0], xy[i + 1, 1]
            along, up = bx - ax, by - ay
            length = along * along + up * up
            t = ((px - ax) * along + (py - ay) * up) / length if length > 0 else 0.0
            t = min(max(t, 0.0), 1.0)
            dx, dy = px - (ax + t * along), py - (ay + t * up)
            nearest = min(nearest, dx * dx + dy * dy)
            if current >= 0 and (ay > py) != (by > py) and px < ax + (py - ay) / (by - ay) * along:
                odd = not odd
    return 0.0 if odd else np.sqrt(nearest)


@compiled
def _by_space(
    xy: FloatArray, spot_start: IntArray, chain_start: IntArray, cell: float, mask: int
) -> IntArray:
    """Return the spots in the order of the buckets that they look into: neighbours find the places at hand."""
    spots = len(spot_start) - 1
    start, bucket = np.zeros(mask + 2, np.int64), np.empty(spots, np.int64)
    for s in range(spots):
        i = chain_start[spot_start[s]]
        row, column = np.int64(np.floor(xy[i, 1] / cell)), np.int64(np.floor(xy[i, 0] / cell))
        bucket[s] = (row * _SPREAD + column) & mask
        start[bucket[s] + 1] += 1
    for b in range(mask + 1):
        start[b + 1] += start[b]
    order = np.empty(spots, np.int64)
    for s in range(spots):
        order[start[bucket[s]]] = s
        start[bucket[s]] += 1
    return order


@compiled
def _wider(of_place: Int32Array, share: FloatArray) -> tuple[Int32Array, FloatArray]:
    size = len(share)
    place, counted = np.empty(2 * size, np.int32), np.empty(2 * size, np.float64)
    for i in range(size):  # a slice assigned to a slice takes ten seconds to compile
        place[i], counted[i] = of_place[i], share[i]
    return place, counted


@compiled
def _by_place(
    places: int, group: IntArray, size: IntArray, of_place: Int32Array, share: FloatArray
) -> tuple[IntArray, Int32Array, FloatArray]:
    """Return the pairs by place, spots ascending; those of spot s are `size[s]` from `group[s]`."""
    start = np.zeros(places + 1, np.int64)
    for i in range(len(of_place)):
        start[of_place[i] + 1] += 1
    for p in range(places):
        start[p + 1] += start[p]
    at = start[:-1].copy()
    spot, counted = np.empty(len(share), np.int32), np.empty(len(share), np.float64)
    for s in range(len(group)):
        for i in range(group[s], group[s] + size[s]):
            k = at[of_place[i]]
            at[of_place[i]] += 1
            spot[k], counted[k] = s, share[i]
    return start, spot, counted


@compiled
def renumber(spot: Int32Array, number: IntArray) -> Int32Array:
    """Return spots numbered in the order in which they come; `number`, -1 everywhere, is filled in."""
    count = 0
    renumbered = np.empty(len(spot), np.int32)
    for i in range(len(spot)):
        if number[spot[i]] < 0:
            number[spot[i]] = count
            count += 1
        renumbered[i] = number[spot[i]]
    return renumbered

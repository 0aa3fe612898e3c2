"""Compiled loops of the layout: equal points made one, minutes put into slots."""

import numpy as np

from karta.coverage.grid import FloatArray, IntArray
from karta.model.compiled import compiled


@compiled
def same_points(bits: IntArray) -> tuple[IntArray, IntArray]:
    """Return the first index of each unique row of two integers, in order, and the number of each row's unique one."""
    size = 1024
    while size < 2 * len(bits):
        size *= 2
    table = np.full(size, -1, np.int64)
    first, number = np.empty(len(bits), np.int64), np.empty(len(bits), np.int64)
    count = 0
    for i in range(len(bits)):
        mixed = bits[i, 0] * np.int64(-7046029254386353131) + bits[i, 1] * np.int64(-4417276706812531889)
        mixed ^= mixed >> 29
        mixed *= np.int64(-4658895280553007687)
        at = (mixed ^ (mixed >> 32)) & (size - 1)
        while table[at] >= 0 and (
            bits[first[table[at]], 0] != bits[i, 0] or bits[first[table[at]], 1] != bits[i, 1]
        ):
            at = (at + 1) & (size - 1)
        if table[at] < 0:
            table[at] = count
            first[count] = i
            count += 1
        number[i] = table[at]
    return first[:count].copy(), number


@compiled
def fill_timetable(
    spot: IntArray,
    adults: FloatArray,
    begin: IntArray,
    end: IntArray,
    spots: int,
    slot_minutes: int,
    slots: int,
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Return start, first, offset and adults of the timetable of shifts; see `timetable`."""
    period = slot_minutes * slots
    start, room, member = _members(spot, adults, begin, end, spots, slot_minutes, slots)
    stretch_start = np.empty(spots + 1, np.int64)
    first, offset = np.empty(room + 1, np.int64), np.empty(room + 1, np.int64)
    values = np.empty(room, np.float64)
    scratch, touched = np.zeros(slots), np.zeros(slots, np.bool_)
    stretches, filled = 0, 0
    offset[0] = 0
    for s in range(spots):
        stretch_start[s] = stretches
        low, high = slots, -1
        for m in range(start[s], start[s + 1]):
            i = member[m]
            from_minute = begin[i] % period
            to_minute = from_minute + end[i] - begin[i]
            slot, opens = from_minute // slot_minutes - 1, from_minute // slot_minutes * slot_minutes
            while opens < to_minute:
                slot = slot + 1 if slot + 1 < slots else 0
                stays = min(to_minute, opens + slot_minutes) - max(from_minute, opens)
                opens += slot_minutes
                scratch[slot] += adults[i] * (stays / slot_minutes)
                touched[slot] = True
                low, high = min(low, slot), max(high, slot)
        inside = False
        for slot in range(low, high + 1):
            if touched[slot]:
                if not inside:
                    first[stretches] = slot
                    stretches += 1
                values[filled] = scratch[slot]
                filled += 1
                offset[stretches] = filled
                scratch[slot], touched[slot] = 0.0, False
                inside = True
            else:
                inside = False
    stretch_start[spots] = stretches
    return stretch_start, first[:stretches].copy(), offset[: stretches + 1].copy(), values[:filled].copy()


@compiled
def _members(
    spot: IntArray,
    adults: FloatArray,
    begin: IntArray,
    end: IntArray,
    spots: int,
    slot_minutes: int,
    slots: int,
) -> tuple[IntArray, int, IntArray]:
    """Return the shifts that count, by spot in their order (starts, members), and the most slots that they can fill."""
    start = np.zeros(spots + 1, np.int64)
    room = 0
    for i in range(len(spot)):
        if spot[i] >= 0 and end[i] > begin[i] and adults[i] != 0:
            start[spot[i] + 1] += 1
            room += min((end[i] - begin[i]) // slot_minutes + 2, slots)
    for s in range(spots):
        start[s + 1] += start[s]
    at, member = start[:-1].copy(), np.empty(start[spots], np.int64)
    for i in range(len(spot)):
        if spot[i] >= 0 and end[i] > begin[i] and adults[i] != 0:
            member[at[spot[i]]] = i
            at[spot[i]] += 1
    return start, room, member

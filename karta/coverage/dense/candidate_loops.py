"""Compiled loops of the what-if: all candidates in one pass, and greedy choosing with exact local repair."""

from typing import Any

import numpy as np

from karta.coverage.dense.arrays import Int32Array
from karta.coverage.dense.layout import Float
from karta.coverage.grid import IntArray
from karta.model.compiled import compiled


@compiled
def sweep(
    spot_start: IntArray, spot_place: Int32Array, spot_most: Float, lengths: IntArray,
    amount: Float, offered: Float, gain: Float,
) -> None:  # fmt: skip
    """Fill offered (spots x slots) and gain (spots x lengths x starts), both in adults per slot."""
    slots = amount.shape[1]
    zero = amount.dtype.type(0)
    longest = 0
    for length in lengths:
        longest = max(longest, length)
    around = np.zeros(slots + longest, amount.dtype)
    for s in range(len(spot_start) - 1):
        for h in range(slots):
            around[h] = zero
        for k in range(spot_start[s], spot_start[s + 1]):
            most, left = spot_most[k], amount[spot_place[k]]
            for h in range(slots):
                around[h] += left[h] if left[h] < most else most
        for h in range(slots):
            offered[s, h] = around[h]
        for h in range(longest):
            around[slots + h] = around[h % slots]
        for n in range(len(lengths)):
            out = gain[s, n]
            for h in range(slots):
                out[h] = around[h]
            for i in range(1, lengths[n]):
                for h in range(slots):
                    out[h] += around[h + i]


@compiled
def choose(
    spot_start: IntArray, spot_place: Int32Array, spot_most: Float,
    place_start: IntArray, place_spot: Int32Array, lengths: IntArray,
    amount: Float, offered: Float, gain: Float, crumb: float, count: int,
) -> tuple[IntArray, Float]:  # fmt: skip
    """Return the chosen (spot, length, start) and their gains; `amount`, `offered` and `gain` are used up.

    The best gain for its length is taken; ties go to the first spot, length and start. After each choice only what
    the shift touched is made again, by the same sums.
    """
    spots, slots = len(spot_start) - 1, amount.shape[1]
    best, best_n, best_h = np.zeros(spots, amount.dtype), np.zeros(spots, np.int64), np.zeros(spots, np.int64)
    for s in range(spots):
        best[s], best_n[s], best_h[s] = _best(gain[s], lengths)
    chosen, gained = np.zeros((count, 3), np.int64), np.zeros(count, amount.dtype)
    touched, listed = np.zeros(spots, np.bool_), np.zeros(spots, np.int64)
    for number in range(count):
        s = 0
        for other in range(1, spots):
            if best[other] > best[s]:
                s = other
        if spots == 0 or best[s] <= crumb:
            return chosen[:number], gained[:number]
        n, first = best_n[s], best_h[s]
        chosen[number, 0], chosen[number, 1], chosen[number, 2] = s, n, first
        gained[number] = gain[s, n, first]
        listed_count = 0
        for k in range(spot_start[s], spot_start[s + 1]):
            place, most = spot_place[k], spot_most[k]
            for i in range(lengths[n]):
                h = (first + i) % slots
                left = amount[place, h]
                amount[place, h] = left - (left if left < most else most)
            for j in range(place_start[place], place_start[place + 1]):
                if not touched[place_spot[j]]:
                    touched[place_spot[j]] = True
                    listed[listed_count] = place_spot[j]
                    listed_count += 1
        for j in range(listed_count):
            other = listed[j]
            touched[other] = False
            _mend(other, first, lengths[n], spot_start, spot_place, spot_most, lengths, amount, offered, gain)
            best[other], best_n[other], best_h[other] = _best(gain[other], lengths)
    return chosen, gained


@compiled
def _mend(
    s: int, first: int, changed: int, spot_start: IntArray, spot_place: Int32Array, spot_most: Float,
    lengths: IntArray, amount: Float, offered: Float, gain: Float,
) -> None:  # fmt: skip
    """Make offered and gain of a spot again for the slots that changed and the starts that reach them."""
    slots = amount.shape[1]
    for i in range(min(changed, slots)):
        h = (first + i) % slots
        total = amount.dtype.type(0)
        for k in range(spot_start[s], spot_start[s + 1]):
            left = amount[spot_place[k], h]
            total += left if left < spot_most[k] else spot_most[k]
        offered[s, h] = total
    for n in range(len(lengths)):
        for step in range(min(changed + lengths[n] - 1, slots)):
            h = (first - lengths[n] + 1 + step) % slots
            total = offered[s, h]
            for i in range(1, lengths[n]):
                total += offered[s, (h + i) % slots]
            gain[s, n, h] = total


@compiled
def _best(gain: Float, lengths: IntArray) -> tuple[Any, int, int]:
    """Return the best gain for its length, and where it is; the first of equals."""
    most, at_n, at_h = gain.dtype.type(0), 0, 0
    for n in range(len(lengths)):
        row, top = gain[n], gain.dtype.type(0)
        for h in range(len(row)):
            top = row[h] if row[h] > top else top
        value = gain.dtype.type(top / lengths[n])
        if value > most:
            most, at_n = value, n
            for h in range(len(row)):
                if gain.dtype.type(row[h] / lengths[n]) == value:  # neighbours may become equals
                    at_h = h
                    break
    return most, at_n, at_h

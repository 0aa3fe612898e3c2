"""The fused pass, compiled; what it does is said in `kernel`, and done there once more in numpy."""

from typing import Any

import numpy as np

from karta.coverage.compiled import compiled
from karta.coverage.dense.layout import Bits, Float
from karta.coverage.dense.near import Int32Array
from karta.coverage.grid import FloatArray, IntArray


@compiled
def fused(
    area_start: IntArray, order: IntArray, near_start: IntArray,
    near_spot: Int32Array, near_share: Float, table_start: IntArray,
    table_first: IntArray, table_offset: IntArray, table_adults: Float,
    need: Float, profile: IntArray, weight: Float, untold_start: IntArray,
    untold_first: IntArray, untold_stop: IntArray, crumb: Any, block: int,
    gap: Float, covered: Float, unknown: Float, gap_bits: Bits, row_max_bits: Bits, area_sum: FloatArray,
) -> None:  # fmt: skip
    """Fill gap, covered, unknown, row maxima (as their bits) and area_sum."""
    slots = need.shape[1]
    zero = weight.dtype.type(0)
    there, part = np.zeros(slots, weight.dtype), np.zeros(slots, weight.dtype)
    for area in range(len(area_start) - 1):
        total = area_sum[area]
        total[:] = 0
        part[:] = zero
        held = 0
        for row in range(area_start[area], area_start[area + 1]):
            place, factor, asked = order[row], weight[row], need[profile[row]]
            out = gap[place]
            begin, end = near_start[row], near_start[row + 1]
            for pair in range(begin, end):
                if pair == begin:
                    there[:] = zero
                spot, share = near_spot[pair], near_share[pair]
                for k in range(table_start[spot], table_start[spot + 1]):
                    first, offset = table_first[k], table_offset[k]
                    for i in range(table_offset[k + 1] - offset):
                        there[first + i] += share * table_adults[offset + i]
            if begin == end:
                for h in range(slots):
                    out[h] = (asked[h] if asked[h] > crumb else zero) * factor
            else:
                for h in range(slots):
                    short = asked[h] - there[h]
                    out[h] = (short if short > crumb else zero) * factor
            if len(covered):
                sure, open_ = covered[place], unknown[place]
                for h in range(slots):
                    sure[h] = asked[h] * factor - out[h]
                    open_[h] = zero
            if len(untold_start):
                for k in range(untold_start[row], untold_start[row + 1]):
                    for h in range(untold_first[k], untold_stop[k]):
                        if len(unknown):
                            unknown[place, h] = out[h]
                        out[h] = zero
            bits = gap_bits[place]
            top = bits[0]
            for h in range(slots):
                part[h] += out[h]
            for h in range(slots):
                top = max(top, bits[h])
            row_max_bits[place] = top
            held += 1
            if held == block:
                for h in range(slots):
                    total[h] += part[h]
                    part[h] = zero
                held = 0
        for h in range(slots):
            total[h] += part[h]

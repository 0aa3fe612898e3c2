"""The fused pass, compiled; `kernel` describes it."""

import numpy as np

from karta.coverage.dense.flat import FlatLayout, FlatWeek
from karta.model.compiled import compiled


@compiled
def fused(flat: FlatLayout, week: FlatWeek) -> None:
    """Fill gap, covered, unknown, row maxima (as their bits) and area_sum."""
    # Taken out of the tuples once: in the loops the compiler would count references to each array again and again.
    area_start, order, weight, need, profile = (
        flat.area_start,
        flat.order,
        flat.weight,
        flat.need,
        flat.profile,
    )
    near_start, near_spot, near_share = flat.near_start, flat.near_spot, flat.near_share
    table_start, table_first, table_offset = flat.table_start, flat.table_first, flat.table_offset
    table_adults, crumb, block = flat.table_adults, flat.crumb, flat.block
    missing_start, missing_first, missing_stop = flat.missing_start, flat.missing_first, flat.missing_stop
    gap, covered, unknown, area_sum = week.gap, week.covered, week.unknown, week.area_sum
    gap_bits, row_max_bits = week.gap_bits, week.row_max_bits
    slots = need.shape[1]
    zero = weight.dtype.type(0)
    there, part = np.zeros(slots, weight.dtype), np.zeros(slots, weight.dtype)
    for area in range(len(area_start) - 1):
        total = area_sum[area]
        total[:] = 0
        part[:] = zero
        in_block = 0
        for row in range(area_start[area], area_start[area + 1]):
            place, factor, needed = order[row], weight[row], need[profile[row]]
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
                    out[h] = (needed[h] if needed[h] > crumb else zero) * factor
            else:
                for h in range(slots):
                    short = needed[h] - there[h]
                    out[h] = (short if short > crumb else zero) * factor
            if len(covered):
                sure, open_ = covered[place], unknown[place]
                for h in range(slots):
                    sure[h] = needed[h] * factor - out[h]
                    open_[h] = zero
            if len(missing_start):
                for k in range(missing_start[row], missing_start[row + 1]):
                    for h in range(missing_first[k], missing_stop[k]):
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
            in_block += 1
            if in_block == block:
                for h in range(slots):
                    total[h] += part[h]
                    part[h] = zero
                in_block = 0
        for h in range(slots):
            total[h] += part[h]

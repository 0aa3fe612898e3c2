"""The fused pass: gap, covered, unknown, the largest gap of each place and the sums of each area, read once.

Sums are made place by place in the order of the rows, in blocks of BLOCK places of the sums' own type which are then
added up in double precision: the same whoever makes them, compiled or plain, all at once or one area again.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from karta.coverage.compiled import available
from karta.coverage.dense.layout import Bits, Float, Layout
from karta.coverage.dense.near import Int32Array
from karta.coverage.grid import FloatArray, IntArray

BLOCK = 64
# What sums of shares leave behind; adults are whole and shares of metres, so nothing real is this small.
CRUMBS = {np.dtype(np.float64): 1e-9, np.dtype(np.float32): 1e-6}
# A gap is never negative, and such numbers are ordered as their bits are, read as integers: the largest of integers is
# found in vectors, that of floats one by one.
BITS = {np.dtype(np.float64): np.int64, np.dtype(np.float32): np.int32}


@dataclass(frozen=True)
class Week:
    """What the pass finds, places x slots in the order of the caller's places, in weighed adults.

    `covered` and `unknown` are empty unless they were asked for; need x weight = covered + gap + unknown. `row_max` is
    the largest gap of each place; `area_sum` (areas x slots, float64) the sums of gaps in the order of `rows.areas`.
    """

    gap: Float
    covered: Float
    unknown: Float
    row_max: Float
    area_sum: FloatArray


def empty_week(layout: Layout, *, parts: bool = False) -> Week:
    """Return room for a week, to be used again and again; `parts` makes room for covered and unknown."""
    places, slots = layout.shape
    dtype = layout.weight.dtype
    split = (places, slots) if parts else (0, slots)
    return Week(
        gap=np.zeros((places, slots), dtype),
        covered=np.zeros(split, dtype),
        unknown=np.zeros(split, dtype),
        row_max=np.zeros(places, dtype),
        area_sum=np.zeros((len(layout.rows.area_start) - 1, slots)),
    )


def weigh(
    layout: Layout,
    into: Week | None = None,
    *,
    parts: bool = False,
    area: int | None = None,
    by_row: bool = False,
) -> Week:
    """Return the week of a layout, in `into` where room is given; covered and unknown with `parts`.

    With `area` only the places of that area (a number in `rows.areas`) are weighed again, in `into`. With `by_row`
    the places stand in the order of the layout's rows instead of the caller's: a nation is written three times as
    fast from top to bottom.
    Where the layout says that nobody can tell, what is short is unknown and no gap, with or without `parts`.
    """
    into = into if into is not None else empty_week(layout, parts=parts)
    untold = layout.untold
    nothing = np.zeros(0, np.int64)
    stretches = (untold.start, untold.first, untold.stop) if untold else (nothing, nothing, nothing)
    if available():
        from karta.coverage.dense.fused import fused as run
    else:
        run = _plain
    near, table, dtype = layout.near, layout.timetable, layout.weight.dtype
    here = slice(None) if area is None else slice(area, area + 1)
    edges = layout.rows.area_start if area is None else layout.rows.area_start[area : area + 2]
    order = np.arange(layout.shape[0]) if by_row else layout.rows.order
    run(
        edges, order, near.start, near.spot, near.share,
        table.start, table.first, table.offset, table.adults,
        layout.need, layout.profile, layout.weight, *stretches, dtype.type(CRUMBS[dtype]), BLOCK,
        into.gap, into.covered, into.unknown, into.gap.view(BITS[dtype]), into.row_max.view(BITS[dtype]),
        into.area_sum[here],
    )  # fmt: skip
    return into


def _plain(
    area_start: IntArray, order: IntArray, near_start: IntArray,
    near_spot: Int32Array, near_share: Float, table_start: IntArray,
    table_first: IntArray, table_offset: IntArray, table_adults: Float,
    need: Float, profile: IntArray, weight: Float, untold_start: IntArray,
    untold_first: IntArray, untold_stop: IntArray, crumb: Any, block: int,
    gap: Float, covered: Float, unknown: Float, gap_bits: Bits, row_max_bits: Bits, area_sum: FloatArray,
) -> None:  # fmt: skip
    """Do what the compiled pass does, a place at a time."""
    slots = need.shape[1]
    for area in range(len(area_start) - 1):
        area_sum[area] = 0
        part = np.zeros(slots, gap.dtype)
        for held, row in enumerate(range(area_start[area], area_start[area + 1]), start=1):
            there = np.zeros(slots, gap.dtype)
            for pair in range(near_start[row], near_start[row + 1]):
                spot = near_spot[pair]
                for k in range(table_start[spot], table_start[spot + 1]):
                    here = slice(table_offset[k], table_offset[k + 1])
                    at = slice(table_first[k], table_first[k] + table_offset[k + 1] - table_offset[k])
                    there[at] += near_share[pair] * table_adults[here]
            asked, place = need[profile[row]], order[row]
            short = asked - there
            short = np.where(short > crumb, short, 0).astype(gap.dtype) * weight[row]
            gap[place] = short
            if len(covered):
                covered[place], unknown[place] = asked * weight[row] - short, 0
            if len(untold_start):
                for k in range(untold_start[row], untold_start[row + 1]):
                    at = slice(untold_first[k], untold_stop[k])
                    gap[place, at] = 0
                    if len(unknown):
                        unknown[place, at] = short[at]
            row_max_bits[place] = gap_bits[place].max()
            part += gap[place]
            if held % block == 0:
                area_sum[area] += part
                part[:] = 0
        area_sum[area] += part

"""The fused pass: gap, covered, unknown, the largest gap of each place and the sums of each area, read once.

Sums are made place by place in the order of the rows, in blocks of BLOCK places of the sums' own type which are then
added up in double precision: the same whoever makes them, compiled or plain, all at once or one area again.
"""

from dataclasses import dataclass

import numpy as np

from karta.coverage.dense.flat import FlatLayout, FlatWeek
from karta.coverage.dense.layout import Float, Layout
from karta.coverage.grid import FloatArray

BLOCK = 64
# What sums of shares leave behind; adults are whole and shares of metres, so nothing real is this small.
CRUMBS = {np.dtype(np.float64): 1e-9, np.dtype(np.float32): 1e-6}
# A gap is never negative, and such numbers are ordered as their bits are, read as integers: the largest of integers is
# found in vectors, that of floats one by one.
BITS = {np.dtype(np.float64): np.int64, np.dtype(np.float32): np.int32}


@dataclass(frozen=True)
class Week:
    """The results of the pass, places x slots in the order of the caller's places, in weighed adults.

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
    from karta.coverage.dense.kernel_loops import fused

    fused(_flat_layout(layout, area, by_row=by_row), _flat_week(into, area))
    return into


def _flat_layout(layout: Layout, area: int | None, *, by_row: bool) -> FlatLayout:
    """Return what the pass reads: the layout, of all areas or of one."""
    near, table, missing, dtype = layout.near, layout.timetable, layout.roster_missing, layout.weight.dtype
    nothing = np.zeros(0, np.int64)
    return FlatLayout(
        area_start=layout.rows.area_start if area is None else layout.rows.area_start[area : area + 2],
        order=np.arange(layout.shape[0]) if by_row else layout.rows.order,
        near_start=near.start,
        near_spot=near.spot,
        near_share=near.share,
        table_start=table.start,
        table_first=table.first,
        table_offset=table.offset,
        table_adults=table.adults,
        need=layout.need,
        profile=layout.profile,
        weight=layout.weight,
        missing_start=missing.start if missing else nothing,
        missing_first=missing.first if missing else nothing,
        missing_stop=missing.stop if missing else nothing,
        crumb=dtype.type(CRUMBS[dtype]),
        block=BLOCK,
    )


def _flat_week(week: Week, area: int | None) -> FlatWeek:
    """Return what the pass writes: the week's own arrays, with the sums of all areas or of one."""
    bits = BITS[week.gap.dtype]
    return FlatWeek(
        gap=week.gap,
        covered=week.covered,
        unknown=week.unknown,
        gap_bits=week.gap.view(bits),
        row_max_bits=week.row_max.view(bits),
        area_sum=week.area_sum if area is None else week.area_sum[area : area + 1],
    )

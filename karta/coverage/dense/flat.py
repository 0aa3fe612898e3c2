"""A layout and a week as the fused pass takes them: plain arrays in tuples with names, which the compiler takes whole.

Compiled code knows no dataclass. What the pass reads is named once here, and what it writes.
"""

from typing import Any, NamedTuple

from karta.coverage.dense.arrays import Int32Array
from karta.coverage.dense.layout import Bits, Float
from karta.coverage.grid import FloatArray, IntArray


class FlatLayout(NamedTuple):
    """What the pass reads: arrays of `layout.Layout`, `near.Near`, `timetable.Timetable`, `layout.MissingRosters`.

    Areas are the rows between neighbours in `area_start`; row r is written where `order[r]` says. Less than `crumb` is
    no gap; `block` rows are added up before their sum goes to the area's.
    """

    area_start: IntArray
    order: IntArray
    near_start: IntArray
    near_spot: Int32Array
    near_share: Float
    table_start: IntArray
    table_first: IntArray
    table_offset: IntArray
    table_adults: Float
    need: Float
    profile: IntArray
    weight: Float
    missing_start: IntArray
    missing_first: IntArray
    missing_stop: IntArray
    crumb: Any
    block: int


class FlatWeek(NamedTuple):
    """What the pass writes, as in `kernel.Week`: `gap_bits` is `gap` and `row_max_bits` the row maxima, as integers."""

    gap: Float
    covered: Float
    unknown: Float
    gap_bits: Bits
    row_max_bits: Bits
    area_sum: FloatArray

"""A year of dated weeks for the municipalities of one bundle: weekly sums and the largest gaps, never the whole cube.

Which spots reach which places is computed once; each week then only says which roster lines are in force and which need
counts. Weeks are 168 hours of wall time: the two nights on which clocks change count as any other.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.dense.kernel import Week, empty_week, weigh
from karta.coverage.dense.layout import (
    WEEK_MINUTES,
    Float,
    Layout,
    Places,
    Shifts,
    lay,
    missing_stretches,
)
from karta.coverage.dense.near import Reach, by_touch
from karta.coverage.dense.spots import NOWHERE
from karta.coverage.dense.timetable import timetable
from karta.coverage.grid import BoolArray, FloatArray, IntArray

DAY_MINUTES = 24 * 60
# The largest gaps that are kept of a municipality and week.
TOP = 10
# No line ends, no line begins: further off than any week that is computed.
ALWAYS = 10**9
SUM_COLUMNS = ["municipality", "area", "monday", "need_ah", "covered_ah", "gap_ah", "unknown_ah"]
TOP_COLUMNS = ["municipality", "monday", "place", "hour", "gap"]


@dataclass(frozen=True)
class Lines:
    """Roster lines that repeat every week: `shifts` in minutes from Monday, in force for starts from day `valid_from`
    to `valid_to` (both included), but not on `exdate` of line `exline`. Days are counted from 1970-01-01.
    """

    shifts: Shifts
    valid_from: IntArray
    valid_to: IntArray
    exline: IntArray
    exdate: IntArray


@dataclass(frozen=True)
class Weeks:
    """`monday`: the first day of each week, counted from 1970-01-01; `calendar`: the need that counts in it."""

    monday: IntArray
    calendar: IntArray


@dataclass(frozen=True)
class Missing:
    """Rosters that have not come in, of `place` (a number) from day `first` to `last`."""

    place: IntArray
    first: IntArray
    last: IntArray


@dataclass(frozen=True)
class Bundle:
    """The places of some municipalities, the lines that may reach them, and which rosters are missing.

    `name` and `municipality` are those of each place; `places.weight` is not used: sums and gaps are in adults.
    """

    name: npt.NDArray[Any]
    municipality: npt.NDArray[Any]
    places: Places
    lines: Lines
    missing: Missing


@dataclass(frozen=True)
class Year:
    """`sums`: SUM_COLUMNS, a row an area and week, in adult-hours; `top`: TOP_COLUMNS, gap in adults."""

    sums: pd.DataFrame
    top: pd.DataFrame


def year(bundle: Bundle, weeks: Weeks, need: FloatArray, reach: Reach) -> Year:
    """Return the year of a bundle. `need` is calendars x profiles x 168, in adults."""
    code, keys = _areas(bundle)
    places = replace(bundle.places, area=code, weight=np.ones(len(code)))
    piece = _pieces(bundle.lines.shifts)
    layout = lay(places, bundle.lines.shifts, need[0], reach, dtype=np.float32)
    close, touched = by_touch(layout.near, layout.spots.count)
    of_piece = np.append(touched, NOWHERE)[layout.spots.of_shift[piece.line]]
    spots = int(touched.max(initial=NOWHERE)) + 1
    needed = need.astype(np.float32)
    need_sum = _need_sums(code, len(keys), bundle.places.profile, need)
    room = empty_week(layout, parts=len(bundle.missing.place) > 0)
    groups = _groups(bundle)
    sums, tops = [], []
    for number, monday in enumerate(weeks.monday.tolist()):
        adults = bundle.lines.shifts.adults[piece.line] * _in_force(bundle.lines, piece, monday)
        table = timetable(of_piece, spots, adults, piece.start, piece.end, 60, need.shape[2], np.float32)
        calendar = int(weeks.calendar[number])
        this = replace(layout, near=close, need=needed[calendar], timetable=table)
        if len(bundle.missing.place):
            this = replace(this, roster_missing=missing_stretches(_roster_missing(bundle, layout, monday)))
        week = weigh(this, room)
        sums.append(_sums(week, code, need_sum[calendar]))
        tops.append(top_of_groups(week, groups))
    return Year(_sum_frame(keys, weeks, sums), _top_frame(bundle, groups, weeks, tops))


@dataclass(frozen=True)
class _Pieces:
    """Lines cut at the end of the week: hours past Sunday belong to the week `later` weeks after the start's."""

    line: IntArray
    start: IntArray
    end: IntArray
    later: IntArray


def _pieces(shifts: Shifts) -> _Pieces:
    touched = np.maximum(-(-shifts.end // WEEK_MINUTES) - shifts.start // WEEK_MINUTES, 0)
    line = np.repeat(np.arange(len(touched)), touched)
    later = np.arange(len(line)) - np.repeat(np.cumsum(touched) - touched, touched)
    later += shifts.start[line] // WEEK_MINUTES
    begins = later * WEEK_MINUTES
    return _Pieces(
        line,
        np.maximum(shifts.start[line] - begins, 0),
        np.minimum(shifts.end[line] - begins, WEEK_MINUTES),
        later,
    )


def _in_force(lines: Lines, piece: _Pieces, monday: int) -> BoolArray:
    """Tell which pieces count in the week of a Monday: the line is in force on the date of its start."""
    date = monday - 7 * piece.later + lines.shifts.start[piece.line] // DAY_MINUTES
    counts = (date >= lines.valid_from[piece.line]) & (date <= lines.valid_to[piece.line])
    for line, off in zip(lines.exline.tolist(), lines.exdate.tolist(), strict=True):
        if monday - 7 * 2 < off < monday + 7:
            counts[(piece.line == line) & (date == off)] = False
    return np.asarray(counts)


def _roster_missing(bundle: Bundle, layout: Layout, monday: int) -> BoolArray:
    """Return where (rows x slots of a week) a roster is missing."""
    marked = np.zeros(layout.shape, dtype=bool)
    missing = bundle.missing
    for day in range(7):
        late = missing.place[(missing.first <= monday + day) & (missing.last >= monday + day)]
        marked[late, day * 24 : (day + 1) * 24] = True
    return marked[layout.rows.order]


def _areas(bundle: Bundle) -> tuple[IntArray, pd.DataFrame]:
    """Return the number of each place's area within its municipality, and the areas by number."""
    keys = pd.DataFrame({"municipality": bundle.municipality, "area": bundle.places.area})
    code = keys.groupby(["municipality", "area"], sort=True, dropna=False).ngroup().to_numpy()
    return code, keys.assign(code=code).drop_duplicates("code").sort_values("code").drop(columns="code")


def _need_sums(code: IntArray, areas: int, profile: IntArray, need: FloatArray) -> FloatArray:
    """Return the adult-hours asked for in a week: calendars x areas."""
    whole = need.sum(axis=2)
    return np.stack([np.bincount(code, weights=of_profile[profile], minlength=areas) for of_profile in whole])


def _sums(week: Week, code: IntArray, needed: FloatArray) -> FloatArray:
    """Return need, covered, gap and unknown of each area."""
    gap = week.area_sum.sum(axis=1)
    unknown = np.zeros_like(gap)
    if len(week.unknown):
        by_place = week.unknown.sum(axis=1, dtype=np.float64)
        unknown = np.bincount(code, weights=by_place, minlength=len(gap))
    return np.stack((needed, needed - gap - unknown, gap, unknown), axis=1)


def _groups(bundle: Bundle) -> tuple[IntArray, IntArray, npt.NDArray[Any]]:
    """Return starts and places of each municipality, places by name, and the municipalities."""
    code, names = pd.factorize(bundle.municipality, sort=True)
    order = np.lexsort((pd.factorize(bundle.name, sort=True)[0], code))
    return np.searchsorted(code[order], np.arange(len(names) + 1)).astype(np.int64), order, np.asarray(names)


def top_of_groups(
    week: Week, groups: tuple[IntArray, IntArray, npt.NDArray[Any]]
) -> tuple[IntArray, IntArray, Float]:
    """Return place, slot and gap of the TOP largest gaps of each group, ties by place, then slot; -1 where no more."""
    from karta.coverage.dense.top_loops import fill_tops

    start, place, names = groups
    place_slot = np.full((len(names), TOP), -1, np.int64), np.full((len(names), TOP), -1, np.int64)
    gap = np.zeros((len(names), TOP), week.gap.dtype)
    fill_tops(start, place, week.gap, week.row_max, *place_slot, gap)
    return *place_slot, gap


def _sum_frame(keys: pd.DataFrame, weeks: Weeks, sums: list[FloatArray]) -> pd.DataFrame:
    measures = pd.DataFrame(np.concatenate(sums), columns=SUM_COLUMNS[3:])
    area = pd.concat([keys] * len(sums), ignore_index=True)
    monday = np.repeat(weeks.monday.astype("datetime64[D]").astype("datetime64[s]"), len(keys))
    return pd.concat([area, measures], axis=1).assign(monday=monday)[SUM_COLUMNS]


def _top_frame(
    bundle: Bundle,
    groups: tuple[IntArray, IntArray, npt.NDArray[Any]],
    weeks: Weeks,
    tops: list[tuple[IntArray, IntArray, Float]],
) -> pd.DataFrame:
    place, slot, gap = (np.concatenate([week_top[i] for week_top in tops]).ravel() for i in range(3))
    filled = place >= 0
    each = len(groups[2]) * TOP
    monday = np.repeat(weeks.monday.astype("datetime64[D]").astype("datetime64[s]"), each)
    return pd.DataFrame({
        "municipality": np.tile(np.repeat(groups[2], TOP), len(tops))[filled], "monday": monday[filled],
        "place": bundle.name[place[filled]], "hour": slot[filled], "gap": gap[filled],
    })[TOP_COLUMNS]  # fmt: skip

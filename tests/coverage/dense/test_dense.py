"""The dense engine: compiled = plain = a slow walk = the exact engine, whatever the slot and the precision."""

from dataclasses import fields
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from karta.coverage.dense.kernel import Week, empty_week, weigh
from karta.coverage.dense.layout import Layout, Places, Shifts, lay, missing_stretches
from karta.coverage.dense.near import Reach, from_pairs
from karta.coverage.dense.rows import place_rows
from karta.coverage.dense.spots import Spots, spots
from karta.coverage.dense.timetable import coarser, timetable
from karta.coverage.dense.top import id_rank, largest
from karta.coverage.gaps import Coverage, cover
from karta.sources.tables import read_tables
from tests.coverage.dense.towns import town, without_compiler
from tests.oracle.folders import write_folder

REACHES = (Reach("linear", 100, 200), Reach("linear", 150, 150), Reach("exp", 150, 400))


def arrays(thing: Any) -> dict[str, np.ndarray]:
    """Return the arrays of a dataclass by name."""
    found = {field.name: getattr(thing, field.name) for field in fields(thing)}
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


def same(one: Any, other: Any) -> bool:
    """Tell whether two of a kind hold the same bits."""
    return all(np.array_equal(value, arrays(other)[name]) for name, value in arrays(one).items())


@pytest.mark.parametrize(("seed", "reach", "dtype"), list(product(range(3), REACHES, ("f8", "f4"))))
def test_compiled_and_plain_are_equal_to_the_bit(seed: int, reach: Reach, dtype: str) -> None:
    """Each step, and the week with its unknown, is the same with the compiler and without it."""
    places, shifts, need = town(seed)
    roster_missing = np.random.default_rng(seed).random((len(places.x), 168)) < 0.1
    laid = lay(places, shifts, need, reach, 60, dtype, roster_missing)
    week = weigh(laid, parts=True)
    with without_compiler():
        plainly = lay(places, shifts, need, reach, 60, dtype, roster_missing)
        assert same(laid.spots, plainly.spots)
        assert same(laid.timetable, plainly.timetable)
        assert np.array_equal(laid.near.spot, plainly.near.spot)
        assert np.allclose(laid.near.share, plainly.near.share, rtol=1e-6 if dtype == "f4" else 1e-14)
        assert same(weigh(laid, parts=True), week)


def slow_week(places: Places, shifts: Shifts, need: np.ndarray, reach: Reach) -> np.ndarray:
    """Return the gap as GEOS measures it and a walk over minutes counts it."""
    gap = np.zeros((len(places.x), 168))
    presence = np.zeros_like(gap)
    for shape, adults, start, end in zip(
        shifts.geometry, shifts.adults, shifts.start, shifts.end, strict=True
    ):
        if shape is None or shape.is_empty:
            continue
        hours = np.zeros(168)
        for minute in range(start, end, 15):
            hours[minute // 60 % 168] += 0.25
        for place in range(len(places.x)):
            metres = shapely.distance(shape, shapely.Point(places.x[place], places.y[place]))
            presence[place] += adults * float(reach.share(metres)) * hours
    for place in range(len(places.x)):
        gap[place] = np.maximum(0, need[places.profile[place]] - presence[place]) * places.weight[place]
    return gap


@pytest.mark.parametrize(("seed", "reach"), list(product((10, 11), REACHES)))
def test_a_week_is_what_a_slow_walk_finds(seed: int, reach: Reach) -> None:
    """Gaps, row maxima and area sums are those of GEOS distances and a walk over minutes; float32 to a thousandth."""
    places, shifts, need = town(seed)
    wanted = slow_week(places, shifts, need, reach)
    for dtype, close in (("f8", 1e-9), ("f4", 1e-3)):
        laid = lay(places, shifts, need, reach, dtype=dtype)
        week = weigh(laid)
        assert week.gap.dtype == np.dtype(dtype)
        assert np.abs(week.gap - wanted).max() < close
        assert np.abs(week.row_max - wanted.max(axis=1)).max() < close
        for number, area in enumerate(laid.rows.areas):
            assert np.abs(week.area_sum[number] - wanted[places.area == area].sum(axis=0)).max() < close


def as_dense(coverage: Coverage, dtype: str) -> Layout:
    """Return the layout of what the exact engine computed: each piece a spot, each place its own need."""
    on, pieces = coverage.grid, coverage.presence.pieces
    pieces = pieces[pieces["certain"].astype(bool) & (pieces["effective"].astype(float) > 0)]
    spans = [on.span(first, last) for first, last in zip(pieces["start"], pieces["end"], strict=True)]
    row = pieces["place_id"].map(on.place_index()).to_numpy(dtype=np.int64)
    share = pieces["share"].to_numpy(dtype=float)
    rows = place_rows(np.arange(float(on.shape[0])), np.zeros(on.shape[0]), np.zeros(on.shape[0]))
    number = np.arange(len(pieces))
    table = timetable(
        number, len(pieces), pieces["effective"].to_numpy(dtype=float) / share,
        np.array([span.start for span in spans], dtype=np.int64) * on.slots.minutes,
        np.array([span.stop for span in spans], dtype=np.int64) * on.slots.minutes,
        on.slots.minutes, on.shape[1], dtype,
    )  # fmt: skip
    roster_missing = coverage.no_roster | coverage.presence.unknown | coverage.need.leaders_unknown
    nowhere = Spots(number, number, number, number, np.zeros((0, 2)))
    return Layout(
        rows, nowhere, from_pairs(row, number, share, on.shape[0], dtype), table,
        np.ascontiguousarray(coverage.need.stay, dtype=dtype), np.arange(on.shape[0]),
        np.ones(on.shape[0], dtype), on.slots.minutes, missing_stretches(roster_missing),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_dense_is_the_exact_engine_on_random_folders(tmp_path: Path, seed: int) -> None:
    """Covered, gap and unknown of every place and slot are the exact engine's; N = C + G + U in each."""
    write_folder(seed, tmp_path)
    exact = cover(read_tables(tmp_path), "planned")
    for dtype, close in (("f8", 1e-9), ("f4", 1e-3)):
        week = weigh(as_dense(exact, dtype), parts=True)
        for name in ("gap", "covered", "unknown"):
            assert np.abs(getattr(week, name) - getattr(exact, name)).max(initial=0) < close
        assert np.allclose(week.covered + week.gap + week.unknown, exact.need.stay, atol=close)


def test_slots_of_15_and_60_minutes_give_the_same_hours() -> None:
    """On times aligned to the hour, gaps times hours are the same; so is a timetable made coarser."""
    places, shifts, need = town(20)
    whole = Shifts(shifts.geometry, shifts.adults, shifts.start // 60 * 60, shifts.end // 60 * 60)
    fine = lay(places, whole, np.repeat(need, 4, axis=1), REACHES[0], 15)
    coarse = lay(places, whole, need, REACHES[0], 60)
    quarters = weigh(fine).gap.reshape(len(places.x), 168, 4).sum(axis=2) * fine.hours
    assert np.abs(quarters - weigh(coarse).gap * coarse.hours).max() < 1e-9
    found = spots(shifts.geometry)
    times = (shifts.adults, shifts.start, shifts.end)
    unaligned = coarser(timetable(found.of_shift, found.count, *times, 15, 672), 4)
    hourly = timetable(found.of_shift, found.count, *times, 60, 168)
    assert np.array_equal(unaligned.first, hourly.first)
    assert np.allclose(unaligned.adults, hourly.adults, atol=1e-12)


def test_a_looped_route_reaches_what_it_passes() -> None:
    """Places 99 m beside a closed route that crosses itself are in full reach, also where a buffer loses them."""
    loop = shapely.LineString(
        [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0), (1000, 1000), (0, 1000), (1000, 0), (0, 0)]
    )
    beside = shapely.get_coordinates(loop)[:-1] + [[-99, 0], [99, 0], [99, 0], [-99, 0]] * 2
    ones = np.ones(len(beside))
    places = Places(beside[:, 0], beside[:, 1], np.zeros(len(beside), int), ones, ones)
    walk = Shifts(np.array([loop]), np.array([2.0]), np.array([0]), np.array([60]))
    assert not weigh(lay(places, walk, np.full((1, 168), 2.0), REACHES[0])).gap[:, 0].any()


def test_adding_presence_never_adds_a_gap() -> None:
    """With one more shift no gap grows; split in two at a slot's border, it changes nothing."""
    places, shifts, need = town(30)
    before = weigh(lay(places, shifts, need, REACHES[0])).gap

    def after(*more: tuple[int, int]) -> np.ndarray:
        added = Shifts(
            np.append(shifts.geometry, [shapely.Point(700, 700)] * len(more)),
            np.append(shifts.adults, [2.0] * len(more)),
            np.append(shifts.start, [start for start, _ in more]),
            np.append(shifts.end, [end for _, end in more]),
        )
        return weigh(lay(places, added, need, REACHES[0])).gap

    assert (after((600, 900)) <= before).all()
    assert (after((600, 900)) < before).any()
    assert np.allclose(after((600, 720), (720, 900)), after((600, 900)), atol=1e-12)


def test_surplus_never_offsets_and_nobody_leaves_all() -> None:
    """Without shifts the gap is the need; ten adults at one place leave the other's gap as it was."""
    ones = np.ones(2)
    places = Places(np.array([0.0, 1000.0]), np.zeros(2), np.zeros(2, int), ones, ones)
    none = Shifts(np.empty(0, object), np.empty(0), np.empty(0, int), np.empty(0, int))
    need = np.full((1, 168), 2.0)
    assert (weigh(lay(places, none, need, REACHES[0])).gap == 2).all()
    crowd = Shifts(np.array([shapely.Point(0, 0)]), np.array([10.0]), np.array([0]), np.array([10_080]))
    assert weigh(lay(places, crowd, need, REACHES[0])).area_sum[0, 0] == 2


def plain_top(week: Week, ids: np.ndarray, count: int) -> list[tuple[Any, int]]:
    """Return (place, slot) of the largest gaps by sorting all of them."""
    cells = [
        (-round(float(gap), 9), ids[place], slot)
        for place, row in enumerate(week.gap)
        for slot, gap in enumerate(row)
    ]
    return [(place, slot) for _, place, slot in sorted(cells)[:count]]


@pytest.mark.parametrize(("seed", "count"), [(40, 1), (41, 100), (42, 7), (43, 5000)])
def test_top_is_the_head_of_the_sorted_list(seed: int, count: int) -> None:
    """Ties are broken by place, then by hour, whether the ids are sorted or not, numbers or words."""
    places, shifts, need = town(seed)
    week = weigh(lay(places, shifts, need, REACHES[0]))
    numbers = np.random.default_rng(seed).permutation(len(places.x)) * 7
    for ids in (np.arange(len(places.x)), numbers, np.array([f"plats {one}" for one in numbers], object)):
        place, slot, gap = largest(week, id_rank(ids), count)
        assert list(zip(ids[place], slot, strict=True)) == plain_top(week, ids, count)
        assert np.array_equal(gap, week.gap[place, slot])


def test_room_is_used_again() -> None:
    """A second week in the room of the first leaves nothing of it."""
    places, shifts, need = town(50)
    room = empty_week(lay(places, shifts, need, REACHES[0]))
    weigh(lay(places, shifts, need + 1, REACHES[0]), room)
    again = weigh(lay(places, shifts, need, REACHES[0]), room)
    assert again is room
    assert same(again, weigh(lay(places, shifts, need, REACHES[0])))

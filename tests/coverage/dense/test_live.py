"""A week under planning is the same to the last bit as one laid out from the beginning."""

import numpy as np
import pytest
import shapely

from karta.coverage.dense.kernel import Week, weigh
from karta.coverage.dense.layout import lay
from karta.coverage.dense.live import Live
from karta.coverage.dense.near import Reach
from karta.coverage.dense.top import id_rank, largest
from tests.coverage.dense.towns import SIDE_M, shape, town, without_compiler

REACH = Reach("linear", 100, 400)


def edit(live: Live, rng: np.random.Generator, roster_missing: np.ndarray) -> None:
    """Make one random edit: a shift added, moved, resized, cancelled, sent elsewhere, or a roster told of."""
    kind, shift = rng.integers(0, 6), int(rng.integers(0, len(live.shifts().adults)))
    start = int(rng.integers(0, 672)) * 15
    end = start + int(rng.integers(0, 40)) * 15
    somewhere = shape(int(rng.integers(0, 10)), rng.random(2) * SIDE_M, rng)
    if kind == 0:
        live.add(somewhere, float(rng.choice([0.5, 1, 2, 3])), start, end)
    elif kind == 1:
        live.move(shift, start, end)
    elif kind == 2:
        live.staff(shift, float(rng.integers(0, 4)))
    elif kind == 3:
        live.send(shift, somewhere)
    elif kind == 4:
        live.staff(shift, 0)
    else:
        place = int(rng.integers(0, len(roster_missing)))
        roster_missing[place] = rng.random(168) < rng.choice([0, 0.3])
        live.mark(place, roster_missing[place])


def same(mine: Week, other: Week) -> bool:
    """Tell whether two weeks are equal to the last bit."""
    return all(
        np.array_equal(getattr(mine, name), getattr(other, name))
        for name in ("gap", "covered", "unknown", "row_max", "area_sum")
    )


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_thousand_edits(dtype: type) -> None:
    """After any of 1,000 random edits the week, area sums and top included, equals a full run to the last bit."""
    rng = np.random.default_rng(11)
    places, shifts, need = town(5)
    roster_missing = rng.random((60, 168)) < 0.1
    live = Live(places, shifts, need, REACH, dtype=dtype, roster_missing=roster_missing, parts=True)
    for number in range(1_000):
        edit(live, rng, roster_missing)
        if number % 50 == 49 or number < 50:
            full = weigh(
                lay(places, live.shifts(), need, REACH, dtype=dtype, roster_missing=roster_missing),
                parts=True,
            )
            assert same(live.week, full), f"after edit {number}"
            found = largest(full, id_rank(np.arange(60)))
            assert [one.tolist() for one in live.top()] == [one.tolist() for one in found]


def test_the_plain_way() -> None:
    """Without the compiler edits come to the same bits as a full run without it."""
    rng = np.random.default_rng(3)
    places, shifts, need = town(8, places=20, shifts=12)
    roster_missing = np.zeros((20, 168), dtype=bool)
    with without_compiler():
        live = Live(places, shifts, need, REACH, parts=True)
        for _ in range(25):
            edit(live, rng, roster_missing)
        full = weigh(lay(places, live.shifts(), need, REACH, roster_missing=roster_missing), parts=True)
    assert same(live.week, full)


def test_by_hand() -> None:
    """Two adults where two are asked for close the gap; cancelled, it opens; without a roster, it is unknown."""
    places, _, _ = town(1, places=1, shifts=0)
    places = type(places)(np.zeros(1), np.zeros(1), np.zeros(1, int), np.array(["a"]), np.ones(1))
    need = np.zeros((1, 168))
    need[0, 20] = 2
    nobody = type(town(1)[1])(np.empty(0, object), np.empty(0), np.empty(0, int), np.empty(0, int))
    live = Live(places, nobody, need, Reach("linear", 100, 200), parts=True)
    assert live.week.gap[0, 20] == 2
    shift = live.add(shapely.Point(150, 0), 2, 20 * 60, 21 * 60)
    assert live.week.gap[0, 20] == 1
    shift = live.send(shift, shapely.Point(80, 0))
    assert live.week.gap.sum() == 0
    assert live.week.covered[0, 20] == 2
    live.move(shift, 20 * 60 + 30, 21 * 60)
    assert live.week.gap[0, 20] == 1
    live.staff(shift, 0)
    missing = np.zeros(168, dtype=bool)
    missing[20] = True
    live.mark(0, missing)
    assert live.week.gap[0, 20] == 0
    assert live.week.unknown[0, 20] == 2
    live.mark(0, ~missing)
    assert live.week.gap[0, 20] == 2
    assert [one.tolist() for one in live.top(1)] == [[0], [20], [2]]

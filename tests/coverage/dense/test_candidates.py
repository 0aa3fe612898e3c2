"""Every possible shift weighed at once, and chosen among greedily: the same as one by one."""

import numpy as np
import pytest
import shapely

from karta.coverage.dense import candidates
from karta.coverage.dense.candidates import gains, picks, spread
from karta.coverage.dense.kernel import weigh
from karta.coverage.dense.layout import Layout, Places, Shifts, lay
from karta.coverage.dense.near import Reach, near
from karta.coverage.dense.spots import spots
from tests.coverage.dense.plain import choices
from tests.coverage.dense.towns import SIDE_M, town, without_compiler

REACH = Reach("linear", 100, 400)


def laid(seed: int, dtype: type = np.float64, lengths: tuple[int, ...] = (2, 3, 4)) -> tuple:
    """Return a random town, its layout, candidate spots and what they can give."""
    places, shifts, need = town(seed)
    layout = lay(places, shifts, need, REACH, dtype=dtype)
    at = np.random.default_rng(seed).random((30, 2)) * SIDE_M
    found = spots(shapely.points(at))
    of = spread(layout, near(layout.rows, found, REACH, dtype), found.count, lengths)
    return places, shifts, need, layout, at, of


def covered(places: Places, shifts: Shifts, need: np.ndarray) -> float:
    """Return the weighed adult-hours covered in a week."""
    return float(weigh(lay(places, shifts, need, REACH), parts=True).covered.sum())


def with_shift(shifts: Shifts, at: np.ndarray, start: int, length: int) -> Shifts:
    """Return the shifts and one more, a pair."""
    geometry = np.append(shifts.geometry, shapely.Point(at))
    return Shifts(
        geometry, np.append(shifts.adults, 2.0), np.append(shifts.start, start * 60),
        np.append(shifts.end, (start + length) * 60),
    )  # fmt: skip


def test_gain_is_what_the_shift_would_cover() -> None:
    """Gain = C(with) - C(without), by running the week once more for each of forty candidates."""
    places, shifts, need, layout, at, of = laid(2)
    gain = gains(of, weigh(layout).gap).adult_hours
    without = covered(places, shifts, need)
    rng = np.random.default_rng(1)
    for spot, n, start in zip(
        rng.integers(0, 30, 40), rng.integers(0, 3, 40), rng.integers(0, 168, 40), strict=True
    ):
        more = covered(places, with_shift(shifts, at[spot], int(start), int(of.lengths[n])), need)
        assert gain[spot, n, start] == pytest.approx(more - without, abs=1e-9)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("seed", range(4))
def test_greedy_with_local_repair_is_plain_greedy(seed: int, dtype: type) -> None:
    """The picks and their gains equal those of weighing everything again after each, to the last bit."""
    *_, layout, _, of = laid(seed, dtype)
    gap = weigh(layout).gap
    found, left = picks(of, gap, 100)
    plain_left = gap.copy()
    chosen, gained = choices(of, plain_left, 100)
    assert found[["spot", "start"]].to_numpy().tolist() == chosen[:, [0, 2]].tolist()
    assert (found["length"].to_numpy() == of.lengths[chosen[:, 1]]).all()
    assert (found["gain"].to_numpy() == gained).all()
    assert np.array_equal(left, plain_left)
    assert np.array_equal(gap, weigh(layout).gap)


def test_the_plain_way() -> None:
    """Without the compiler the gains, and the choices made of them, are the same."""
    *_, layout, _, of = laid(7)
    gap = weigh(layout).gap
    compiled, chosen = gains(of, gap).gain, picks(of, gap, 20)[0]
    with without_compiler():
        assert np.array_equal(compiled, gains(of, gap).gain)
        plain, _ = choices(of, gap.copy(), 20)
    assert chosen[["spot", "start"]].to_numpy().tolist() == plain[:, [0, 2]].tolist()


def single(need: np.ndarray) -> tuple[Layout, candidates.Spread]:
    """Return a town of one place with a candidate at it and one 150 m away, shifts of two or three hours."""
    nobody = Shifts(np.empty(0, object), np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64))
    one = Places(np.zeros(1), np.zeros(1), np.zeros(1, np.int64), np.array(["a"]), np.ones(1))
    reach = Reach("linear", 100, 200)
    layout = lay(one, nobody, need, reach)
    found = spots(shapely.points([[150.0, 0.0], [0.0, 0.0]]))
    return layout, spread(layout, near(layout.rows, found, reach), found.count, (2, 3))


def test_by_hand() -> None:
    """Need 2 on Sunday 22 to Monday 01: three hours there gain 6, at half reach 3; then nothing is left."""
    need = np.zeros((1, 168))
    need[0, [166, 167, 0]] = 2
    layout, of = single(need)
    gain = gains(of, weigh(layout).gap).adult_hours
    assert gain[1, 1, 166] == 6
    assert gain[0, 1, 166] == 3
    assert gain[1, 0, 166] == 4
    assert gain[1, 0, 167] == 4
    assert gain[1, 0, 165] == 2
    chosen, left = picks(of, weigh(layout).gap, 5)
    # Two full hours and three full hours gain as much an adult-hour; the shorter comes first.
    assert chosen[["spot", "start", "length", "gain"]].to_numpy().tolist() == [[1, 166, 2, 4], [1, 0, 2, 2]]
    assert left.sum() == 0


def test_what_nobody_can_tell_is_a_possible_gain() -> None:
    """An unknown hour gives no gain, only a possible one."""
    need = np.zeros((1, 168))
    need[0, 20:22] = 2
    _, of = single(need)
    roster_missing = np.zeros((1, 168), dtype=bool)
    roster_missing[0, 20:22] = True
    nobody = Shifts(np.empty(0, object), np.empty(0), np.empty(0, np.int64), np.empty(0, np.int64))
    one = Places(np.zeros(1), np.zeros(1), np.zeros(1, np.int64), np.array(["a"]), np.ones(1))
    week = weigh(lay(one, nobody, need, Reach("linear", 100, 200), roster_missing=roster_missing), parts=True)
    assert gains(of, week.gap).gain.max() == 0
    assert gains(of, week.unknown).adult_hours[1, 0, 20] == 4

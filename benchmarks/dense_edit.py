"""Planning as a conversation, on a city: one edit, all candidates at once, a hundred greedy picks. Prints JSON.

*One edit* is a shift added, moved, resized, cancelled or sent elsewhere, or a roster told of, with area sums and the
hundred largest gaps: 1,000 seeded ones after 50 to warm up, beside laying the city out and weighing it again.
*All candidates*: the gain of a pair for three hours at each of 5,000 spots and 168 starts, beside numpy spot by spot.
*Picks*: the same hundred as greedy choosing that weighs all candidates again after each.
"""

import json
import statistics
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely

from benchmarks.dense_week import REACH, timed
from benchmarks.sizes import HOURS, Made, made
from karta.batch.bench_week import Town, arrays
from karta.batch.foreign_tables import peak_mb
from karta.coverage.dense import candidates
from karta.coverage.dense.candidates import Gains, Spread, gains, picks, plain_picks, spread
from karta.coverage.dense.kernel import weigh
from karta.coverage.dense.layout import lay
from karta.coverage.dense.live import Live
from karta.coverage.dense.near import near
from karta.coverage.dense.spots import spots

WARM_UP, EDITS, FULL_RUNS = 50, 1_000, 10
SPOTS, LENGTH, PICKS = 5_000, 3, 100
ROUNDS = 15


def main() -> None:
    """Print the figures."""
    town = made("city")
    print(json.dumps({**edits(town), **choices(town), "peak_mb": round(peak_mb())}))


def edits(town: Made) -> dict[str, Any]:
    """Return how long an edit takes, beside a full run; stops the program where they differ by a bit."""
    rng = np.random.default_rng(5)
    places, shifts = arrays(Town(town.places, pd.DataFrame(town.shifts), town.need))
    roster_missing = rng.random((len(places.x), HOURS)) < 0.02
    live = Live(places, shifts, town.need, REACH, dtype=np.float32, roster_missing=roster_missing)
    xy = np.column_stack((places.x, places.y))
    took, full = [], []
    for number in range(WARM_UP + EDITS):
        act = drawn(live, rng, xy, roster_missing)
        seconds, _ = timed(lambda act=act: (act(), live.top()))
        if number >= WARM_UP:
            took.append(seconds)
        if number % (EDITS // FULL_RUNS) == 0:
            shifts = live.shifts()
            seconds, week = timed(
                lambda shifts=shifts: weigh(
                    lay(places, shifts, town.need, REACH, dtype=np.float32, roster_missing=roster_missing)
                )
            )
            full.append(seconds)
            if not all(
                np.array_equal(getattr(live.week, name), getattr(week, name))
                for name in ("gap", "row_max", "area_sum")
            ):
                sys.exit("an edit and a full run differ")
    p50, p95 = (1000 * float(np.percentile(took, q)) for q in (50, 95))
    return {
        "edit_ms": {"median": round(p50, 3), "p95": round(p95, 3), "n": len(took)},
        "full_run_ms": round(1000 * statistics.median(full), 2),
        "times_full_run": round(1000 * statistics.median(full) / p50),
    }


def drawn(
    live: Live, rng: np.random.Generator, xy: np.ndarray, roster_missing: np.ndarray
) -> Callable[[], Any]:
    """Return a random edit, ready to be made."""
    kind, shift = rng.integers(0, 6), int(rng.integers(0, live.count))
    start = int(rng.integers(0, HOURS * 4)) * 15
    end = start + int(rng.integers(8, 17)) * 15
    somewhere = shapely.Point(xy[rng.integers(0, len(xy))] + rng.normal(0, 70, 2))
    adults, place = float(rng.integers(2, 5)), int(rng.integers(0, len(xy)))
    if kind == 0:
        return partial(live.add, somewhere, adults, start, end)
    if kind in {1, 2}:
        return partial(live.move, shift, start, end)
    if kind == 3:
        return partial(live.staff, shift, 0)
    if kind == 4:
        return partial(live.send, shift, somewhere)
    roster_missing[place] = False
    return partial(live.mark, place, roster_missing[place])


def choices(town: Made) -> dict[str, Any]:
    """Return how long all candidates and a hundred picks take; stops the program where a peer finds others."""
    places, shifts = arrays(Town(town.places, pd.DataFrame(town.shifts), town.need))
    layout = lay(places, shifts, town.need, REACH, dtype=np.float32)
    gap = weigh(layout).gap
    found = spots(shapely.points(np.column_stack((places.x, places.y))[:SPOTS]))
    of = spread(layout, near(layout.rows, found, REACH, np.float32), found.count, (LENGTH,))
    room = gains(of, gap)
    mine, peer, greedy = [], [], []
    for turn in range(ROUNDS):
        mine.append(timed(lambda: gains(of, gap, room))[0])
        if turn < 3:
            seconds, other = timed(lambda: by_numpy(of, gap))
            peer.append(seconds)
            if np.abs(other.gain - room.gain).max() > 1e-3:
                sys.exit("the numpy peer disagrees on gains")
        seconds, (chosen, _) = timed(lambda: picks(of, gap, PICKS))
        greedy.append(seconds)
    seconds, (plain, gained) = timed(lambda: plain_picks(of, gap.copy(), PICKS))
    if (chosen[["spot", "start"]].to_numpy() != plain[:, [0, 2]]).any() or (chosen["gain"] != gained).any():
        sys.exit("plain greedy chooses otherwise")
    ms = [1000 * statistics.median(times) for times in (mine, peer, greedy)]
    return {
        "candidates": found.count * HOURS,
        "all_candidates_ms": round(ms[0], 2),
        "all_candidates_numpy_ms": round(ms[1], 1),
        "times_numpy": round(ms[1] / ms[0]),
        "picks_ms": round(ms[2], 2),
        "plain_greedy_ms": round(1000 * seconds, 1),
        "times_plain_greedy": round(1000 * seconds / ms[2]),
    }


def by_numpy(of: Spread, gap: np.ndarray) -> Gains:
    """Return the gains as numpy makes them, spot by spot."""
    compiled, candidates.available = candidates.available, lambda: False
    try:
        return gains(of, gap)
    finally:
        candidates.available = compiled


if __name__ == "__main__":
    main()

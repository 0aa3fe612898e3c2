"""From how many cells on the compiled verdict pays for loading the compiler: prints JSON.

A cell is a place in a slot. The plain and the compiled way judge the same invented week in turns, and must agree; what
loading costs is a fresh process that imports the compiled loops and runs them once, less one that imports numpy alone.
"""

import json
import statistics
import subprocess
import sys

import numpy as np

from benchmarks.dense_week import timed
from karta.coverage.exact import verdict
from karta.model.compiled import PAYS_FROM_CELLS

PLACES, DAYS, SLOTS_A_DAY, ROUNDS = 500, 7, 288, 7
JUDGE = """
import benchmarks.compiler_pays as it
it.compiled(*it.week(3))
"""


def main() -> None:
    """Print the figures."""
    required, there, roster_missing = week(PLACES)
    compiled(required, there, roster_missing)
    took: dict[str, list[float]] = {"plain": [], "compiled": [], "bare": [], "loaded": []}
    for _ in range(ROUNDS):
        seconds, mine = timed(lambda: compiled(required, there, roster_missing))
        took["compiled"].append(seconds)
        seconds, other = timed(lambda: verdict._plain(required, there, roster_missing, 0.5))  # noqa: SLF001 - the other way
        took["plain"].append(seconds)
        if not all(np.array_equal(getattr(mine, name), getattr(other, name)) for name in vars(mine)):
            sys.exit("the two ways disagree")
        for name, code in (("bare", "import benchmarks.compiler_pays"), ("loaded", JUDGE)):
            took[name].append(
                timed(lambda code=code: subprocess.run([sys.executable, "-c", code], check=True))[0]
            )
    seconds = {name: statistics.median(times) for name, times in took.items()}
    cells = required.stay.size
    loading = seconds["loaded"] - seconds["bare"]
    print(json.dumps({
        "cells": cells, "n": ROUNDS,
        "plain_ms": round(1000 * seconds["plain"], 1), "compiled_ms": round(1000 * seconds["compiled"], 1),
        "loading_ms": round(1000 * loading),
        "pays_from_cells": round(loading / (seconds["plain"] - seconds["compiled"]) * cells),
        "threshold_in_use": PAYS_FROM_CELLS,
    }))  # fmt: skip


def week(places: int) -> tuple[verdict.SlotNeed, verdict.SlotPresence, np.ndarray]:
    """Return an invented week of places in slots of five minutes."""
    rng = np.random.default_rng(2)
    shape = places, DAYS * SLOTS_A_DAY
    nobody, never = np.zeros(shape), np.zeros(shape, bool)
    need = rng.integers(0, 3, shape).astype(float)
    required = verdict.SlotNeed(
        need, nobody, nobody, never, np.ones((places, DAYS), bool), np.repeat(np.arange(DAYS), SLOTS_A_DAY)
    )
    adults = rng.choice([0.0, 0.5, 1, 2], shape)
    return required, verdict.SlotPresence(adults, nobody, nobody, never), rng.random(shape) < 0.1


def compiled(
    required: verdict.SlotNeed, there: verdict.SlotPresence, roster_missing: np.ndarray
) -> verdict.Verdict:
    """Return the verdict of the compiled way, whatever the number of cells."""
    import numba  # noqa: F401 - where it is loaded, the compiled way runs

    return verdict.verdict(required, there, roster_missing, 0.5)


if __name__ == "__main__":
    main()

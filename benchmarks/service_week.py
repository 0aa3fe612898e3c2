"""A week through the service by size of town, from the store to what page, command and sheet take: prints JSON.

Each size is an invented town (`invented_town`) in a process of its own that does nothing else: the first week as a
fresh process has it, further weeks as a page has them after every edit, the firmness of the ranking, and the rows of
the list. The memory is the most that the process has held after its first week, and what it holds with one week in
hand. `growth` is the processor time a place at one size to that at the size before it: 1 where cost grows with the
work.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.invented_town import NOW, SHIFTS_A_PLACE, put_town
from karta.privacy import Viewer
from karta.services.gaps import figures, period
from karta.services.workspace import open_workspace

SIZES = (80, 500, 5_000, 20_000)
RUNS = 5
VIEWER = Viewer(function="samordnare", role="local")


def main() -> None:
    """Measure each size in a process of its own and print the figures; with a folder, measure the town in it."""
    if len(sys.argv) > 1:
        print(json.dumps(measured(Path(sys.argv[1]))))
        return
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for size in SIZES:
            folder = Path(scratch) / str(size)
            put_town(folder, size).store.close()
            command = [sys.executable, "-m", "benchmarks.service_week", str(folder)]
            printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
            figures[str(size)] = json.loads(printed)
    for smaller, larger in pairwise(SIZES):
        a_place = [figures[str(size)]["week_processor_ms"]["median"] / size for size in (smaller, larger)]
        figures[str(larger)]["growth"] = round(a_place[1] / a_place[0], 2)
    print(json.dumps(figures))


def measured(folder: Path) -> dict[str, Any]:
    """Return the figures of the town in a folder."""
    workspace = open_workspace(folder, now=lambda: NOW)
    before = megabytes()
    first = _ms(lambda: period.week(workspace, VIEWER, workspace.today))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    shown = period.week(workspace, VIEWER, workspace.today)
    holding = megabytes()
    return {
        "shifts": round(SHIFTS_A_PLACE * len(shown.places)),
        "rows": len(shown.gaps) + len(shown.unknown),
        "first_week_ms": round(first),
        **_week(lambda: period.week(workspace, VIEWER, workspace.today)),
        "list_ms": _spread(lambda: figures.listing(shown, include_unknown=True)),
        "firmness_ms": _spread(lambda: period.firmness(VIEWER, shown)),
        "megabytes_most": round(most),
        "megabytes_before": round(before),
        "megabytes_with_a_week": round(holding),
    }


def megabytes() -> float:
    """Return the memory that this process holds."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6


def _week(act: Callable[[], Any]) -> dict[str, Any]:
    """Return how long a week takes, and of that the processor's own time: on a busy machine the two lie far apart."""
    took, worked = [], []
    for _ in range(RUNS):
        began = time.process_time()
        took.append(_ms(act))
        worked.append(1000 * (time.process_time() - began))
    return {"week_ms": _median(took), "week_processor_ms": _median(worked)}


def _spread(act: Callable[[], Any]) -> dict[str, float]:
    return _median([_ms(act) for _ in range(RUNS)])


def _median(took: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(took), 1), "most": round(max(took), 1), "n": RUNS}


def _ms(act: Callable[[], Any]) -> float:
    start = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()

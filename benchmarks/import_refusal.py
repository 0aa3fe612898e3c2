"""How soon and with how much memory bad files are refused: prints JSON.

The files are the corpus of the tests, and a roster of a million lines.

Each is read as in earnest, in a child process of its own, whose start counts. The memory is the most that any child
took; what the parent held when it started a child is its lower bound.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from karta.errors import InputError
from karta.sources.reading import read
from tests.corpus.table import Expected, expected

SECONDS = 2.0
LINES = 1_000_000
LONG = Expected("a million lines.csv", "roster", "rejected", 2, (0, 0, 0, 0), ("file_rows",))


def main() -> None:
    """Make the files, then measure in a process that has done nothing else, so that its memory is not counted."""
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        subprocess.run([sys.executable, "-W", "ignore", "-m", "tests.corpus.make", name], check=True)
        write_long(Path(name) / LONG.name)
        subprocess.run([sys.executable, "-m", "benchmarks.import_refusal", name], check=True)


def measure(folder: Path) -> None:
    """Print the figures of the files in a folder."""
    bad = [LONG, *(case for case in expected() if case.exit == 2)]
    took = {case.name: refusal_seconds(case, folder) for case in bad}
    seconds = {name: clock for name, (clock, _) in took.items()}
    busy = {name: processor for name, (_, processor) in took.items()}
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    figures = {
        "files": len(bad),
        "seconds_median": round(statistics.median(seconds.values()), 2),
        "seconds_most": round(max(seconds.values()), 2),
        "longer_than_2_s": sorted(name for name, clock in seconds.items() if clock > SECONDS),
        "processor_seconds_median": round(statistics.median(busy.values()), 2),
        "processor_seconds_most": round(max(busy.values()), 2),
        "most_of": max(busy, key=lambda name: busy[name]),
        "megabytes_most": round(megabytes),
    }
    print(json.dumps(figures))


def write_long(file: Path) -> None:
    """Write a roster of more lines than are read."""
    with file.open("w", encoding="utf-8") as handle:
        handle.write("plats;lat;lon;datum;start;slut;roll;antal;namn;telefon\n")
        for n in range(LINES):
            spot = f"Plats {n % 8_000};57,{7000 + n % 800};11,{9000 + n % 700}"
            who = f"Frivillig {n % 9_000};070-{n % 9_000:06d}"
            handle.write(f"{spot};2026-{n % 12 + 1:02d}-{n % 28 + 1:02d};21:00;24:00;nattvandrare;2;{who}\n")


def refusal_seconds(case: Expected, folder: Path) -> tuple[float, float]:
    """Return the seconds, by the clock and of the processor, until a file is refused or read without a good row."""
    began, before = time.perf_counter(), processor_seconds()
    try:
        found = read(folder / case.name, case.kind)
    except InputError:
        return time.perf_counter() - began, processor_seconds() - before
    took = time.perf_counter() - began, processor_seconds() - before
    assert not set(found.rows["row"]) - found.rejected - found.pending or case.kind == "reports", case.name
    return took


def processor_seconds() -> float:
    """Return what all children so far have computed: on a busy machine it says more than the clock."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()

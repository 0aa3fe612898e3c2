"""How long an import of 50,000 lines of a roster takes, and how much memory: prints JSON.

Generated files: few places with the same shift every day as CSV; distinct people, counts, hours and dates as CSV and
as XLSX. Each goes into a fresh workspace through the command, then once more, when nothing of it is new. The seconds
are the median of three, from starting the command to its end, by the clock and of the processor (on a busy machine
they say more than the clock; the two processes work side by side for a while). The memory is the most that the command
and the child that reads for it hold at one moment.
"""

import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

ROWS, TIMES, SEED = 50_000, 3, 1
HEADER = ["plats", "lat", "lon", "datum", "start", "slut", "roll", "antal", "namn", "telefon"]

Line = list[Any]


def main() -> None:
    """Make the files, import each three times and again, and print the figures."""
    figures: dict[str, Any] = {"rows": ROWS}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        few, apart = list(few_places()), list(distinct())
        for name, lines in (("few_places.csv", few), ("distinct.csv", apart), ("distinct.xlsx", apart)):
            file = folder / name
            (write_csv if file.suffix == ".csv" else write_xlsx)(file, lines)
            figures[file.name] = measured(file, folder)
    print(json.dumps(figures))


def measured(file: Path, folder: Path) -> dict[str, float]:
    """Return the seconds of a first and of a second import, by the clock and of the processor, and the most memory."""
    first, again = [], []
    for n in range(TIMES):
        workspace = folder / f"{file.name} {n}"
        first.append(imported(workspace, file, stored=ROWS))
        again.append(imported(workspace, file, stored=0))
    return {
        "seconds": round(statistics.median(clock for clock, _, _ in first), 2),
        "seconds_again": round(statistics.median(clock for clock, _, _ in again), 2),
        "processor_seconds": round(statistics.median(busy for _, busy, _ in first), 2),
        "processor_seconds_again": round(statistics.median(busy for _, busy, _ in again), 2),
        "megabytes_most": round(max(megabytes for _, _, megabytes in first + again)),
    }


def imported(workspace: Path, file: Path, *, stored: int) -> tuple[float, float, float]:
    """Return seconds by the clock and of the processor, and megabytes, of one import.

    It must store that many rows and know the others.
    """
    command = [sys.executable, "-m", "karta.cli", "--workspace", str(workspace), "import", str(file)]
    began, before, most = time.perf_counter(), processor_seconds(), 0.0
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([*command, "--kind", "roster", "--json"], stdout=output)
        while process.poll() is None:
            most = max(most, megabytes_of(process.pid))
            time.sleep(0.02)
        took, busy = time.perf_counter() - began, processor_seconds() - before
        output.seek(0)
        told = json.loads(output.read())
    counts = (told["rows_read"], told["rows_stored"], told["rows_duplicate"])
    assert counts == (ROWS, stored, ROWS - stored), counts
    return took, busy, most


def processor_seconds() -> float:
    """Return what all processes started so far, and theirs, have computed."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def megabytes_of(process: int) -> float:
    """Return what a process and its children hold in memory now; 0 where the system does not tell."""
    base = Path(f"/proc/{process}")
    try:
        pages = int((base / "statm").read_text(encoding="ascii").split()[1])
        # A child belongs to the thread that started it.
        children = [c for task in (base / "task").glob("*/children") for c in task.read_text("ascii").split()]
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * 4096 / 1e6 + sum(megabytes_of(int(child)) for child in children)


def few_places() -> Iterator[Line]:
    """Yield 100 places with a shift on each of 500 days."""
    for spot in range(100):
        for n in range(ROWS // 100):
            yield [
                *place(spot),
                date(2026, 1, 1) + timedelta(days=n),
                "21:00",
                "24:00",
                "nattvandrare",
                2,
                None,
                None,
            ]


def distinct() -> Iterator[Line]:
    """Yield shifts of 9,000 people at 400 places, with hours, counts and dates of their own."""
    chance = random.Random(SEED)
    for n in range(ROWS):
        hour, minute, who = 16 + chance.randrange(6), 15 * chance.randrange(4), n % 9_000
        yield [
            *place(chance.randrange(400)), date(2026, 1, 1) + timedelta(days=n % 730), f"{hour}:{minute:02d}",
            f"{hour + 2}:00", "nattvandrare", 1 + chance.randrange(5), f"Frivillig {who}", f"070-{who:06d}",
        ]  # fmt: skip


def place(number: int) -> Line:
    """Return name, latitude and longitude of a place."""
    return [f"Plats {number}", round(57.7 + number % 20 * 0.004, 4), round(11.9 + number // 20 * 0.006, 4)]


def write_csv(file: Path, lines: list[Line]) -> None:
    """Write lines as a Swedish spreadsheet does: semicolons and decimal commas."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, delimiter=";")
        out.writerow(HEADER)
        out.writerows(
            [str(c).replace(".", ",") if isinstance(c, float) else c for c in line] for line in lines
        )


def write_xlsx(file: Path, lines: list[Line]) -> None:
    """Write lines as a workbook, with dates and numbers as such."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Pass")
    sheet.append(HEADER)
    for line in lines:
        sheet.append(line)
    book.save(file)


if __name__ == "__main__":
    main()

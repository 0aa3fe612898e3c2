"""The table of what must come of each file of the corpus."""

import csv
from dataclasses import dataclass
from pathlib import Path

COUNTS = ("rows_stored", "rows_duplicate", "rows_rejected", "rows_pending")


@dataclass(frozen=True)
class Expected:
    """A line of the table: what must come of a file, worked out from what the file says."""

    name: str
    kind: str
    status: str
    exit: int
    counts: tuple[int, int, int, int]
    codes: tuple[str, ...]


def expected() -> list[Expected]:
    """Return the table `expected.tsv`."""
    with Path(__file__).with_name("expected.tsv").open(encoding="utf-8", newline="") as handle:
        return [_line(row) for row in csv.DictReader(handle, delimiter="\t")]


def _line(row: dict[str, str]) -> Expected:
    counts = tuple(int(row[name]) for name in ("stored", "duplicate", "rejected", "pending"))
    codes = tuple(sorted(filter(None, row["codes"].split(","))))
    return Expected(row["name"], row["kind"], row["status"], int(row["exit"]), counts, codes)  # type: ignore[arg-type]

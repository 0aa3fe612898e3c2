"""Compare what the oracle computed with the three files that a program wrote."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from .method import PLACE_COLUMNS, TOTAL_COLUMNS, Cell, Outcome

TOLERANCE = Fraction(1, 1_000_000)
TEXTS = ("view", "service_day", "place_id", "key")


def differences(outcome: Outcome, folder: Path, prefix: str = "") -> list[str]:
    """What differs from `<prefix>places.csv`, `totals` and `misc` in a folder; an empty list if all is equal.

    Columns, their order, the rows and their order must be the same; numbers to 1e-6, blanks exactly.
    """
    return [
        *file_differences(outcome.places, PLACE_COLUMNS, folder / f"{prefix}places.csv"),
        *file_differences(outcome.totals, TOTAL_COLUMNS, folder / f"{prefix}totals.csv"),
        *file_differences(outcome.misc, ("key", "value"), folder / f"{prefix}misc.csv"),
    ]


def file_differences(rows: list[dict[str, Cell]], columns: tuple[str, ...], path: Path) -> list[str]:
    """What differs between computed rows and a file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        written = list(reader)
        header = tuple(reader.fieldnames or ())
    if header != columns:
        return [f"{path.name}: columns {header}, wanted {columns}"]
    if len(written) != len(rows):
        return [f"{path.name}: {len(written)} rows, wanted {len(rows)}"]
    found = []
    for number, (wanted, row) in enumerate(zip(rows, written, strict=True), start=2):
        label = " ".join(str(wanted[name]) for name in TEXTS if name in wanted)
        for name in columns:
            if not same(wanted[name], row[name]):
                shown = wanted[name] if name in TEXTS or wanted[name] is None else float(wanted[name])  # type: ignore[arg-type]
                found.append(f"{path.name} row {number} ({label}) {name}: {row[name]!r}, wanted {shown!r}")
    return found


def same(wanted: Cell, written: str) -> bool:
    """Whether a written cell is the wanted text, blank or number."""
    if isinstance(wanted, str):
        return written == wanted
    if wanted is None or not written:
        return wanted is None and not written
    try:
        return abs(Fraction(written) - wanted) <= TOLERANCE
    except ValueError:
        return False

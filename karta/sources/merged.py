"""Cells of a workbook that somebody merged over several rows: a place written once beside all of its shifts."""

import re
import zipfile
from pathlib import Path

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
MOST_RANGES, MOST_ROWS = 5_000, 2_000


def merged_downwards(path: Path, part: str) -> dict[tuple[int, int], int]:
    """Return for each cell (row from 1, column from 0) below the first of a merged range the row of the first.

    Cells merged sideways, as titles are, say nothing further: they are blank there.
    """
    # A sheet that is read row by row tells its merged cells only at its very end, after its rows.
    with zipfile.ZipFile(path) as packed:
        text = packed.read(part)
    if b"mergeCell " not in text:  # known a hundred times sooner than by the pattern
        return {}
    first_rows: dict[tuple[int, int], int] = {}
    for ranges, match in enumerate(_MERGE.finditer(text)):
        first, last = int(match[2]), int(match[4])
        if ranges < MOST_RANGES and match[1] == match[3] and first < last <= first + MOST_ROWS:
            first_rows.update({(row, _column(match[1])): first for row in range(first + 1, last + 1)})
    return first_rows


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1

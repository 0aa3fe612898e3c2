"""A period in blocks of places: what is needed of a large town at once is what a small one needs.

Need, presence and verdict of a place hang on its own rows alone, once the roster lines of the whole town are laid out.
So a period is computed some hundred places at a time, and only what is drawn of them is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from karta.coverage.gaps import Coverage, Ground, weigh
from karta.coverage.grid import Grid, IntArray
from karta.coverage.knowledge import roster_unknown
from karta.coverage.need import need
from karta.coverage.presence import LaidPieces, View, painted
from karta.coverage.windows import Windows
from karta.model.tables import Tables

# So many places x slots are computed at once: two megabytes an array.
CELLS = 262_144
# The tables whose rows belong to one place each, and to its block.
_OF_PLACES = ("needs", "access", "sessions", "sources")


@dataclass(frozen=True)
class Outline:
    """What is kept of a computed period: what it was computed from, and where each roster line counts.

    `pieces` has the columns of `coverage.presence.PIECES`.
    """

    tables: Tables
    view: View
    grid: Grid
    pieces: pd.DataFrame


@dataclass(frozen=True)
class Block:
    """The ground of some places of a period: `rows` are theirs among all places, `tables` hold their rows alone."""

    rows: slice
    tables: Tables
    ground: Ground
    windows: Windows


def blocks(tables: Tables, on: Grid) -> Iterator[Block]:
    """Yield the ground of a period, some hundred places at a time, in their order."""
    windows, size = Windows(tables, on), max(1, CELLS // max(1, on.shape[1]))
    index = on.place_index()
    owners = {
        name: np.array([index[place] for place in getattr(tables, name)["place_id"].tolist()], dtype=np.int64)
        for name in _OF_PLACES
    }
    for start in range(0, max(1, len(on.place_ids)), size):
        rows = slice(start, min(start + size, len(on.place_ids)))
        own, part = _own(tables, owners, rows), replace(on, place_ids=on.place_ids[rows])
        yield Block(
            rows, own, Ground(part, need(own, part, laid=windows), roster_unknown(own, part)), windows
        )


def covered(tables: Tables, on: Grid, laid: LaidPieces, view: View) -> Iterator[tuple[Block, Coverage]]:
    """Yield the coverage of each block of a period; the roster lines of all of it are laid out before."""
    for block in blocks(tables, on):
        yield block, weigh(block.tables, view, block.ground, painted(laid, block.rows, on.shape[1]))


def _own(tables: Tables, owners: dict[str, IntArray], rows: slice) -> Tables:
    """Return the tables with the rows of some places alone; roster lines stay as they are."""
    frames: dict[str, pd.DataFrame] = {"places": tables.places.iloc[rows].reset_index(drop=True)}
    for name, owner in owners.items():
        here = (owner >= rows.start) & (owner < rows.stop)
        frames[name] = getattr(tables, name)[here].reset_index(drop=True)
    return tables.with_(**frames)

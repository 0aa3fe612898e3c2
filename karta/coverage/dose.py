"""Dose: how often and how long someone stood at a place, as reported (METHOD 3.6 *dos*). Process, never effect."""

from itertools import pairwise

import numpy as np
import pandas as pd

from karta.coverage.gaps import Coverage, cover, runs
from karta.coverage.grid import BoolArray
from karta.model.tables import Tables

DOSE = ["service_day", "place_id", "visits", "minutes", "max_minutes_between", "unknown"]


def dose(tables: Tables) -> pd.DataFrame:
    """Return the delivered dose of each place and service day: columns DOSE, in the order of days, then of places.

    visits: stays of at least `visit_minutes` by someone who stood there, in a shift that was carried out; minutes:
    their length together; max_minutes_between: the longest time from the end of one to the start of the next, NaN
    with fewer than two; unknown: an untimed route passed, or a shift has no report, so there may have been more.
    """
    coverage = cover(tables, "delivered")
    on = coverage.grid
    stays = _stays(coverage)
    unsure = _untimed(coverage) | coverage.presence.unknown
    rows = []
    for day, columns in enumerate(on.day_columns()):
        for place, place_id in enumerate(on.place_ids):
            of_day = stays.get((place, day), [])
            between = [begin - end for (_, end), (begin, _) in pairwise(of_day)]
            rows.append((
                on.days[day].date, place_id, len(of_day),
                on.slots.minutes * sum(end - begin for begin, end in of_day),
                on.slots.minutes * max(between) if between else np.nan,
                bool(unsure[place, columns].any()),
            ))  # fmt: skip
    return pd.DataFrame(rows, columns=DOSE)


def _untimed(coverage: Coverage) -> BoolArray:
    """Return where (places x slots) a route passed that does not say when it stops, whatever dwell it declares."""
    passed, rows = coverage.grid.nowhere(), coverage.grid.place_index()
    for piece in coverage.presence.pieces.itertuples(index=False):
        if piece.certain and piece.effective > 0 and piece.visit in ("open", "dwell"):
            passed[rows[piece.place_id], coverage.grid.span(piece.start, piece.end)] = True
    return passed


def _stays(coverage: Coverage) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Return first and last column (exclusive) of each stay that is long enough, by place row and day."""
    on, minutes = coverage.grid, coverage.tables.method.visit_minutes
    occupied: BoolArray = np.asarray(coverage.presence.visit > 0)
    stays: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, first, last in runs(occupied, on):
        if (last + 1 - first) * on.slots.minutes >= minutes:
            stays.setdefault((place, int(on.slots.day[first])), []).append((first, last + 1))
    return stays

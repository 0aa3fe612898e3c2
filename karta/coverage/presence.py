"""PRESENCE: who is known to be where, as effective adults (METHOD 3.2-3.4).

Only named, tasked adults of admitted organisations count; the general public counts 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray
from karta.coverage.spans import VIEWS, View, reliabilities, reliability, spans
from karta.coverage.standing import Standing, Visit
from karta.model.tables import Tables

__all__ = ["PIECES", "VIEWS", "Piece", "Presence", "View", "presence", "reliabilities", "reliability"]


class Piece(NamedTuple):
    """One stretch of a roster line at a place; times UTC, `date` is the local date of the occurrence's start.

    `adults` are people, NaN where unknown; `effective` what counts at the place. An uncertain piece counts for
    nothing: where it would have counted, nobody can tell.
    """

    presence_id: str
    shift_id: str
    org: str
    sector: str
    kind: str
    trained: bool
    place_id: str
    date: date
    start: datetime
    end: datetime
    adults: float
    share: float
    effective: float
    visit: Visit
    dwell_min_per_hour: float
    certain: bool
    approx: bool


PIECES = list(Piece._fields)


@dataclass(frozen=True)
class Presence:
    """The known presence of a grid in one view.

    `adults` (places x slots) is P; `civil` and `trained` are their parts of it; `visit`, `visit_civil` and
    `visit_trained` count only presences that stand at the place; `visit_open` marks slots near an untimed route;
    `many_orgs` slots with two organisations; `unknown` slots where a presence would count but its number, or what
    came of it, is unknown. `pieces` lists what was painted: columns of PIECES.
    """

    adults: FloatArray
    civil: FloatArray
    trained: FloatArray
    visit: FloatArray
    visit_civil: FloatArray
    visit_trained: FloatArray
    visit_open: BoolArray
    many_orgs: BoolArray
    unknown: BoolArray
    pieces: pd.DataFrame


def presence(tables: Tables, grid: Grid, view: View) -> Presence:
    """Return the known presence of the view on the grid."""
    found = Presence(
        adults=grid.zeros(),
        civil=grid.zeros(),
        trained=grid.zeros(),
        visit=grid.zeros(),
        visit_civil=grid.zeros(),
        visit_trained=grid.zeros(),
        visit_open=grid.nowhere(),
        many_orgs=grid.nowhere(),
        unknown=grid.nowhere(),
        pieces=pd.DataFrame(columns=PIECES),
    )
    places = grid.place_index()
    last_org = np.full(grid.shape, -1)
    orgs: dict[str, int] = {}
    pieces = [piece for piece in _pieces(tables, grid, view) if piece.place_id in places]
    for piece in pieces:
        at = places[piece.place_id], grid.span(piece.start, piece.end)
        if not piece.certain:
            found.unknown[at] |= piece.effective != 0  # NaN: the number is unknown
        elif piece.effective > 0:
            _paint(found, piece, at)
            _paint_org(found.many_orgs, last_org, orgs.setdefault(piece.org, len(orgs)), at)
    if not pieces:
        return found
    return Presence(**{**vars(found), "pieces": pd.DataFrame(pieces, columns=PIECES)})


def _pieces(tables: Tables, grid: Grid, view: View) -> Iterator[Piece]:
    standing = Standing(tables, grid)
    q = reliabilities(tables) if view == "expected" else {}
    for span in spans(tables, grid, view):
        row = span.row
        weight = tables.method.mode_weight(row["mode"]) * q.get(row["presence_id"], 1.0)
        for stand in standing.of(span):
            yield Piece(
                presence_id=row["presence_id"],
                shift_id=row["shift_id"],
                org=str(row["org"]),
                sector=row["sector"],
                kind=row["kind"],
                trained=bool(row["trained"]),
                place_id=stand.place_id,
                date=span.occurrence.date,
                start=stand.start,
                end=stand.end,
                adults=span.adults,
                share=stand.share,
                effective=_effective(span.adults, weight * stand.share),
                visit=stand.visit,
                dwell_min_per_hour=stand.dwell_min_per_hour,
                certain=span.certain,
                approx=stand.approx,
            )


def _effective(adults: float, factor: float) -> float:
    # An unknown number of adults who would not count here is no question: remote is nobody, known or not.
    return adults * factor if factor > 0 else 0.0


def _paint(found: Presence, piece: Piece, at: tuple[int, slice]) -> None:
    found.adults[at] += piece.effective
    if piece.sector == "civil_society":
        found.civil[at] += piece.effective
    if piece.trained:
        found.trained[at] += piece.effective
    if piece.visit == "open":
        found.visit_open[at] = True
    elif piece.visit == "stop":
        found.visit[at] += piece.effective
        if piece.sector == "civil_society":
            found.visit_civil[at] += piece.effective
        if piece.trained:
            found.visit_trained[at] += piece.effective


def _paint_org(many: BoolArray, last: IntArray, org: int, at: tuple[int, slice]) -> None:
    """Mark slots in which another organisation than the last one counts, too."""
    many[at] |= (last[at] >= 0) & (last[at] != org)
    last[at] = org

"""PRESENCE: who is known to be where, as effective adults (METHOD 3.2-3.4).

Only named, tasked adults of admitted organisations count; the general public counts 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import numpy as np
import pandas as pd

from karta.coverage.dense.channels import Kind, Stretches, channels
from karta.coverage.grid import BoolArray, FloatArray, Grid
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
    places = grid.place_index()
    pieces = [piece for piece in _pieces(tables, grid, view) if piece.place_id in places]
    found = channels(_stretches(pieces, places, grid), grid.shape)
    return Presence(
        adults=found.adults,
        civil=found.civil,
        trained=found.trained,
        visit=found.stop,
        visit_civil=found.stop_civil,
        visit_trained=found.stop_trained,
        visit_open=found.open,
        many_orgs=found.many,
        unknown=found.unknown,
        pieces=pd.DataFrame(pieces, columns=PIECES),
    )


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


def _stretches(pieces: list[Piece], places: dict[str, int], grid: Grid) -> Stretches:
    """Return the pieces that count, or would count if only their number were known."""
    orgs: dict[str, int] = {}
    rows = []
    for piece in pieces:
        if piece.effective > 0 if piece.certain else piece.effective != 0:  # NaN: the number is unknown
            span = grid.span(piece.start, piece.end)
            known = piece.effective if piece.certain else 0.0
            org = orgs.setdefault(piece.org, len(orgs)) if piece.certain else 0
            rows.append((places[piece.place_id], span.start, span.stop, known, _kind(piece), org))
    row, first, stop, adults, kind, org_ = zip(*rows, strict=True) if rows else ((),) * 6
    return Stretches(
        row=np.array(row, dtype=np.int64),
        first=np.array(first, dtype=np.int64),
        stop=np.array(stop, dtype=np.int64),
        adults=np.array(adults, dtype=np.float64),
        kind=np.array(kind, dtype=np.int64),
        org=np.array(org_, dtype=np.int64),
    )


def _kind(piece: Piece) -> int:
    return (
        Kind.KNOWN * piece.certain
        | Kind.CIVIL * (piece.sector == "civil_society")
        | Kind.TRAINED * piece.trained
        | Kind.STOP * (piece.visit == "stop")
        | Kind.OPEN * (piece.visit == "open")
    )

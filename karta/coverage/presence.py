"""PRESENCE: who is known to be where, as effective adults (METHOD 3.2-3.4).

Only named, tasked adults of admitted organisations count; the general public counts 0.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from karta.coverage.dense.kinds import Kind
from karta.coverage.exact.channels import Stretches, channels
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray
from karta.coverage.presence_places import Stands, Visit
from karta.coverage.spans import VIEWS, Span, View, reliabilities, reliability, spans
from karta.model.tables import Tables

__all__ = [
    "PIECES", "VIEWS", "Piece", "Presence", "View", "presence", "relaid", "reliabilities", "reliability",
]  # fmt: skip


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
    laid = lay_pieces(tables, grid, view)
    return painted(laid, slice(0, len(grid.place_ids)), grid.shape[1])


def relaid(pieces: pd.DataFrame, grid: Grid) -> Presence:
    """Return the presence that pieces (PIECES) make which all lie at places of a grid."""
    places = grid.place_index()
    rows = pieces["place_id"].map(places).to_numpy(dtype=np.int64)
    laid = LaidPieces(pieces, rows, _stretches(pieces, rows, grid))
    return painted(laid, slice(0, len(grid.place_ids)), grid.shape[1])


@dataclass(frozen=True)
class LaidPieces:
    """The pieces of a grid (PIECES), the place row of each, and those of them that count as stretches of slots."""

    pieces: pd.DataFrame
    rows: IntArray
    stretches: Stretches

    def at(self, rows: slice) -> pd.DataFrame:
        """Return the pieces at some rows of places, in their order."""
        begin, end = np.searchsorted(self._sorted_rows, (rows.start, rows.stop)).tolist()
        if end - begin == len(self.pieces):
            return self.pieces
        return self._by_place.iloc[begin:end].reset_index(drop=True)

    @cached_property
    def _order(self) -> IntArray:
        return np.argsort(self.rows, kind="stable")

    @cached_property
    def _sorted_rows(self) -> IntArray:
        return self.rows[self._order]

    @cached_property
    def _by_place(self) -> pd.DataFrame:
        return self.pieces.iloc[self._order]


def lay_pieces(tables: Tables, grid: Grid, view: View, counted: Iterable[Span] | None = None) -> LaidPieces:
    """Return every piece of the view's roster lines at a place of the grid.

    `counted` are the spans of the same lines in the same view, where they have been found before.
    """
    places = grid.place_index()
    counted = spans(tables, grid, view) if counted is None else counted
    pieces = [piece for piece in _pieces(tables, grid, view, counted) if piece.place_id in places]
    rows = np.array([places[piece.place_id] for piece in pieces], dtype=np.int64)
    frame = pd.DataFrame(pieces, columns=PIECES)
    return LaidPieces(frame, rows, _stretches(frame, rows, grid))


def painted(laid: LaidPieces, rows: slice, slots: int) -> Presence:
    """Return the presence at some rows of places, painted over so many slots."""
    counted = channels(laid.stretches.at(rows), (rows.stop - rows.start, slots))
    return Presence(
        adults=counted.adults,
        civil=counted.civil,
        trained=counted.trained,
        visit=counted.stop,
        visit_civil=counted.stop_civil,
        visit_trained=counted.stop_trained,
        visit_open=counted.open,
        many_orgs=counted.many,
        unknown=counted.unknown,
        pieces=laid.at(rows),
    )


def _pieces(tables: Tables, grid: Grid, view: View, counted: Iterable[Span]) -> Iterator[Piece]:
    stands = Stands(tables, grid)
    q = reliabilities(tables) if view == "expected" else {}
    for span in counted:
        row = span.row
        weight = tables.method.mode_weight(row["mode"]) * q.get(row["presence_id"], 1.0)
        for stand in stands.of(span):
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


def _stretches(pieces: pd.DataFrame, rows: IntArray, grid: Grid) -> Stretches:
    """Return the pieces that count, or would count if only their number were known."""
    certain, effective = pieces["certain"].to_numpy(dtype=bool), pieces["effective"].to_numpy(dtype=float)
    # NaN, which is not 0: the number is unknown.
    counts = np.where(certain, effective > 0, effective != 0)
    first, stop = grid.columns(pieces["start"]), grid.columns(pieces["end"])
    org = np.where(certain, pd.factorize(pieces["org"])[0], 0)
    adults, kind = np.where(certain, effective, 0.0), _kind(pieces)
    own = [values[counts] for values in (rows, first, np.maximum(first, stop), adults, kind, org)]
    return Stretches(own[0], own[1], own[2], own[3], own[4], own[5].astype(np.int64))


def _kind(pieces: pd.DataFrame) -> IntArray:
    """Return the Kind of each piece, as a number."""
    flags = (
        (Kind.KNOWN, pieces["certain"]),
        (Kind.CIVIL, pieces["sector"] == "civil_society"),
        (Kind.TRAINED, pieces["trained"]),
        (Kind.STOP, pieces["visit"] == "stop"),
        (Kind.OPEN, pieces["visit"] == "open"),
    )
    return np.asarray(
        np.sum([int(kind) * flag.to_numpy(dtype=np.int64) for kind, flag in flags], axis=0, dtype=np.int64)
    )

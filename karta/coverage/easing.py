"""Double work that could be eased: one of two teams at a place goes where adults are missing, in the same hours.

A whole team goes, of one organisation, and only where the place that it leaves has what it needs without it, and no
adult is left alone. What comes of it is computed by the method itself, with the team at the other place: nobody's gap
may grow.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, Ground, State, run_bounds, weigh
from karta.coverage.grid import BoolArray, FloatArray
from karta.coverage.presence import relaid

# Two organisations at one place for less than this is the change of a team, no double work. [K]
LEAST_HOURS = 0.5
# Nobody walks alone, who goes or who stays. Source: METHOD 3.1.
PAIR = 2.0


@dataclass(frozen=True, slots=True)
class Move:
    """A team (a row of the pieces) that could go from one place (row) to another in some slots, `stop` not included."""

    piece: int
    from_row: int
    to_row: int
    first: int
    stop: int
    adults: float
    closes_ah: float


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move does at its two places in its hours: adult-hours known of people and of gap, and empty hours."""

    known_before: float
    known_after: float
    gap_before: float
    gap_after: float
    empty_before: float
    empty_after: float


@dataclass(frozen=True, slots=True)
class Eased:
    """A move, the coverage before it, and its effect."""

    move: Move
    before: Coverage
    effect: Effect


def eased(
    coverage: Coverage,
    near: Mapping[int, Collection[int]],
    ahead: BoolArray,
    may: Callable[[Eased], bool],
    most: int,
) -> Iterator[Eased]:
    """Yield moves one after the other, each on top of those before it, that close most first.

    `near`: which places (rows) can be walked to from each; `ahead`: the slots that are still to come. `may` is asked
    about each move before it is made, and is told of those it refuses once. Ties go to the smaller team, so that few
    are asked, then to the first place, hour and line.
    """
    refused: set[tuple[object, ...]] = set()
    while most:
        moves = [move for move in _moves(coverage, near, ahead) if _name(coverage, move) not in refused]
        for move in moves:
            name = _name(coverage, move)
            after = moved(coverage, move)
            effect = _effect(coverage, after, move)
            helps = effect.gap_after < effect.gap_before - CRUMB and not _harms(coverage, after)
            if helps and may(Eased(move, coverage, effect)):
                yield Eased(move, coverage, effect)
                coverage, most = after, most - 1
                break
            refused.add(name)
        else:
            return


def moved(coverage: Coverage, move: Move) -> Coverage:
    """Return the coverage with a team at the other place in the hours of a move, and nowhere else then."""
    on, pieces = coverage.grid, coverage.presence.pieces
    start, stop = (_instant(coverage, slot) for slot in (move.first, move.stop))
    team = pieces.iloc[move.piece]
    mine = (
        (pieces["presence_id"] == team["presence_id"])
        & (pieces["date"] == team["date"])
        & (pieces["start"] < stop)
        & (pieces["end"] > start)
    )
    before = pieces[mine & (pieces["start"] < start)].assign(end=start)
    after = pieces[mine & (pieces["end"] > stop)].assign(start=stop)
    there = pieces.iloc[[move.piece]].assign(
        place_id=on.place_ids[move.to_row], start=start, end=stop, share=1.0, effective=move.adults
    )
    parts = [part for part in (pieces[~mine], before, after, there) if len(part)]
    laid = pd.concat(parts, ignore_index=True)
    ground = Ground(on, coverage.need, coverage.no_roster)
    return weigh(coverage.tables, coverage.view, ground, relaid(laid, on))


def _moves(coverage: Coverage, near: Mapping[int, Collection[int]], ahead: BoolArray) -> list[Move]:
    on, there = coverage.grid, coverage.presence
    rows = on.place_index()
    double: BoolArray = np.asarray(there.many_orgs & (coverage.need.stay > 0) & ahead[None, :])
    moves: list[Move] = []
    pieces, doubled = there.pieces, set(np.flatnonzero(double.any(axis=1)).tolist())
    teams = pieces.groupby(["shift_id", "date", "place_id"])["org"].transform("nunique")
    alone = (pieces["visit"] == "stop") & (pieces["share"] == 1.0) & (teams == 1)
    alone &= pieces["adults"].astype(float) >= PAIR
    whole = alone & pieces["certain"].astype(bool) & (pieces["effective"] == pieces["adults"])
    first, stop = on.columns(pieces["start"]), on.columns(pieces["end"])
    for number in np.flatnonzero(whole).tolist():
        here, adults = rows[pieces["place_id"].iloc[number]], float(pieces["effective"].iloc[number])
        if here not in doubled:
            continue
        hours = slice(int(first[number]), int(stop[number]))
        least = np.maximum(coverage.need.stay[here][hours], PAIR)
        left = there.adults[here][hours] - adults
        free: BoolArray = np.asarray(double[here][hours] & (left >= least - CRUMB))
        for other in near.get(here, ()):
            closes = np.where(free, np.minimum(coverage.gap[other, hours], adults), 0.0)
            moves += _runs(coverage, number, here, other, hours, closes, adults)
    return sorted(
        moves,
        key=lambda move: (
            -round(move.closes_ah, 6), move.adults, move.first, on.place_ids[move.to_row],
            str(pieces["presence_id"].iloc[move.piece]),
        ),
    )  # fmt: skip


def _runs(
    coverage: Coverage, piece: int, here: int, other: int, hours: slice, closes: FloatArray, adults: float
) -> Iterator[Move]:
    """Yield a move for each run of hours, within a service day, in which a team would close a gap elsewhere."""
    row = np.zeros((1, coverage.grid.shape[1]), dtype=bool)
    row[0, hours] = closes > CRUMB
    for _, first, last in run_bounds(row, coverage.grid).tolist():
        if (last + 1 - first) * coverage.grid.hours >= LEAST_HOURS - CRUMB:
            amount = float(closes[first - hours.start : last + 1 - hours.start].sum()) * coverage.grid.hours
            yield Move(piece, here, other, first, last + 1, adults, amount)


def _name(coverage: Coverage, move: Move) -> tuple[object, ...]:
    """Return what names a move whatever others have been made: the rows of the pieces change with each."""
    team = coverage.presence.pieces.iloc[move.piece]
    return team["presence_id"], team["date"], move.from_row, move.to_row, move.first, move.stop


def _effect(before: Coverage, after: Coverage, move: Move) -> Effect:
    rows, hours = [move.from_row, move.to_row], slice(move.first, move.stop)

    def gap(coverage: Coverage) -> float:
        return float(coverage.gap[rows, hours].sum()) * coverage.grid.hours

    def empty(coverage: Coverage) -> float:
        return float((coverage.state[rows, hours] == State.EMPTY).sum()) * coverage.grid.hours

    known = [_people(coverage, rows, move) for coverage in (before, after)]
    return Effect(known[0], known[1], gap(before), gap(after), empty(before), empty(after))


def _people(coverage: Coverage, rows: list[int], move: Move) -> float:
    """Return the adult-hours of people at some places in the hours of a move, each person once."""
    pieces, on = coverage.presence.pieces, coverage.grid
    here = pieces[
        pieces["place_id"].isin([on.place_ids[row] for row in rows]) & pieces["certain"].astype(bool)
    ]
    first = np.maximum(on.columns(here["start"]), move.first)
    stop = np.minimum(on.columns(here["end"]), move.stop)
    whole = here.assign(first=first, slots=np.maximum(stop - first, 0))
    whole = whole.drop_duplicates(["presence_id", "date", "first"])
    return float((whole["adults"].astype(float) * whole["slots"]).sum()) * on.hours


def _harms(before: Coverage, after: Coverage) -> bool:
    """Tell whether a gap or what is unknown grows anywhere."""
    worse = (after.gap > before.gap + CRUMB) | (after.unknown > before.unknown + CRUMB)
    return bool(worse.any())


def _instant(coverage: Coverage, slot: int) -> pd.Timestamp:
    slots = coverage.grid.slots
    begin = slots.start[min(slot, len(slots.start) - 1)]
    late = max(0, slot - len(slots.start) + 1)
    return pd.Timestamp(begin, tz="UTC") + pd.Timedelta(minutes=late * slots.minutes)

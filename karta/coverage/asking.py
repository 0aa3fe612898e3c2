"""The price of the unknown: how many unknown adult-hours a single answer would settle, and what needs several.

A roster that comes in settles the hours in which nobody else is awaited: whatever it says, they are known then.
"""

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage
from karta.coverage.grid import BoolArray, Grid
from karta.model.schedule import instant, parse_local

ASKED = ["org", "owner_id", "place_ids", "settles_ah", "together_ah"]


def answers(coverage: Coverage, ahead: BoolArray) -> pd.DataFrame:
    """Return the organisations whose roster is awaited, those first whose answer would settle most.

    `ahead`: the slots that are still to come. Columns: org and owner_id (blank where the viewer may not know whose, a
    row of its own for each source then), place_ids (where it is awaited and something is unknown), settles_ah (unknown
    adult-hours that its answer alone settles), together_ah (those that need others' answers, too).
    """
    on, sources = coverage.grid, coverage.tables.sources
    awaited = sources[sources["status"] != "known"].reset_index(drop=True)
    who = awaited["owner_id"].where(awaited["owner_id"] != "", awaited["org"])
    who = who.where(who != "", awaited["source_id"])
    number_of, keys = pd.factorize(who)
    awaited_at = [_at(awaited[number_of == number], on) for number in range(len(keys))]
    # A slot whose unknown has other causes, too, is settled by no roster.
    open_ = (coverage.unknown > CRUMB) & ahead[None, :]
    open_ &= ~(coverage.presence.unknown | coverage.need.leaders_unknown)
    waiting = np.zeros(on.shape, dtype=np.int64)
    for spans in awaited_at:
        waiting += _marked(spans, on)
    rows = []
    for number, spans in enumerate(awaited_at):
        marked = _marked(spans, on) & open_
        amount = np.where(marked, coverage.unknown, 0.0)
        if not marked.any():
            continue
        first = awaited[number_of == number].iloc[0]
        settles = float(amount[waiting == 1].sum()) * on.hours
        places = tuple(on.place_ids[row] for row in np.flatnonzero(marked.any(axis=1)))
        together = float(amount.sum()) * on.hours - settles
        rows.append((str(first["org"]), str(first["owner_id"]), places, settles, together))
    frame = pd.DataFrame(rows, columns=ASKED)
    order = frame.assign(settles_ah=-frame["settles_ah"].round(6), together_ah=-frame["together_ah"].round(6))
    order = order.sort_values(["settles_ah", "together_ah", "org"], kind="stable")
    return frame.loc[order.index].reset_index(drop=True)


def nobody_awaited(coverage: Coverage, ahead: BoolArray) -> float:
    """Return the unknown adult-hours to come for which no roster is awaited of anyone: nobody can be asked for them."""
    on = coverage.grid
    covered = _marked(_at(coverage.tables.sources, on), on)
    blank = ~covered & coverage.no_roster & ahead[None, :]
    return float(coverage.unknown[blank].sum()) * on.hours


def _at(sources: pd.DataFrame, on: Grid) -> list[tuple[int, slice]]:
    """Return the place (row) and the slots of each source."""
    places = on.place_index()
    names = ("place_id", "from_local", "to_local")
    return [
        (
            places[place],
            on.span(
                instant(parse_local(str(begins)), on.tz),
                instant(parse_local(str(ends)), on.tz),
            ),
        )
        for place, begins, ends in zip(*(sources[name].tolist() for name in names), strict=True)
    ]


def _marked(spans: list[tuple[int, slice]], on: Grid) -> BoolArray:
    marked = on.nowhere()
    for place, columns in spans:
        marked[place, columns] = True
    return marked

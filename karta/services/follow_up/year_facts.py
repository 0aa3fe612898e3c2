"""A year of a workspace as somebody may know it, summed so far that nothing of one hour or one person is left in it.

Need and presence come from the one engine, the whole year in one pass; shifts from their occurrences. Kept by revision,
policy, scope and day: computed once, in the background, and at hand from then on.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

import pandas as pd

from karta.coverage.blocks import blocks
from karta.coverage.displacement import PRESENCE_DAY, presence_days
from karta.coverage.gaps import weigh
from karta.coverage.grid import grid, slot_minutes
from karta.coverage.measures import place_sums
from karta.coverage.month_sums import day_sums, day_types, trend_weeks
from karta.coverage.presence import View, lay_pieces, painted
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, policy_key, require
from karta.services.follow_up import past_shifts
from karta.services.gaps.known_tables import known_tables
from karta.services.workspace import Workspace
from karta.store.database import Store

MONTHS = 12
# Of how many viewers' years the sums are kept: some ten megabytes each in a large town.
KEPT = 8


@dataclass(frozen=True)
class Year:
    """The months up to yesterday, and the weeks that the trend needs from before them.

    `planned` and `delivered` (DAY_SUMS of the two views), `shifts` (past_shifts.SHIFTS), `hours` (past_shifts.HOURS);
    `presence` (PRESENCE_DAY, as delivered); `places`: the names of places by id;
    `first` is the first day of the first month, `last` the last day; `before` the day from which the sums begin.
    """

    before: date
    first: date
    last: date
    planned: pd.DataFrame
    delivered: pd.DataFrame
    shifts: pd.DataFrame
    hours: pd.DataFrame
    presence: pd.DataFrame
    places: Mapping[str, str]


Tell = Callable[[int, int], None]
Key = tuple[Store, int, str, str, date]


@dataclass
class _Shelf:
    years: "OrderedDict[Key, Year]" = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


_SHELF = _Shelf()


def kept(workspace: Workspace, viewer: Viewer) -> Year | None:
    """Return the year as it was computed for whoever sees the same, None where it has to be computed."""
    require(viewer, "see_follow_up", WORKSPACE)
    with _SHELF.lock:
        return _SHELF.years.get(_key(workspace, viewer))


def year(workspace: Workspace, viewer: Viewer, tell: Tell = lambda _done, _total: None) -> Year:
    """Return the year, computed where it is not kept; `tell` hears how many places are done, of how many."""
    require(viewer, "see_follow_up", WORKSPACE)
    key = _key(workspace, viewer)
    with _SHELF.lock:
        if key in _SHELF.years:
            return _SHELF.years[key]
    made = _computed(workspace, viewer, tell)
    with _SHELF.lock:
        _SHELF.years[key] = made
        while len(_SHELF.years) > KEPT:
            _SHELF.years.popitem(last=False)
    return made


def months_before(last: date) -> tuple[date, date]:
    """Return the first day of the first month that is shown, and the day from which sums are needed for the trend."""
    number = last.year * 12 + last.month - MONTHS
    first = date(number // 12, number % 12 + 1, 1)
    return first, min(first, trend_weeks(last)[1])


def _key(workspace: Workspace, viewer: Viewer) -> Key:
    return workspace.store, workspace.store.revision(), policy_key(), viewer.scope, workspace.service_day


def _computed(workspace: Workspace, viewer: Viewer, tell: Tell) -> Year:
    last = workspace.service_day - timedelta(days=1)
    first, before = months_before(last)
    tables = known_tables(workspace, viewer, before, last, "see_follow_up")
    planned, delivered, presence = _summed(tables, tell)
    shifts, hours = past_shifts.past_shifts(
        workspace, viewer, first, last, tables, day_types(tables.calendar)
    )
    names = dict(zip(tables.places["place_id"], tables.places["name"], strict=True))
    return Year(before, first, last, planned, delivered, shifts, hours, presence, names)


def _summed(tables: Tables, tell: Tell) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return DAY_SUMS as planned and as delivered, and PRESENCE_DAY as delivered.

    Blocks of places are computed, summed and let go of in turn.

    What is needed of a block, and of which rosters are missing there, is the same in both views. Without any report
    nothing is delivered or missed: the second and third are empty.
    """
    on = grid(tables, slot_minutes(tables))
    views: tuple[View, ...] = ("planned",) if tables.delivered is None else ("planned", "delivered")
    laid = {view: lay_pieces(tables, on, view) for view in views}
    parts: dict[View, list[pd.DataFrame]] = {view: [] for view in views}
    presence = [pd.DataFrame(columns=PRESENCE_DAY)]
    for block in blocks(tables, on):
        for view in views:
            painting = painted(laid[view], block.rows, on.shape[1])
            coverage = weigh(block.tables, view, block.ground, painting)
            parts[view].append(place_sums(coverage))
            if view == "delivered":
                presence.append(presence_days(coverage))
        tell(block.rows.stop, len(tables.places))
    sums = [day_sums(pd.concat(rows, ignore_index=True), tables) for rows in parts.values()]
    there = [frame for frame in presence if len(frame)] or presence[:1]
    return sums[0], sums[1] if len(sums) > 1 else sums[0].iloc[:0], pd.concat(there, ignore_index=True)

"""A period put together from blocks of places: what is drawn, listed and summed of each, and nothing else of it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.coverage.blocks import Block, Outline, covered
from karta.coverage.gaps import CRUMB, RUN_COLUMNS, Coverage, by_size, gap_runs, over_runs, run_bounds
from karta.coverage.grid import BoolArray, FloatArray, grid
from karta.coverage.hours import Hours, hours, mostly
from karta.coverage.measures import composition, place_days
from karta.coverage.need import need
from karta.coverage.presence import View, lay_pieces
from karta.coverage.unknown_opening import UnknownOpening, laid, span_sums, unknown_opening
from karta.coverage.visits import visit_windows
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.gaps import reasons
from karta.services.workspace import Workspace


@dataclass(frozen=True)
class Part:
    """What is kept of some places of a period.

    `hours`; `unknown_opening` and `double`, places x hours: hours of unknown opening, and those in which two
    organisations stand where fewer would do; `nobody`, places x slots without a known adult. `gaps` and `unknown`
    (RUN_COLUMNS, why, weighted), largest first once all are together; `unopened`, runs of unknown opening; `days`
    (PLACE_DAY); `visits` (the visit windows); `suggested_ah`; `span_sums`.
    """

    hours: Hours
    unknown_opening: BoolArray
    double: BoolArray
    nobody: BoolArray
    gaps: pd.DataFrame
    unknown: pd.DataFrame
    unopened: pd.DataFrame
    days: pd.DataFrame
    visits: pd.DataFrame
    suggested_ah: float
    span_sums: FloatArray


def computed(tables: Tables, view: View, minutes: int, language: str) -> tuple[Outline, Part]:
    """Return the outline of a period and what is kept of all its places."""
    on = grid(tables, minutes)
    lines = lay_pieces(tables, on, view)
    parts = [_part(block, coverage, language) for block, coverage in covered(tables, on, lines, view)]
    return Outline(tables, view, on, lines.pieces), _joined(parts)


def _part(block: Block, coverage: Coverage, language: str) -> Part:
    on, there = coverage.grid, coverage.presence
    suggested = need(block.tables, on, "suggested", laid=block.windows)
    windows, opening = visit_windows(coverage), unknown_opening(coverage, block.windows)
    shown_hours, marked = laid(hours(coverage, suggested, windows), coverage, opening)
    return Part(
        hours=shown_hours,
        unknown_opening=marked,
        double=mostly(there.many_orgs & (there.adults > coverage.need.stay + CRUMB), on),
        nobody=there.adults < CRUMB,
        gaps=reasons.explained(gap_runs(coverage), coverage, language),
        unknown=reasons.explained(gap_runs(coverage, unknown=True), coverage, language),
        unopened=_unopened(coverage, opening),
        days=place_days(coverage),
        visits=windows,
        suggested_ah=float(suggested.stay.sum() * on.hours),
        span_sums=span_sums(coverage, opening),
    )


def _unopened(coverage: Coverage, opening: UnknownOpening) -> pd.DataFrame:
    """Return the runs of unknown opening: place_id, start, end, need, adult_hours, first_slot, last_slot."""
    on = coverage.grid
    place, first, last = run_bounds(opening.marked, on).T
    end = on.slots.start[last] + np.timedelta64(on.slots.minutes, "m")
    return pd.DataFrame({
        "place_id": np.array(on.place_ids, dtype=object)[place],
        "start": pd.DatetimeIndex(on.slots.start[first]).tz_localize("UTC"),
        "end": pd.DatetimeIndex(end).tz_localize("UTC"),
        "need": over_runs(np.maximum, opening.need, place, first, last),
        "adult_hours": over_runs(np.add, opening.short, place, first, last) * on.hours,
        "first_slot": first, "last_slot": last,
    })  # fmt: skip


def _joined(parts: Sequence[Part]) -> Part:
    """Return the parts as one, in the order that a whole town has."""
    if len(parts) == 1:
        return replace(parts[0], gaps=by_size(parts[0].gaps), unknown=by_size(parts[0].unknown))
    tables = {
        name: _stacked([getattr(part, name) for part in parts])
        for name in ("gaps", "unknown", "unopened", "days", "visits")
    }
    days = np.concatenate([_days_of(part) for part in parts])
    return Part(
        hours=_joined_hours([part.hours for part in parts]),
        unknown_opening=np.concatenate([part.unknown_opening for part in parts]),
        double=np.concatenate([part.double for part in parts]),
        nobody=np.concatenate([part.nobody for part in parts]),
        gaps=by_size(tables["gaps"]),
        unknown=by_size(tables["unknown"]),
        unopened=tables["unopened"],
        days=tables["days"].iloc[np.argsort(days, kind="stable")].reset_index(drop=True),
        visits=tables["visits"],
        suggested_ah=sum(part.suggested_ah for part in parts),
        span_sums=np.sum([part.span_sums for part in parts], axis=0),
    )


def _days_of(part: Part) -> npt.NDArray[np.int64]:
    """Return the number of the day of each row: a part has all its places day by day."""
    places = max(1, len(part.nobody))
    return np.arange(len(part.days)) // places


def _joined_hours(parts: Sequence[Hours]) -> Hours:
    by_place = [f.name for f in fields(Hours) if f.name not in {"start", "day", "dark"}]
    tables: dict[str, Any] = {
        name: np.concatenate([getattr(part, name) for part in parts]) for name in by_place
    }
    return replace(parts[0], **tables)


def _stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames of the same columns below each other; those without rows would change what their cells are."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def with_names(runs: pd.DataFrame, outline: Outline) -> pd.DataFrame:
    """Return runs with the name of their place, and their times as local time."""
    names = dict(zip(outline.tables.places["place_id"], outline.tables.places["name"], strict=True))
    local = {name: runs[name].dt.tz_convert(outline.grid.tz) for name in ("start", "end")}
    columns = [*RUN_COLUMNS, "place", "why", "weighted"]
    return runs.assign(place=runs["place_id"].map(names), **local)[columns]


def unknown_list(
    workspace: Workspace, viewer: Viewer, outline: Outline, runs: pd.DataFrame, unopened: pd.DataFrame
) -> pd.DataFrame:
    """Return the runs that missing rosters leave unknown, then the hours of unknown opening with whom to ask."""
    require(viewer, "see_gaps", WORKSPACE)
    listed = with_names(runs, outline)
    if unopened.empty:
        return listed
    added = with_names(reasons.unopened(workspace, viewer, unopened), outline)
    return pd.concat([listed, added], ignore_index=True) if len(listed) else added


def sectors(outline: Outline) -> dict[str, float]:
    """Return the known presence by sector, largest first. Its weight is the same for all; it is shown, not weighed."""
    summed = (
        composition(outline.pieces, outline.grid)
        .groupby("sector")["adult_hours"]
        .sum()
        .sort_values(ascending=False)
    )
    return {str(sector): float(hours_) for sector, hours_ in summed.items()}

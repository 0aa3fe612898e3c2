"""What if: changes of a week side by side - a place that closes later, walkers, a school host - with their price.

A scenario is kept under a name as it was computed, beside the town as it is, which it never changes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import pandas as pd

from karta.coverage import scenario
from karta.coverage.gaps import CRUMB
from karta.coverage.measures import place_days, totals
from karta.errors import InputError, NotFoundError
from karta.model import typed_numbers
from karta.model.recurrence import WEEKDAYS
from karta.model.schedule import parse_end, parse_time
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, eyes_of, require, require_for
from karta.services.free_text import about_places
from karta.services.gaps import nearby
from karta.services.planning import scenario_closes, walk_gaps
from karta.services.workspace import Workspace
from karta.store.snapshots import load_snapshot, save_snapshot

# What a change is: role and mode of its adults, the sector that they come from, and whether the place is open so long.
KINDS = {
    "opening": ("youth_worker", "incidental", "municipality", True),
    "walkers": ("night_walker", "active", "civil_society", False),
    "host": ("school_host", "active", "municipality", False),
}
MOST_WEEKS, MOST_CHANGES, MOST_PLACES = 4, 6, 20
MOST_KRONOR = 100_000
NAME_LENGTH = 80
# For whose eyes a snapshot is stands in its source; this one is no meeting sheet.
_MARK = "scenario "
FRAME, ASKED = "changes", "asked"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that is tried: adults at each of some places on some weekdays between two hours, and what one costs.

    `kind`: one of KINDS; an `opening` keeps the place open in these hours, and its adults have another task, too.
    """

    name: str
    kind: str
    place_ids: tuple[str, ...]
    days: tuple[str, ...]
    start: str
    end: str
    adults: float
    kronor_per_hour: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a change would bring in the period: adult-hours asked for and closed, perhaps closed, and left; kronor.

    `per_hour`: closed adult-hours for each that is asked for; `per_1000`: for each thousand kronor, None where it
    costs none.
    """

    name: str
    adult_hours: float
    kronor: float
    closed: float
    possible: float
    left: float
    per_hour: float | None
    per_1000: float | None


@dataclass(frozen=True)
class Comparison:
    """The gap of a period as it is, and what each change would bring by itself.

    `places` and `hours`: adult-hours that each change closes, as `scenario_closes` has them; they add up to `closed`.
    `changes`: what was asked for, in the order of `results`.
    """

    first: date
    last: date
    gap: float
    unknown: float
    results: tuple[Result, ...]
    places: pd.DataFrame
    hours: pd.DataFrame
    changes: tuple[Change, ...]
    audience: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A scenario that was kept: its name and day, of which days it is, the gap then, what its changes would bring.

    `unknown`: the unknown adult-hours then; `changes`: what was asked for, none for what was kept before that was.
    """

    scenario_id: str
    name: str
    day: date
    first: date
    last: date
    gap: float
    results: tuple[Result, ...]
    unknown: float
    changes: tuple[Change, ...]


def compare(
    workspace: Workspace, viewer: Viewer, from_day: date, weeks: int, changes: Sequence[Change]
) -> Comparison:
    """Return what each change would bring in some weeks, by itself.

    Raises
    ------
    InputError
        For a change that is none (`scenario_unusable`, a time, a number), and what a period may not be.
    """
    require(viewer, "see_gaps", WORKSPACE)
    if not 1 <= weeks <= MOST_WEEKS or not 1 <= len(changes) <= MOST_CHANGES:
        raise InputError("scenario_unusable", most=MOST_CHANGES, weeks=MOST_WEEKS)
    before = walk_gaps.covered(workspace, viewer, from_day, 7 * weeks)
    for change in changes:
        _check(change, before.tables)
    differences = [
        scenario.difference(before, _changed(workspace, viewer, before.tables, change)) for change in changes
    ]
    sums = totals(place_days(before))
    results = tuple(_result(change, each) for change, each in zip(changes, differences, strict=True))
    return Comparison(
        first=before.tables.from_day, last=before.tables.to_day, gap=sums["gap_ah"], unknown=sums["unknown_ah"],
        results=results, changes=tuple(replace(c, name=row.name) for c, row in zip(changes, results, strict=True)),
        places=scenario_closes.by_place(before, differences), hours=scenario_closes.by_hour(before, differences),
        audience=viewer.scope,
    )  # fmt: skip


def keep(workspace: Workspace, viewer: Viewer, name: str, comparison: Comparison) -> str:
    """Keep a comparison under a name, beside the town as it is, and return its id.

    Raises
    ------
    InputError
        `name_missing` without a name, and for words that must not be kept.
    """
    require_for(viewer, "keep_sheets", comparison.audience)
    own_name = about_places(name, NAME_LENGTH)
    if not own_name:
        raise InputError("scenario_name_missing")
    frames = {
        "totals": pd.DataFrame([{"gap_ah": comparison.gap, "unknown_ah": comparison.unknown}]),
        FRAME: pd.DataFrame(
            [{field.name: getattr(row, field.name) for field in fields(Result)} for row in comparison.results]
        ),
        ASKED: pd.DataFrame(
            [
                {field.name: _stored(getattr(change, field.name)) for field in fields(Change)}
                for change in comparison.changes
            ]
        ),
    }
    common = {"source": _MARK + eyes_of(viewer), "sharing": "own"}
    with workspace.act(viewer, "keep_scenario", note=own_name, common=common) as act:
        return save_snapshot(
            act, own_name, workspace.today, frames, from_day=comparison.first, to_day=comparison.last
        )


def kept(workspace: Workspace, viewer: Viewer) -> list[Kept]:
    """Return the scenarios that were kept for the viewer's eyes, latest first."""
    require(viewer, "see_gaps", WORKSPACE)
    rows = workspace.store.frame("snapshot")
    rows = rows[rows["source"] == _MARK + eyes_of(viewer)]
    return [_kept(workspace, row) for row in reversed(rows.to_dict("records"))]


def forget(workspace: Workspace, viewer: Viewer, scenario_id: str) -> None:
    """Take away a scenario that was kept. Raises NotFoundError for one that is not the viewer's to see."""
    require(viewer, "keep_sheets", WORKSPACE)
    with workspace.act(viewer, "forget_scenario") as act:
        if act.row("snapshot", scenario_id)["source"] != _MARK + eyes_of(viewer):
            raise NotFoundError("snapshot_missing")
        act.retire("snapshot", [scenario_id])


def _kept(workspace: Workspace, row: dict[Any, Any]) -> Kept:
    frames = load_snapshot(workspace.store, row["id"])
    lines = frames[FRAME].astype(object)
    lines = lines.where(lines.notna(), None)
    results = tuple(Result(*line) for line in lines.itertuples(index=False, name=None))
    sums = frames["totals"].iloc[0]
    asked = frames.get(ASKED, pd.DataFrame())
    changes = tuple(
        Change(name, kind, tuple(json.loads(places)), tuple(json.loads(days)), *others)
        for name, kind, places, days, *others in asked.itertuples(index=False, name=None)
    )
    return Kept(
        row["id"], row["name"], row["day"], row["from_day"], row["to_day"], float(sums["gap_ah"]), results,
        float(sums["unknown_ah"]), changes,
    )  # fmt: skip


def _stored(value: object) -> object:
    """Return a field of a change as a cell: several places or days as one text."""
    return json.dumps(value) if isinstance(value, tuple) else value


def _check(change: Change, tables: Tables) -> None:
    known = set(tables.places["place_id"])
    fits = (
        bool(about_places(change.name, NAME_LENGTH))
        and change.kind in KINDS
        and 1 <= len(change.place_ids) <= MOST_PLACES
        and set(change.place_ids) <= known
        and bool(change.days)
        and set(change.days) <= set(WEEKDAYS)
    )
    if not fits:
        raise InputError("scenario_unusable", most=MOST_CHANGES, weeks=MOST_WEEKS)
    if parse_time(change.start) == parse_end(change.end):
        raise InputError("shift_without_length")
    typed_numbers.adults(change.adults, 1)
    typed_numbers.number(change.kronor_per_hour, 0, MOST_KRONOR)


def _changed(workspace: Workspace, viewer: Viewer, tables: Tables, change: Change) -> Tables:
    role, mode, sector, opens = KINDS[change.kind]
    days = ";".join(day for day in WEEKDAYS if day in change.days)
    lines = pd.DataFrame(
        [
            (place, days, change.start, change.end, float(change.adults), role, mode, sector)
            for place in change.place_ids
        ],
        columns=scenario.LINES,
    )
    near = [
        (number, place, metres)
        for number, own in enumerate(change.place_ids)
        for place, metres in _reached(workspace, viewer, tables, own).items()
    ]
    tables = scenario.with_lines(
        tables, lines, pd.DataFrame(near, columns=["line", "place_id", "distance_m"])
    )
    for place in change.place_ids if opens else ():
        tables = scenario.open_longer(tables, place, days, change.start, change.end)
    return tables


def _reached(workspace: Workspace, viewer: Viewer, tables: Tables, place_id: str) -> dict[str, float]:
    """Return how far it is from a place to those where its adults are seen, itself among them."""
    others = sorted(nearby.around(tables.places, place_id))
    walks = nearby.walks_to(workspace, viewer, place_id, others)
    return {
        place_id: 0.0,
        **{place: metres for place, (metres, _) in walks.items() if metres < tables.method.d_zero_m},
    }


def _result(change: Change, each: scenario.Difference) -> Result:
    kronor = each.adult_hours * change.kronor_per_hour
    return Result(
        name=about_places(change.name, NAME_LENGTH),
        adult_hours=round(each.adult_hours, 6),
        kronor=round(kronor, 2),
        closed=round(each.closed_ah, 6),
        possible=round(each.possible_ah, 6),
        left=round(each.gap_ah, 6),
        per_hour=round(each.closed_ah / each.adult_hours, 6) if each.adult_hours > CRUMB else None,
        per_1000=round(1000 * each.closed_ah / kronor, 6) if kronor > 0 else None,
    )

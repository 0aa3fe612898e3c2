"""Statistics for everybody: adult-hours of areas by part of the week and month, coarse, and as they were published.

A month is published by somebody who may open the open side, once thirty days have passed since it ended, and stays as
it was then. What rests on fewer than three organisations or ten persons, and what is nothing, look alike; there are no
sums over areas, parts or months from which they could be told.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from karta.coverage import part_sums
from karta.errors import InputError, NotFoundError
from karta.model import months
from karta.model.small_counts import holds_back, in_fives
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.access import viewers
from karta.services.gaps.known_tables import known_tables
from karta.services.register import open_side
from karta.services.workspace import Workspace
from karta.store.snapshots import load_snapshot, save_snapshot

PARTS = part_sums.PARTS
# How long ago a month must have ended before it is told. [K]
AGE = timedelta(days=30)
# How many months back one may be published.
MOST_MONTHS = 12
# What a snapshot of these has as its source: it is no sheet of anybody's.
_MARK = "open statistics"
_FRAME = "cells"


@dataclass(frozen=True, slots=True)
class Area:
    """An area, with its adult-hours by part of the week (PARTS); None where they are not told."""

    name: str
    hours: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Month:
    """A month, as `2026-10`, and its areas by name."""

    month: str
    areas: tuple[Area, ...]


def published(workspace: Workspace, viewer: Viewer) -> list[Month]:
    """Return the months as they were published, latest first, areas by name.

    Raises
    ------
    NotFoundError
        `open_side_off` where the workspace has no open side.
    """
    require(viewer, "see_register", WORKSPACE)
    open_side.require_open(workspace)
    return [
        _stored(workspace, snapshot) for _, snapshot in sorted(_snapshots(workspace).items(), reverse=True)
    ]


def waiting(workspace: Workspace, viewer: Viewer) -> list[str]:
    """Return the months of the last year that may be published and are not, latest first."""
    require(viewer, "open_to_public", WORKSPACE)
    there = set(_snapshots(workspace))
    latest = months.first_day(months.month_of(workspace.today))
    names = []
    for _ in range(MOST_MONTHS):
        latest = months.first_day(months.month_of(latest - timedelta(days=1)))
        names.append(months.month_of(latest))
    return [month for month in names if month not in there and _is_old(workspace, month)]


def proposed(workspace: Workspace, viewer: Viewer, month: str) -> Month:
    """Return a month as it would be published now. Raises InputError `month_too_young` before thirty days have passed.

    It is what authorities may know of the presence, whoever asks.
    """
    require(viewer, "open_to_public", WORKSPACE)
    if not _is_old(workspace, month):
        raise InputError("month_too_young", month=month)
    first, last = months.first_day(month), months.last_day(month)
    sums = part_sums.part_sums(
        known_tables(workspace, viewers.of_statistics(), first, last, "see_statistics")
    )
    areas = workspace.store.frame("area")
    hours_of = {(row.area_id, row.part): _told(row) for row in sums.itertuples(index=False)}
    by_name = areas.sort_values(["name", "id"]).itertuples(index=False)
    return Month(
        month,
        tuple(
            Area(str(area.name), {part: hours_of.get((area.id, part)) for part in PARTS}) for area in by_name
        ),
    )


def publish(workspace: Workspace, viewer: Viewer, month: str) -> None:
    """Publish a month as it is now; from then on it stays so.

    Raises
    ------
    InputError
        `month_too_young`, and `month_published` where that has been done.
    """
    require(viewer, "open_to_public", WORKSPACE)
    shown = proposed(workspace, viewer, month)
    frame = pd.DataFrame(
        [(area.name, *(area.hours[part] for part in PARTS)) for area in shown.areas], columns=["area", *PARTS]
    ).astype(dict.fromkeys(PARTS, float))
    with workspace.act(
        viewer, "publish_statistics", note=month, common={"source": _MARK, "sharing": "public"}
    ) as act:
        if month in {row["name"] for row in act.rows("snapshot", "source", [_MARK])}:
            raise InputError("month_published", month=month)
        save_snapshot(act, month, workspace.today, {_FRAME: frame}, from_day=months.first_day(month))


def withdraw(workspace: Workspace, viewer: Viewer, month: str) -> None:
    """Take back a month that was published. Raises NotFoundError where it was not."""
    require(viewer, "open_to_public", WORKSPACE)
    snapshot = _snapshots(workspace).get(month)
    if snapshot is None:
        raise NotFoundError("snapshot_missing")
    with workspace.act(viewer, "withdraw_statistics", note=month) as act:
        act.retire("snapshot", [snapshot])


def _told(row: "pd.Series[float]") -> int | None:
    """Return a sum as it is told: rounded, None where too few stand behind it or nothing is left of it."""
    if holds_back(row.organisations, "organisations") or holds_back(row.persons, "persons_publicly"):
        return None
    return in_fives(row.adult_hours) or None


def _is_old(workspace: Workspace, month: str) -> bool:
    ended: date = months.last_day(month)
    return workspace.today - ended >= AGE


def _snapshots(workspace: Workspace) -> dict[str, str]:
    """Return the snapshots that hold published months, by month."""
    rows = workspace.store.frame("snapshot")
    own = rows[rows["source"] == _MARK]
    return dict(zip(own["name"], own["id"], strict=True))


def _stored(workspace: Workspace, snapshot: str) -> Month:
    frame = load_snapshot(workspace.store, snapshot)[_FRAME]
    areas = tuple(
        Area(str(row["area"]), {part: None if pd.isna(row[part]) else int(row[part]) for part in PARTS})
        for row in frame.to_dict("records")
    )
    name = workspace.store.frame("snapshot", [snapshot]).iloc[0]["name"]
    return Month(str(name), areas)

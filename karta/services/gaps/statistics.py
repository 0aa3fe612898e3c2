"""Sums of areas over the last weeks, for those who follow up and see no place and no hour: coarse, never ranked.

They are counted from what authorities may know, whoever asks. What too few stand behind is held back
(`karta.model.small_counts`): fewer than three places with need, or one or two organisations that meet it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import pandas as pd

from karta.coverage.grid import slot_minutes
from karta.coverage.measures import totals
from karta.model.small_counts import holds_back
from karta.privacy import WORKSPACE, Viewer, areas_of, require
from karta.services.access import viewers
from karta.services.gaps.known_tables import known_tables
from karta.services.gaps.period_parts import computed
from karta.services.register import town
from karta.services.workspace import Workspace

WEEKS = 4


@dataclass(frozen=True, slots=True)
class AreaSums:
    """Need, and how it was met as planned, in adult-hours a week; `measures` is None where it is held back."""

    area_id: str
    name: str
    measures: dict[str, float] | None


def last_day(workspace: Workspace) -> date:
    """Return the Sunday that the last of the weeks ends with."""
    today = workspace.service_day
    return today - timedelta(days=today.weekday() + 1)


def of_areas(workspace: Workspace, viewer: Viewer) -> list[AreaSums]:
    """Return the sums of the areas that a viewer may see, in alphabetical order; areas without need are left out."""
    require(viewer, "see_statistics", WORKSPACE)
    assigned = areas_of(viewer, "see_statistics")
    summed = _summed(workspace, last_day(workspace), workspace.store.revision())
    return [
        AreaSums(row.area_id, row.name, summed[row.area_id])
        for row in town.areas(workspace, viewer).itertuples(index=False)
        if row.area_id in summed and (assigned is None or row.area_id in assigned)
    ]


# Everybody's sums are the same, and the weeks are over: computed once a revision.
@lru_cache(maxsize=8)
def _summed(workspace: Workspace, last: date, _revision: int) -> dict[str, dict[str, float] | None]:
    tables = known_tables(
        workspace, viewers.of_statistics(), last - timedelta(days=7 * WEEKS - 1), last, "see_statistics"
    )
    outline, part = computed(tables, "planned", slot_minutes(tables), workspace.language)
    area = dict(zip(tables.places["place_id"], tables.places["area_id"], strict=True))
    days = part.days.assign(area=part.days["place_id"].map(area))
    met = outline.pieces[outline.pieces["certain"].astype(bool) & outline.pieces["effective"].gt(0)]
    by_area = met.groupby(met["place_id"].map(area))["org"].nunique()
    return {
        str(name): _of_area(rows, int(by_area.get(name, 0)))
        for name, rows in days.groupby("area")
        if _needs(rows)
    }


def _needs(rows: pd.DataFrame) -> int:
    """Return how many places have need."""
    return int(rows.loc[rows["need_ah"].gt(0), "place_id"].nunique())


def _of_area(rows: pd.DataFrame, organisations: int) -> dict[str, float] | None:
    if holds_back(_needs(rows), "places") or (organisations and holds_back(organisations, "organisations")):
        return None
    sums = totals(rows)
    return {name: value / WEEKS if name.endswith("_ah") else value for name, value in sums.items()}

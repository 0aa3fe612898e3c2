"""What is known of each area over the last weeks, as partners or authorities may know it: summed once for all of them.

Nothing leaves this module but sums with how many stand behind them; `fairness` says what of it may be shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
import pandas as pd

from karta.coverage.area_hours import line_hours
from karta.coverage.blocks import covered
from karta.coverage.grid import Grid, grid, slot_minutes
from karta.coverage.measures import place_days, totals
from karta.coverage.open_hours import open_hours
from karta.coverage.presence import lay_pieces
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.access import viewers
from karta.services.gaps.known_tables import known_tables
from karta.services.gaps.statistics import WEEKS, last_day
from karta.services.workspace import Workspace
from karta.store.residents import youths

FAITH = "faith_community"


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """An area a week, in the mean: sums, and how many stand behind each.

    `youths`: residents aged 10-19, None without figures. `need_places`: places with decided need. `present_ah`:
    adult-hours of known adults, of `organisations` (ids); `secular_ah`: those not of the `faith` communities.
    `uncertain`: some roster is not known there, so that there may be more. `open_h`, `staffed_h`: hours of `opened`
    places whose opening hours are known, and of those of them that have any hour with known leaders, `staffed`.
    """

    youths: float | None
    approximate: bool
    measures: Mapping[str, float]
    need_places: int
    present_ah: float
    organisations: frozenset[str]
    secular_ah: float
    faith: frozenset[str]
    uncertain: bool
    open_h: float
    opened: int
    staffed_h: float
    staffed: int


def area_facts(workspace: Workspace, viewer: Viewer) -> Mapping[str, AreaFacts]:
    """Return what is known of every area in which some place lies, by its id."""
    require(viewer, "see_follow_up", WORKSPACE)
    return _facts(workspace, audience(viewer), last_day(workspace), workspace.store.revision())


def audience(viewer: Viewer) -> Viewer:
    """Return as whom sums are counted for a viewer: what partners may know for partners, else what authorities may."""
    return viewers.of_partners() if allowed(viewer, "rows_partners", WORKSPACE) else viewers.of_statistics()


# The weeks are over, and what an audience may know is the same for all who ask: summed once a revision.
@lru_cache(maxsize=8)
def _facts(workspace: Workspace, seen_by: Viewer, last: date, _revision: int) -> dict[str, AreaFacts]:
    first = last - timedelta(days=7 * WEEKS - 1)
    tables = known_tables(workspace, seen_by, first, last, "see_follow_up")
    on = grid(tables, slot_minutes(tables))
    laid = lay_pieces(tables, on, "planned")
    days = pd.concat([place_days(part) for _, part in covered(tables, on, laid, "planned")])
    places = tables.places[tables.places["area_id"].notna()]
    area_of = dict(zip(places["place_id"], places["area_id"], strict=True))
    lines = _with_owners(workspace, line_hours(laid.pieces, on, area_of))
    unsure = set(laid.pieces.loc[~laid.pieces["certain"].astype(bool), "place_id"])
    opening, living = _opening(tables, on), youths(workspace.store).set_index("area_id")
    return {
        str(area): _of_area(
            days[days["place_id"].isin(own["place_id"])],
            lines[lines["area_id"] == area],
            opening[opening["place_id"].isin(own["place_id"])],
            living.loc[area] if area in living.index else None,
            hides=bool(unsure & set(own["place_id"])),
        )
        for area, own in places.groupby("area_id")
    }


def _with_owners(workspace: Workspace, lines: pd.DataFrame) -> pd.DataFrame:
    """Return lines with whose each is, and whether that is a faith community: to count, never to show."""
    with workspace.store.reading() as reading:
        parties = reading.frame("shift_party", columns=("id", "organisation_id"))
        organisations = reading.frame("organisation", columns=("id", "types"))
    types = organisations["types"].fillna("").str.split(";")
    faith = set(organisations.loc[[FAITH in {word.strip() for word in own} for own in types], "id"])
    owner = dict(zip(parties["id"], parties["organisation_id"], strict=True))
    owners = lines["presence_id"].str.split("/").str[0].map(owner)
    return lines.assign(owner=owners, faith=owners.isin(faith))


def _opening(tables: Tables, on: Grid) -> pd.DataFrame:
    """Return the hours that each place is open, and those of them with known leaders: place_id, open_h, staffed_h."""
    hours = open_hours(tables, on)
    frame = pd.DataFrame({
        "place_id": np.array(on.place_ids, dtype=object),
        "open_h": hours.open.sum(axis=1) * on.hours, "staffed_h": hours.staffed.sum(axis=1) * on.hours,
    })  # fmt: skip
    return frame[hours.has_hours]


def _of_area(
    days: pd.DataFrame, lines: pd.DataFrame, opening: pd.DataFrame, living: "pd.Series[float] | None", *, hides: bool
) -> AreaFacts:  # fmt: skip
    measures = totals(days)
    weekly = {name: value / WEEKS if name.endswith("_ah") else value for name, value in measures.items()}
    return AreaFacts(
        youths=None if living is None else float(living["youths_10_19"]),
        approximate=living is not None and bool(living["approximate"]),
        measures=weekly,
        need_places=int(days.loc[days["need_ah"].gt(0), "place_id"].nunique()),
        present_ah=float(lines["adult_hours"].sum()) / WEEKS,
        organisations=frozenset(lines["owner"].dropna()),
        secular_ah=float(lines.loc[~lines["faith"], "adult_hours"].sum()) / WEEKS,
        faith=frozenset(lines.loc[lines["faith"], "owner"]),
        uncertain=hides or measures["unknown_ah"] > 0,
        open_h=float(opening["open_h"].sum()) / WEEKS,
        opened=len(opening),
        staffed_h=float(opening["staffed_h"].sum()) / WEEKS,
        staffed=int(opening["staffed_h"].gt(0).sum()),
    )

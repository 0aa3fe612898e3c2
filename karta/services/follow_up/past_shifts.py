"""Shifts whose time is over, with what they came to, as somebody may count them: no names, no hour, no place by name.

An organisation that has not shared its roster and its reports with the viewer is left out, whatever its sector: that a
report is not shared must never look like a shift that nobody has reported.
"""

from datetime import date
from typing import Any

import pandas as pd

from karta.coverage.carried_out import PartyReport, Walk
from karta.coverage.delivery import shift_hours
from karta.model.shift import ShiftOccurrence
from karta.model.tables import Tables
from karta.privacy import WORKSPACE, Viewer, areas_of, is_own, require, sees
from karta.services.rosters.occurrences import occurrences_between
from karta.services.workspace import Workspace

_WHERE = ["date", "area_id", "kind", "day_type"]
# A shift: where and when so far as it is summed, the ids of its organisations, their sectors, and the shift itself.
SHIFTS = [*_WHERE, "orgs", "sectors", "walk"]
# A party on a shift: adult-hours planned and delivered (NaN where not reported), and what they cost where that is said.
HOURS = [*_WHERE, "org", "sector", "planned_ah", "delivered_ah", "kronor"]


def past_shifts(
    workspace: Workspace, viewer: Viewer, first: date, last: date, tables: Tables, types: dict[date, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the shifts held between two days, and the adult-hours of their parties: frames SHIFTS and HOURS.

    `tables` are those of the period as the viewer may know them, `types` the type of each day.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    now, assigned = workspace.now(), areas_of(viewer, "see_follow_up")
    organisations = workspace.store.frame("organisation").set_index("id")
    sector_of = organisations["sector"].fillna("civil_society").to_dict()
    sharing_of = organisations["report_sharing"].fillna("partners").to_dict()
    report_of = _reports(workspace)
    cost_of = workspace.store.frame("shift").set_index("id")["cost"].to_dict()
    places = tables.places.set_index("place_id")
    area_of, kind_of = places["area_id"].to_dict(), places["kind"].to_dict()
    hours_of = _hours(tables)
    with workspace.store.reading() as reading:
        every = occurrences_between(reading, first, last)
    shifts, hours = [], []
    for each in every:
        if each.end > now or not _may_count(viewer, each, sharing_of):
            continue
        orgs = [party.organisation_id or "" for party in each.parties if party.admitted]
        own = any(is_own(viewer, org) for org in orgs)
        if not own and assigned is not None and each.place_id not in area_of:
            continue
        area, kind = area_of.get(each.place_id) or "", kind_of.get(each.place_id, "other")
        where = (each.held_on, area, kind, types.get(each.held_on, "other_day"))
        sectors = frozenset(sector_of.get(org, "civil_society") for org in orgs)
        shifts.append((*where, frozenset(orgs), sectors, _walk(each, report_of)))
        if each.cancelled:
            continue
        for party in each.parties:
            planned, delivered = hours_of.get((party.party_id, each.held_on), (float("nan"), float("nan")))
            org, cost = party.organisation_id or "", cost_of.get(each.shift_id)
            kronor = delivered * float(cost) if cost is not None else float("nan")
            hours.append((
                *where, org, sector_of.get(org, "civil_society"), planned, delivered, kronor
            ))  # fmt: skip
    numbers = {"planned_ah": float, "delivered_ah": float, "kronor": float}
    return pd.DataFrame(shifts, columns=SHIFTS), pd.DataFrame(hours, columns=HOURS).astype(numbers)


def _may_count(viewer: Viewer, each: ShiftOccurrence, sharing_of: dict[str, str]) -> bool:
    """Tell whether the viewer may know the roster and the reports of every organisation on a shift, all admitted."""
    parties = each.parties
    return bool(parties) and all(
        party.organisation_id is not None
        and party.admitted
        and sees(viewer, party.sharing, party.organisation_id)
        and sees(viewer, sharing_of.get(party.organisation_id, "partners"), party.organisation_id)
        for party in parties
    )


def _walk(each: ShiftOccurrence, report_of: dict[tuple[str, date], PartyReport]) -> Walk:
    reports = tuple(report_of.get((party.party_id, each.held_on)) for party in each.parties)
    return Walk(each.min_team, cancelled=each.cancelled, reports=reports)


def _reports(workspace: Workspace) -> dict[tuple[str, date], PartyReport]:
    rows = workspace.store.frame("report")
    cells = (rows[name] for name in ("party_id", "date", "outcome", "adults", "met"))
    return {
        (party, day): PartyReport(outcome, _number(adults), met if isinstance(met, str) and met else None)
        for party, day, outcome, adults, met in zip(*cells, strict=True)
    }


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def _hours(tables: Tables) -> dict[tuple[str, date], tuple[float, float]]:
    """Return planned and delivered adult-hours by party and day; rows that a line is written out in are summed."""
    rows = shift_hours(tables)
    party = rows["presence_id"].str.split("/").str[0]
    summed = rows.groupby([party, "date"])[["planned_ah", "delivered_ah"]].sum(min_count=1)
    cells = (summed[name] for name in ("planned_ah", "delivered_ah"))
    return dict(zip(summed.index.tolist(), zip(*cells, strict=True), strict=True))

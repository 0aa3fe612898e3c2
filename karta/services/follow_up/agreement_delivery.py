"""What has come of an agreement: delivered hours to the minute, its term month by month, and what is to be paid."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from karta.coverage.delivery import shift_hours
from karta.coverage.grid import grid, slot_minutes
from karta.coverage.need import need
from karta.privacy import WORKSPACE, Viewer, require, sees
from karta.services.follow_up.agreements import Agreement, agreement
from karta.services.gaps.known_tables import known_tables, only_places
from karta.services.workspace import Workspace

# A shift of the association that was reported: its day, place ("" for none) and adult-minutes, as delivered.
SHIFTS = ["date", "place_id", "minutes"]


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the association has delivered in the term so far.

    `shifts`: SHIFTS, one row a reported shift, by day; `unreported`: shifts whose time is over and that nobody has
    reported. None where it has not shared its reports with the viewer.
    """

    shifts: pd.DataFrame
    unreported: int

    @property
    def minutes(self) -> int:
        """Adult-minutes of all shifts together."""
        return int(self.shifts["minutes"].sum())

    @property
    def walks(self) -> int:
        """Shifts that were carried out: some adult was there."""
        return int(self.shifts["minutes"].gt(0).sum())


NOTHING = Delivered(pd.DataFrame(columns=SHIFTS).astype({"minutes": int}), 0)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the term (or its part of it), in adult-hours: decided need at the places of the agreement (None where
    it names none), the promise by its days, and what of the need the promise does not reach.
    """

    month: str
    need_ah: float | None
    promised_ah: float
    uncovered_ah: float | None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be paid for walks; `ready` once the term is over and every shift of it is reported."""

    payer: str
    walks: int
    kronor_per_walk: float
    ready: bool

    @property
    def kronor(self) -> float:
        """The sum."""
        return self.walks * self.kronor_per_walk


def delivered(workspace: Workspace, viewer: Viewer, agreement_id: str) -> Delivered | None:
    """Return what the association of an agreement has delivered at its places in its term so far."""
    require(viewer, "see_agreements", WORKSPACE)
    agreed = agreement(workspace, viewer, agreement_id)
    terms, org_id = agreed.terms, agreed.terms.association_id
    with workspace.store.reading() as reading:
        (organisation,) = reading.frame("organisation", [org_id]).to_dict("records")
        parties = reading.frame("shift_party", columns=("id", "shift_id", "organisation_id"))
        shifts = reading.frame("shift", columns=("id", "place_id"))
    if not sees(viewer, organisation["report_sharing"] or "partners", org_id):
        return None
    last = min(terms.valid_to, workspace.service_day - timedelta(days=1))
    if last < terms.valid_from:
        return NOTHING
    rows = shift_hours(known_tables(workspace, viewer, terms.valid_from, last, "see_agreements"))
    place_of = dict(zip(shifts["id"], shifts["place_id"], strict=True))
    own = parties[parties["organisation_id"] == org_id]
    place_of_party = {
        party: place_of.get(shift) or "" for party, shift in zip(own["id"], own["shift_id"], strict=True)
    }
    rows = rows.assign(place_id=rows["presence_id"].str.split("/").str[0].map(place_of_party))
    rows = rows[rows["place_id"].notna()]
    if terms.place_ids:
        rows = rows[rows["place_id"].isin(terms.place_ids)]
    reported = rows[rows["delivered_ah"].notna()]
    minutes = (reported["delivered_ah"] * 60).round().astype(int)
    listing = reported.assign(minutes=minutes)[SHIFTS].sort_values(["date", "place_id"], ignore_index=True)
    return Delivered(listing, len(rows) - len(reported))


def months(workspace: Workspace, viewer: Viewer, agreement_id: str) -> list[Month]:
    """Return the months of an agreement's term."""
    require(viewer, "see_agreements", WORKSPACE)
    terms = agreement(workspace, viewer, agreement_id).terms
    days = [
        terms.valid_from + timedelta(days=number)
        for number in range((terms.valid_to - terms.valid_from).days + 1)
    ]
    promised = pd.Series(terms.promised_ah / len(days), index=[f"{day:%Y-%m}" for day in days])
    needed = _needed(workspace, viewer, terms.place_ids, terms.valid_from, terms.valid_to)
    listed = []
    for month, amount in promised.groupby(level=0).sum().items():
        need_ah = None if needed is None else needed.get(str(month), 0.0)
        uncovered = None if need_ah is None else max(0.0, need_ah - float(amount))
        listed.append(Month(str(month), need_ah, float(amount), uncovered))
    return listed


def claim(workspace: Workspace, viewer: Viewer, agreement_id: str) -> Claim | None:
    """Return what is to be paid for the walks so far; None where nobody pays for walks, or reports are not shared."""
    require(viewer, "see_agreements", WORKSPACE)
    agreed = agreement(workspace, viewer, agreement_id)
    done = delivered(workspace, viewer, agreement_id)
    if agreed.terms.kronor_per_walk is None or done is None:
        return None
    ready = workspace.service_day > agreed.terms.valid_to and not done.unreported
    return Claim(agreed.paid_by, done.walks, agreed.terms.kronor_per_walk, ready)


def people_needed(agreed: Agreement, hours_each: float) -> int:
    """Return how many active people a promise needs, each with so many hours a month, in a month of its term."""
    days = (agreed.terms.valid_to - agreed.terms.valid_from).days + 1
    # A month is a twelfth of a year.
    a_month = agreed.terms.promised_ah / days * 365 / 12
    return math.ceil(a_month / hours_each - 1e-9)


def _needed(
    workspace: Workspace, viewer: Viewer, place_ids: tuple[str, ...], first: date, last: date
) -> dict[str, float] | None:
    """Return the decided need of some places by month, in adult-hours of those who are to stay; None without places."""
    if not place_ids:
        return None
    tables = only_places(known_tables(workspace, viewer, first, last, "see_agreements"), set(place_ids))
    on = grid(tables, slot_minutes(tables))
    by_slot = need(tables, on).stay.sum(axis=0) * on.hours
    month = [f"{day.date:%Y-%m}" for day in on.days]
    summed = pd.Series(by_slot).groupby(on.slots.day).sum()
    by_month: dict[str, float] = {}
    for day, amount in summed.items():
        name = month[int(str(day))]
        by_month[name] = by_month.get(name, 0.0) + float(amount)
    return by_month

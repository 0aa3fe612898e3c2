"""The figures of follow-up, each by one function: page, table, chart and paper ask here.

What is of need and presence is summed of all places that somebody may see. What is of shifts is an organisation's own
until it shares it: its own rows for itself, and one row for all others together, from three organisations on. No two
organisations ever stand side by side, and no figure lets one be worked out (`karta.model.small_counts`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from karta.coverage.carried_out import Counted, counted
from karta.coverage.delivery import Delivery, reported_shifts, summed
from karta.coverage.measures import NO_RANKING_BELOW, totals
from karta.coverage.month_sums import DAY_TYPES, Trend, by_month, year_trend
from karta.model.small_counts import holds_back, shown_groups
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.follow_up.year_facts import Year
from karta.services.register import town
from karta.services.workspace import Workspace

Dimension = Literal["all", "area", "kind", "day_type"]
# Whose shifts a row counts: one's own organisation's, all others' together, or everybody's at once.
Whose = Literal["own", "others", "all"]
COLUMN_OF: Mapping[Dimension, str] = {"area": "area_id", "kind": "kind", "day_type": "day_type"}
VOLUNTEERS = "civil_society"


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the year's places or days: all of it, an area (by id), a kind of place, or a day type."""

    dimension: Dimension = "all"
    value: str = ""
    name: str = ""


EVERYWHERE = Slice()


@dataclass(frozen=True, slots=True)
class MonthNeed:
    """A month's sums and shares as planned and as delivered; `delivered` is None where nothing was ever reported."""

    month: str
    planned: dict[str, float]
    delivered: dict[str, float] | None

    @property
    def is_little_known(self) -> bool:
        """Whether so little of the need is known that the month is compared with no other. Source: METHOD 3.6."""
        return self.planned["completeness"] < NO_RANKING_BELOW


@dataclass(frozen=True, slots=True)
class Done:
    """What came of shifts, of so many organisations: by the shift, in adult-hours, and those of volunteers.

    `reported`: how many parties on shifts have reported, and their adults are known.
    `kronor` is None where no cost is stated; `kronor_ah` are the volunteers' adult-hours that it covers.
    """

    whose: Whose
    organisations: int
    shifts: Counted
    hours: Delivery
    reported: int
    volunteer_ah: float
    kronor: float | None
    kronor_ah: float

    def met_share(self, met: str) -> float | None:
        """Return the share of the shifts that say whom they met that met a class; None where none says it."""
        return self.shifts.met[met] / self.shifts.answered if self.shifts.answered else None

    @property
    def rate(self) -> float | None:
        """The delivery rate, from ten reported shifts on. Source: METHOD 3.4."""
        return None if holds_back(self.reported, "shifts") else self.hours.rate


def slices(workspace: Workspace, viewer: Viewer, year: Year) -> list[Slice]:
    """Return all of the year, then its areas in alphabetical order, kinds of places and day types that have need."""
    require(viewer, "see_follow_up", WORKSPACE)
    rows = year.planned
    areas = [
        Slice("area", row.area_id, row.name)
        for row in town.areas(workspace, viewer).itertuples(index=False)
        if row.area_id in set(rows["area_id"])
    ]
    kinds = [Slice("kind", kind) for kind in sorted(rows["kind"].unique())]
    days = [Slice("day_type", name) for name in DAY_TYPES if name in set(rows["day_type"])]
    return [EVERYWHERE, *areas, *kinds, *days]


def need_by_month(year: Year, part: Slice = EVERYWHERE) -> list[MonthNeed]:
    """Return the months of a part of the year, in order, with what was agreed and how far it was met."""
    planned, delivered = (by_month(of_months(rows, year, part)) for rows in (year.planned, year.delivered))
    return [MonthNeed(month, sums, delivered.get(month)) for month, sums in planned.items()]


def need_of_year(year: Year, part: Slice = EVERYWHERE) -> MonthNeed:
    """Return the whole year's sums and shares of a part of it; the month is blank."""
    delivered = of_months(year.delivered, year, part)
    sums = totals(delivered) if len(delivered) else None
    return MonthNeed("", totals(of_months(year.planned, year, part)), sums)


def trend(year: Year, part: Slice = EVERYWHERE) -> Trend:
    """Return how the coverage share of the last four whole weeks differs from the same weeks of the year before."""
    return year_trend(_of(year.planned, part), year.last, "coverage_share")


def of_months(rows: pd.DataFrame, year: Year, part: Slice) -> pd.DataFrame:
    """Return DAY_SUMS rows of the months that are shown, of a part of the year."""
    rows = _of(rows, part)
    return rows[pd.Series([day >= year.first for day in rows["service_day"]], index=rows.index, dtype=bool)]


def done(viewer: Viewer, year: Year, part: Slice = EVERYWHERE) -> list[Done]:
    """Return what came of the shifts of a part of the year: one's own, then all others' together.

    The others are left out where too few are behind them, or where another part's figures would tell these.
    """
    require(viewer, "see_follow_up", WORKSPACE)
    if part.dimension != "all":
        column = COLUMN_OF[part.dimension]
        groups = {str(name): rows for name, rows in year.shifts.groupby(column)}
        return _done(viewer, year, _of(year.shifts, part), _of(year.hours, part), part.value, groups)
    return _done(viewer, year, year.shifts, year.hours, "", {"": year.shifts})


def done_by_month(viewer: Viewer, year: Year) -> dict[str, list[Done]]:
    """Return what came of all shifts, month by month; a month that too few are behind has one's own row alone."""
    require(viewer, "see_follow_up", WORKSPACE)
    months = {str(name): rows for name, rows in year.shifts.groupby(_months(year.shifts["date"]))}
    hours = {str(name): rows for name, rows in year.hours.groupby(_months(year.hours["date"]))}
    none = year.hours.iloc[:0]
    return {
        month: _done(viewer, year, rows, hours.get(month, none), month, months)
        for month, rows in months.items()
    }


def done_by_sector(viewer: Viewer, year: Year) -> dict[str, list[Done]]:
    """Return what came of the shifts of each sector, all by the same rule; a shift of two sectors counts in both."""
    require(viewer, "see_follow_up", WORKSPACE)
    names = sorted({sector for sectors in year.shifts["sectors"] for sector in sectors})
    groups = {
        name: year.shifts[pd.Series([name in own for own in year.shifts["sectors"]], index=year.shifts.index)]
        for name in names
    }
    return {
        name: _done(viewer, year, rows, year.hours[year.hours["sector"] == name], name, groups)
        for name, rows in groups.items()
    }


def of_organisation(viewer: Viewer, year: Year, org: str) -> Done | None:
    """Return what came of the shifts of one organisation, for itself; None where it had none in the year."""
    require(viewer, "see_delivery", belonging_to(org))
    own = pd.Series([org in orgs for orgs in year.shifts["orgs"]], index=year.shifts.index, dtype=bool)
    if not own.any():
        return None
    return _row("own", year.shifts[own], year.hours[year.hours["org"] == org])


def _done(
    viewer: Viewer, year: Year, shifts: pd.DataFrame, hours: pd.DataFrame, name: str,
    groups: Mapping[str, pd.DataFrame],
) -> list[Done]:  # fmt: skip
    own = _own_ids(viewer, year)
    mine = pd.Series([bool(orgs & own) for orgs in shifts["orgs"]], index=shifts.index, dtype=bool)
    my_hours = hours["org"].isin(own)
    rows = []
    if mine.any():
        # Whoever may see the delivery of nobody in particular may see everybody's.
        whose: Whose = "all" if allowed(viewer, "see_delivery", belonging_to()) else "own"
        rows.append(_row(whose, shifts[mine], hours[my_hours]))
    behind = {group: _others(frame["orgs"], own) for group, frame in groups.items()}
    enough = not holds_back(len(behind[name]), "organisations") if name in behind else False
    if enough and name in shown_groups(behind):
        rows.append(_row("others", shifts[~mine], hours[~my_hours]))
    return rows


def _others(orgs: Iterable[frozenset[str]], own: frozenset[str]) -> set[str]:
    return {org for each in orgs if not each & own for org in each}


def _own_ids(viewer: Viewer, year: Year) -> frozenset[str]:
    """Return the organisations whose delivery is the viewer's own to see."""
    every = {org for orgs in year.shifts["orgs"] for org in orgs}
    return frozenset(org for org in every if allowed(viewer, "see_delivery", belonging_to(org)))


def _row(whose: Whose, shifts: pd.DataFrame, hours: pd.DataFrame) -> Done:
    reported = reported_shifts(hours)
    volunteers = reported[reported["sector"] == VOLUNTEERS]
    costed = volunteers[volunteers["kronor"].notna()]
    return Done(
        whose,
        len({org for orgs in shifts["orgs"] for org in orgs}),
        counted(shifts["walk"]),
        summed(hours),
        len(reported),
        float(volunteers["delivered_ah"].sum()),
        float(costed["kronor"].sum()) if len(costed) else None,
        float(costed["delivered_ah"].sum()),
    )


def _of(rows: pd.DataFrame, part: Slice) -> pd.DataFrame:
    return rows if part.dimension == "all" else rows[rows[COLUMN_OF[part.dimension]] == part.value]


def _months(days: pd.Series) -> "pd.Series[str]":
    return days.map(date.isoformat).str[:7]

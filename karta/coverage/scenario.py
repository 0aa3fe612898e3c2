"""A town as it could be: more adults at some places and hours, and places that close later; nothing of it is stored."""

from dataclasses import dataclass, replace

import pandas as pd

from karta.coverage.gaps import Coverage, cover
from karta.coverage.measures import place_days, totals
from karta.coverage.whatif import planned_hours
from karta.model.frames import check
from karta.model.tables import ACCESS, PRESENCES, REACH, Tables

LINES = ["place_id", "byday", "start_local", "end_local", "adults", "kind", "mode", "sector"]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change would bring in a period, in adult-hours: asked of people, and closed of the known gap.

    `possible_ah` is what it would cover of hours of which nobody knows: perhaps they are covered already. `gap_ah` is
    what is left. A later closing moves the need that hangs on it, and so can close less than nothing.
    """

    adult_hours: float
    closed_ah: float
    possible_ah: float
    gap_ah: float
    coverage: Coverage


def difference(before: Coverage, changed: Tables) -> Difference:
    """Return what changed tables of the same period bring beside the coverage as it is; their new lines stand last."""
    after = cover(changed, before.view)
    was, becomes = (totals(place_days(each)) for each in (before, after))
    added = changed.presences.iloc[len(before.tables.presences) :]
    return Difference(
        adult_hours=planned_hours(added, after),
        closed_ah=was["gap_ah"] - becomes["gap_ah"],
        possible_ah=was["unknown_ah"] - becomes["unknown_ah"],
        gap_ah=becomes["gap_ah"],
        coverage=after,
    )


def with_lines(tables: Tables, lines: pd.DataFrame, near: pd.DataFrame) -> Tables:
    """Return the tables with weekly roster lines added after those that there are.

    `lines`: LINES; the weekdays joined by `;`, times of the wall clock. `near`: line (the row of `lines`), place_id,
    distance_m: where its adults are seen, the own place at 0 m among them.
    """
    names = pd.Series([f"\x00scenario{number}" for number in range(len(lines))], dtype=object)
    rows = lines.reset_index(drop=True).drop(columns="place_id")
    rows = rows.assign(
        presence_id=names, org=names, geometry="stationary", status="planned", valid_from=tables.from_day,
        valid_to=tables.to_day,
    )  # fmt: skip
    reach = near.assign(presence_id=near["line"].map(dict(enumerate(names)))).drop(columns="line")
    return replace(
        tables,
        presences=pd.concat([tables.presences, check(rows, PRESENCES)], ignore_index=True),
        reach=pd.concat([tables.reach, check(reach, REACH)], ignore_index=True),
    )


def open_longer(tables: Tables, place_id: str, days: str, start: str, end: str) -> Tables:
    """Return the tables with a place that can be entered on some weekdays between two more hours (wall clock)."""
    row = pd.DataFrame([{"place_id": place_id, "days": days, "start_local": start, "end_local": end}])
    parts = [tables.access, check(row, ACCESS)]
    return replace(
        tables, access=pd.concat([part for part in parts if len(part)] or [parts[1]], ignore_index=True)
    )

"""What would change: the gain of candidate shifts, and how firm a ranking is (METHOD 3.7, section 5)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, Ground, cover, ground
from karta.coverage.measures import place_days, totals
from karta.coverage.occurrences import row_occurrences
from karta.coverage.presence import View
from karta.model.frames import check
from karta.model.tables import PRESENCES, REACH, Tables


@dataclass(frozen=True, slots=True)
class Gain:
    """What a candidate alone adds: adult-hours asked of people, and what they would cover.

    `possible_ah` is the part of `covered_ah` in slots of which nobody knows: perhaps it is covered already.
    """

    adult_hours: float
    covered_ah: float
    possible_ah: float
    total_gap_ah: float
    coverage_share: float

    @property
    def efficiency(self) -> float:
        """Covered adult-hours for each adult-hour asked; NaN for an empty candidate."""
        return self.covered_ah / self.adult_hours if self.adult_hours else float("nan")


def gains(tables: Tables, view: View = "planned", on: Ground | None = None) -> dict[str, Gain]:
    """Return the gain of every candidate of WHATIF, each alone, in the order of the table."""
    if tables.whatif.empty:
        return {}
    on = on or ground(tables)
    before = totals(place_days(cover(tables, view, on=on)))
    return {
        str(candidate): _gain(with_candidate(tables, rows), len(tables.presences), view, on, before)
        for candidate, rows in tables.whatif.groupby("presence_id", sort=False)
    }


def with_candidate(tables: Tables, rows: pd.DataFrame) -> Tables:
    """Return the tables with a candidate's rows added; rows that differ in place alone are one shift."""
    same = [name for name in rows.columns if name not in {"place_id", "distance_m"}]
    shift = rows.groupby(same, sort=False, dropna=False).ngroup()
    names = "\x00candidate" + shift.astype(str)
    lines = check(rows.assign(presence_id=names).drop_duplicates("presence_id"), PRESENCES)
    near = check(rows.assign(presence_id=names), REACH)
    return replace(
        tables,
        presences=pd.concat([tables.presences, lines], ignore_index=True),
        reach=pd.concat([tables.reach, near], ignore_index=True),
    )


def _gain(tried: Tables, known: int, view: View, on: Ground, before: dict[str, float]) -> Gain:
    coverage = cover(tried, view, on=on)
    after = totals(place_days(coverage))
    return Gain(
        adult_hours=planned_hours(tried.presences.iloc[known:], coverage),
        covered_ah=after["covered_ah"] - before["covered_ah"],
        possible_ah=before["unknown_ah"] - after["unknown_ah"],
        total_gap_ah=after["gap_ah"],
        coverage_share=after["coverage_share"],
    )


def planned_hours(presences: pd.DataFrame, coverage: Coverage) -> float:
    """Return the adult-hours of roster lines over their occurrences that start in the period."""
    return sum(
        float(row["adults"]) * (one.end - one.start).total_seconds() / 3600
        for row in presences.to_dict("records")
        if row["status"] != "cancelled"
        for one in row_occurrences(row, coverage.grid)
        if coverage.grid.is_computed(one.start)
    )


SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"d_zero_m": 150.0},
    {"d_zero_m": 300.0},
    {"w_incidental": 0.25},
    {"w_incidental": 0.75},
)


def sensitivity(tables: Tables, view: View = "planned") -> pd.DataFrame:
    """Return the gap and the first place under the five settings of METHOD section 5.

    Columns: setting, gap_ah, first_place (None where there is no gap). The ranking is *stable* when one place
    comes first in all rows.
    """
    rows, on = [], ground(tables)
    for changed in SETTINGS:
        # None of the settings changes what is asked for or known: the ground is laid once.
        coverage = cover(replace(tables, method=replace(tables.method, **changed)), view, on=on)
        by_place = coverage.gap.sum(axis=1) * coverage.grid.hours
        order = np.lexsort((np.array(coverage.grid.place_ids), -by_place.round(9)))
        first = coverage.grid.place_ids[order[0]] if by_place.sum() > CRUMB else None
        name = ", ".join(f"{key}={value:g}" for key, value in changed.items()) or "default"
        rows.append({"setting": name, "gap_ah": float(by_place.sum()), "first_place": first})
    return pd.DataFrame(rows, columns=["setting", "gap_ah", "first_place"])


def is_stable(settings: pd.DataFrame) -> bool:
    """Tell whether one place comes first under all settings."""
    return len(set(settings["first_place"])) == 1

"""What-if: the gain of candidate shifts, and how firm a ranking is (METHOD 3.7, section 5)."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.blocks import blocks
from karta.coverage.gaps import CRUMB, Coverage, Ground, by_size, cover, gap_runs, ground, weigh
from karta.coverage.grid import Grid, grid
from karta.coverage.measures import place_days, totals
from karta.coverage.occurrences import row_occurrences
from karta.coverage.presence import LaidPieces, View, lay_pieces, painted
from karta.coverage.spans import spans
from karta.model.frames import check
from karta.model.tables import PRESENCES, REACH, Tables


@dataclass(frozen=True, slots=True)
class Gain:
    """The gain of a candidate alone: adult-hours asked of people, and what they would cover.

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


def _gain(tried: Tables, lines_before: int, view: View, on: Ground, before: dict[str, float]) -> Gain:
    coverage = cover(tried, view, on=on)
    after = totals(place_days(coverage))
    return Gain(
        adult_hours=planned_hours(tried.presences.iloc[lines_before:], coverage),
        covered_ah=after["covered_ah"] - before["covered_ah"],
        possible_ah=before["unknown_ah"] - after["unknown_ah"],
        total_gap_ah=after["gap_ah"],
        coverage_share=after["coverage_share"],
    )


def planned_hours(presences: pd.DataFrame, coverage: Coverage) -> float:
    """Return the adult-hours of roster lines over their occurrences that start in the period."""
    return sum(
        float(row["adults"]) * (occurrence.end - occurrence.start).total_seconds() / 3600
        for row in presences.to_dict("records")
        if row["status"] != "cancelled"
        for occurrence in row_occurrences(row, coverage.grid)
        if coverage.grid.is_computed(occurrence.start)
    )


SETTINGS: tuple[dict[str, Any], ...] = (
    {},
    {"d_zero_m": 150.0},
    {"d_zero_m": 300.0},
    {"w_incidental": 0.25},
    {"w_incidental": 0.75},
)


SENSITIVITY = ["setting", "gap_ah", "first_place", "first_gap_place", "first_gap_start", "first_gap_day"]


def sensitivity(tables: Tables, view: View = "planned") -> pd.DataFrame:
    """Return the gap, the first place and the first gap of the list under the five settings of METHOD section 5.

    Columns: setting, gap_ah, first_place (of all its gaps together), first_gap_place, first_gap_start (UTC) and
    first_gap_day (service day) of the largest gap; None where there is no gap.
    """
    on = grid(tables)
    counted = list(spans(tables, on, view))
    incidental = any(span.row["mode"] == "incidental" for span in counted)
    laid: dict[tuple[float, float], LaidPieces] = {}
    keys = []
    for changed in SETTINGS:
        method = replace(tables.method, **changed)
        # Where nobody is there beside another task, it makes no difference how much such a one counts.
        keys.append((method.d_zero_m, method.w_incidental if incidental else 0.0))
        if keys[-1] not in laid:
            laid[keys[-1]] = lay_pieces(replace(tables, method=method), on, view, counted)
    gaps = {key: np.zeros(len(on.place_ids)) for key in laid}
    firsts: dict[tuple[float, float], list[pd.DataFrame]] = {key: [] for key in laid}
    # None of the settings changes what is asked for or known: the ground of each block is laid once.
    for block in blocks(tables, on):
        for key, lines in laid.items():
            coverage = weigh(block.tables, view, block.ground, painted(lines, block.rows, on.shape[1]))
            gaps[key][block.rows] = coverage.gap.sum(axis=1) * on.hours
            firsts[key].append(by_size(gap_runs(coverage)).iloc[:1])
    rows = []
    for changed, key in zip(SETTINGS, keys, strict=True):
        by_place = gaps[key]
        order = np.lexsort((np.array(on.place_ids), -by_place.round(9)))
        first = on.place_ids[order[0]] if by_place.sum() > CRUMB else None
        name = ", ".join(f"{key}={value:g}" for key, value in changed.items()) or "default"
        first_gap = _first_gap(firsts[key], on)
        rows.append({"setting": name, "gap_ah": float(by_place.sum()), "first_place": first, **first_gap})
    return pd.DataFrame(rows, columns=SENSITIVITY)


def _first_gap(first_of_blocks: list[pd.DataFrame], on: Grid) -> dict[str, Any]:
    """Return the first gap of the list, of the first ones of each block of places; blank without any."""
    listed = by_size(pd.concat(first_of_blocks, ignore_index=True))
    if listed.empty:
        return dict.fromkeys(SENSITIVITY[-3:])
    run = listed.iloc[0]
    day = on.days[int(on.slots.day[run["first_slot"]])].date
    return {"first_gap_place": run["place_id"], "first_gap_start": run["start"], "first_gap_day": day}


def is_stable(settings: pd.DataFrame) -> bool:
    """Tell whether the list begins with the same gap, of one place and service day, and one place lacks most."""
    return len(settings[["first_place", "first_gap_place", "first_gap_day"]].drop_duplicates()) == 1

"""The measures of METHOD 3.6, per place and service day, summed as far as they may be summed.

Shares are always computed anew from sums; a place without a decided need keeps its row, with blank measures.
"""

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, State, run_bounds
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray

SUMS = ["need_ah", "covered_ah", "gap_ah", "unknown_ah"]
HOURS = ["need_h", "full_h", "thin_h", "empty_h", "unknown_h"]
LONGEST = ["longest_empty_known_h", "longest_empty_possible_h"]
EXTRA = ["surplus_multi_org_ah", "weighted_gap"]
PLACE_DAY = ["view", "service_day", "place_id", *SUMS, *HOURS, *LONGEST, *EXTRA]
TOTALS = ["view", *SUMS, "coverage_share", "completeness", "gap_per_1000_youths"]

# Below this completeness no ranking is shown. Source: METHOD 3.6 [K].
NO_RANKING_BELOW = 0.6
# Periods whose completeness differs by this or more are not compared. Source: METHOD 3.6.
COMPARABLE_WITHIN = 0.1


def place_days(coverage: Coverage) -> pd.DataFrame:
    """Return one row a service day and place, columns PLACE_DAY, in the order of days, then of places.

    Blank (NaN): all measures of a place whose need is not decided that day, and everything but the four sums in
    the expected view, which counts no hours.
    """
    on = coverage.grid
    size = len(on.place_ids)
    starts = np.array([columns.start for columns in on.day_columns()], dtype=np.int64)
    by_day = {name: _by_day(amount, starts) * on.hours for name, amount in _slot_measures(coverage).items()}
    by_day |= {name: _longest(coverage, name) for name in LONGEST}
    frame = pd.DataFrame({
        name: np.where(coverage.need.decided, by_day[name], np.nan).T.ravel() for name in PLACE_DAY[3:]
    })  # fmt: skip
    frame.insert(0, "place_id", list(on.place_ids) * len(on.days))
    frame.insert(0, "service_day", [day.date for day in on.days for _ in range(size)])
    frame.insert(0, "view", coverage.view)
    if coverage.view == "expected":
        frame[[*HOURS, *LONGEST, *EXTRA]] = np.nan
    return frame


def place_sums(coverage: Coverage) -> pd.DataFrame:
    """Return service_day, place_id and the four SUMS of `place_days` alone, in its order: a third of its time."""
    on, need = coverage.grid, coverage.need
    starts = np.array([columns.start for columns in on.day_columns()], dtype=np.int64)
    amounts = (need.stay, coverage.covered, coverage.gap, coverage.unknown)
    by_day = [np.where(need.decided, _by_day(amount, starts) * on.hours, np.nan) for amount in amounts]
    return pd.DataFrame({
        "service_day": [day.date for day in on.days for _ in on.place_ids],
        "place_id": list(on.place_ids) * len(on.days),
        **{name: sums.T.ravel() for name, sums in zip(SUMS, by_day, strict=True)},
    })  # fmt: skip


def totals(days: pd.DataFrame, youths: float | None = None) -> dict[str, float]:
    """Return the four sums of PLACE_DAY rows, coverage_share, completeness and gap_per_1000_youths.

    NaN where not defined.
    """
    sums = {name: float(days[name].sum()) for name in SUMS}
    per_1000 = 1000 * sums["gap_ah"] / youths if youths else np.nan
    return {**sums, **_ratios(pd.DataFrame([sums])).iloc[0].to_dict(), "gap_per_1000_youths": per_1000}


def _ratios(sums: pd.DataFrame) -> pd.DataFrame:
    """Return coverage_share and completeness of each row of sums; NaN where not defined."""
    met, needed = sums["covered_ah"] + sums["gap_ah"], sums["need_ah"]
    return pd.DataFrame({
        "coverage_share": (sums["covered_ah"] / met).where(met > CRUMB),
        "completeness": (1 - sums["unknown_ah"] / needed).where(needed > CRUMB),
    })  # fmt: skip


def by_place(days: pd.DataFrame) -> pd.DataFrame:
    """Return the measures of each place over all its PLACE_DAY rows: place_id, sums, hours, extras, shares."""
    summed = days.groupby("place_id", sort=False)[[*SUMS, *HOURS, *EXTRA]].sum(min_count=1)
    longest = days.groupby("place_id", sort=False)[LONGEST].max()
    frame = summed.join(longest).reset_index()
    return frame.join(_ratios(frame))


def hour_profile(coverage: Coverage) -> pd.DataFrame:
    """Return the mean gap of each hour of the week at each place, with how often the hour occurs.

    Columns: place_id; weekday: 0 = Monday, of the service day; hour: local clock; gap_ah: mean per occurrence, NaN
    where the need is decided on none of them; occurrences. The hour that a clock change repeats adds to hour 02.
    """
    on = coverage.grid
    hour_of_week = _hour_of_week(on)
    slots_of = np.zeros((on.shape[1], 7 * 24))
    slots_of[np.arange(on.shape[1]), hour_of_week] = on.hours
    days_of = np.zeros((len(on.days), 7 * 24))
    days_of[on.slots.day, hour_of_week] = 1
    shown = np.flatnonzero(days_of.any(axis=0))
    gap = (coverage.gap @ slots_of)[:, shown]
    count = (coverage.need.decided @ days_of)[:, shown]
    mean = np.divide(gap, count, out=np.full(gap.shape, np.nan), where=count > 0)
    hour_of = np.repeat(shown, len(on.place_ids))
    return pd.DataFrame({
        "place_id": list(on.place_ids) * len(shown), "weekday": hour_of // 24, "hour": hour_of % 24,
        "gap_ah": mean.T.ravel(), "occurrences": count.T.ravel().astype(int),
    })  # fmt: skip


def gap_by_week_hour(coverage: Coverage) -> FloatArray:
    """Return the adult-hours of gap at all places in each hour of the week: 24 x weekday of the service day + clock."""
    amounts = coverage.gap.sum(axis=0) * coverage.grid.hours
    summed = np.bincount(_hour_of_week(coverage.grid), weights=amounts, minlength=7 * 24)
    return np.asarray(summed, dtype=np.float64)


def _hour_of_week(on: Grid) -> IntArray:
    """Return the hour of the week of each slot."""
    weekday = np.array([day.date.weekday() for day in on.days], dtype=np.int64)[on.slots.day]
    return weekday * 24 + on.slots.local_hour()


def composition(pieces: pd.DataFrame, on: Grid) -> pd.DataFrame:
    """Return the known presence of each place by sector: place_id, sector, adult_hours (effective), by size.

    The weight of all roles is the same; what differs is shown, not weighed. Source: METHOD 3.2.
    """
    pieces = pieces[pieces["certain"].astype(bool)]
    slots = on.columns(pieces["end"]) - on.columns(pieces["start"])
    counted = pieces.assign(adult_hours=pieces["effective"].astype(float) * np.maximum(slots, 0) * on.hours)
    summed = counted.groupby(["place_id", "sector"], sort=False, as_index=False)["adult_hours"].sum()
    summed = summed[summed["adult_hours"] > CRUMB]
    return summed.sort_values(["place_id", "adult_hours"], ascending=[True, False], ignore_index=True)


def ranked(gap_list: pd.DataFrame, completeness: float) -> tuple[pd.DataFrame, bool]:
    """Return a gap list that is sorted by size as a period of that completeness shows it, and whether it is ranked."""
    if completeness < NO_RANKING_BELOW:
        return gap_list.sort_values(["start", "place_id"], kind="stable").reset_index(drop=True), False
    return gap_list, True


def trend(now: dict[str, float], before: dict[str, float], measure: str = "gap_ah") -> float | None:
    """Return how a measure of two totals differs; None where the two periods cannot be compared.

    They can where completeness differs by less than .10 and is defined in both. The asker chooses the same
    calendar weeks, four at a time. Source: METHOD 3.6.
    """
    apart = abs(now["completeness"] - before["completeness"])
    return now[measure] - before[measure] if apart < COMPARABLE_WITHIN - CRUMB else None


def _slot_measures(coverage: Coverage) -> dict[str, FloatArray | BoolArray]:
    state, n = coverage.state, coverage.need.stay
    dark = np.where(coverage.dark, coverage.tables.method.dark_weight, 1.0)
    priority = coverage.tables.places["priority_weight"].to_numpy(dtype=float)[:, None]
    surplus = np.where(
        (n > 0) & coverage.presence.many_orgs, np.maximum(coverage.presence.adults - n, 0), 0.0
    )
    return {
        "need_ah": n,
        "covered_ah": coverage.covered,
        "gap_ah": coverage.gap,
        "unknown_ah": coverage.unknown,
        "need_h": n > 0,
        "full_h": state == State.FULL,
        "thin_h": state == State.THIN,
        "empty_h": state == State.EMPTY,
        "unknown_h": state == State.UNKNOWN,
        "surplus_multi_org_ah": surplus,
        "weighted_gap": coverage.gap * priority * dark[None, :],
    }


def _by_day(amount: FloatArray | BoolArray, starts: IntArray) -> FloatArray:
    """Return the sums over the slots of each service day, places x days."""
    if amount.dtype == bool:
        return np.asarray(np.add.reduceat(amount.view(np.uint8), starts, axis=1, dtype=np.int64), dtype=float)
    return np.asarray(np.add.reduceat(amount, starts, axis=1))


def _longest(coverage: Coverage, name: str) -> FloatArray:
    """Return the longest empty stretch in hours, places x days: known, or possible if the unknown is nobody."""
    amount = coverage.gap if name == LONGEST[0] else coverage.short
    longest = np.zeros((len(coverage.grid.place_ids), len(coverage.grid.days)))
    place, first, last = run_bounds((amount > 0) & coverage.sparse, coverage.grid).T
    np.maximum.at(longest, (place, coverage.grid.slots.day[first]), (last - first + 1) * coverage.grid.hours)
    return longest

"""The measures of METHOD 3.6, per place and service day, summed as far as they may be summed.

Shares are always computed anew from sums; a place without a decided need keeps its row, with blank measures.
"""

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, State, gap_runs, runs
from karta.coverage.grid import FloatArray

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
    by_day: dict[str, list[FloatArray]] = {name: [] for name in PLACE_DAY[3:]}
    measured = _slot_measures(coverage)
    longest = {name: _longest(coverage, name) for name in LONGEST}
    for day, columns in enumerate(on.day_columns()):
        decided = coverage.need.decided[:, day]
        for name in PLACE_DAY[3:]:
            value = (
                longest[name][:, day]
                if name in longest
                else measured[name][:, columns].sum(axis=1) * on.hours
            )
            by_day[name].append(np.where(decided, value, np.nan))
    frame = pd.DataFrame({name: np.concatenate(parts) if parts else [] for name, parts in by_day.items()})
    frame.insert(0, "place_id", list(on.place_ids) * len(on.days))
    frame.insert(0, "service_day", [day.date for day in on.days for _ in range(size)])
    frame.insert(0, "view", coverage.view)
    if coverage.view == "expected":
        frame[[*HOURS, *LONGEST, *EXTRA]] = np.nan
    return frame


def totals(days: pd.DataFrame, youths: float | None = None) -> dict[str, float]:
    """Return the four sums of PLACE_DAY rows with the shares computed from them; NaN where not defined."""
    sums = {name: float(days[name].sum()) for name in SUMS}
    return {**sums, **shares_of(sums, youths)}


def shares_of(sums: dict[str, float], youths: float | None = None) -> dict[str, float]:
    """Return coverage_share, completeness and gap_per_1000_youths of sums; NaN where not defined."""
    met = sums["covered_ah"] + sums["gap_ah"]
    return {
        "coverage_share": sums["covered_ah"] / met if met > CRUMB else np.nan,
        "completeness": 1 - sums["unknown_ah"] / sums["need_ah"] if sums["need_ah"] > CRUMB else np.nan,
        "gap_per_1000_youths": 1000 * sums["gap_ah"] / youths if youths else np.nan,
    }


def by_place(coverage: Coverage) -> pd.DataFrame:
    """Return the measures of each place over the whole period: place_id, sums, hours, extras, shares."""
    days = place_days(coverage)
    summed = days.groupby("place_id", sort=False)[[*SUMS, *HOURS, *EXTRA]].sum(min_count=1)
    longest = days.groupby("place_id", sort=False)[LONGEST].max()
    frame = summed.join(longest).reset_index()
    shares = [shares_of(row) for row in frame[SUMS].to_dict("records")]
    columns = ["coverage_share", "completeness"]
    return frame.join(pd.DataFrame(shares, columns=columns, index=frame.index))


PROFILE = ["place_id", "weekday", "hour", "gap_ah", "occurrences"]


def hour_profile(coverage: Coverage) -> pd.DataFrame:
    """Return the mean gap of each hour of the week at each place, with how often the hour occurs (columns PROFILE).

    weekday: 0 = Monday, of the service day; hour: local clock; gap_ah: mean per occurrence, NaN where the need is
    decided on none of them. The hour that a clock change repeats adds to hour 02.
    """
    on = coverage.grid
    weekday = np.array([day.date.weekday() for day in on.days], dtype=np.int64)[on.slots.day]
    named = weekday * 24 + on.slots.local_hour()
    slots_of = np.zeros((on.shape[1], 7 * 24))
    slots_of[np.arange(on.shape[1]), named] = on.hours
    days_of = np.zeros((len(on.days), 7 * 24))
    days_of[on.slots.day, named] = 1
    shown = np.flatnonzero(days_of.any(axis=0))
    gap = (coverage.gap @ slots_of)[:, shown]
    count = (coverage.need.decided @ days_of)[:, shown]
    mean = np.divide(gap, count, out=np.full(gap.shape, np.nan), where=count > 0)
    hour_of = np.repeat(shown, len(on.place_ids))
    return pd.DataFrame({
        "place_id": list(on.place_ids) * len(shown), "weekday": hour_of // 24, "hour": hour_of % 24,
        "gap_ah": mean.T.ravel(), "occurrences": count.T.ravel().astype(int),
    })  # fmt: skip


def composition(coverage: Coverage) -> pd.DataFrame:
    """Return who stands for the known presence of each place: place_id, sector, adult_hours (effective), by size.

    The weight of all roles is the same; what differs is shown, not weighed. Source: METHOD 3.2.
    """
    pieces = coverage.presence.pieces
    pieces = pieces[pieces["certain"].astype(bool)]
    spans = [
        coverage.grid.span(start, end) for start, end in zip(pieces["start"], pieces["end"], strict=True)
    ]
    slots = np.array([span.stop - span.start for span in spans], dtype=float)
    counted = pieces.assign(adult_hours=pieces["effective"].astype(float) * slots * coverage.grid.hours)
    summed = counted.groupby(["place_id", "sector"], sort=False, as_index=False)["adult_hours"].sum()
    summed = summed[summed["adult_hours"] > CRUMB]
    return summed.sort_values(["place_id", "adult_hours"], ascending=[True, False], ignore_index=True)


def ranked(coverage: Coverage, *, unknown: bool = False) -> tuple[pd.DataFrame, bool]:
    """Return the gap list and whether it is ranked; below a completeness of .6 it is by time instead."""
    found = gap_runs(coverage, unknown=unknown)
    completeness = totals(place_days(coverage))["completeness"]
    if completeness < NO_RANKING_BELOW:
        return found.sort_values(["start", "place_id"], kind="stable").reset_index(drop=True), False
    return found, True


def trend(now: dict[str, float], before: dict[str, float], measure: str = "gap_ah") -> float | None:
    """Return how a measure of two totals differs; None where the two periods cannot be compared.

    They can where completeness differs by less than .10 and is defined in both. The asker chooses the same
    calendar weeks, four at a time. Source: METHOD 3.6.
    """
    apart = abs(now["completeness"] - before["completeness"])
    return now[measure] - before[measure] if apart < COMPARABLE_WITHIN - CRUMB else None


def _slot_measures(coverage: Coverage) -> dict[str, FloatArray]:
    state, n = coverage.state, coverage.need.stay
    dark = np.where(coverage.dark, coverage.tables.method.dark_weight, 1.0)
    priority = coverage.tables.places["priority_weight"].to_numpy(dtype=float)[:, None]
    surplus = np.where(
        (n > 0) & coverage.presence.many_orgs, np.maximum(coverage.presence.adults - n, 0), 0.0
    )
    asked = n > 0
    return {
        "need_ah": n,
        "covered_ah": coverage.covered,
        "gap_ah": coverage.gap,
        "unknown_ah": coverage.unknown,
        "need_h": asked.astype(float),
        "full_h": (state == State.FULL).astype(float),
        "thin_h": (state == State.THIN).astype(float),
        "empty_h": (state == State.EMPTY).astype(float),
        "unknown_h": (state == State.UNKNOWN).astype(float),
        "surplus_multi_org_ah": surplus,
        "weighted_gap": coverage.gap * priority * dark[None, :],
    }


def _longest(coverage: Coverage, name: str) -> FloatArray:
    """Return the longest empty stretch in hours, places x days: known, or possible if the unknown is nobody."""
    amount = coverage.gap if name == LONGEST[0] else coverage.short
    longest = np.zeros((len(coverage.grid.place_ids), len(coverage.grid.days)))
    for place, first, last in runs((amount > 0) & coverage.sparse, coverage.grid):
        day = int(coverage.grid.slots.day[first])
        longest[place, day] = max(longest[place, day], (last - first + 1) * coverage.grid.hours)
    return longest

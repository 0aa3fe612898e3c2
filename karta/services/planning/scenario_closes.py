"""Where and when each change of a scenario closes the gap: by place and by hour of the week, in adult-hours.

Both are told in hundredths that add up, to the hundredth, to what the change closes in all. A change that moves a need
can close less than nothing at a place or an hour.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage
from karta.coverage.measures import gap_by_week_hour
from karta.coverage.scenario import Difference
from karta.services.gaps import rounding


def by_place(before: Coverage, differences: Sequence[Difference]) -> pd.DataFrame:
    """Return what each change closes at the places where any changes anything.

    Columns: place_id, place, before (gap as it is), and one for each change by its number.
    """
    was = _of_places(before)
    frame = pd.DataFrame({
        "place_id": before.grid.place_ids, "place": before.tables.places["name"].fillna("").to_numpy(), "before": was,
    })  # fmt: skip
    return _closing(frame, differences, [was - _of_places(each.coverage) for each in differences])


def by_hour(before: Coverage, differences: Sequence[Difference]) -> pd.DataFrame:
    """Return what each change closes in the hours of the week in which any changes anything.

    Columns: weekday (0 = Monday, of the service day), hour (of the clock), and one for each change by its number; in
    the order of time.
    """
    week, was = np.arange(7 * 24), gap_by_week_hour(before)
    frame = pd.DataFrame({"weekday": week // 24, "hour": week % 24})
    closing = _closing(frame, differences, [was - gap_by_week_hour(each.coverage) for each in differences])
    since = (closing["hour"] - before.grid.day_start.hour) % 24
    return (
        closing.assign(since=since).sort_values(["weekday", "since"], ignore_index=True).drop(columns="since")
    )


def _of_places(coverage: Coverage) -> rounding.Figures:
    return np.asarray(coverage.gap.sum(axis=1) * coverage.grid.hours, dtype=float)


def _closing(
    frame: pd.DataFrame, differences: Sequence[Difference], closed: Sequence[rounding.Figures]
) -> pd.DataFrame:
    differs = np.zeros(len(frame), dtype=bool)
    for number, (each, amounts) in enumerate(zip(differences, closed, strict=True)):
        frame[str(number)] = rounding.summing(amounts, each.closed_ah)
        differs |= np.abs(amounts) > CRUMB
    return frame[differs].reset_index(drop=True)

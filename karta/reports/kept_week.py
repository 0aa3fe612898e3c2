"""A week as it was kept: the meeting's sheet with all its rows, its days and its hours, as they stood on that day."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from karta.reports.meeting import Meeting

# The hours of a service day, which begins at six.
HOURS, FIRST = 24, 6


@dataclass(frozen=True)
class KeptWeek:
    """What was kept under a name on a day.

    `days`: service_day, need_ah, covered_ah, gap_ah, unknown_ah, as they are shown; `missing`: adults that are missing
    at all places together, days x hours of the service day; `measures`: what had been decided (`chapter_plan.KEPT`).
    `sheet.made` is when it was kept.
    """

    snapshot_id: str
    name: str
    day: date
    sheet: Meeting
    days: pd.DataFrame
    missing: npt.NDArray[np.float64]
    measures: pd.DataFrame

    def dates(self) -> list[date]:
        """Return the service days of the week."""
        span = (self.sheet.to_day - self.sheet.from_day).days + 1
        return [self.sheet.from_day + timedelta(days=number) for number in range(span)]


def hour_names() -> list[str]:
    """Return the clock's hours in the order of a service day."""
    return [f"{(FIRST + hour) % HOURS:02d}" for hour in range(HOURS)]

"""What can still be filled at a place in an hour: a gap or a missed visit, from now on where it is under way."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

import numpy as np
import pandas as pd

from karta.privacy import Viewer, require_for
from karta.services.gaps.period import Period, PlaceWeek

# A gap that is under way is filled from the next whole quarter on.
QUARTER = "15min"


@dataclass(frozen=True, slots=True)
class Fillable:
    """Hours to find adults for: start and end local and aware, how many are missing; `visit`: ten minutes do."""

    start: datetime
    end: datetime
    adults: int
    visit: bool


def fillable(viewer: Viewer, shown: Period, place: PlaceWeek, hour: int, now: datetime) -> Fillable | None:
    """Return the gap of a place that an hour lies in, else the missed visit; None without one, and once it has ended.

    `now` is an aware moment. A gap that is under way begins with the next quarter.
    """
    require_for(viewer, "see_gaps", shown.audience)
    begins = pd.Timestamp(shown.hours.start[hour])
    coming = pd.Timestamp(now).tz_convert("UTC").ceil(QUARTER).tz_convert(begins.tz)
    missed = place.windows[place.windows["outcome"] == "missed"]
    for runs, visit in ((place.gaps, False), (missed, True)):
        here = runs[(runs["start"] < begins + timedelta(hours=1)) & (runs["end"] > begins)]
        here = here[here["end"] > coming].sort_values("start")
        if len(here):
            run = here.iloc[0]
            start = max(run["start"], coming)
            adults = float(run["adults"]) if visit else _most(shown, place.row, start, run["end"])
            return Fillable(start.to_pydatetime(), run["end"].to_pydatetime(), ceil(adults - 1e-6), visit)
    return None


def _most(shown: Period, row: int, start: pd.Timestamp, end: pd.Timestamp) -> float:
    """Return how many adults are missing at most in the hours of a run."""
    hours = pd.DatetimeIndex(shown.hours.start)
    inside = np.asarray((hours < end) & (hours + pd.Timedelta(hours=1) > start))
    return float(shown.hours.missing[row, inside].max(initial=0.0))

"""The time before and after each training at a place, each as a time of its own: shown and filled by itself.

Need and presence are computed as always: what such a time lacks is what the gap that it lies in lacks (METHOD 3.2).
"""

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import Literal

import numpy as np
import pandas as pd

from karta.coverage.around import around_times
from karta.coverage.grid import grid
from karta.coverage.need import need
from karta.privacy import Viewer, require_for
from karta.services.gaps.fillable import Fillable
from karta.services.gaps.known_tables import only_places
from karta.services.gaps.period import Period, PlaceWeek

State = Literal["gap", "unknown", "covered"]


@dataclass(frozen=True, slots=True)
class Around:
    """A time before or after a training: local and aware, of which `adults` are missing in the part that is a gap."""

    start: datetime
    end: datetime
    before: bool
    state: State
    adults: int

    def filled(self) -> Fillable:
        """Return it as what is to be filled."""
        return Fillable(self.start, self.end, self.adults, visit=False)


def around_trainings(viewer: Viewer, shown: Period, place: PlaceWeek, day: date) -> list[Around]:
    """Return the times around the trainings of a service day that anybody is asked for, in order of time.

    What another training takes of one is no part of it.
    """
    require_for(viewer, "see_gaps", shown.audience)
    tables = only_places(shown.coverage.tables, {place.place_id})
    on = grid(tables, shown.coverage.grid.slots.minutes)
    # A visit is told of by its own window.
    wanted = need(tables, on).stay[0] > 0
    times = around_times(tables, on)
    starts, ends = (pd.to_datetime(seconds, unit="s", utc=True) for seconds in (times.start, times.end))
    found: dict[tuple[pd.Timestamp, pd.Timestamp], Around | None] = {}
    for start, end, before in zip(starts, ends, times.before.tolist(), strict=True):
        if wanted[on.span(start, end)].any():
            found.setdefault((start, end), _around(shown, place, day, start, end, before=before))
    return [one for one in found.values() if one is not None]


def _around(
    shown: Period, place: PlaceWeek, day: date, start: pd.Timestamp, end: pd.Timestamp, *, before: bool
) -> Around | None:
    """Return what a time is like, None where it is not of the day."""
    hours = pd.DatetimeIndex(shown.hours.start)
    inside = np.asarray((hours < end) & (hours + pd.Timedelta(hours=1) > start))
    days = {shown.coverage.grid.days[int(number)].date for number in shown.hours.day[inside]}
    if day not in days:
        return None
    gap, unknown = (
        ((runs["start"] < end) & (runs["end"] > start)).any() for runs in (place.gaps, place.unknown)
    )
    missing = float(shown.hours.missing[place.row, inside].max(initial=0.0)) if gap else 0.0
    local = [moment.tz_convert(shown.coverage.grid.tz).to_pydatetime() for moment in (start, end)]
    state: State = "gap" if gap else "unknown" if unknown else "covered"
    return Around(local[0], local[1], before, state, ceil(missing - 1e-6))

"""Places of presence: where the adults of a span are, how much of them counts, and from when to when (METHOD 3.3).

A timed stop counts as standing there; the walk between the stops counts as the route.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import pandas as pd

from karta.coverage.grid import Grid
from karta.coverage.reach import shares, weight
from karta.coverage.spans import Span
from karta.model.schedule import instant, parse_time
from karta.model.tables import Tables

# What a presence can be for a visit window: stop (stands there), dwell (a route that declares how long it stays),
# open (a route or an area without stops: nobody can tell), no.
Visit = Literal["stop", "dwell", "open", "no"]


class Stand(NamedTuple):
    """A span at one place; `dwell_min_per_hour` is NaN unless a route declares it."""

    place_id: str
    share: float
    visit: Visit
    dwell_min_per_hour: float
    approx: bool
    start: datetime
    end: datetime


class Stands:
    """The places, shares and timed stops of all roster lines of the tables."""

    def __init__(self, tables: Tables, grid: Grid) -> None:
        self._grid, self._method = grid, tables.method
        self._near = _by_presence(shares(tables))
        self._stops = _by_presence(tables.stops)

    def of(self, span: Span) -> Iterator[Stand]:
        """Yield the stands of a span; a place outside the period's places is passed over, its stop still takes time."""
        presence_id, active = span.row["presence_id"], span.row["mode"] == "active"
        timed = [(stop, *self._times(stop, span)) for stop in self._stops.get(presence_id, [])]
        walking = _without(span.start, span.end, [(start, end) for _, start, end in timed])
        for pair in self._near.get(presence_id, []):
            dwell = float(pair["dwell_min_per_hour"])
            visit = _visit(span.row["geometry"], dwell, is_timed=bool(timed)) if active else "no"
            for start, end in walking:
                yield Stand(
                    pair["place_id"], float(pair["share"]), visit, dwell, bool(pair["approx"]), start, end
                )
        for stop, start, end in timed:
            share = float(weight(stop["distance_m"], self._method))
            if share > 0 and start < end:
                near = {"place_id": stop["place_id"], "share": share, "approx": bool(stop["approx"])}
                visit = "stop" if active else "no"
                yield Stand(**near, visit=visit, dwell_min_per_hour=float("nan"), start=start, end=end)

    def _times(self, stop: dict[str, Any], span: Span) -> tuple[datetime, datetime]:
        """Return a stop's UTC times within the occurrence that it belongs to, cut to it."""
        begun = span.occurrence.original_start
        times = []
        for name in ("start_local", "end_local"):
            wall = datetime.combine(begun.date(), parse_time(str(stop[name])))
            if wall.time() < begun.time():
                wall += timedelta(days=1)
            times.append(instant(wall, self._grid.tz))
        return max(times[0], span.start), min(times[1], span.end)


def _visit(geometry: str, dwell: float, *, is_timed: bool) -> Visit:
    if geometry == "stationary":
        return "stop"
    if dwell > 0:
        return "dwell"
    # A round with timed stops says where it stops: it does not stop anywhere else.
    return "no" if is_timed else "open"


def _without(
    start: datetime, end: datetime, taken: list[tuple[datetime, datetime]]
) -> list[tuple[datetime, datetime]]:
    """Return what is left of a span when the taken stretches are cut out."""
    left = []
    for first, last in sorted(taken):
        if first >= last:
            continue
        if start < first:
            left.append((start, first))
        start = max(start, last)
    if start < end:
        left.append((start, end))
    return left


def _by_presence(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    by_presence: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.to_dict("records"):
        by_presence[str(row["presence_id"])].append({str(key): value for key, value in row.items()})
    return by_presence

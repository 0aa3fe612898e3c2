"""From a row of a table to its occurrences in a period: the engine's one way from wall clock to UTC."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from karta.coverage.grid import Grid
from karta.model.schedule import Expansion, Occurrence, Schedule, occurrences
from karta.model.tables import Tables

# Schedules, and what they come to in a period, that are remembered: those of a large town.
REMEMBERED = 8192
# What a schedule is read from.
_CELLS = (
    "start_local", "end_local", "date", "byday", "rrule", "valid_from", "valid_to", "exdates", "extra_dates",
    "school_days_only",
)  # fmt: skip
DROPPED = ["table", "id", "original_start", "reason"]


def row_occurrences(row: dict[str, Any], grid: Grid) -> list[Occurrence]:
    """Return the occurrences of a roster line or session that can touch the period, in order of time.

    Those that only begin in the day before or end in the day after are among them: spans are cut by the grid.
    """
    return list(_near(_schedule(row), grid, grid.school_days).occurrences)


def unsure_occurrences(row: dict[str, Any], grid: Grid) -> list[Occurrence]:
    """Return the occurrences on school days alone that lie on days whose school calendar is unknown."""
    if not grid.calendar_missing_days:
        return []
    schedule = _schedule(row)
    if not schedule.school_days_only:
        return []
    candidates = _near(schedule, grid, grid.calendar_missing_days).occurrences
    return [occurrence for occurrence in candidates if occurrence.date in grid.calendar_missing_days]


def dropped_occurrences(tables: Tables, grid: Grid) -> pd.DataFrame:
    """Return the occurrences that a clock change leaves without time, so that their owners can be told: DROPPED.

    `id` is the roster line or the activity; `original_start` is naive wall time.
    """
    rows = [
        (table, row[name], dropped.original_start, dropped.reason)
        for table, name in (("presences", "presence_id"), ("sessions", "activity_id"))
        for row in getattr(tables, table).to_dict("records")
        if row.get("status") != "cancelled"
        for dropped in _near(Schedule.from_row(row), grid, grid.school_days).dropped
    ]
    return pd.DataFrame(rows, columns=DROPPED)


def _schedule(row: dict[str, Any]) -> Schedule:
    return _parsed(tuple(row.get(name) for name in _CELLS))


@lru_cache(REMEMBERED)
def _parsed(cells: tuple[Any, ...]) -> Schedule:
    """Return the schedule of a row's cells; the lines of a town share a few."""
    return Schedule.from_row(dict(zip(_CELLS, cells, strict=True)))


def _near(schedule: Schedule, grid: Grid, school_days: frozenset[date]) -> Expansion:
    if not grid.days:
        return Expansion([], [])
    first, last = grid.days[0].date - timedelta(days=2), grid.days[-1].date + timedelta(days=1)
    if schedule.on is not None and not schedule.rrule:
        # A dated shift may have begun long before the period and still reach into it.
        first = min(first, schedule.on)
    return _expanded(schedule, first, last, grid.tz, school_days)


@lru_cache(REMEMBERED)
def _expanded(
    schedule: Schedule, first: date, last: date, tz: ZoneInfo, school_days: frozenset[date]
) -> Expansion:
    """Return the occurrences of a schedule: a week is asked for anew after each edit, and few schedules are edited."""
    return occurrences(schedule, first, last, tz, school_days)

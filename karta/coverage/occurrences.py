"""From a row of a table to its occurrences in a period: the engine's one way from wall clock to UTC."""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.coverage.grid import Grid
from karta.model.schedule import Expansion, Occurrence, Schedule, occurrences
from karta.model.tables import Tables

DROPPED = ["table", "id", "original_start", "reason"]


def row_occurrences(row: dict[str, Any], grid: Grid) -> list[Occurrence]:
    """Return the occurrences of a roster line or session that can touch the period, in order of time.

    Those that only begin in the day before or end in the day after are among them: spans are cut by the grid.
    """
    return _near(Schedule.from_row(row), grid, grid.school_days).kept


def unsure_occurrences(row: dict[str, Any], grid: Grid) -> list[Occurrence]:
    """Return the occurrences on school days alone that lie on days of which nobody has said whether there is school."""
    schedule = Schedule.from_row(row)
    if not schedule.school_days_only or not grid.unsaid_school_days:
        return []
    found = _near(schedule, grid, grid.unsaid_school_days).kept
    return [one for one in found if one.date in grid.unsaid_school_days]


def dropped_occurrences(tables: Tables, grid: Grid) -> pd.DataFrame:
    """Return the occurrences that a clock change leaves without time, to be told to those whose they are: DROPPED.

    `id` is the roster line or the activity; `original_start` is naive wall time.
    """
    rows = [
        (table, row[name], one.original_start, one.reason)
        for table, name in (("presences", "presence_id"), ("sessions", "activity_id"))
        for row in getattr(tables, table).to_dict("records")
        if row.get("status") != "cancelled"
        for one in _near(Schedule.from_row(row), grid, grid.school_days).dropped
    ]
    return pd.DataFrame(rows, columns=DROPPED)


def _near(schedule: Schedule, grid: Grid, school_days: frozenset[date]) -> Expansion:
    if not grid.days:
        return Expansion([], [])
    first, last = grid.days[0].date - timedelta(days=2), grid.days[-1].date + timedelta(days=1)
    if schedule.on is not None and not schedule.rrule:
        # A dated shift may have begun long before the period and still reach into it.
        first = min(first, schedule.on)
    return occurrences(schedule, first, last, grid.tz, school_days)

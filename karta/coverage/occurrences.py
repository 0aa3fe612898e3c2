"""From a row of a table to its occurrences in a period: the engine's one way from wall clock to UTC."""

from datetime import timedelta
from typing import Any

from karta.coverage.grid import Grid
from karta.model.schedule import Occurrence, Schedule, occurrences


def row_occurrences(row: dict[str, Any], grid: Grid) -> list[Occurrence]:
    """Return the occurrences of a roster line or session that can touch the period, in order of time.

    Those that only begin in the day before or end in the day after are among them: spans are cut by the grid.
    """
    schedule = Schedule.from_row(row)
    if not grid.days:
        return []
    first, last = grid.days[0].date - timedelta(days=2), grid.days[-1].date + timedelta(days=1)
    if schedule.on is not None and not schedule.rrule:
        # A dated shift may have begun long before the period and still reach into it.
        first = min(first, schedule.on)
    return occurrences(schedule, first, last, grid.tz, grid.school_days()).kept

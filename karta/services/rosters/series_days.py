"""On which days a shift is held, as it is told to who has just planned it."""

from dataclasses import dataclass
from datetime import date

from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.rosters.changes import LONGEST_SEASON
from karta.services.rosters.occurrences import shown_shift
from karta.services.rosters.repetition import days_held, is_weekly, last_day, repeats
from karta.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SeriesDays:
    """The days of a shift: the first, how many up to `last`, the days left out that it would fall on, whether weekly.

    `last` and `count` are None for a series without an end; a shift that is held once has one day.
    """

    first: date
    last: date | None
    count: int | None
    left_out: tuple[date, ...] = ()
    weekly: bool = False


def series_days(workspace: Workspace, viewer: Viewer, shift_id: str) -> SeriesDays:
    """Return the days of a shift as it is planned. Raises NotFoundError, also for one that is hidden."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        shift = shown_shift(reading, viewer, shift_id)
        (row,) = reading.frame("schedule", [shift["schedule_id"]]).to_dict("records")
    schedule = {str(name): value for name, value in row.items()}
    if not repeats(schedule):
        return SeriesDays(schedule["date"], schedule["date"], 1)
    first = schedule["valid_from"] or schedule["date"] or workspace.today
    last = last_day(schedule, workspace.zone)
    days = days_held(schedule, first, last or first + LONGEST_SEASON * DAY, workspace.zone)
    off = {date.fromisoformat(day) for day in (schedule["exdates"] or "").split(";") if day}
    count = None if last is None else len(days - off)
    left_out = tuple(sorted(days & off))
    return SeriesDays(min(days - off, default=first), last, count, left_out, is_weekly(schedule))

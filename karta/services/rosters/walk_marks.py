"""One press as a team goes out and one as it comes home: wanted by nobody, and worth it where somebody waits for them.

There is no person and no position in it. A team that went out and has not said that it is home half an hour after the
end is told of to those who organise; the moments fill in the report's times; the next day they are gone.
"""

from datetime import datetime, time, timedelta

from karta.errors import InputError
from karta.model.shift import ShiftOccurrence
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, allowed, require
from karta.services.rosters import notices
from karta.services.rosters.occurrences import WITH_PEOPLE, occurrences_between, resource_of, visible
from karta.services.rosters.volunteers import Volunteer, own_occurrence
from karta.services.workspace import Workspace
from karta.store import walk_marks
from karta.store.database import Reading
from karta.store.walk_marks import Mark as Mark

# How long before its start a team may say that it is out, and how long after its end that it is home. [K]
BEFORE, AFTER = timedelta(hours=1), timedelta(hours=6)
# So long after the end somebody is told. Source: issue "every screen answers its question".
WAIT = timedelta(minutes=30)
FUNCTION = "karta"


def may_press(occurrence: ShiftOccurrence, now: datetime) -> bool:
    """Tell whether a team can press now."""
    return not occurrence.cancelled and occurrence.start - BEFORE <= now <= occurrence.end + AFTER


def marks(workspace: Workspace) -> dict[str, Mark]:
    """Return when teams went out and came home, by the id of the shift."""
    with workspace.store.reading() as reading:
        every = walk_marks.every(reading.connection)
    return {f"{series_id}.{day.isoformat()}": mark for (series_id, day), mark in every.items()}


def press(workspace: Workspace, who: Volunteer, occurrence_id: str, *, is_home: bool) -> None:
    """Note that the team of one's own shift is out, or home. Raises InputError (`mark_untimely`) at another time."""
    occurrence = own_occurrence(workspace, who, occurrence_id)
    if not may_press(occurrence, workspace.now()):
        raise InputError("mark_untimely")
    with workspace.store.aside() as (connection, now):
        (walk_marks.home if is_home else walk_marks.out)(
            connection, occurrence.series_id, occurrence.day, now
        )


def hours(workspace: Workspace, occurrence: ShiftOccurrence) -> tuple[datetime, datetime]:
    """Return from when to when a team was out as it has pressed, else as planned; local, to five minutes."""
    with workspace.store.reading() as reading:
        mark = walk_marks.of(reading.connection, occurrence.series_id, occurrence.day)
    start, end = occurrence.start, occurrence.end
    if mark is not None:
        start, end = _rounded(mark.out_at), end if mark.home_at is None else _rounded(mark.home_at)
        if end <= start:
            start, end = occurrence.start, occurrence.end
    return start.astimezone(workspace.zone), end.astimezone(workspace.zone)


def not_home(workspace: Workspace, viewer: Viewer) -> list[ShiftOccurrence]:
    """Return the shifts of the viewer whose team has not said that it is home, half an hour after the end."""
    require(viewer, "see_shifts", WORKSPACE)
    with workspace.store.reading() as reading:
        late = _late(workspace, reading)
        shown = visible(reading, viewer, [occurrence for occurrence, _ in late])
    return [each for each in shown if allowed(viewer, "plan_shifts", resource_of(each))]


def look_after(workspace: Workspace) -> None:
    """Tell those who organise of teams that have not said that they are home, and forget the marks of other days."""
    midnight = datetime.combine(workspace.service_day, time(), workspace.zone)
    with workspace.store.aside() as (connection, _):
        walk_marks.forget(connection, midnight)
    with workspace.store.reading() as reading:
        late = [each for each, mark in _late(workspace, reading) if mark.told_at is None]
    if not late:
        return
    with workspace.store.act(FUNCTION, "remind") as act:
        for occurrence in late:
            notices.tell(act, "not_home", occurrence, [None])
    with workspace.store.aside() as (connection, now):
        for occurrence in late:
            walk_marks.told(connection, occurrence.series_id, occurrence.day, now)


def _late(workspace: Workspace, reading: Reading) -> list[tuple[ShiftOccurrence, Mark]]:
    """Return the shifts whose team went out and has not said that it is home, half an hour after the end."""
    every, now, today = walk_marks.every(reading.connection), workspace.now(), workspace.today
    if all(mark.home_at is not None for mark in every.values()):
        return []
    occurrences = occurrences_between(reading, today - 2 * DAY, today + DAY, WITH_PEOPLE)
    pairs = [(each, every.get((each.series_id, each.day))) for each in occurrences if not each.cancelled]
    return [(each, mark) for each, mark in pairs if mark and mark.home_at is None and each.end + WAIT <= now]


def _rounded(at: datetime) -> datetime:
    """Return a moment to the nearest five minutes."""
    minutes = round(at.minute / 5 + at.second / 300) * 5
    return at.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=minutes)

"""Files of when somebody is busy, or was somewhere: a calendar (ICS) or a table (XLSX, CSV) becomes times, and no more.

Whatever else stands in the file, what an event is about, whom it names, is let go of at once and stored nowhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from karta.errors import InputError, Issue
from karta.model.place import name_key
from karta.model.schedule import Schedule, occurrences
from karta.model.walltime import DAY, local
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.planning import visit_terms
from karta.services.workspace import Workspace
from karta.sources.intake import Intake
from karta.sources.reading import read
from karta.store import visit_book
from karta.store.visit_book import HISTORY_DAYS

# How far ahead busy hours are read, and how many times one file may come to. [K]
AHEAD, MOST_TIMES = timedelta(days=365), 3_000
# A visit is no camp.
MOST_LENGTH = DAY / 2
BUSY = {"accept": ["busy", "shift_long", "zone_differs"]}

Busy = tuple[date, str, str]


@dataclass(frozen=True)
class BusyFile:
    """What a file says of when somebody is busy: day, from, to (local, `00:00` ends the day); and what is not read."""

    hours: tuple[Busy, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A visit that took place: where and when (local)."""

    place_id: str
    place: str
    day: date
    start: str
    end: str


@dataclass(frozen=True)
class EarlierFile:
    """What a file says of visits that took place, how many are stored already, and what is not read."""

    visits: tuple[Earlier, ...]
    there: int
    issues: tuple[Issue, ...]


def busy_in(workspace: Workspace, viewer: Viewer, path: Path) -> BusyFile:
    """Return the hours of a file from today on, for a year, by day; one that passes midnight is one of each day.

    Raises
    ------
    InputError
        When the file as a whole cannot be used, or comes to too many times: `visit_file_times`.
    """
    require(viewer, "plan_visits", WORKSPACE)
    intake, today = read(path, "sessions", answers=BUSY), workspace.today
    # What has begun before today may reach into it.
    spans = _spans(workspace, intake, today - timedelta(days=31), today + AHEAD)
    hours = {each for _, start, end in spans for each in _by_day(start, end) if each[0] >= today}
    return BusyFile(tuple(_bounded(sorted(hours))), _faults(intake))


def earlier_in(workspace: Workspace, viewer: Viewer, path: Path) -> EarlierFile:
    """Return the visits of a file that have begun, of the last 24 months, at venues by their names, by time.

    Raises
    ------
    InputError
        As `busy_in` does.
    """
    require(viewer, "plan_visits", WORKSPACE)
    intake, today = read(path, "sessions"), workspace.today
    venues: dict[str, list[tuple[str, str]]] = {}
    for venue in visit_terms.venues(workspace, viewer):
        venues.setdefault(name_key(venue.place), []).append((venue.place_id, venue.place))
    with workspace.store.reading() as reading:
        stored = visit_book.frame(reading, "visit")
    there = set(zip(stored["place_id"], stored["date"], stored["start"], strict=True))
    column = _column_of_place(intake)
    issues, found = list(_faults(intake)), {}
    faults = (_fault_of_place(row, venues, column) for row in intake.rows.to_dict("records"))
    issues += filter(None, faults)
    now = local(workspace.now(), workspace.zone)
    for row, start, end in _spans(workspace, intake, today - timedelta(days=HISTORY_DAYS), today):
        ((place_id, place), *others) = venues.get(name_key(row["place"] or ""), [("", "")])
        if not place_id or others:
            continue
        if end - start > MOST_LENGTH:
            issues.append(Issue(int(row["row"]), None, "visit_file_long"))
        elif start <= now:
            visit = Earlier(place_id, place, start.date(), f"{start:%H:%M}", f"{end:%H:%M}")
            found[place_id, visit.day, visit.start] = visit
    new = [visit for key, visit in found.items() if key not in there]
    return EarlierFile(
        tuple(_bounded(sorted(new, key=lambda each: (each.day, each.start, each.place)))), len(found) - len(new),
        tuple(sorted(issues, key=lambda issue: issue.row or 0)),
    )  # fmt: skip


def _spans(
    workspace: Workspace, intake: Intake, first: date, last: date
) -> Iterator[tuple[dict[Any, Any], datetime, datetime]]:
    """Give each time of a file's rows that begins within some days, with its row: start and end on the wall."""
    whole = intake.rows[~intake.rows["row"].isin(intake.rejected | intake.pending)]
    for row in whole.to_dict("records"):
        for each in occurrences(_schedule(row), first, last, workspace.zone).occurrences:
            yield row, local(each.start, workspace.zone), local(each.end, workspace.zone)


def _schedule(row: dict[Any, Any]) -> Schedule:
    on, last = row["date"], row["end_date"]
    if on is not None and last is not None and str(last) > str(on):
        # Over midnight, or over days.
        return Schedule.from_row(row, f"{on}T{row['start']}", f"{last}T{row['end']}")
    return Schedule.from_row(row, row["start"], row["end"])


def _by_day(start: datetime, end: datetime) -> Iterator[Busy]:
    """Give the part of each day that lies between two times of the wall."""
    while start < end:
        midnight = datetime.combine(start.date(), datetime.min.time()) + DAY
        stop = min(end, midnight)
        yield start.date(), f"{start:%H:%M}", f"{stop:%H:%M}"
        start = stop


def _faults(intake: Intake) -> tuple[Issue, ...]:
    return tuple(issue for issue in intake.issues if issue.severity in {"error", "question"})


def _bounded(times: list[Any]) -> list[Any]:
    if len(times) > MOST_TIMES:
        raise InputError("visit_file_times", most=MOST_TIMES, count=len(times))
    return times


def _column_of_place(intake: Intake) -> str:
    columns: dict[str, str] = intake.notes.get("columns", {})
    return next((name for name, field in columns.items() if field == "place"), "LOCATION")


def _fault_of_place(
    row: dict[Any, Any], venues: dict[str, list[tuple[str, str]]], column: str
) -> Issue | None:
    """Return why a row's place is none that a visit can be noted at, None where it is one."""
    name = str(row["place"] or "")
    count = len(venues.get(name_key(name), ()))
    if name and count == 1:
        return None
    code = "visit_place_unknown" if name and not count else "visit_place_several" if count else "cell_blank"
    return Issue(int(row["row"]), column, code, value=name[:80] or None)

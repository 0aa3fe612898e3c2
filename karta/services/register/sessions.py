"""Led sessions of a place - trainings, bookings, open evenings: the dates they are held, and cancelling one of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import NotFoundError
from karta.model import day_bounds
from karta.model.computable import schedule_fault
from karta.model.schedule import Schedule, occurrences
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require, sees
from karta.services.workspace import Workspace
from karta.store import sessions as stored
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.records import method_of


@dataclass(frozen=True, slots=True)
class Session:
    """One time that a session is held. `day` is the local date of its start; `start` and `end` are local, aware.

    `leaders` is None where nobody has said how many lead it; `organisation` is blank where the viewer may not know it.
    """

    activity_id: str
    day: date
    start: datetime
    end: datetime
    kind: str
    title: str
    organisation: str
    leaders: float | None
    cancelled: bool
    can_change: bool
    place_id: str = ""


def sessions(
    workspace: Workspace, viewer: Viewer, place_id: str | None, first: date, last: date
) -> list[Session]:
    """Return the sessions at a place (None: at any) from one day to another, by time; cancelled ones among them."""
    require(viewer, "see_register", WORKSPACE)
    with workspace.store.reading() as reading:
        zone = ZoneInfo(method_of(reading).timezone)
        school = stored.school_days(reading, first, last)
        listing = []
        rows = stored.at_place(reading, place_id, first, last)
        for row in (row for row in rows if not schedule_fault(row)):
            for time in occurrences(Schedule.from_row(row), first, last, zone, school).occurrences:
                leaders = row["leaders"]
                org, owner = row["organisation"] or "", belonging_to(row["organisation_id"])
                listing.append(Session(
                    row["id"], time.date, time.start.astimezone(zone), time.end.astimezone(zone), row["kind"],
                    row["title"] or "", org if sees(viewer, row["sharing"], row["organisation_id"]) else "",
                    None if leaders != leaders or leaders is None else float(leaders),
                    time.date in row["cancelled"], bool(allowed(viewer, "cancel_sessions", owner)),
                    row["place_id"] or "",
                ))  # fmt: skip
    return sorted(listing, key=lambda session: (session.start, session.title, session.activity_id))


def cancel_session(workspace: Workspace, viewer: Viewer, activity_id: str, day: date) -> None:
    """Cancel a session on one date; every other date stays as it is.

    Raises
    ------
    NotFoundError
        `session_missing` when it is not held that day.
    """
    require(viewer, "cancel_sessions", WORKSPACE)
    with workspace.act(viewer, "cancel_session", note=f"{day:%Y-%m-%d}") as act:
        row, school = _row(act, viewer, activity_id, day)
        if day in row["cancelled"]:
            return
        zone = ZoneInfo(method_of(Reading(act.connection)).timezone)
        on_day = occurrences(Schedule.from_row(row), day, day, zone, school).occurrences
        if not on_day:
            raise NotFoundError("session_missing")
        start = f"{on_day[0].original_start:%Y-%m-%dT%H:%M}"
        values = {"schedule_id": row["schedule_id"], "original_start": start, "what": "cancelled"}
        act.insert("schedule_exception", [values])


def hold_session(workspace: Workspace, viewer: Viewer, activity_id: str, day: date) -> None:
    """Restore a cancelled session on a date.

    Raises
    ------
    NotFoundError
        `session_missing` when it is not cancelled that day.
    """
    require(viewer, "cancel_sessions", WORKSPACE)
    with workspace.act(viewer, "hold_session", note=f"{day:%Y-%m-%d}") as act:
        row, _ = _row(act, viewer, activity_id, day)
        if day not in row["cancelled"]:
            raise NotFoundError("session_missing")
        act.retire("schedule_exception", [row["cancelled"][day]])


def _row(act: Act, viewer: Viewer, activity_id: str, day: date) -> tuple[dict[str, Any], frozenset[date]]:
    """Return the activity as it stands within the act, with the school days around; checks whose it is."""
    require(viewer, "cancel_sessions", WORKSPACE)
    day_bounds.checked(day)
    activities = act.rows("activity", "id", [activity_id])
    if not activities:
        raise NotFoundError("session_missing")
    reading = Reading(act.connection)
    rows = stored.at_place(reading, activities[0]["place_id"], day, day)
    row = next((candidate for candidate in rows if candidate["id"] == activity_id), None)
    if row is None:
        raise NotFoundError("session_missing")
    require(viewer, "cancel_sessions", belonging_to(row["organisation_id"]))
    return row, stored.school_days(reading, day, day)

"""Led sessions of a place - trainings, bookings, open evenings: the dates they are held, and cancelling one of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from karta.errors import NotAllowedError, NotFoundError
from karta.model.place import name_key
from karta.model.schedule import Schedule, occurrences
from karta.privacy import Viewer, may, require, sees
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


def sessions(workspace: Workspace, viewer: Viewer, place_id: str, first: date, last: date) -> list[Session]:
    """Return the sessions at a place from one day to another, both included, by time; cancelled ones among them."""
    require(viewer, "see_register")
    with workspace.store.reading() as look:
        zone = ZoneInfo(method_of(look).timezone)
        school = stored.school_days(look, first, last)
        found = []
        for row in stored.at_place(look, place_id, first, last):
            for held in occurrences(Schedule.from_row(row), first, last, zone, school).kept:
                leaders = row["leaders"]
                org = row["organisation"] or ""
                found.append(Session(
                    row["id"], held.date, held.start.astimezone(zone), held.end.astimezone(zone), row["kind"],
                    row["title"] or "", org if sees(viewer, row["sharing"], org) else "",
                    None if leaders != leaders or leaders is None else float(leaders),
                    held.date in row["cancelled"], _own(viewer, org),
                ))  # fmt: skip
    return sorted(found, key=lambda one: (one.start, one.title, one.activity_id))


def cancel_session(workspace: Workspace, viewer: Viewer, activity_id: str, day: date) -> None:
    """Cancel a session on one date; every other date stays as it is.

    Raises
    ------
    NotFoundError
        `session_missing` when it is not held that day.
    """
    with workspace.store.act(viewer.function, "cancel_session", note=f"{day:%Y-%m-%d}") as act:
        row, school = _row(act, viewer, activity_id, day)
        if day in row["cancelled"]:
            return
        zone = ZoneInfo(method_of(Reading(act.connection)).timezone)
        held = occurrences(Schedule.from_row(row), day, day, zone, school).kept
        if not held:
            raise NotFoundError("session_missing")
        start = f"{held[0].original_start:%Y-%m-%dT%H:%M}"
        values = {"schedule_id": row["schedule_id"], "original_start": start, "what": "cancelled"}
        act.insert("schedule_exception", [values])


def hold_session(workspace: Workspace, viewer: Viewer, activity_id: str, day: date) -> None:
    """Take back that a session is cancelled on a date.

    Raises
    ------
    NotFoundError
        `session_missing` when it is not cancelled that day.
    """
    with workspace.store.act(viewer.function, "hold_session", note=f"{day:%Y-%m-%d}") as act:
        row, _ = _row(act, viewer, activity_id, day)
        if day not in row["cancelled"]:
            raise NotFoundError("session_missing")
        act.retire("schedule_exception", [row["cancelled"][day]])


def _row(act: Act, viewer: Viewer, activity_id: str, day: date) -> tuple[dict[str, Any], frozenset[date]]:
    """Return the activity as it stands within the act, with the school days around; checks whose it is."""
    require(viewer, "cancel_sessions")
    held = act.rows("activity", "id", [activity_id])
    if not held:
        raise NotFoundError("session_missing")
    look = Reading(act.connection)
    rows = stored.at_place(look, held[0]["place_id"], day, day)
    row = next((one for one in rows if one["id"] == activity_id), None)
    if row is None:
        raise NotFoundError("session_missing")
    if not _own(viewer, row["organisation"] or ""):
        raise NotAllowedError("not_allowed", what="cancel_sessions", role=viewer.role)
    return row, stored.school_days(look, day, day)


def _own(viewer: Viewer, organisation: str) -> bool:
    """Tell whether the viewer may change an organisation's session: an organiser its own alone."""
    if not may(viewer, "cancel_sessions"):
        return False
    return viewer.role != "organiser" or name_key(viewer.organisation or "") == name_key(organisation)

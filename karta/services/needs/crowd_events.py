"""Crowd events that organisations tell of: a match, a cup. The day is a risk evening at that place, and at no other.

Sport is no factor of need: an event asks for nobody, and has an effect only where somebody has decided something for
risk evenings.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model import day_bounds
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.workspace import Workspace
from karta.store import organisation_rows
from karta.store.database import Reading

KINDS = ("match", "cup", "other")
# How far ahead an event can be told of, and how many of one organisation may lie ahead.
AHEAD = timedelta(days=183)
MOST_EVENTS = 60


@dataclass(frozen=True, slots=True)
class CrowdEvent:
    """An event: whose, where (a name), on which service day, of which of the KINDS."""

    event_id: str
    organisation_id: str
    organisation: str
    place: str
    day: date
    kind: str


def add(workspace: Workspace, viewer: Viewer, *, org_id: str, place_id: str, day: date, kind: str) -> str:
    """Store an event of an organisation at one of its own places, and return its id.

    Raises
    ------
    ConflictError
        `crowd_event_there` when the organisation has told of one at that place and day.
    InputError
        `value_not_allowed`, `crowd_event_day`, `crowd_events_full`.
    NotFoundError
        `place_missing` for a place that is not the organisation's own, as for one that does not exist.
    """
    require(viewer, "add_crowd_events", WORKSPACE)
    if kind not in KINDS:
        raise InputError("value_not_allowed", value=kind, allowed=", ".join(KINDS))
    day_bounds.checked(day)
    today = workspace.today
    if not today <= day <= today + AHEAD:
        raise InputError("crowd_event_day", first=today, last=today + AHEAD)
    with workspace.act(viewer, "add_crowd_event") as act:
        reading = Reading(act.connection)
        _check_own(reading, viewer, org_id)
        if place_id not in organisation_rows.place_ids(reading, org_id):
            raise NotFoundError("place_missing")
        own = [row for row in act.rows("crowd_event", "organisation_id", [org_id]) if row["date"] >= today]
        if any((row["place_id"], row["date"]) == (place_id, day) for row in own):
            raise ConflictError("crowd_event_there")
        if len(own) >= MOST_EVENTS:
            raise InputError("crowd_events_full", most=MOST_EVENTS)
        row = {
            "organisation_id": org_id, "owner_org_id": org_id, "place_id": place_id, "date": day, "kind": kind,
        }  # fmt: skip
        return act.insert("crowd_event", [row])[0]


def remove(workspace: Workspace, viewer: Viewer, event_id: str) -> None:
    """Take an event away: its day is one like others again. Raises NotFoundError for one that is not the viewer's."""
    require(viewer, "add_crowd_events", WORKSPACE)
    with workspace.act(viewer, "remove_crowd_event") as act:
        rows = act.rows("crowd_event", "id", [event_id])
        if not any(allowed(viewer, "add_crowd_events", belonging_to(row["organisation_id"])) for row in rows):
            raise NotFoundError("crowd_event_missing")
        act.retire("crowd_event", [event_id])


def coming(workspace: Workspace, viewer: Viewer) -> list[CrowdEvent]:
    """Return the events that lie ahead and are the viewer's to change, by day and place."""
    require(viewer, "add_crowd_events", WORKSPACE)
    with workspace.store.reading() as reading:
        rows, orgs, places = (reading.frame(name) for name in ("crowd_event", "organisation", "place"))
    names, at = (dict(zip(frame["id"], frame["name"], strict=True)) for frame in (orgs, places))
    events = [
        CrowdEvent(
            row["id"], row["organisation_id"], names.get(row["organisation_id"], ""), at.get(row["place_id"], ""),
            row["date"], row["kind"],
        )
        for row in rows.to_dict("records")
        if row["date"] >= workspace.today
        and allowed(viewer, "add_crowd_events", belonging_to(row["organisation_id"]))
    ]  # fmt: skip
    return sorted(events, key=lambda event: (event.day, event.place, event.event_id))


def _check_own(reading: Reading, viewer: Viewer, org_id: str) -> None:
    organisation = reading.frame("organisation", [org_id])
    if organisation.empty:
        raise NotFoundError("no_such_organisation", name=org_id)
    require(viewer, "add_crowd_events", belonging_to(org_id))

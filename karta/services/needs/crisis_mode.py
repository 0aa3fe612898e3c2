"""When something has happened: venues that can open now, with whom to call, and those that are open, until their end.

Where, when and who is the host, and no word of what has happened: there is no field for one. What is open ends by
itself, since nothing whose end has passed is read; nothing has to run for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from karta.errors import ConflictError, InputError, NotFoundError
from karta.model.place import is_unknown
from karta.privacy import WORKSPACE, Resource, Viewer, allowed, areas_of, belonging_to, names_owner, require
from karta.services.needs.request_rights import open_at
from karta.services.needs.request_rows import stored, when_values
from karta.services.register import contacts
from karta.services.workspace import Workspace
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.records import area_of

# For how many hours a venue can be opened; whoever needs longer opens it again. [K]
HOURS = (2, 4, 6, 12, 24)
# How many functions to call are named for a venue, and how many adults of a joint host are asked for. [K]
MOST_TO_CALL, PAIR = 3, 2


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that can open in a crisis: how many it takes (None: nobody has said), and whom to call.

    `call` are functions with their numbers, those of its area first.
    """

    place_id: str
    place: str
    kind: str
    room: int | None
    call: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opening:
    """A venue that is open: the host ("" where its name is not the viewer's to know), and until when (aware, local).

    `joint` is who is asked to be the host together with it ("" = nobody), `agreed` whether it has said yes. `mine`: it
    is the viewer's to close.
    """

    opening_id: str
    place_id: str
    place: str
    host: str
    joint: str
    agreed: bool
    starts: datetime
    ends: datetime
    mine: bool


def venues(workspace: Workspace, viewer: Viewer) -> list[Venue]:
    """Return the venues of the viewer's areas that can open in a crisis and are not open already, by name."""
    require(viewer, "see_now", WORKSPACE)
    calls: dict[str | None, tuple[tuple[str, str], ...]] = {}
    opened = {each.place_id for each in openings(workspace, viewer)}
    with workspace.store.reading() as reading:
        rows = reading.frame("place")
        rows = rows[rows["crisis"].fillna(value=False).astype(bool) & ~rows["id"].isin(opened)]
        areas = [area or None for area in area_of(reading, rows)]
    assigned = areas_of(viewer, "see_now")
    listed = []
    for row, area in zip(rows.to_dict("records"), areas, strict=True):
        if assigned is not None and area not in assigned:
            continue
        if area not in calls:
            calls[area] = _whom_to_call(workspace, viewer, area)
        room = None if is_unknown(row["crisis_room"]) else int(row["crisis_room"])
        listed.append(Venue(row["id"], row["name"], row["kind"], room, calls[area]))
    return sorted(listed, key=lambda venue: (venue.place.casefold(), venue.place_id))


def openings(workspace: Workspace, viewer: Viewer) -> list[Opening]:
    """Return what is open now in the viewer's areas, by its end; what has ended is gone."""
    require(viewer, "see_now", WORKSPACE)
    now = workspace.now()
    with workspace.store.reading() as reading:
        rows = [row for row in reading.frame("crisis_opening").to_dict("records") if row["ends_at"] > now]
        if not rows:
            return []
        places = reading.frame("place", [row["place_id"] for row in rows])
        areas = dict(zip(places["id"], area_of(reading, places), strict=True))
        names = dict(zip(places["id"], places["name"], strict=True))
        orgs = reading.frame("organisation").set_index("id")["name"]
        requests = reading.frame("request", [row["request_id"] for row in rows if row["request_id"]])
    agreed = set(requests.loc[(requests["answer"] == "yes") & requests["withdrawn_on"].isna(), "id"])
    assigned = areas_of(viewer, "see_now")

    def name(org_id: Any) -> str:
        return str(orgs.get(org_id, "")) if org_id and names_owner(viewer, org_id) else ""

    listed = [
        Opening(
            row["id"], row["place_id"], names.get(row["place_id"], ""), name(row["organisation_id"]),
            name(row["joint_org_id"]), row["request_id"] in agreed, row["starts_at"].astimezone(workspace.zone),
            row["ends_at"].astimezone(workspace.zone), bool(allowed(viewer, "open_in_crisis", _hosts(row))),
        )
        for row in rows
        if assigned is None or areas.get(row["place_id"]) in assigned
    ]  # fmt: skip
    return sorted(listed, key=lambda each: (each.ends, each.place.casefold(), each.opening_id))


def open_venue(
    workspace: Workspace, viewer: Viewer, *, place_id: str, host: str, hours: int, joint: str | None = None
) -> str:
    """Open a venue from now on for some hours, with an organisation (id) as its host, and return the opening's id.

    `joint` (id) is to be the host together with it. Whichever of the two is not the viewer's own is asked by a request:
    the joint host for two adults there, the host for its premises where the joint host opens. Nobody is signed up.

    Raises
    ------
    InputError
        `value_not_allowed` for other hours, `crisis_same_host`.
    NotFoundError
        `place_missing` for a place that cannot open in a crisis, as for one that is not there; `no_such_organisation`.
    ConflictError
        `crisis_open` where it is open already; `cap_reached` where the one asked has as many requests as it takes.
    NotAllowedError
        For a viewer who acts for its own organisation and is none of the hosts.
    """
    require(viewer, "open_in_crisis", WORKSPACE)
    if hours not in HOURS:
        raise InputError("value_not_allowed", value=str(hours), allowed=", ".join(map(str, HOURS)))
    if joint == host:
        raise InputError("crisis_same_host")
    starts = workspace.now().replace(second=0, microsecond=0)
    ends = starts + timedelta(hours=hours)
    row: dict[str, Any] = {
        "place_id": place_id, "organisation_id": host, "joint_org_id": joint, "starts_at": starts, "ends_at": ends,
    }  # fmt: skip
    require(viewer, "open_in_crisis", _hosts(row))
    with workspace.act(viewer, "open_in_crisis") as act:
        if not any(place["crisis"] for place in act.rows("place", "id", [place_id])):
            raise NotFoundError("place_missing")
        orgs = {org["id"]: org for org in act.rows("organisation", "id", [host, *([joint] if joint else [])])}
        for org_id in (host, joint):
            if org_id is not None and org_id not in orgs:
                raise NotFoundError("no_such_organisation", name=org_id)
        if any(other["ends_at"] > starts for other in act.rows("crisis_opening", "place_id", [place_id])):
            raise ConflictError("crisis_open")
        if joint is not None:
            row["request_id"] = _ask(act, workspace, viewer, row, orgs)
        return act.insert("crisis_opening", [{**row, "owner_org_id": host}])[0]


def close(workspace: Workspace, viewer: Viewer, opening_id: str) -> None:
    """Close a venue before its end. Raises NotFoundError for one that is not open, or not the viewer's to close."""
    require(viewer, "open_in_crisis", WORKSPACE)
    with workspace.act(viewer, "close_crisis") as act:
        rows = [
            row for row in act.rows("crisis_opening", "id", [opening_id]) if row["ends_at"] > workspace.now()
        ]
        if not any(allowed(viewer, "open_in_crisis", _hosts(row)) for row in rows):
            raise NotFoundError("crisis_closed")
        act.retire("crisis_opening", [opening_id])


def hosts(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the organisations that can be hosts, id -> name, by name; those that have left are not among them."""
    require(viewer, "open_in_crisis", WORKSPACE)
    rows = workspace.store.frame("organisation")
    rows = rows[rows["left_on"].isna()].sort_values("name", key=lambda names: names.str.casefold())
    return dict(zip(rows["id"], rows["name"], strict=True))


def _ask(
    act: Act, workspace: Workspace, viewer: Viewer, row: dict[str, Any], orgs: dict[str, dict[str, Any]]
) -> str:
    """Ask whichever of the two hosts is not the viewer's own, and return the request's id."""
    require(viewer, "ask_presence", WORKSPACE)
    own = viewer.home_id == row["joint_org_id"]
    partner = orgs[row["organisation_id"] if own else row["joint_org_id"]]
    waiting = open_at(Reading(act.connection).frame("request"), partner["id"])
    if not is_unknown(partner["request_cap"]) and waiting >= int(partner["request_cap"]):
        raise ConflictError("cap_reached", org=partner["name"], cap=int(partner["request_cap"]))
    starts, ends = (row[name].astimezone(workspace.zone) for name in ("starts_at", "ends_at"))
    # A request is about less than a day: of a whole one it asks for all but the last minute.
    last = ends - timedelta(minutes=1) if f"{starts:%H:%M}" == f"{ends:%H:%M}" else ends
    values = when_values(f"{starts:%H:%M}", f"{last:%H:%M}", starts.date(), "", None)
    kind = "premises" if own else "presence"
    if not own:
        values |= {"role": "police" if "police" in str(partner["sector"]) else "other", "adults": PAIR}
    return stored(
        act, workspace, viewer, kind, row["place_id"], None, {**values, "to_organisation_id": partner["id"]}
    )


def _hosts(row: Any) -> Resource:
    return belonging_to(row["organisation_id"], row["joint_org_id"])


def _whom_to_call(workspace: Workspace, viewer: Viewer, area: str | None) -> tuple[tuple[str, str], ...]:
    if not allowed(viewer, "see_contacts", WORKSPACE):
        return ()
    table = contacts.for_area(workspace, viewer, area).head(MOST_TO_CALL)
    return tuple(zip(table["function"], table["channel"], strict=True))

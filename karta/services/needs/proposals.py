"""Proposals: what one may see and not change is somebody else's, who is asked to change it, and says yes or no.

A proposal is a request of a kind of its own, about a place, a function that one calls or a session: its words go to the
owner, or to whoever answers what is raised where nobody owns it. A yes changes nothing by itself.
"""

from typing import Any, Literal

from karta.errors import InputError, NotFoundError
from karta.privacy import WORKSPACE, Resource, Viewer, allowed, belonging_to, require
from karta.services.needs.request_rights import PROPOSED
from karta.services.needs.request_rows import about_place, stored
from karta.services.register import places
from karta.services.workspace import Workspace
from karta.store.database import Reading

About = Literal["place", "contact", "session"]
# The table of what it is about, and the right that one lacks who proposes.
_TABLES: dict[str, tuple[str, str]] = {
    "place": ("place", "edit_places"), "contact": ("contact_function", "edit_contacts"),
    "session": ("activity", "cancel_sessions"),
}  # fmt: skip


def may_propose(workspace: Workspace, viewer: Viewer, about: About, row_id: str) -> bool:
    """Tell whether a viewer may propose a change of something: whoever may change it does that instead."""
    if not allowed(viewer, "propose_changes", WORKSPACE):
        return False
    with workspace.store.reading() as reading:
        row = _row(reading, about, row_id)
        return not allowed(viewer, _TABLES[about][1], _resource(reading, about, row))


def propose(workspace: Workspace, viewer: Viewer, about: About, row_id: str, words: str) -> str:
    """Send words to the owner of something, and return the request's id.

    Raises
    ------
    InputError
        `proposal_empty`, and what the guard of free text holds back.
    NotFoundError
        `row_missing`.
    """
    require(viewer, "propose_changes", WORKSPACE)
    why = about_place(words)
    if why is None:
        raise InputError("proposal_empty")
    with workspace.act(viewer, "propose_change") as act:
        row = _row(Reading(act.connection), about, row_id)
        owner = row["owner_org_id"] if about == "place" else row["organisation_id"]
        values = {"to_organisation_id": owner, "why": why, "offered": row.get("title") or row.get("function")}
        place_id = row_id if about == "place" else row.get("place_id")
        return stored(act, workspace, viewer, PROPOSED, place_id, None, values)


def _row(reading: Reading, about: About, row_id: str) -> dict[str, Any]:
    if about not in _TABLES:
        raise InputError("value_not_allowed", value=about, allowed=", ".join(_TABLES))
    rows = reading.frame(_TABLES[about][0], [row_id]).to_dict("records")
    if not rows:
        raise NotFoundError("row_missing", table=_TABLES[about][0])
    return {str(key): None if value != value else value for key, value in rows[0].items()}


def _resource(reading: Reading, about: About, row: dict[str, Any]) -> Resource:
    return places.resource(reading, row) if about == "place" else belonging_to(row["organisation_id"])

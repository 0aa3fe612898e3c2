"""The organiser's people: who is invited, and their personal links.

Names and phones are for the organisation whose people they are, and for the coordinator who runs the workspace.
"""

from dataclasses import dataclass
from datetime import date

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.model.place import name_key
from karta.privacy import Viewer, require
from karta.services.workspace import Workspace
from karta.store import links, people
from karta.store.cells import Row
from karta.store.database import Reading


@dataclass(frozen=True, slots=True)
class Invited:
    """A person of an organisation; `link_since` is when the current personal link was made, None without one."""

    person_id: str
    organisation_id: str
    name: str
    phone: str
    is_adult: bool
    link_since: date | None


def invite(
    workspace: Workspace, viewer: Viewer, org_id: str, name: str, phone: str | None = None
) -> tuple[str, str]:
    """Put a person into the people room and return their id and the token of their personal link, shown this once."""
    require(viewer, "see_people")
    if not name.strip():
        raise InputError("person_name_missing")
    with workspace.store.act(viewer.function, "invite") as act:
        _check_owner(Reading(act.connection), viewer, org_id)
        number = (phone or "").strip() or None
        person_id = people.add(act, org_id, name.strip(), phone=number)
        return person_id, links.issue(act, person_id)


def new_link(workspace: Workspace, viewer: Viewer, person_id: str) -> str:
    """Return the token of a new personal link; the one before stops working."""
    known(workspace, viewer, person_id)
    with workspace.store.act(viewer.function, "new_link") as act:
        return links.issue(act, person_id)


def withdraw_link(workspace: Workspace, viewer: Viewer, person_id: str) -> None:
    """Withdraw a person's link: whoever holds it sees nothing more."""
    known(workspace, viewer, person_id)
    with workspace.store.act(viewer.function, "withdraw_link") as act:
        links.withdraw(act, person_id)


def erase(workspace: Workspace, viewer: Viewer, person_id: str) -> None:
    """Erase a person: name, phone, sign-ups and links go, what was done stays as a count. This cannot be undone."""
    known(workspace, viewer, person_id)
    with workspace.store.act(viewer.function, "erase_person") as act:
        people.erase(act, person_id)


def invited(workspace: Workspace, viewer: Viewer, org_id: str) -> list[Invited]:
    """Return the people of an organisation, by name."""
    require(viewer, "see_people")
    with workspace.store.reading() as look:
        _check_owner(look, viewer, org_id)
        since = links.issued(look.connection)
        rows = people.listed(look.connection, org_id)
    return [
        Invited(
            row["id"],
            org_id,
            row["name"],
            row["phone"] or "",
            bool(row["declared_adult"]),
            since.get(row["id"]),
        )
        for row in rows
    ]


def known(workspace: Workspace, viewer: Viewer, person_id: str) -> Row:
    """Return a person whom the viewer may know. Raises NotFoundError."""
    require(viewer, "see_people")
    with workspace.store.reading() as look:
        row = people.known(look.connection, person_id)
        if row is None:
            raise NotFoundError("person_missing")
        _check_owner(look, viewer, row["organisation_id"])
    return row


def names(workspace: Workspace, viewer: Viewer, person_ids: set[str]) -> dict[str, str]:
    """Return the names of those of the people whom the viewer may know."""
    require(viewer, "see_people")
    with workspace.store.reading() as look:
        rows = [row for one in sorted(person_ids) if (row := people.known(look.connection, one)) is not None]
        return {row["id"]: row["name"] for row in rows if _is_own(look, viewer, row["organisation_id"])}


def _check_owner(look: Reading, viewer: Viewer, org_id: str) -> None:
    if not _is_own(look, viewer, org_id):
        raise NotAllowedError("not_allowed", what="see_people", role=viewer.role)


def _is_own(look: Reading, viewer: Viewer, org_id: str) -> bool:
    held = look.frame("organisation", [org_id])
    if held.empty:
        return False
    return viewer.role == "coordinator" or name_key(held["name"].iloc[0]) == name_key(
        viewer.organisation or ""
    )

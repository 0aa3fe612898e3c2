"""Karta as somebody else sees it: a role, or a member; to look at alone, and never more than one sees oneself.

What is made here is a viewer with whoever really looks behind it: the policy asks about both, and nothing is stored
in its name (`karta.privacy`).
"""

from collections.abc import Collection

from karta.errors import NotFoundError
from karta.model.member import ROLES, WITHOUT_ORGANISATION, Member
from karta.privacy import WORKSPACE, Cell, Role, Viewer, policy, require
from karta.services.access import members, viewers
from karta.services.workspace import Workspace
from karta.store.database import Reading


def rights(viewer: Viewer, role: Role) -> dict[str, dict[str, Cell | None]]:
    """Return what a role may, by class of data and act, as the policy table stands; None is nothing."""
    require(viewer, "see_policy", WORKSPACE)
    by_class: dict[str, dict[str, Cell | None]] = {}
    for action, name in policy().classes.items():
        by_class.setdefault(name, {})[action] = policy().cells[action].get(role)
    return by_class


def needs_organisation(role: str) -> bool:
    """Tell whether nobody has a role without an organisation."""
    return role not in WITHOUT_ORGANISATION


def as_role(
    workspace: Workspace,
    viewer: Viewer,
    role: str,
    function: str,
    org_id: str | None,
    areas: Collection[str] = (),
) -> Viewer:
    """Return what a viewer sees as a role of an organisation, held to areas as a member with these would be.

    Raises
    ------
    NotFoundError
        For no such role or organisation, or a role that needs one without.
    """
    require(viewer, "see_policy", WORKSPACE)
    with workspace.store.reading() as reading:
        names = _organisations(reading)
        if role not in ROLES or (org_id is None and needs_organisation(role)):
            raise NotFoundError("member_missing")
        if org_id is not None and org_id not in names:
            raise NotFoundError("row_missing", table="organisation")
        member = Member("", function, role, org_id, names.get(org_id or ""), frozenset(areas))
        return viewers.through_eyes(workspace.store, reading, member, viewer)


def as_member(workspace: Workspace, viewer: Viewer, member_id: str) -> Viewer:
    """Return what a viewer sees as a member whom it may see. Raises NotFoundError for any other."""
    require(viewer, "see_policy", WORKSPACE)
    chosen = next((each for each in members.listed(workspace, viewer) if each.id == member_id), None)
    if chosen is None:
        raise NotFoundError("member_missing")
    with workspace.store.reading() as reading:
        return viewers.through_eyes(workspace.store, reading, chosen, viewer)


def organisations(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the organisations as which one may look: id -> name, by name."""
    require(viewer, "see_policy", WORKSPACE)
    with workspace.store.reading() as reading:
        names = _organisations(reading)
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _organisations(reading: Reading) -> dict[str, str]:
    frame = reading.frame("organisation", columns=("id", "name"))
    return dict(zip(frame["id"], frame["name"], strict=True))

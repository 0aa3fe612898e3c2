"""Members: invited by whoever may, given another role, ended; who is a member is seen by those who may invite.

An invitation is a link that works once, for a week: who signs in through it becomes the member.
"""

from collections.abc import Collection
from datetime import timedelta

from karta.errors import InputError, NotFoundError
from karta.model import typed_text
from karta.model.member import ROLES, WITHOUT_ORGANISATION, Member
from karta.model.place import name_key
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.workspace import Workspace
from karta.store import members, sign_ins
from karta.store.acts import Act
from karta.store.database import Reading

INVITATION_LASTS = timedelta(days=7)
# Roles that only whoever may make administrators gives.
ADMINISTRATORS = ("sysadmin", "dpo")
# Whom a role may invite. For which organisations is the policy's to say.
GRANTS = {
    "organiser": ("organiser",),
    "org_admin": ("organiser", "org_admin"),
    "municipality": ("municipality", "field_worker", "evaluator"),
    "police": ("police", "police_volunteer"),
    "coordinator": tuple(role for role in ROLES if role not in ADMINISTRATORS),
}


def may_invite(viewer: Viewer) -> bool:
    """Tell whether a viewer may invite somebody at all."""
    return bool(allowed(viewer, "invite_members", WORKSPACE))


def grants(viewer: Viewer) -> tuple[str, ...]:
    """Return the roles that a viewer may give somebody. Raises NotAllowedError where it may invite nobody."""
    require(viewer, "invite_members", WORKSPACE)
    if allowed(viewer, "make_administrators", WORKSPACE):
        return ROLES
    return GRANTS.get(viewer.role, ())


def invite(
    workspace: Workspace,
    viewer: Viewer,
    *,
    role: str,
    function: str,
    org: str | None = None,
    area_ids: Collection[str] = (),
) -> str:
    """Return the token of an invitation of a new member, shown this once.

    `function` is what pages and logs call the member, never a name; `org` an organisation's name or id.

    Raises
    ------
    InputError
        `member_function` without a function, `member_role` for a role that the viewer may not give,
        `member_organisation` where the role needs an organisation.
    NotFoundError
        When there is no such organisation.
    """
    require(viewer, "invite_members", WORKSPACE)
    called = typed_text.clean(function)
    if not called:
        raise InputError("member_function")
    if role not in grants(viewer):
        raise InputError("member_role", value=role, allowed=", ".join(grants(viewer)))
    if not org and role not in WITHOUT_ORGANISATION:
        raise InputError("member_organisation", role=role)
    with workspace.act(viewer, "invite_member", note=role) as act:
        org_id = _own_organisation(act, viewer, org) if org else None
        values = {"role": role, "function": called, "organisation_id": org_id, "area_ids": area_ids}
        return members.invite(act, members.add(act, values), INVITATION_LASTS)


def invite_again(workspace: Workspace, viewer: Viewer, member_id: str) -> str:
    """Return the token of a new invitation of a member whom nobody has become yet; the one before it ends."""
    require(viewer, "invite_members", WORKSPACE)
    with workspace.act(viewer, "invite_member") as act:
        member = _own(act, viewer, member_id)
        if member.is_bound:
            raise InputError("member_bound", function=member.function)
        return members.invite(act, member.id, INVITATION_LASTS)


def listed(workspace: Workspace, viewer: Viewer) -> list[Member]:
    """Return the members that a viewer may see: those of its own organisation, or all of them."""
    require(viewer, "invite_members", WORKSPACE)
    with workspace.store.reading() as reading:
        return [member for member in members.listed(reading) if _is_own(viewer, member)]


def organisations(workspace: Workspace, viewer: Viewer) -> dict[str, str]:
    """Return the organisations that a viewer may invite somebody for: id -> name, by name."""
    require(viewer, "invite_members", WORKSPACE)
    frame = workspace.store.frame("organisation").sort_values("name")
    pairs = zip(frame["id"], frame["name"], strict=True)
    return {i: name for i, name in pairs if allowed(viewer, "invite_members", belonging_to(i))}


def change_role(workspace: Workspace, viewer: Viewer, member_id: str, role: str) -> None:
    """Give a member another role; what is open in its browsers starts anew with it.

    Raises
    ------
    InputError
        `member_role` for a role that the viewer may not give.
    NotFoundError
        When there is no such member, or none of the viewer's own.
    """
    require(viewer, "invite_members", WORKSPACE)
    with workspace.act(viewer, "change_member", note=role) as act:
        member = _own(act, viewer, member_id)
        roles = grants(viewer)
        if role not in roles or member.role not in roles:
            raise InputError("member_role", value=role, allowed=", ".join(roles))
        if member.organisation_id is None and role not in WITHOUT_ORGANISATION:
            raise InputError("member_organisation", role=role)
        members.change(act, member.id, {"role": role})


def end(workspace: Workspace, viewer: Viewer, member_id: str) -> None:
    """End a member and what is open in its browsers: nobody signs in as it again, its address is deleted.

    Raises
    ------
    InputError
        `member_role` for a member whose role the viewer may not give.
    NotFoundError
        When there is no such member, or none of the viewer's own.
    """
    require(viewer, "invite_members", WORKSPACE)
    with workspace.act(viewer, "end_member") as act:
        member = _own(act, viewer, member_id)
        if member.role not in grants(viewer):
            raise InputError("member_role", value=member.role, allowed=", ".join(grants(viewer)))
        sign_ins.end_of(act.connection, member.id, act.at)
        members.end(act, member.id)


def end_sessions(workspace: Workspace, viewer: Viewer, member_id: str) -> int:
    """End every sign-in of a member, and return how many there were; the member may sign in again."""
    require(viewer, "invite_members", WORKSPACE)
    with workspace.act(viewer, "end_sign_ins") as act:
        ended = sign_ins.end_of(act.connection, _own(act, viewer, member_id).id, act.at)
        act.touched = act.touched or bool(ended)
        return ended


def _own_organisation(act: Act, viewer: Viewer, org: str) -> str:
    """Return the id of an organisation that a viewer may invite somebody for."""
    wanted = typed_text.clean(org)
    frame = Reading(act.connection).frame("organisation")
    names = dict(zip(frame["id"], frame["name"], strict=True))
    matches = [
        org_id for org_id, name in names.items() if wanted == org_id or name_key(wanted) == name_key(name)
    ]
    if not matches:
        raise NotFoundError("no_such_organisation", name=wanted)
    if len(matches) > 1:
        raise NotFoundError("several_organisations", name=wanted, count=len(matches))
    require(viewer, "invite_members", belonging_to(matches[0]))
    return str(matches[0])


def _own(act: Act, viewer: Viewer, member_id: str) -> Member:
    member = members.by_id(act.connection, member_id)
    if member is None or not _is_own(viewer, member):
        raise NotFoundError("member_missing")
    return member


def _is_own(viewer: Viewer, member: Member) -> bool:
    return bool(allowed(viewer, "invite_members", belonging_to(member.organisation_id)))

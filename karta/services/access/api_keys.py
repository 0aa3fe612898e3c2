"""Keys by which programs read what a member may see: made for oneself, shown once, listed and revoked.

A key is held to the policy as its member is at that moment, and to its own scopes besides. One that was made on this
machine, where nobody signs in, opens nothing once somebody does.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from karta.errors import InputError, NotAllowedError, NotFoundError
from karta.model.member import Member
from karta.privacy import WORKSPACE, Viewer, allowed, belonging_to, require
from karta.services.access import provider, viewers
from karta.services.free_text import about_places
from karta.services.workspace import Workspace
from karta.store import api_keys, members
from karta.store.acts import Act
from karta.store.api_keys import ApiKey

# What a key may be for.
SCOPES = ("gaps", "shifts", "register")
# How long a key may last: a month, a season, a year.
DAYS = (30, 183, 365)


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key, and whose it is; None where it was made on this machine without a sign-in."""

    key: ApiKey
    member: Member | None


def make(workspace: Workspace, viewer: Viewer, *, name: str, scopes: Collection[str], days: int) -> str:
    """Return the token of a new key with the viewer's own rights, shown this once.

    `name` says what it is used for, `scopes` what may be read with it.

    Raises
    ------
    InputError
        `key_name` without a name, `key_scopes` without a scope or for one that there is not, `key_days` for another
        time than one of `DAYS`, and what `free_text` holds back.
    NotAllowedError
        `not_own` for a viewer who has not signed in where one has to.
    """
    require(viewer, "keep_api_keys", WORKSPACE)
    if viewer.member_id is None and viewer.role != "local":
        raise NotAllowedError("not_own", what="keep_api_keys", role=viewer.role)
    called = about_places(name)
    if not called:
        raise InputError("key_name")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise InputError("key_scopes", allowed=", ".join(SCOPES))
    if days not in DAYS:
        raise InputError("key_days", allowed=", ".join(map(str, DAYS)))
    with workspace.act(viewer, "make_api_key") as act:
        return api_keys.add(act, viewer.member_id, called, set(scopes), act.at + timedelta(days=days))


def listed(workspace: Workspace, viewer: Viewer) -> list[ListedKey]:
    """Return the keys that open something and that the viewer may revoke."""
    require(viewer, "keep_api_keys", WORKSPACE)
    with workspace.store.reading() as reading:
        rows = [
            ListedKey(
                key, None if key.member_id is None else members.by_id(reading.connection, key.member_id)
            )
            for key in api_keys.listed(reading.connection, workspace.now())
        ]
    return [row for row in rows if _is_own(viewer, row)]


def revoke(workspace: Workspace, viewer: Viewer, key_id: str) -> None:
    """Let a key open nothing any more: one's own, or that of a member of one's own organisation.

    Raises
    ------
    NotFoundError
        When there is no such key, or none of the viewer's own.
    """
    require(viewer, "keep_api_keys", WORKSPACE)
    with workspace.act(viewer, "revoke_api_key") as act:
        api_keys.revoke(act, _own(act, workspace, viewer, key_id).id)


def reader(workspace: Workspace, token: str, scope: str) -> Viewer:
    """Return as whom the holder of a token reads something, by the rights that its member has now.

    Raises
    ------
    NotFoundError
        `key_unknown` for a token that opens nothing (any more).
    NotAllowedError
        `key_scope` for one that is not for this.
    """
    with workspace.store.reading() as reading:
        key = api_keys.of_token(reading, token, workspace.now())
        viewer = None
        if key is not None and key.member_id is None:
            viewer = None if provider.is_configured() else viewers.local()
        elif key is not None and key.member_id is not None:
            member = members.by_id(reading.connection, key.member_id)
            viewer = None if member is None else viewers.of_member(workspace.store, reading, member)
    if key is None or viewer is None or not allowed(viewer, "keep_api_keys", WORKSPACE):
        raise NotFoundError("key_unknown")
    if scope not in key.scopes:
        raise NotAllowedError("key_scope", scope=scope)
    return viewer


def _own(act: Act, workspace: Workspace, viewer: Viewer, key_id: str) -> ApiKey:
    for key in api_keys.listed(act.connection, workspace.now()):
        if key.id == key_id:
            member = None if key.member_id is None else members.by_id(act.connection, key.member_id)
            if _is_own(viewer, ListedKey(key, member)):
                return key
    raise NotFoundError("key_missing")


def _is_own(viewer: Viewer, row: ListedKey) -> bool:
    if viewer.member_id is not None and row.key.member_id == viewer.member_id:
        return True
    org = None if row.member is None else row.member.organisation_id
    return bool(allowed(viewer, "keep_api_keys", belonging_to(org)))

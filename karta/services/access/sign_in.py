"""Signing in: who an identity is, the sign-in that begins, who is signed in, and its end.

A token lies in the browser's cookie alone; the store holds its hash. Nothing here is an act: the log of acts does not
say when anybody was here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from karta.errors import InputError, NotFoundError
from karta.model.member import Identity, Member
from karta.privacy import Viewer
from karta.services import mail
from karta.services.access import viewers
from karta.services.workspace import Workspace
from karta.sources.personal import without_numbers
from karta.store import api_keys, members, sign_ins, tokens

# What a service may call somebody is opaque to us, and no longer than the standard says.
MOST_OF_SUBJECT = 255
ENDS_BY_ITSELF = sign_ins.LONGEST


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in, the viewer that this makes of them, and what `living` says of the sign-in."""

    member: Member
    viewer: Viewer
    could: str


def identity(issuer: str, claims: Mapping[str, Any]) -> Identity:
    """Return whom the claims of a sign-in service vouch for; everything else that they say is dropped here.

    Raises
    ------
    InputError
        `sign_in_subject` where the service names nobody, `sign_in_personal_number` where it names people by their
        personal numbers.
    """
    subject, address = claims.get("sub"), claims.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= MOST_OF_SUBJECT or not subject.isprintable():
        raise InputError("sign_in_subject")
    if without_numbers(subject)[1]:
        raise InputError("sign_in_personal_number")
    return Identity(issuer, subject, _work_address(address))


def invited(workspace: Workspace, invitation: str) -> Member:
    """Return the member that an invitation is for; looking uses nothing up.

    Raises
    ------
    NotFoundError
        `invitation_unknown` where it opens nothing (any more).
    """
    with workspace.store.reading() as reading:
        member = members.invited(reading.connection, invitation, workspace.now())
    if member is None:
        raise NotFoundError("invitation_unknown")
    return member


def begin(workspace: Workspace, identity: Identity, invitation: str | None = None) -> str:
    """Return the token of a new sign-in. A first time takes up an invitation; after that the identity is known.

    Raises
    ------
    NotFoundError
        `invitation_unknown` where the invitation opens nothing (any more), `not_invited` for a stranger without one.
    InputError
        `member_already` where somebody who is a member takes up the invitation of another.
    """
    with workspace.store.aside() as (connection, now):
        member = members.of_identity(connection, identity)
        if invitation is not None:
            invited = members.invited(connection, invitation, now)
            if member is not None and invited is not None:
                raise InputError("member_already", function=member.function)
            if member is None and invited is None:
                raise NotFoundError("invitation_unknown")
            if invited is not None:
                members.bind(connection, invited.id, identity, now)
                member = invited
        if member is None:
            raise NotFoundError("not_invited")
        return sign_ins.begin(connection, member.id, now)


def who(workspace: Workspace, token: str | None) -> SignedIn | None:
    """Return who is signed in with a token, by the role that the store has now; None for nobody."""
    if not token:
        return None
    token_hash, now = tokens.hash_of(token), workspace.now()
    with workspace.store.reading() as reading:
        member = sign_ins.member_of(reading, token_hash, now)
        if member is None:
            return None
        could = sign_ins.living(reading, [token_hash], now).get(token_hash, "")
        return SignedIn(member, viewers.of_member(workspace.store, reading, member), could)


def living(workspace: Workspace, token_hashes: Collection[str]) -> dict[str, str]:
    """Return those of some sign-ins that live, each with a text that changes when its member may do something else."""
    if not token_hashes:
        return {}
    with workspace.store.reading() as reading:
        return sign_ins.living(reading, token_hashes, workspace.now())


def note_seen(workspace: Workspace, token_hash: str) -> None:
    """Note that somebody did something in a sign-in just now."""
    with workspace.store.aside() as (connection, now):
        sign_ins.seen(connection, token_hash, now)


def end(workspace: Workspace, token: str) -> None:
    """End a sign-in: its token opens nothing any more."""
    with workspace.store.aside() as (connection, now):
        sign_ins.end(connection, tokens.hash_of(token), now)


def forget_old(workspace: Workspace) -> None:
    """Delete what is left of sign-ins and of keys of programs that ended long ago."""
    with workspace.store.aside() as (connection, now):
        sign_ins.forget(connection, now)
        api_keys.forget(connection, now - sign_ins.KEPT)


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return tokens.hash_of(token)


def _work_address(claimed: object) -> str | None:
    """Return a mail address, None for what is none or holds a personal number."""
    if not isinstance(claimed, str):
        return None
    try:
        address = mail.address(claimed)
    except InputError:
        return None
    return None if without_numbers(address)[1] else address

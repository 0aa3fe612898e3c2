"""Members in the store: invited, bound to whom a sign-in service vouches for, ended. Never in the change log."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from karta.model.member import Identity, Member
from karta.store import tokens
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.schema import members as t
from karta.store.schema.organisations import organisation

_AREA_SIGN = ";"


def add(act: Act, values: Mapping[str, Any]) -> str:
    """Return the id of a new member, whom nobody has signed in as yet."""
    member_id = act.reserve(1)[0]
    areas = _AREA_SIGN.join(sorted(values.get("area_ids", ())))
    row = {**values, "id": member_id, "area_ids": areas, "recorded_at": act.at, "act_id": act.id}
    act.connection.execute(insert(t.member).values(**row))
    act.touched = True
    return member_id


def invite(act: Act, member_id: str, lasts: timedelta) -> str:
    """Return the token of a new invitation of a member; those before it open nothing any more."""
    c = t.invitation.c
    unused = update(t.invitation).where(c.member_id == member_id, c.used_at.is_(None))
    act.connection.execute(unused.values(used_at=act.at))
    token = tokens.new_token()
    row = {"member_id": member_id, "token_hash": tokens.hash_of(token), "recorded_at": act.at}
    act.connection.execute(insert(t.invitation).values(id=act.reserve(1)[0], ends_at=act.at + lasts, **row))
    act.touched = True
    return token


def invited(connection: Connection, token: str, now: datetime) -> Member | None:
    """Return the member that an invitation is for, None where it opens nothing (any more)."""
    c = t.invitation.c
    is_open = (c.token_hash == tokens.hash_of(token)) & c.used_at.is_(None) & (c.ends_at > now)
    query = _members().join(t.invitation, c.member_id == t.member.c.id).where(is_open, _is_current())
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _member(row)


def bind(connection: Connection, member_id: str, identity: Identity, now: datetime) -> None:
    """Bind a member to whom a sign-in service vouches for, and use up the invitation."""
    c = t.member.c
    values = {"issuer": identity.issuer, "subject": identity.subject, "address": identity.address}
    connection.execute(update(t.member).where(c.id == member_id).values(**values))
    used = update(t.invitation).where(t.invitation.c.member_id == member_id)
    connection.execute(used.where(t.invitation.c.used_at.is_(None)).values(used_at=now))


def of_identity(connection: Connection, identity: Identity) -> Member | None:
    """Return the member that somebody is, None for a stranger."""
    c = t.member.c
    query = _members().where(c.issuer == identity.issuer, c.subject == identity.subject, _is_current())
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _member(row)


def by_id(connection: Connection, member_id: str) -> Member | None:
    """Return a member who has not been ended, None where there is none of that id."""
    row = connection.execute(_members().where(t.member.c.id == member_id, _is_current())).mappings()
    first = row.one_or_none()
    return None if first is None else _member(first)


def listed(reading: Reading) -> list[Member]:
    """Return every member who has not been ended, by organisation and function."""
    seen = (
        select(t.sign_in.c.member_id, func.max(t.sign_in.c.seen_at).label("seen_at"))
        .group_by(t.sign_in.c.member_id)
        .subquery()
    )
    query = _members().add_columns(seen.c.seen_at).outerjoin(seen, seen.c.member_id == t.member.c.id)
    rows = reading.connection.execute(query.where(_is_current())).mappings()
    members = [_member(row, row["seen_at"]) for row in rows]
    return sorted(members, key=lambda member: (member.organisation or "", member.function, member.id))


def change(act: Act, member_id: str, values: Mapping[str, Any]) -> None:
    """Give a member another role, function or areas."""
    changed = {**values}
    if "area_ids" in changed:
        changed["area_ids"] = _AREA_SIGN.join(sorted(changed["area_ids"]))
    act.connection.execute(update(t.member).where(t.member.c.id == member_id).values(**changed))
    act.touched = True


def end(act: Act, member_id: str) -> None:
    """End a member: what the sign-in service called the person and the address go at once."""
    ended = update(t.member).where(t.member.c.id == member_id)
    values = {"ended_at": act.at, "ended_act_id": act.id, "subject": None, "address": None}
    act.connection.execute(ended.values(**values))
    act.touched = True


def _members() -> Select[Any]:
    name = organisation.c.name.label("organisation")
    return select(t.member, name).outerjoin(organisation, organisation.c.id == t.member.c.organisation_id)


def _is_current() -> Any:
    return t.member.c.ended_at.is_(None)


def _member(row: Mapping[Any, Any], seen_at: datetime | None = None) -> Member:
    return Member(
        row["id"], row["function"], row["role"], row["organisation_id"], row["organisation"],
        frozenset(filter(None, row["area_ids"].split(_AREA_SIGN))), row["address"],
        is_bound=row["subject"] is not None, seen_at=seen_at,
    )  # fmt: skip

"""Sign-ins in the store: begun, seen, ended. The token itself lies in the browser's cookie alone, here its hash.

A sign-in lives for half a day at most, and ends when nothing has been done in it for half an hour, when somebody ends
it, or when its member is ended.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from karta.model.member import Member
from karta.store import members, tokens
from karta.store.database import Reading
from karta.store.schema import members as t

IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=12)
# How long the row of a sign-in that has ended stays: for the list of members to say when somebody was last there.
KEPT = timedelta(days=30)


def begin(connection: Connection, member_id: str, now: datetime) -> str:
    """Return the token of a new sign-in."""
    token = tokens.new_token()
    row = {"token_hash": tokens.hash_of(token), "member_id": member_id, "started_at": now, "seen_at": now}
    connection.execute(insert(t.sign_in).values(**row))
    return token


def member_of(reading: Reading, token_hash: str, now: datetime) -> Member | None:
    """Return who is signed in, as the store has them now; None where the sign-in has ended or never was."""
    query = select(t.sign_in.c.member_id).where(t.sign_in.c.token_hash == token_hash, _lives(now))
    member_id = reading.connection.execute(query).scalar_one_or_none()
    return None if member_id is None else members.by_id(reading.connection, member_id)


def living(reading: Reading, token_hashes: Collection[str], now: datetime) -> dict[str, str]:
    """Return those of some sign-ins that live: by hash, a text that changes when what the member may do changes."""
    m = t.member.c
    columns = (t.sign_in.c.token_hash, m.id, m.role, m.function, m.organisation_id, m.area_ids)
    query = select(*columns).join(t.member, m.id == t.sign_in.c.member_id)
    wanted = t.sign_in.c.token_hash.in_(sorted(token_hashes))
    rows = reading.connection.execute(query.where(wanted, _lives(now), m.ended_at.is_(None)))
    return {row[0]: "|".join(str(cell or "") for cell in row[1:]) for row in rows}


def seen(connection: Connection, token_hash: str, now: datetime) -> None:
    """Note that something was done in a sign-in just now; what has ended does not come back."""
    own = update(t.sign_in).where(t.sign_in.c.token_hash == token_hash, _lives(now))
    connection.execute(own.values(seen_at=now))


def end(connection: Connection, token_hash: str, now: datetime) -> None:
    """End a sign-in."""
    own = update(t.sign_in).where(t.sign_in.c.token_hash == token_hash, t.sign_in.c.ended_at.is_(None))
    connection.execute(own.values(ended_at=now))


def end_of(connection: Connection, member_id: str, now: datetime) -> int:
    """End every sign-in of a member, and return how many lived."""
    own = update(t.sign_in).where(t.sign_in.c.member_id == member_id, _lives(now))
    return int(connection.execute(own.values(ended_at=now)).rowcount)


def end_all(connection: Connection, now: datetime) -> None:
    """End every sign-in."""
    connection.execute(update(t.sign_in).where(t.sign_in.c.ended_at.is_(None)).values(ended_at=now))


def forget(connection: Connection, now: datetime) -> int:
    """Delete what is left of sign-ins that ended long ago, and return how many there were."""
    return int(connection.execute(delete(t.sign_in).where(t.sign_in.c.started_at < now - KEPT)).rowcount)


def _lives(now: datetime) -> ColumnElement[Any]:
    c = t.sign_in.c
    return and_(c.ended_at.is_(None), c.started_at > now - LONGEST, c.seen_at > now - IDLE)

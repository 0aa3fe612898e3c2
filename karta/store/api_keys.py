"""Keys by which programs read: each has a member's rights or those of this machine, and is kept as its hash alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from karta.store import tokens
from karta.store.acts import Act
from karta.store.database import Reading
from karta.store.schema import members as t

_SCOPE_SIGN = ";"


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key; `member_id` is whose rights it has, None for those of whoever sits at this machine."""

    id: str
    member_id: str | None
    name: str
    scopes: tuple[str, ...]
    made_at: datetime
    ends_at: datetime


def add(act: Act, member_id: str | None, name: str, scopes: Collection[str], ends_at: datetime) -> str:
    """Return the token of a new key."""
    token = tokens.new_token()
    row = {
        "id": act.reserve(1)[0], "member_id": member_id, "name": name, "token_hash": tokens.hash_of(token),
        "scopes": _SCOPE_SIGN.join(sorted(scopes)), "recorded_at": act.at, "ends_at": ends_at,
    }  # fmt: skip
    act.connection.execute(insert(t.api_key).values(**row))
    act.touched = True
    return token


def of_token(reading: Reading, token: str, now: datetime) -> ApiKey | None:
    """Return the key of a token, None where it opens nothing (any more)."""
    query = select(t.api_key).where(t.api_key.c.token_hash == tokens.hash_of(token), _lives(now))
    row = reading.connection.execute(query).mappings().one_or_none()
    return None if row is None else _key(row)


def listed(connection: Connection, now: datetime) -> list[ApiKey]:
    """Return the keys that open something, by what they are called."""
    rows = connection.execute(select(t.api_key).where(_lives(now))).mappings()
    return sorted((_key(row) for row in rows), key=lambda key: (key.name.casefold(), key.id))


def revoke(act: Act, key_id: str) -> None:
    """Let a key open nothing any more."""
    ended = update(t.api_key).where(t.api_key.c.id == key_id, t.api_key.c.revoked_at.is_(None))
    act.connection.execute(ended.values(revoked_at=act.at))
    act.touched = True


def forget(connection: Connection, before: datetime) -> int:
    """Delete what is left of keys that ended before a moment, and return how many there were."""
    c = t.api_key.c
    old = delete(t.api_key).where(or_(c.ends_at < before, c.revoked_at < before))
    return int(connection.execute(old).rowcount)


def _lives(now: datetime) -> Any:
    return t.api_key.c.revoked_at.is_(None) & (t.api_key.c.ends_at > now)


def _key(row: Any) -> ApiKey:
    return ApiKey(
        row["id"], row["member_id"], row["name"], tuple(row["scopes"].split(_SCOPE_SIGN)), row["recorded_at"],
        row["ends_at"],
    )  # fmt: skip

"""The people room's waiting room: who asked on an open page to come along, until their organisation has answered.

A row is taken out when it is answered, and when it has waited for too long; none of it is ever in the change log.
"""

from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import people as t


def add(act: Act, organisation_id: str, name: str, reach: str) -> None:
    """Put somebody into an organisation's waiting room, once."""
    c = t.join_wish.c
    same = c.organisation_id == organisation_id, c.name == name, c.reach == reach
    if act.connection.execute(select(c.id).where(*same)).first() is None:
        row = {"id": act.reserve(1)[0], "organisation_id": organisation_id, "name": name, "reach": reach}
        act.connection.execute(insert(t.join_wish).values(**row, asked_at=act.at))
        act.touched = True


def count(connection: Connection, organisation_id: str) -> int:
    """Return how many wait for an organisation's answer."""
    c = t.join_wish.c
    query = select(func.count()).select_from(t.join_wish).where(c.organisation_id == organisation_id)
    return int(connection.execute(query).scalar_one())


def counts(connection: Connection, first: datetime) -> dict[str, int]:
    """Return how many have asked each organisation since a moment, by its id; those that nobody has are left out."""
    c = t.join_wish.c
    query = select(c.organisation_id, func.count()).where(c.asked_at >= first).group_by(c.organisation_id)
    return {org: int(count) for org, count in connection.execute(query)}


def waiting(connection: Connection, organisation_id: str) -> list[Row]:
    """Return who waits for an organisation's answer, the first first; who may ask is decided by the caller."""
    c = t.join_wish.c
    query = select(t.join_wish).where(c.organisation_id == organisation_id).order_by(c.asked_at, c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def by_id(connection: Connection, wish_id: str) -> Row | None:
    """Return one of those who wait, None where there is none any more."""
    row = connection.execute(select(t.join_wish).where(t.join_wish.c.id == wish_id)).mappings().one_or_none()
    return None if row is None else dict(row)


def remove(act: Act, wish_id: str) -> None:
    """Take out somebody who has been answered."""
    act.connection.execute(delete(t.join_wish).where(t.join_wish.c.id == wish_id))
    act.touched = True


def remove_of(act: Act, organisation_id: str) -> None:
    """Take out everybody who waits for an organisation: it leaves."""
    act.connection.execute(delete(t.join_wish).where(t.join_wish.c.organisation_id == organisation_id))


def remove_older(act: Act, before: datetime) -> None:
    """Take out who asked before a moment."""
    gone = act.connection.execute(delete(t.join_wish).where(t.join_wish.c.asked_at < before)).rowcount
    act.touched = act.touched or gone > 0

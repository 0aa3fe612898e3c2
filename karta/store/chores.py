"""The chores of the server in the store: which one is due, and that one process alone does it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, insert, literal, select, update

from karta.store.database import Reading
from karta.store.schema.members import chore


def is_due(reading: Reading, name: str, now: datetime) -> bool:
    """Tell whether a chore is to be done; one that was never done is."""
    at = reading.connection.execute(select(chore.c.due_at).where(chore.c.name == name)).scalar_one_or_none()
    return at is None or at <= now


def take(connection: Connection, name: str, now: datetime, lease: timedelta) -> bool:
    """Take a chore that is due, and tell whether it was got: for the lease nobody else gets it."""
    is_known = exists(select(chore.c.name).where(chore.c.name == name))
    first = select(literal(name), literal(now, chore.c.due_at.type)).where(~is_known)
    connection.execute(insert(chore).from_select(["name", "due_at"], first))
    mine = update(chore).where(chore.c.name == name, chore.c.due_at <= now).values(due_at=now + lease)
    return bool(connection.execute(mine).rowcount)


def put_off(
    connection: Connection, name: str, done_at: datetime, due_at: datetime, fault: str | None
) -> None:
    """Note that a chore was done, or why not (a code), and when it is due next."""
    done = {"due_at": due_at, "fault": fault, **({} if fault else {"done_at": done_at})}
    connection.execute(update(chore).where(chore.c.name == name).values(**done))

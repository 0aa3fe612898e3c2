"""Feeds in the store: folders and addresses whose files come by themselves, and the state of each file.

Rows are written within an act, and never copied into its log.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import delete, insert, select, update

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.schema import InByteOrder
from karta.store.schema.feeds import feed, feed_file

STORED, WAITS, LEFT = "stored", "waits", "left"


def add(act: Act, values: Mapping[str, Any]) -> None:
    """Store a new feed."""
    act.connection.execute(insert(feed).values(id=act.reserve(1)[0], **values))
    act.touched = True


def remove(act: Act, feed_id: str) -> None:
    """Delete a feed with the state of its files; what they brought stays."""
    act.connection.execute(delete(feed_file).where(feed_file.c.feed_id == feed_id))
    act.connection.execute(delete(feed).where(feed.c.id == feed_id))
    act.touched = True


def feeds(reading: Reading) -> list[Row]:
    """Return every feed, by name."""
    rows = reading.connection.execute(select(feed).order_by(InByteOrder(feed.c.name))).mappings()
    return [dict(row) for row in rows]


def files(reading: Reading) -> list[Row]:
    """Return the state of every file of every feed, by name."""
    rows = reading.connection.execute(
        select(feed_file).order_by(InByteOrder(feed_file.c.name), feed_file.c.id)
    ).mappings()
    return [dict(row) for row in rows]


def note(act: Act, feed_id: str, fault: str | None, present: Collection[str]) -> None:
    """Note that a feed was tried now: what kept it from being read, else which files it has."""
    was_read = {} if fault else {"read_at": act.at}
    tried = update(feed).where(feed.c.id == feed_id)
    act.connection.execute(tried.values(tried_at=act.at, fault=fault, **was_read))
    act.touched = True
    if fault:
        return
    own = feed_file.c.feed_id == feed_id
    is_here = feed_file.c.name.in_(present)
    act.connection.execute(update(feed_file).where(own, is_here).values(gone_at=None))
    lost = update(feed_file).where(own, ~is_here, feed_file.c.gone_at.is_(None))
    act.connection.execute(lost.values(gone_at=act.at))


def put_file(act: Act, feed_id: str, name: str, values: Mapping[str, Any]) -> None:
    """Store the state of a file as it was read now; what people have seen of it stays unless it is told anew."""
    c = feed_file.c
    current = {"read_at": act.at, "gone_at": None, **values}
    changed = update(feed_file).where(c.feed_id == feed_id, c.name == name).values(**current)
    if not act.connection.execute(changed).rowcount:
        row = {"id": act.reserve(1)[0], "feed_id": feed_id, "name": name, "seen": "[]", **current}
        act.connection.execute(insert(feed_file).values(**row))
    act.touched = True


def forget_file(act: Act, feed_id: str, name: str) -> None:
    """Delete the state of a file that is gone."""
    c = feed_file.c
    act.connection.execute(delete(feed_file).where(c.feed_id == feed_id, c.name == name))
    act.touched = True


def put_answers(act: Act, feed_id: str, answers: str) -> None:
    """Store the answers that hold for each reading of a feed."""
    act.connection.execute(update(feed).where(feed.c.id == feed_id).values(answers=answers))
    act.touched = True

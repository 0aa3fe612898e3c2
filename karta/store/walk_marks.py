"""That the team of a shift is out, and home: moments, no person and no position; no act, and gone the next day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select, update

from karta.store.schema.people import walk_mark

c = walk_mark.c


@dataclass(frozen=True, slots=True)
class Mark:
    """When a team went out, when it came home (None: it has not said so), whether organisers were told."""

    out_at: datetime
    home_at: datetime | None
    told_at: datetime | None


def every(connection: Connection) -> dict[tuple[str, date], Mark]:
    """Return all marks, by series and day of the shift."""
    return {
        (row.series_id, row.day): Mark(row.out_at, row.home_at, row.told_at)
        for row in connection.execute(select(walk_mark))
    }


def of(connection: Connection, series_id: str, day: date) -> Mark | None:
    """Return the mark of a shift, None where nobody has pressed."""
    row = connection.execute(select(walk_mark).where(c.series_id == series_id, c.day == day)).first()
    return None if row is None else Mark(row.out_at, row.home_at, row.told_at)


def out(connection: Connection, series_id: str, day: date, at: datetime) -> None:
    """Note that a team is out; the first press counts."""
    if of(connection, series_id, day) is None:
        connection.execute(insert(walk_mark).values(series_id=series_id, day=day, out_at=at))


def home(connection: Connection, series_id: str, day: date, at: datetime) -> None:
    """Note that a team is home; the first press counts."""
    own = c.series_id == series_id, c.day == day, c.home_at.is_(None)
    connection.execute(update(walk_mark).where(*own).values(home_at=at))


def told(connection: Connection, series_id: str, day: date, at: datetime) -> None:
    """Note that those who organise have been told."""
    connection.execute(update(walk_mark).where(c.series_id == series_id, c.day == day).values(told_at=at))


def forget(connection: Connection, before: datetime) -> int:
    """Take out the marks of teams that went out before a moment, and return how many there were."""
    return int(connection.execute(delete(walk_mark).where(c.out_at < before)).rowcount)

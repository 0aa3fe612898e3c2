"""What people are told about shifts, in the people room: put within the act that makes it true, told, read, mailed.

A row names a person and an occurrence, never a text: what it says is made from the shift as it stands when it is read.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import people as t

WAITING, SENDING, SENT = "waiting", "sending", "sent"
# A notice that had been sent when the act behind it was undone.
AGAIN = "again"


def put(act: Act, kind: str, series_id: str, day: date, person_ids: Iterable[str | None]) -> None:
    """Note what people are to be told of an occurrence; None stands for those who organise."""
    for person_id in person_ids:
        act.connection.execute(
            insert(t.notice).values(
                id=act.reserve(1)[0], person_id=person_id, series_id=series_id, day=day, kind=kind,
                recorded_at=act.at, act_id=act.id, mail=WAITING, tries=0,
            )
        )  # fmt: skip
        act.touched = True


def of_person(connection: Connection, person_id: str | None, since: datetime) -> list[Row]:
    """Return what a person (None: those who organise) has been told since a moment, the latest first."""
    c = t.notice.c
    who = c.person_id.is_(None) if person_id is None else c.person_id == person_id
    query = select(t.notice).where(who, c.recorded_at >= since).order_by(c.recorded_at.desc(), c.id.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def of_days(connection: Connection, first: date, last: date) -> list[Row]:
    """Return everything told about the occurrences of a period, in the order in which it was."""
    c = t.notice.c
    query = select(t.notice).where(c.day.between(first, last)).order_by(c.recorded_at, c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def mark_read(act: Act, person_id: str) -> None:
    """Note that a person has read what there is."""
    c = t.notice.c
    unread = and_(c.person_id == person_id, c.read_at.is_(None))
    found = act.connection.execute(update(t.notice).where(unread).values(read_at=act.at))
    act.touched = act.touched or bool(found.rowcount)


def claim(act: Act, wait: timedelta, stale: timedelta) -> list[Row]:
    """Take what is to be mailed now, oldest first, so that nobody else sends it at the same time.

    What failed waits longer after each try; what a sender took and never told about is taken again once `stale`.
    """
    c = t.notice.c
    query = select(t.notice).where(c.mail != SENT).order_by(c.recorded_at, c.id)
    found = []
    for row in act.connection.execute(query).mappings():
        pause = stale if row["mail"] == SENDING else wait * (2 ** min(row["tries"], 8) - 1)
        if row["tried_at"] is None or row["tried_at"] + pause <= act.at:
            found.append(dict(row))
    _set(act, [row["id"] for row in found], mail=SENDING, tried_at=act.at)
    return found


def sent(act: Act, ids: Sequence[str]) -> None:
    """Note what has been mailed, or is not to be."""
    _set(act, ids, mail=SENT, fault=None)


def failed(act: Act, rows: Iterable[Row], fault: str) -> None:
    """Note what could not be mailed, and why."""
    for row in rows:
        _set(act, [row["id"]], mail=WAITING, tries=row["tries"] + 1, fault=fault)


def faults(connection: Connection) -> list[str]:
    """Return why mails that still wait could not be sent, one for each."""
    c = t.notice.c
    query = select(c.fault).where(or_(c.mail == WAITING, c.mail == SENDING), c.fault.is_not(None))
    return [str(row.fault) for row in connection.execute(query)]


def forget_act(connection: Connection, act_id: str) -> int:
    """Take back what an undone act told: what was mailed already is told to hold no longer. Return how many."""
    c = t.notice.c
    mailed = update(t.notice).where(c.act_id == act_id, c.mail != WAITING)
    again = {"kind": AGAIN, "mail": WAITING, "tries": 0, "read_at": None, "fault": None}
    count = connection.execute(mailed.values(again)).rowcount
    gone = delete(t.notice).where(c.act_id == act_id, c.kind != AGAIN)
    return count + connection.execute(gone).rowcount


def _set(act: Act, ids: Sequence[str], **values: object) -> None:
    if ids:
        act.connection.execute(update(t.notice).where(t.notice.c.id.in_(ids)).values(values))
        act.touched = True

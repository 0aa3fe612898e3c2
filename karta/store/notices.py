"""Notices to people about shifts, in the people room: stored by the act that causes them, then read and mailed.

A row names a person and an occurrence, never a text: that is made from the shift as it is when the notice is read.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import people as t

WAITING, SENDING, SENT = "waiting", "sending", "sent"
# Of a notice that was read, or mailed, when the act behind it was undone: a shift is held as it was, or else.
BACK, AGAIN = "back", "again"
# What a notice of a move holds of the time before.
FORMER = ("former_start", "former_end", "former_place_id")
# What a shift was told of that is held as it was once that is undone.
_CHANGES = ("cancelled", "changed", "moved", "clash")


def put(
    act: Act,
    kind: str,
    series_id: str,
    day: date,
    person_ids: Iterable[str | None],
    former: Row | None = None,
    message: str | None = None,
) -> None:
    """Store a notice about an occurrence for each person; None stands for those who organise.

    `message` is what those who organise wrote. `former` are the columns that say when and where it was held before.
    Whoever has not heard of an earlier move is told from where that one went.
    """
    unheard = _unheard_moves(act, series_id, day) if former else {}
    for person_id in person_ids:
        before = unheard.get(person_id) or former or {}
        act.connection.execute(
            insert(t.notice).values(
                id=act.reserve(1)[0], person_id=person_id, series_id=series_id, day=day, kind=kind,
                recorded_at=act.at, act_id=act.id, mail=WAITING, tries=0, message=message, **before,
            )
        )  # fmt: skip
        act.touched = True


def of_person(connection: Connection, person_id: str | None, since: datetime) -> list[Row]:
    """Return the notices to a person (None: those who organise) since a moment, the latest first."""
    c = t.notice.c
    who = c.person_id.is_(None) if person_id is None else c.person_id == person_id
    query = select(t.notice).where(who, c.recorded_at >= since).order_by(c.recorded_at.desc(), c.id.desc())
    return [dict(row) for row in connection.execute(query).mappings()]


def of_days(connection: Connection, first: date, last: date) -> list[Row]:
    """Return the notices about the occurrences of a period, the oldest first."""
    c = t.notice.c
    query = select(t.notice).where(c.day.between(first, last)).order_by(c.recorded_at, c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def of_act(connection: Connection, act_id: str) -> list[Row]:
    """Return the notices that an act has stored and that are still there."""
    query = select(t.notice).where(t.notice.c.act_id == act_id).order_by(t.notice.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def is_unheard(row: Row) -> bool:
    """Tell whether a notice has neither been mailed nor read."""
    return bool(row["mail"] == WAITING and row["read_at"] is None)


def mark_read(act: Act, person_id: str) -> None:
    """Mark all notices to a person as read."""
    c = t.notice.c
    unread = and_(c.person_id == person_id, c.read_at.is_(None))
    cursor = act.connection.execute(update(t.notice).where(unread).values(read_at=act.at))
    act.touched = act.touched or bool(cursor.rowcount)


def claim(act: Act, wait: timedelta, stale: timedelta) -> list[Row]:
    """Claim the notices to be mailed now, oldest first, so that nobody else sends them at the same time.

    One that failed waits longer after each try; one that was claimed and never reported is claimed anew once `stale`.
    """
    c = t.notice.c
    query = select(t.notice).where(c.mail != SENT).order_by(c.recorded_at, c.id)
    due = []
    for row in act.connection.execute(query).mappings():
        pause = stale if row["mail"] == SENDING else wait * (2 ** min(row["tries"], 8) - 1)
        if row["tried_at"] is None or row["tried_at"] + pause <= act.at:
            due.append(dict(row))
    _set(act, [row["id"] for row in due], mail=SENDING, tried_at=act.at)
    return due


def sent(act: Act, ids: Sequence[str]) -> None:
    """Mark notices as mailed, or as not to be mailed."""
    _set(act, ids, mail=SENT, fault=None)


def failed(act: Act, rows: Iterable[Row], fault: str) -> None:
    """Note that notices could not be mailed, and why."""
    for row in rows:
        _set(act, [row["id"]], mail=WAITING, tries=row["tries"] + 1, fault=fault)


def failed_mails(connection: Connection) -> list[str]:
    """Return why mails that still wait could not be sent, one for each."""
    c = t.notice.c
    query = select(c.fault).where(or_(c.mail == WAITING, c.mail == SENDING), c.fault.is_not(None))
    return [str(row.fault) for row in connection.execute(query)]


def forget_act(act: Act, undone: str) -> int:
    """Take back the notices of an undone act; those mailed or read tell anew, that it is undone. Return how many."""
    rows = of_act(act.connection, undone)
    c = t.notice.c
    for row in rows:
        own = c.id == row["id"]
        if is_unheard(row):
            act.connection.execute(delete(t.notice).where(own))
            continue
        kind = BACK if row["kind"] in _CHANGES else AGAIN
        fresh = {
            "recorded_at": act.at,
            "mail": WAITING,
            "tries": 0,
            "tried_at": None,
            "read_at": None,
            "fault": None,
            "message": None,
        }
        act.connection.execute(update(t.notice).where(own).values(kind=kind, **fresh))
    return len(rows)


def _unheard_moves(act: Act, series_id: str, day: date) -> dict[str | None, Row]:
    """Return from where an occurrence was moved in the notices that a person has neither read nor got, by person."""
    c = t.notice.c
    query = select(t.notice).where(
        c.series_id == series_id, c.day == day, c.kind == "moved",
        c.person_id.is_not(None), c.former_start.is_not(None),
    ).order_by(c.recorded_at, c.id)  # fmt: skip
    moves: dict[str | None, Row] = {}
    for row in act.connection.execute(query).mappings():
        if is_unheard(dict(row)):
            moves.setdefault(row["person_id"], {name: row[name] for name in FORMER})
    return moves


def _set(act: Act, ids: Sequence[str], **values: object) -> None:
    if ids:
        act.connection.execute(update(t.notice).where(t.notice.c.id.in_(ids)).values(values))
        act.touched = True

"""The people room: names and phones of volunteers, kept apart from everything else.

Written here alone, read only by the organisation they belong to, and never in the change log. An act that brings
people in marks them with its id, so that undoing it takes them out again. What survives erasure is a count.
"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import people as t
from karta.store.schema import shifts as s


def add(
    act: Act,
    organisation_id: str,
    name: str,
    *,
    phone: str | None = None,
    declared_adult: bool | None = None,
    routine_on: date | None = None,
) -> str:
    """Return the id of a person of an organisation: the one of that name and phone, or a new one."""
    known = find(act.connection, organisation_id, name, phone)
    if known is not None:
        return known
    person = act.reserve(1)[0]
    act.connection.execute(
        insert(t.person).values(
            id=person, organisation_id=organisation_id, name=name, phone=phone, declared_adult=declared_adult,
            routine_on=routine_on, recorded_at=act.at, act_id=act.id,
        )
    )  # fmt: skip
    act.touched = True
    return person


def find(connection: Connection, organisation_id: str, name: str, phone: str | None = None) -> str | None:
    """Return the person of an organisation with that name, and that phone where both are known."""
    c = t.person.c
    rows = connection.execute(
        select(c.id, c.phone).where(c.organisation_id == organisation_id, c.name == name).order_by(c.id)
    ).all()
    fitting = [row.id for row in rows if phone is None or row.phone in (None, phone)]
    return fitting[0] if fitting else None


def listed(connection: Connection, organisation_id: str) -> list[Row]:
    """Return the people of one organisation; who may ask is decided by the caller."""
    query = select(t.person).where(t.person.c.organisation_id == organisation_id).order_by(t.person.c.name)
    return [dict(row) for row in connection.execute(query).mappings()]


def sign_up(act: Act, person_id: str, series_id: str, original_start: str | None = None) -> None:
    """Put a person on an occurrence of a series, or on all of them; twice is once."""
    c = t.sign_up.c
    same = and_(
        c.person_id == person_id,
        c.series_id == series_id,
        c.original_start.is_(None) if original_start is None else c.original_start == original_start,
    )
    if act.connection.execute(select(c.id).where(same)).first() is None:
        act.connection.execute(
            insert(t.sign_up).values(
                id=act.reserve(1)[0], person_id=person_id, series_id=series_id, original_start=original_start,
                recorded_at=act.at, act_id=act.id,
            )
        )  # fmt: skip
        act.touched = True


def move_sign_ups(act: Act, old_series: str, new_series: str) -> None:
    """Hang sign-ups on another series: that of a row which has got its place."""
    found = act.connection.execute(
        update(t.sign_up).where(t.sign_up.c.series_id == old_series).values(series_id=new_series)
    )
    act.touched = act.touched or bool(found.rowcount)


def erase(act: Act, person_id: str) -> None:
    """Remove a person for good. Past shifts stay as counts of the organisation, by place and month, without a name."""
    _count(act, t.sign_up.c.person_id == person_id, None)
    act.connection.execute(
        update(t.person_month_count)
        .where(t.person_month_count.c.person_id == person_id)
        .values(person_id=None)
    )
    act.connection.execute(delete(t.sign_up).where(t.sign_up.c.person_id == person_id))
    act.connection.execute(delete(t.person).where(t.person.c.id == person_id))
    act.touched = True


def retain(act: Act, first_day: date) -> int:
    """Turn sign-ups of occurrences before a day into counts, erase people left without any, and return how many.

    A person on a whole series, or entered on or after the day, stays.
    """
    past = and_(t.sign_up.c.original_start.is_not(None), t.sign_up.c.original_start < first_day.isoformat())
    _count(act, past, first_day)
    act.connection.execute(delete(t.sign_up).where(past))
    signed = select(t.sign_up.c.person_id)
    idle = act.connection.execute(
        select(t.person.c.id, t.person.c.recorded_at).where(t.person.c.id.not_in(signed))
    ).all()
    gone = [row.id for row in idle if row.recorded_at.date() < first_day]
    for person in gone:
        erase(act, person)
    act.touched = True
    return len(gone)


def forget_act(connection: Connection, act_id: str) -> None:
    """Remove the people and sign-ups that an act brought, when it is undone; whoever is in use elsewhere stays."""
    connection.execute(delete(t.sign_up).where(t.sign_up.c.act_id == act_id))
    still = select(t.sign_up.c.person_id)
    connection.execute(delete(t.person).where(t.person.c.act_id == act_id, t.person.c.id.not_in(still)))


def _count(act: Act, which: Any, first_day: date | None) -> None:
    """Add sign-ups of dated occurrences to the counts per person, place and month."""
    c = t.sign_up.c
    month = func.substr(c.original_start, 1, 7).label("month")
    dated = [which, c.original_start.is_not(None)]
    until = first_day or act.at.date()
    rows = act.connection.execute(
        select(
            c.person_id, t.person.c.organisation_id, s.shift.c.place_id, month, func.count().label("shifts")
        )
        .join_from(t.sign_up, t.person, t.person.c.id == c.person_id)
        .outerjoin(s.shift, s.shift.c.schedule_id == c.series_id)
        .where(*dated, c.original_start < until.isoformat())
        .group_by(c.person_id, t.person.c.organisation_id, s.shift.c.place_id, month)
    ).mappings()
    found = [dict(row) for row in rows]
    for row, row_id in zip(found, act.reserve(len(found)), strict=True):
        act.connection.execute(insert(t.person_month_count).values(id=row_id, **row))

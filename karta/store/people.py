"""The people room: names and phones of volunteers, kept apart from everything else.

Written here alone, read only by the organisation they belong to, and never in the change log. An act that brings
people in marks them with its id, so that undoing it takes them out again. What survives erasure is a count.
"""

from datetime import date

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from karta.errors import ConflictError, NotFoundError
from karta.store import asks, notices
from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import InByteOrder
from karta.store.schema import people as t


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
    existing = find(act.connection, organisation_id, name, phone)
    if existing is not None:
        return existing
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


def by_id(connection: Connection, person_id: str) -> Row | None:
    """Return one person, None when there is no such one; who may ask is decided by the caller."""
    row = connection.execute(select(t.person).where(t.person.c.id == person_id)).mappings().one_or_none()
    return None if row is None else dict(row)


def all_ids(connection: Connection) -> set[str]:
    """Return the ids of all people."""
    return set(connection.execute(select(t.person.c.id)).scalars())


def declare_adult(act: Act, person_id: str) -> None:
    """Note that a person has declared to be 18 or older; there is no way to note the opposite."""
    c = t.person.c
    values = {"declared_adult": True, "declared_act_id": act.id}
    undeclared = and_(c.id == person_id, c.declared_adult.is_not(True))
    cursor = act.connection.execute(update(t.person).where(undeclared).values(values))
    act.touched = act.touched or bool(cursor.rowcount)


def set_email(act: Act, person_id: str, email: str | None, shown: str | None) -> None:
    """Note where a person wants notices sent, or that they want none (None); `shown` is the address that was read.

    Raises
    ------
    ConflictError
        When another address has been stored since.
    """
    row = by_id(act.connection, person_id)
    if row is None or row["email"] == email:
        return
    if row["email"] != shown:
        raise ConflictError("row_changed", table="person")
    act.connection.execute(update(t.person).where(t.person.c.id == person_id).values(email=email))
    act.touched = True


def edit(act: Act, person_id: str, name: str, phone: str | None, shown: tuple[str, str | None]) -> None:
    """Give a person another name or phone; `shown` is the name and phone that were read.

    Raises
    ------
    ConflictError
        When another one has been stored since.
    """
    row = by_id(act.connection, person_id)
    if row is None:
        raise NotFoundError("person_missing")
    if (row["name"], row["phone"]) == (name, phone):
        return
    if (row["name"], row["phone"]) != shown:
        raise ConflictError("row_changed", table="person")
    change = update(t.person).where(t.person.c.id == person_id).values(name=name, phone=phone)
    act.connection.execute(change)
    act.touched = True


def note_routine(act: Act, person_id: str, day: date) -> None:
    """Note on which day an organisation did its routine for a person; nothing of what it showed."""
    change = update(t.person).where(t.person.c.id == person_id).values(routine_on=day)
    act.touched = bool(act.connection.execute(change).rowcount) or act.touched


def to_remind(connection: Connection) -> list[Row]:
    """Return the people who are to be reminded and can be by mail, but have not been yet."""
    c = t.person.c
    due = c.reminded_on.is_not(None), c.email.is_not(None), c.reminder_mailed_on.is_(None)
    query = select(t.person).where(*due).order_by(c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def reminder_mailed(act: Act, person_id: str, day: date) -> None:
    """Note that somebody was reminded by mail."""
    change = update(t.person).where(t.person.c.id == person_id).values(reminder_mailed_on=day)
    act.touched = bool(act.connection.execute(change).rowcount) or act.touched


def listed(connection: Connection, organisation_id: str) -> list[Row]:
    """Return the people of one organisation; who may ask is decided by the caller."""
    query = (
        select(t.person)
        .where(t.person.c.organisation_id == organisation_id)
        .order_by(InByteOrder(t.person.c.name), t.person.c.id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def all_rows(connection: Connection) -> list[Row]:
    """Return all people; who may ask is decided by the caller."""
    query = select(t.person).order_by(InByteOrder(t.person.c.name), t.person.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def organisations(connection: Connection) -> set[str]:
    """Return the organisations that have people."""
    return set(connection.execute(select(t.person.c.organisation_id).distinct()).scalars())


def counts(connection: Connection) -> dict[str, int]:
    """Return how many people each organisation has, by its id; those without any are left out."""
    org = t.person.c.organisation_id
    return dict(connection.execute(select(org, func.count()).group_by(org)).all())


def move_sign_ups(act: Act, old_series: str, new_series: str) -> None:
    """Hang sign-ups on another series: that of a row which has got its place."""
    cursor = act.connection.execute(
        update(t.sign_up).where(t.sign_up.c.series_id == old_series).values(series_id=new_series)
    )
    act.touched = act.touched or bool(cursor.rowcount)


def forget_act(act: Act, act_id: str) -> bool:
    """Take back what an act wrote in this room, when it is undone, and tell whether there was anything.

    The people, sign-ups and links that it brought go, what it ended comes back. Whoever is in use elsewhere stays.

    Raises
    ------
    ConflictError
        When a later act ended a row of this one, or gave the place that this one had freed to somebody.
    """
    connection = act.connection
    _refuse_touched(connection, act_id)
    done = 0
    for table in (t.sign_up, t.personal_link):
        done += connection.execute(delete(table).where(table.c.act_id == act_id)).rowcount
        back = update(table).where(table.c.ended_act_id == act_id).values(ended_at=None, ended_act_id=None)
        done += connection.execute(back).rowcount
    c = t.person.c
    declared = update(t.person).where(c.declared_act_id == act_id)
    done += connection.execute(declared.values(declared_adult=None, declared_act_id=None)).rowcount
    done += asks.forget_act(act, act_id)
    done += notices.forget_act(act, act_id)
    still = c.id.not_in(select(t.sign_up.c.person_id)) & c.id.not_in(select(t.personal_link.c.person_id))
    done += connection.execute(delete(t.person).where(c.act_id == act_id, still)).rowcount
    return done > 0


def _refuse_touched(connection: Connection, act_id: str) -> None:
    for table in (t.sign_up, t.personal_link):
        c = table.c
        own = select(c.id).where(c.act_id == act_id, c.ended_act_id.is_not(None), c.ended_act_id != act_id)
        if connection.execute(own.limit(1)).first() is not None:
            raise ConflictError("undo_touched", table=table.name)
    freed, taken = t.sign_up.alias(), t.sign_up.c
    # Ids of acts sort by time: a later place on the same occurrence may be the one that was freed.
    later = (
        select(taken.id)
        .join(
            freed, and_(freed.c.series_id == taken.series_id, freed.c.original_start == taken.original_start)
        )
        .where(freed.c.ended_act_id == act_id, taken.act_id > act_id, taken.state != "waiting")
        .where(taken.ended_act_id.is_(None))
    )
    if connection.execute(later.limit(1)).first() is not None:
        raise ConflictError("undo_touched", table="sign_up")

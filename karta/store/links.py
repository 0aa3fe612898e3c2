"""Personal links of the people room: a token that cannot be guessed, kept as its hash alone.

Whoever holds the link acts for its person, so it can be withdrawn at any time, and a new one withdraws the old.
"""

from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from karta.store import tokens
from karta.store.acts import Act
from karta.store.schema import people as t


def issue(act: Act, person_id: str) -> str:
    """Return a new token for a person; links that the person had are withdrawn."""
    withdraw(act, person_id)
    token = tokens.new_token()
    act.connection.execute(
        insert(t.personal_link).values(
            id=act.reserve(1)[0],
            person_id=person_id,
            token_hash=tokens.hash_of(token),
            recorded_at=act.at,
            act_id=act.id,
        )
    )
    act.touched = True
    return token


def withdraw(act: Act, person_id: str) -> int:
    """End the links of a person and return how many there were."""
    c = t.personal_link.c
    ended = update(t.personal_link).where(c.person_id == person_id, c.ended_act_id.is_(None))
    count = act.connection.execute(ended.values(ended_at=act.at, ended_act_id=act.id)).rowcount
    act.touched = act.touched or bool(count)
    return int(count)


def person_of(connection: Connection, token: str) -> str | None:
    """Return the id of the person whose link it is, None for a token that is none or has been withdrawn."""
    c = t.personal_link.c
    query = select(c.person_id).where(c.token_hash == tokens.hash_of(token), c.ended_act_id.is_(None))
    person_id = connection.execute(query).scalar_one_or_none()
    return None if person_id is None else str(person_id)


def issued(connection: Connection) -> dict[str, date]:
    """Return when the current link of each person that has one was made, by person."""
    c = t.personal_link.c
    query = select(c.person_id, func.max(c.recorded_at)).where(c.ended_act_id.is_(None)).group_by(c.person_id)
    return {person: moment.date() for person, moment in connection.execute(query).all()}

"""The people room (being filled)."""

from sqlalchemy import Connection, delete

from karta.store.schema import people


def forget_act(connection: Connection, act_id: str) -> None:
    """Remove the people and sign-ups that an act brought, when it is undone."""
    connection.execute(delete(people.sign_up).where(people.sign_up.c.act_id == act_id))
    connection.execute(delete(people.person).where(people.person.c.act_id == act_id))

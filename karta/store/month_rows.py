"""The rows of the months of associations: who holds a link, which of them are alive, what was answered."""

from datetime import date

from sqlalchemy import select

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.schema import months as m


def link(reading: Reading, token_hash: str) -> Row | None:
    """Return the row of a link that has not been revoked, None where there is no such link."""
    c = m.month_link.c
    query = select(m.month_link).where(
        c.token_hash == token_hash, c.revoked_on.is_(None), c.superseded_at.is_(None)
    )
    row = reading.connection.execute(query).mappings().one_or_none()
    return None if row is None else dict(row)


def revoke(act: Act, org_id: str, month: str, today: date) -> int:
    """Revoke the links of an organisation for a month, and return how many there were."""
    alive = [
        row
        for row in act.rows("month_link", "organisation_id", [org_id])
        if row["month"] == month and row["revoked_on"] is None
    ]
    act.update_many("month_link", {row["id"]: {"revoked_on": today} for row in alive})
    return len(alive)


def answer(act: Act, org_id: str, month: str) -> Row | None:
    """Return what an organisation has answered for a month, None where it has not."""
    rows = act.rows("month_answer", "organisation_id", [org_id])
    return next((row for row in rows if row["month"] == month), None)

"""All rows that are about one person, table by table: what the person may see, and what an erasure takes out."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from karta.store.cells import Row
from karta.store.schema import METADATA
from karta.store.schema import people as t
from karta.store.schema import places as p
from karta.store.schema import shifts as s
from karta.store.sign_ups import COUNTED

# Every table with a column that names a person; a test holds it against the schema.
TABLES = (
    t.person, t.sign_up, t.personal_link, t.notice, t.person_month_count, t.availability, t.away, t.companion, t.ask,
)  # fmt: skip


def of_person(connection: Connection, person_id: str) -> dict[str, list[Row]]:
    """Return the rows about a person, by the names of their tables, the oldest first."""
    rows = {}
    for table in TABLES:
        own = table.c.id if table is t.person else table.c.person_id
        query = select(table).where(own == person_id).order_by(table.c.id)
        rows[table.name] = [dict(row) for row in connection.execute(query).mappings()]
    return rows


def counts(connection: Connection, tables: Sequence[str]) -> dict[str, int]:
    """Return how many rows tables have, by name, of all times that are still kept."""
    return {
        name: int(connection.execute(select(func.count()).select_from(METADATA.tables[name])).scalar_one())
        for name in tables
    }


def past(sign_ups: Sequence[Row], local: datetime) -> int:
    """Return how many of a person's sign-ups are of shifts that have begun: their hours stay."""
    begun = f"{local:%Y-%m-%dT%H:%M}"
    return sum(
        row["original_start"] is not None
        and row["original_start"] <= begun
        and row["ended_act_id"] is None
        and row["state"] in COUNTED
        for row in sign_ups
    )


def place_of(connection: Connection, series_id: str) -> str:
    """Return the name of the place of a series, "" where it has none."""
    query = (
        select(p.place.c.name)
        .join_from(s.shift, p.place, p.place.c.id == s.shift.c.place_id)
        .where(s.shift.c.schedule_id == series_id)
        .order_by(s.shift.c.id.desc())
        .limit(1)
    )
    return str(connection.execute(query).scalar_one_or_none() or "")

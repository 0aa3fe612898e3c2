"""Who has looked at what is logged: one entry for each viewer, class of data, area and service day.

Entries stand outside the revision and in a chain of their own. A look that is noted already is found by a reading and
writes nothing; new ones of a page go in together, before the page shows anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, or_, select, update

from karta.store.chain import hash_of, moment
from karta.store.database import Reading, Store
from karta.store.schema.audit import checkpoint, read_entry
from karta.store.schema.journal import meta

_LOOK = "karta look 1"


@dataclass(frozen=True, slots=True)
class Onlooker:
    """Who looks: a function, its role, and the ids of organisation and member; blank where there is none."""

    function: str
    role: str
    organisation_id: str = ""
    member_id: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """What is looked at on a service day: a class of data in areas, "" for the whole municipality."""

    data_class: str
    areas: tuple[str, ...]
    day: date


def note(store: Store, who: Onlooker, look: Look, at: datetime) -> int:
    """Note a look in each area in which it is not noted yet, and return in how many."""
    with store.reading() as reading:
        if not _new(reading.connection, who, look):
            return 0
    with store.writing() as connection:
        # Takes the row that all writers want, and whoever was first with the same look has stored it by now.
        connection.execute(update(meta).values(look_head=meta.c.look_head))
        areas = _new(connection, who, look)
        head = str(connection.execute(select(meta.c.look_head)).scalar_one())
        number = last(connection)
        rows = []
        for area in areas:
            number += 1
            row = {
                "id": number, "function": who.function, "role": who.role, "organisation_id": who.organisation_id,
                "member_id": who.member_id, "data_class": look.data_class, "area_id": area, "service_day": look.day,
                "at": at,
            }  # fmt: skip
            head = look_hash(head, row)
            rows.append({**row, "hash": head})
        if rows:
            connection.execute(insert(read_entry), rows)
            connection.execute(update(meta).values(look_head=head))
    return len(rows)


def who_looked(reading: Reading, areas: Sequence[str]) -> list[tuple[date, str, str, str]]:
    """Return service day, function, organisation id and class of data of the looks at areas or at all, latest first."""
    c = read_entry.c
    columns = (c.service_day, c.function, c.organisation_id, c.data_class)
    query = select(*columns).where(or_(c.area_id == "", c.area_id.in_(list(areas)))).distinct()
    order = (c.service_day.desc(), c.function, c.organisation_id, c.data_class)
    return [tuple(row) for row in reading.connection.execute(query.order_by(*order))]


def last(connection: Connection) -> int:
    """Return the number of the last look, 0 where there is none: also that of one that has been cut since."""
    kept = connection.execute(select(func.max(read_entry.c.id))).scalar_one()
    cut = connection.execute(select(func.max(checkpoint.c.look))).scalar_one()
    return max(kept or 0, cut or 0)


def look_hash(previous: str, row: Any) -> str:
    """Return the hash that an entry, by its columns, must have after another one."""
    return hash_of(
        previous, _LOOK, row["id"], row["function"], row["role"], row["organisation_id"], row["member_id"],
        row["data_class"], row["area_id"], row["service_day"].isoformat(), moment(row["at"]),
    )  # fmt: skip


def _new(connection: Connection, who: Onlooker, look: Look) -> list[str]:
    c = read_entry.c
    noted = connection.execute(
        select(c.area_id).where(
            c.function == who.function, c.role == who.role, c.organisation_id == who.organisation_id,
            c.member_id == who.member_id, c.data_class == look.data_class, c.service_day == look.day,
        )
    )  # fmt: skip
    return sorted(set(look.areas) - set(noted.scalars()))

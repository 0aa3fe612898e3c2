"""Shifts and sessions with young leaders who have no adult function to turn to."""

from datetime import date
from typing import Any

from sqlalchemy import and_, func, or_, select

from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.schema import organisations as o
from karta.store.schema import places as p
from karta.store.schema import shifts as s


def unpaired(reading: Reading, today: date) -> list[Row]:
    """Return them, those that are over left out.

    Keys: what (shift or activity), id, version, title, young_leaders, place, organisation, sharing.
    """
    return [*_of(reading, "shift", today), *_of(reading, "activity", today)]


def _of(reading: Reading, what: str, today: date) -> list[Row]:
    c, org, place, party = s.schedule.c, o.organisation.c, p.place.c, s.shift_party.c
    table: Any = s.shift if what == "shift" else s.activity
    with_leaders: Any = party if what == "shift" else s.activity.c
    joined = table.join(s.schedule, c.id == table.c.schedule_id)
    if what == "shift":
        joined = joined.join(s.shift_party, and_(party.shift_id == table.c.id, party.superseded_at.is_(None)))
    joined = joined.outerjoin(o.organisation, org.id == with_leaders.organisation_id)
    joined = joined.outerjoin(p.place, place.id == table.c.place_id)
    own_level = org.roster_sharing if what == "shift" else org.session_sharing
    repeating = or_(c.byday.is_not(None), c.rrule.is_not(None))
    is_over = or_(and_(~repeating, c.date < today), c.valid_to < today)
    query = (
        select(
            table.c.id, table.c.version, table.c.title, with_leaders.young_leaders, place.name.label("place"),
            org.name.label("organisation"), with_leaders.organisation_id,
            func.coalesce(own_level, with_leaders.sharing).label("sharing"),
        )
        .select_from(joined)
        .where(
            with_leaders.young_leaders > 0, table.c.superseded_at.is_(None), c.superseded_at.is_(None),
            func.coalesce(table.c.paired_with, "") == "", or_(is_over.is_(None), ~is_over),
        )
        .order_by(table.c.id)
    )  # fmt: skip
    return [{"what": what, **row} for row in reading.connection.execute(query).mappings()]

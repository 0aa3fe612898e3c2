"""Roster lines (an organisation on a shift) with the schedules that they follow, for imports and what is compared."""

import pandas as pd
from sqlalchemy import func, select

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.schema.shifts import schedule, shift, shift_party


def scheduled(reading: Reading) -> pd.DataFrame:
    """Return the current lines with when they are held.

    Columns: id, organisation_id, place_id, schedule_id, date, byday, rrule, start, valid_from, valid_to, replaces_id,
    original_date.
    """
    party, c = shift_party.c, schedule.c
    return reading.select(
        select(
            party.id, party.organisation_id, shift.c.place_id, shift.c.schedule_id, c.date, c.byday, c.rrule, c.start,
            c.valid_from, c.valid_to, c.replaces_id, c.original_date,
        )
        .join_from(shift_party, shift, shift.c.id == party.shift_id)
        .join(schedule, c.id == shift.c.schedule_id)
        .where(party.superseded_at.is_(None))
    )  # fmt: skip


def counts(reading: Reading) -> dict[str, int]:
    """Return how many current lines each organisation has."""
    org = shift_party.c.organisation_id
    query = (
        select(org, func.count()).where(org.is_not(None), shift_party.c.superseded_at.is_(None)).group_by(org)
    )
    return dict(reading.connection.execute(query).all())


def series(reading: Reading) -> dict[str, str]:
    """Return the schedule of every line, superseded ones among them: party id -> schedule id."""
    query = select(shift_party.c.id, shift.c.schedule_id).join_from(
        shift_party, shift, shift.c.id == shift_party.c.shift_id
    )
    return dict(reading.connection.execute(query).all())


def times(act: Act) -> dict[str, Row]:
    """Return when every line begins and ends: party id -> party, start, end (wall clock)."""
    query = (
        select(shift_party.c.id.label("party"), schedule.c.start, schedule.c.end)
        .join_from(shift_party, shift, shift.c.id == shift_party.c.shift_id)
        .join(schedule, schedule.c.id == shift.c.schedule_id)
    )
    return {row["party"]: dict(row) for row in act.connection.execute(query).mappings()}

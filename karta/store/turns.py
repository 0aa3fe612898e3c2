"""The shifts that people sign up to, with their parties and exceptions, as rows for those who expand them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import places as p
from karta.store.schema import shifts as s


def shifts(look: Reading, from_day: date, to_day: date) -> list[Row]:
    """Return the shifts for sign-up that may touch a period, with schedule, place, parties and cancelled days.

    `exdates` are the days that are not held at all or by another shift; `cancelled` maps days that were to be held to
    their notice; `series_id` is the lasting series, also of a shift that stands for one of its days.
    """
    shift, c = s.shift.c, s.schedule.c
    found = look.select(
        select(
            s.shift,
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only, c.replaces_id, c.original_date, p.place.c.name.label("place"),
        )
        .join_from(s.shift, s.schedule, c.id == shift.schedule_id)
        .outerjoin(p.place, p.place.c.id == shift.place_id)
        .where(
            shift.sign_up, shift.superseded_at.is_(None), c.superseded_at.is_(None), in_period(from_day, to_day)
        )
        .order_by(shift.id)
    )  # fmt: skip
    if found.empty:
        return []
    cancelled = _cancelled(look, list(found["schedule_id"]))
    exdates = with_exceptions(look, found)
    rows = with_local_times(found, exdates).to_dict("records")
    parties = _parties(look, [row["id"] for row in rows])
    for row in rows:
        row["series_id"] = row["replaces_id"] or row["schedule_id"]
        row["cancelled"] = cancelled.get(row["schedule_id"], {})
        row["parties"] = parties.get(row["id"], [])
    return [row for row in rows if row["parties"]]


def reported(look: Reading, first: date) -> set[tuple[str, date]]:
    """Return the parties and days from a day on that have a report."""
    c = s.report.c
    query = select(c.party_id, c.date).where(c.superseded_at.is_(None), c.date >= first)
    return {(row.party_id, row.date) for row in look.connection.execute(query)}


def _cancelled(look: Reading, schedules: list[str]) -> dict[str, dict[date, str]]:
    c = s.schedule_exception.c
    query = select(c.schedule_id, c.original_start, c.notice).where(
        c.superseded_at.is_(None), c.schedule_id.in_(schedules)
    )
    found: dict[str, dict[date, str]] = {}
    for schedule, start, notice in look.connection.execute(query):
        found.setdefault(schedule, {})[date.fromisoformat(start[:10])] = notice or ""
    return found


def _parties(look: Reading, shift_ids: list[str]) -> dict[str, list[Row]]:
    party: Any = s.shift_party.c
    query = (
        select(s.shift_party, p.organisation.c.name.label("organisation"))
        .outerjoin_from(s.shift_party, p.organisation, p.organisation.c.id == party.organisation_id)
        .where(party.superseded_at.is_(None), party.status != "cancelled", party.shift_id.in_(shift_ids))
        .order_by(party.id)
    )
    found: dict[str, list[Row]] = {}
    for row in look.connection.execute(query).mappings():
        found.setdefault(row["shift_id"], []).append(dict(row))
    return found

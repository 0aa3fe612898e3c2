"""Trainings and other led sessions of one place, as rows for those who expand them day by day."""

from datetime import date

from sqlalchemy import select

from karta.model.calendar import DayFlags, build_calendar, day_flags
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.records import own_days
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import places as p
from karta.store.schema import shifts as s


def at_place(look: Reading, place_id: str, from_day: date, to_day: date) -> list[Row]:
    """Return the activities at a place that may touch a period, with schedule, organisation and cancelled days.

    `exdates` are the days left out of the series itself; `cancelled` those that were cancelled one by one.
    """
    a, c = s.activity.c, s.schedule.c
    found = look.select(
        select(
            a.id, a.schedule_id, a.kind, a.title, a.leaders, a.sharing, p.organisation.c.name.label("organisation"),
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only,
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .outerjoin(p.organisation, p.organisation.c.id == a.organisation_id)
        .where(
            a.place_id == place_id, a.superseded_at.is_(None), c.superseded_at.is_(None),
            in_period(from_day, to_day),
        )
        .order_by(a.id)
    )  # fmt: skip
    if found.empty:
        return []
    cancelled = _cancelled(look, list(found["schedule_id"]))
    rows: list[Row] = with_local_times(found, with_exceptions(look, found)).to_dict("records")
    for row in rows:
        off = row["cancelled"] = cancelled.get(row["schedule_id"], {})
        kept = {*(row["exdates"] or "").split(";")} - {day.isoformat() for day in off} - {""}
        row["exdates"] = ";".join(sorted(kept))
    return rows


def days(look: Reading, from_day: date, to_day: date) -> list[DayFlags]:
    """Return what each day of a period is: as the municipality states it, else as its terms and holidays give it."""
    found = {day.date: day for day in day_flags(build_calendar(from_day, to_day, own_days(look)))}
    stated = {day.date: day for day in day_flags(look.frame("calendar_day"))}
    return [stated.get(day, flags) for day, flags in sorted(found.items())]


def school_days(look: Reading, from_day: date, to_day: date) -> frozenset[date]:
    """Return the days of a period of which the municipality says that there is school."""
    return frozenset(day.date for day in days(look, from_day, to_day) if day.school_day is True)


def _cancelled(look: Reading, schedules: list[str]) -> dict[str, dict[date, str]]:
    """Return the cancelled days of each schedule, with the id of the row that says so."""
    c = s.schedule_exception.c
    query = select(c.schedule_id, c.original_start, c.id).where(
        c.superseded_at.is_(None), c.schedule_id.in_(schedules)
    )
    found: dict[str, dict[date, str]] = {}
    for schedule, start, row_id in look.connection.execute(query):
        found.setdefault(schedule, {})[date.fromisoformat(start[:10])] = row_id
    return found

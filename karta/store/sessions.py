"""Trainings and other led sessions of one place, as rows for those who expand them day by day."""

from datetime import date

from sqlalchemy import func, select

from karta.model.calendar import DayFlags, build_calendar, day_flags
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.records import own_days
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import organisations as o
from karta.store.schema import shifts as s

# Who may know an activity: as its organisation has set it for all, else as the row says.
SHARING = func.coalesce(o.organisation.c.session_sharing, s.activity.c.sharing).label("sharing")


def at_place(reading: Reading, place_id: str | None, from_day: date, to_day: date) -> list[Row]:
    """Return the activities at a place (None: at any) that may touch a period, with schedule, owner and cancelled days.

    `exdates` are the days left out of the series itself; `cancelled` those that were cancelled one by one.
    """
    a, c = s.activity.c, s.schedule.c
    where = a.place_id.is_not(None) if place_id is None else a.place_id == place_id
    frame = reading.select(
        select(
            a.id, a.schedule_id, a.place_id, a.kind, a.title, a.leaders, SHARING, a.organisation_id,
            o.organisation.c.name.label("organisation"),
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only,
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .outerjoin(o.organisation, o.organisation.c.id == a.organisation_id)
        .where(
            where, a.superseded_at.is_(None), c.superseded_at.is_(None),
            in_period(from_day, to_day),
        )
        .order_by(a.id)
    )  # fmt: skip
    if frame.empty:
        return []
    cancelled = _cancelled(reading, list(frame["schedule_id"]))
    rows: list[Row] = with_local_times(frame, with_exceptions(reading, frame)).to_dict("records")
    for row in rows:
        off = row["cancelled"] = cancelled.get(row["schedule_id"], {})
        own = {*(row["exdates"] or "").split(";")} - {day.isoformat() for day in off} - {""}
        row["exdates"] = ";".join(sorted(own))
    return rows


def open_to_all(reading: Reading, from_day: date, to_day: date) -> list[Row]:
    """Return the activities that cost nothing and ask for no membership and that may touch a period.

    Keys: place_id, title, sharing, organisation, and those of the schedule; cancelled days are among its `exdates`.
    """
    a, c = s.activity.c, s.schedule.c
    frame = reading.select(
        select(
            a.place_id, a.title, SHARING, a.schedule_id, a.organisation_id,
            o.organisation.c.name.label("organisation"),
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only,
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .outerjoin(o.organisation, o.organisation.c.id == a.organisation_id)
        .where(
            a.free.is_(True), a.place_id.is_not(None), a.membership.is_not(True), a.drop_in.is_not(False),
            a.superseded_at.is_(None), c.superseded_at.is_(None), in_period(from_day, to_day),
        )
        .order_by(a.id)
    )  # fmt: skip
    rows: list[Row] = with_local_times(frame, with_exceptions(reading, frame)).to_dict("records")
    return rows


def days(reading: Reading, from_day: date, to_day: date) -> list[DayFlags]:
    """Return the flags of each day of a period: as the municipality states them, else by its terms and holidays."""
    built = {day.date: day for day in day_flags(build_calendar(from_day, to_day, own_days(reading)))}
    stated = {day.date: day for day in day_flags(reading.frame("calendar_day"))}
    return [stated.get(day, flags) for day, flags in sorted(built.items())]


def school_days(reading: Reading, from_day: date, to_day: date) -> frozenset[date]:
    """Return the days of a period that are school days by the calendar of the municipality."""
    return frozenset(day.date for day in days(reading, from_day, to_day) if day.school_day is True)


def _cancelled(reading: Reading, schedules: list[str]) -> dict[str, dict[date, str]]:
    """Return the cancelled days of each schedule, with the id of the row that cancels each."""
    c = s.schedule_exception.c
    query = select(c.schedule_id, c.original_start, c.id).where(
        c.superseded_at.is_(None), c.schedule_id.in_(schedules)
    )
    row_ids: dict[str, dict[date, str]] = {}
    for schedule, start, row_id in reading.connection.execute(query):
        row_ids.setdefault(schedule, {})[date.fromisoformat(start[:10])] = row_id
    return row_ids

"""Activities with what is said of them and whose they are, at a place or without one, as rows for the directory."""

from datetime import date

from sqlalchemy import select

from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import organisations as o
from karta.store.schema import shifts as s
from karta.store.sessions import SHARING

FACTS = (
    "age_from",
    "age_to",
    "girls",
    "adapted",
    "free",
    "drop_in",
    "membership",
    "languages",
    "accessibility",
)


def activities(reading: Reading, from_day: date, to_day: date) -> list[Row]:
    """Return the activities of organisations that may touch a period, with FACTS and those of their schedule."""
    a, c = s.activity.c, s.schedule.c
    frame = reading.select(
        select(
            a.id, a.schedule_id, a.place_id, a.organisation_id, a.kind, a.title, SHARING, *(a[name] for name in FACTS),
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only, c.version.label("schedule_version"),
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .join(o.organisation, o.organisation.c.id == a.organisation_id)
        .where(a.superseded_at.is_(None), c.superseded_at.is_(None), in_period(from_day, to_day))
        .order_by(a.id)
    )  # fmt: skip
    if frame.empty:
        return []
    rows: list[Row] = with_local_times(frame, with_exceptions(reading, frame)).to_dict("records")
    return rows

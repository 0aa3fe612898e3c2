"""What goes on for the young, and for whom it is open as somebody has stated it: rows for those who sum the hours."""

from datetime import date

from sqlalchemy import func, select

from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import organisations as o
from karta.store.schema import shifts as s

STATED = ("age_from", "age_to", "girls", "adapted", "free", "drop_in", "membership")


def activities(reading: Reading, from_day: date, to_day: date) -> list[Row]:
    """Return the activities at places that may touch a period.

    Keys: place_id, organisation_id, sharing, STATED (blank: nobody has said), and those of the schedule; cancelled days
    are among its `exdates`.
    """
    a, c = s.activity.c, s.schedule.c
    sharing = func.coalesce(o.organisation.c.session_sharing, a.sharing).label("sharing")
    frame = reading.select(
        select(
            a.place_id, a.organisation_id, sharing, a.schedule_id, *(a[name] for name in STATED),
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only,
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .outerjoin(o.organisation, o.organisation.c.id == a.organisation_id)
        .where(
            a.place_id.is_not(None), a.superseded_at.is_(None), c.superseded_at.is_(None),
            in_period(from_day, to_day),
        )
        .order_by(a.id)
    )  # fmt: skip
    rows: list[Row] = with_local_times(frame, with_exceptions(reading, frame)).to_dict("records")
    return rows

"""Activities that their organisations share with everybody, as rows for the open side; no other row is read here."""

from datetime import date

from sqlalchemy import select

from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import organisations as o
from karta.store.schema import places as p
from karta.store.schema import shifts as s
from karta.store.sessions import SHARING

PUBLIC = "public"


def shared(reading: Reading, from_day: date, to_day: date) -> list[Row]:
    """Return the activities at a place that are shared with everybody and may touch a period.

    Only those of organisations that are admitted and have not left. Keys: what is said of the activity, whose it is
    (`organisation`, `sector`), and those of the schedule; cancelled days are among its `exdates`.
    """
    a, c, org = s.activity.c, s.schedule.c, o.organisation.c
    frame = reading.select(
        select(
            a.id, a.schedule_id, a.place_id, a.organisation_id, a.kind, a.title, a.age_from, a.age_to, a.girls,
            a.adapted, a.free, a.drop_in, a.membership, a.languages, a.accessibility, a.public_yes,
            org.name.label("organisation"), org.sector,
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only,
        )
        .join_from(s.activity, s.schedule, c.id == a.schedule_id)
        .join(o.organisation, org.id == a.organisation_id)
        .where(
            a.place_id.is_not(None), SHARING == PUBLIC, org.admitted_on.is_not(None), org.left_on.is_(None),
            a.superseded_at.is_(None), c.superseded_at.is_(None), org.superseded_at.is_(None),
            in_period(from_day, to_day),
        )
        .order_by(a.id)
    )  # fmt: skip
    if frame.empty:
        return []
    rows: list[Row] = with_local_times(frame, with_exceptions(reading, frame)).to_dict("records")
    return rows


def public_places(reading: Reading) -> list[str]:
    """Return the ids of the places that are shown to everybody."""
    c = p.place.c
    query = select(c.id).where(c.sharing == PUBLIC, c.superseded_at.is_(None)).order_by(c.id)
    return [row.id for row in reading.connection.execute(query)]


def opening_rows(reading: Reading, place_ids: list[str]) -> list[Row]:
    """Return the access hours of some places: place_id, days, start_local, end_local, valid_from, valid_to."""
    c = p.access_hours.c
    frame = reading.select(
        select(
            c.place_id,
            c.days,
            c.start.label("start_local"),
            c.end.label("end_local"),
            c.valid_from,
            c.valid_to,
        )
        .where(c.place_id.in_(place_ids), c.superseded_at.is_(None))
        .order_by(c.id)
    )
    rows: list[Row] = frame.to_dict("records")
    return rows

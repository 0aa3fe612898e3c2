"""What is an organisation's when it leaves: its lines, series and contacts, and ending them from a day on."""

import json
from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select, update

from karta.store.acts import Act
from karta.store.cells import Row
from karta.store.schema import TABLES, journal
from karta.store.schema import places as p
from karta.store.schema import shifts as s

# What the log still says of a contact whose organisation has left: that there was one.
_KEPT_IN_LOG = ("id", "version", "recorded_at", "superseded_at", "municipality", "sharing")


def lines(connection: Connection, org_id: str) -> list[Row]:
    """Return the current lines of an organisation, for others to read in: place, when, and how many adults."""
    c, party, shift = s.schedule.c, s.shift_party.c, s.shift.c
    query = (
        select(
            func.coalesce(p.place.c.name, shift.arena).label("place"), c.byday, c.date, c.start, c.end, party.adults,
            c.valid_from, c.valid_to, c.rrule,
        )
        .join_from(s.shift_party, s.shift, shift.id == party.shift_id)
        .join(s.schedule, c.id == shift.schedule_id)
        .outerjoin(p.place, p.place.c.id == shift.place_id)
        .where(
            party.organisation_id == org_id, party.superseded_at.is_(None), party.status != "cancelled",
            shift.superseded_at.is_(None), c.superseded_at.is_(None),
        )
        .order_by(shift.id)
    )  # fmt: skip
    return [dict(row) for row in connection.execute(query).mappings()]


def series(connection: Connection, org_id: str, today: date) -> tuple[list[str], list[str]]:
    """Return the series that go on from a day: the organisation's alone, and those that it shares with others."""
    c, party, shift = s.schedule.c, s.shift_party.c, s.shift.c
    current = party.superseded_at.is_(None), party.status != "cancelled"
    mine = select(party.shift_id).where(party.organisation_id == org_id, *current)
    others = select(party.shift_id).where(
        or_(party.organisation_id != org_id, party.organisation_id.is_(None)), *current
    )
    ahead = (
        or_(c.date >= today, c.byday.is_not(None), c.rrule.is_not(None)),
        or_(c.valid_to.is_(None), c.valid_to >= today),
    )
    query = (
        select(c.id, shift.id.in_(others).label("shared"))
        .join_from(s.shift, s.schedule, c.id == shift.schedule_id)
        .where(shift.id.in_(mine), shift.superseded_at.is_(None), c.superseded_at.is_(None), *ahead)
        .order_by(c.id)
    )
    rows = connection.execute(query).all()
    return [row.id for row in rows if not row.shared], [row.id for row in rows if row.shared]


def end_series(act: Act, series_ids: Collection[str], today: date) -> None:
    """End series: those that repeat the day before, single ones ahead are taken out with their shifts."""
    rows = act.rows("schedule", "id", list(series_ids))
    begun = [row for row in rows if row["byday"] or row["rrule"]]
    act.update_many("schedule", {row["id"]: {"valid_to": today - timedelta(days=1)} for row in begun})
    single = [row["id"] for row in rows if row not in begun]
    act.retire("shift", [row["id"] for row in act.rows("shift", "schedule_id", single)])
    act.retire("schedule", single)


def end_sources(act: Act, org_id: str, until: str) -> None:
    """Let an organisation's rosters be awaited up to a moment and no longer."""
    rows = act.rows("expected_source", "organisation_id", [org_id])
    longer = [row for row in rows if row["to_local"] is None or row["to_local"] > until]
    act.update_many("expected_source", {row["id"]: {"to_local": until} for row in longer})


def end_links(act: Act, org_id: str, today: date) -> None:
    """Revoke the organisation's links of the month."""
    open_ = [row for row in act.rows("month_link", "organisation_id", [org_id]) if row["revoked_on"] is None]
    act.update_many("month_link", {row["id"]: {"revoked_on": today} for row in open_})


def erase_contacts(act: Act, org_id: str) -> int:
    """Take out whom one called there, also what was taken out before, and return how many there were.

    What the log says that the rows were goes with them; the hash of it stays, so that the chain of the log holds.
    """
    table, c = TABLES["contact_function"], journal.change.c
    own = table.c.organisation_id == org_id
    ids = list(act.connection.execute(select(table.c.id).where(own)).scalars())
    act.connection.execute(update(table).where(own).values(function="-", channel=None, hours=None))
    act.retire("contact_function", ids)
    query = select(c.id, c.before, c.after).where(c.table_name == "contact_function", c.row_id.in_(ids))
    told = [change for change, *texts in act.connection.execute(query) if not any(map(_lists_ids, texts))]
    act.connection.execute(update(journal.change).where(c.id.in_(told)).values(before=None, after=None))
    return len(ids)


def _lists_ids(text: str | None) -> bool:
    """Tell whether an entry of the log says no more than which rows came."""
    return text is not None and "inserted" in json.loads(text)

"""Erasing names from the people room: what a person did stays as numbers, by occurrence and by month, without a name.

Hours are counted from sign-ups. Before those of the past go, how many there were is written down for each occurrence
(`head_count`) and, for the own organisation, for each person, place and month (`person_month_count`).
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from karta.store import availability
from karta.store.acts import Act, chunks
from karta.store.cells import Row
from karta.store.schema import people as t
from karta.store.schema import shifts as s
from karta.store.sign_ups import COUNTED


def erase(act: Act, person_ids: Sequence[str], local: datetime) -> int:
    """Remove people for good and return how many; `local` is the wall-clock moment before which a shift is past.

    Past shifts keep their number of adults, and their organisation a count by place and month; those to come lose the
    person. Nothing of this can be undone: no act holds a name.
    """
    erased = 0
    availability.forget_names(act, person_ids)
    for chunk in chunks(sorted(person_ids)):
        count_heads(act, t.sign_up.c.person_id.in_(chunk), local)
        count_months(act, t.sign_up.c.person_id.in_(chunk), local)
        counts = t.person_month_count
        act.connection.execute(update(counts).where(counts.c.person_id.in_(chunk)).values(person_id=None))
        for table in (t.sign_up, t.personal_link, t.notice, t.availability, t.away, t.companion, t.ask):
            act.connection.execute(delete(table).where(table.c.person_id.in_(chunk)))
        erased += act.connection.execute(delete(t.person).where(t.person.c.id.in_(chunk))).rowcount
    act.touched = act.touched or erased > 0
    return erased


def erase_names(act: Act, which: Any, local: datetime) -> int:
    """Turn past sign-ups into numbers and return how many there were; their people stay for now."""
    count_heads(act, which, local)
    count_months(act, which, local)
    gone = int(act.connection.execute(delete(t.sign_up).where(which)).rowcount)
    act.touched = act.touched or gone > 0
    return gone


def count_heads(act: Act, which: Any, local: datetime) -> None:
    """Add the sign-ups of past occurrences to the heads of each occurrence; those who only waited are none."""
    c, org = t.sign_up.c, t.person.c.organisation_id
    query = (
        select(c.series_id, c.original_start, org, func.count().label("heads"))
        .join_from(t.sign_up, t.person, t.person.c.id == c.person_id)
        .where(*_past(which, local))
        .group_by(c.series_id, c.original_start, org)
    )
    rows = [
        dict(row)
        for row in act.connection.execute(query.order_by(c.series_id, c.original_start, org)).mappings()
    ]
    h = t.head_count.c
    for row, row_id in zip(rows, act.reserve(len(rows)), strict=True):
        same = and_(*(h[name] == row[name] for name in ("series_id", "original_start", "organisation_id")))
        stored = act.connection.execute(select(h.id).where(same).limit(1)).scalar_one_or_none()
        if stored is None:
            act.connection.execute(insert(t.head_count).values(id=row_id, **row))
        else:
            more = update(t.head_count).where(h.id == stored).values(heads=h.heads + row["heads"])
            act.connection.execute(more)


def count_months(act: Act, which: Any, local: datetime) -> None:
    """Add the sign-ups of past occurrences to the counts per person, place and month."""
    c = t.sign_up.c
    month = func.substr(c.original_start, 1, 7).label("month")
    # A series that was written anew has several shifts; somebody who went went once.
    places = select(s.shift.c.schedule_id, func.min(s.shift.c.place_id).label("place_id")).group_by(
        s.shift.c.schedule_id
    )
    place = places.subquery()
    columns = c.person_id, t.person.c.organisation_id, place.c.place_id, month
    query = (
        select(*columns, func.count().label("shifts"))
        .join_from(t.sign_up, t.person, t.person.c.id == c.person_id)
        .outerjoin(place, place.c.schedule_id == c.series_id)
        .where(*_past(which, local))
        .group_by(*columns)
        .order_by(*columns)
    )
    added = [dict(row) for row in act.connection.execute(query).mappings()]
    stored = _stored_months(act.connection, {row["person_id"] for row in added})
    m = t.person_month_count.c
    for row, row_id in zip(added, act.reserve(len(added)), strict=True):
        known = stored.get((row["person_id"], row["organisation_id"], row["place_id"], row["month"]))
        if known is None:
            act.connection.execute(insert(t.person_month_count).values(id=row_id, **row))
        else:
            more = update(t.person_month_count).where(m.id == known).values(shifts=m.shifts + row["shifts"])
            act.connection.execute(more)


def head_counts(connection: Connection, series_ids: Sequence[str]) -> Counter[tuple[str, str, str]]:
    """Return how many adults without a name went, by series, date of the original start and organisation."""
    c = t.head_count.c
    heads: Counter[tuple[str, str, str]] = Counter()
    for chunk in chunks(sorted(series_ids)):
        query = select(c.series_id, c.original_start, c.organisation_id, c.heads).where(
            c.series_id.in_(chunk)
        )
        for series, start, org, count in connection.execute(query):
            heads[series, start[:10], org] += count
    return heads


def month_counts(connection: Connection, organisation_id: str) -> list[Row]:
    """Return the counts of an organisation: person_id (None once erased), place_id, month, shifts."""
    c = t.person_month_count.c
    query = (
        select(c.person_id, c.place_id, c.month, func.sum(c.shifts).label("shifts"))
        .where(c.organisation_id == organisation_id)
        .group_by(c.person_id, c.place_id, c.month)
        .order_by(c.month, c.place_id, c.person_id)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def _past(which: Any, local: datetime) -> list[Any]:
    c = t.sign_up.c
    return [
        which,
        c.original_start.is_not(None),
        c.original_start <= f"{local:%Y-%m-%dT%H:%M}",
        c.ended_act_id.is_(None),
        c.state.in_(COUNTED),
    ]


def _stored_months(connection: Connection, people: set[str]) -> dict[tuple[str, str, str | None, str], str]:
    c = t.person_month_count.c
    stored = {}
    for chunk in chunks(sorted(people)):
        query = select(c.id, c.person_id, c.organisation_id, c.place_id, c.month).where(
            c.person_id.in_(chunk)
        )
        for row in connection.execute(query):
            stored[row.person_id, row.organisation_id, row.place_id, row.month] = row.id
    return stored

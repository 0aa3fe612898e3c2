"""The shifts of a workspace, with their parties and exceptions, as rows for those who expand them.

Every roster line is a shift: read from a file, or planned in the app.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Text, and_, cast, func, or_, select, tuple_, union_all

from karta.store.acts import chunks
from karta.store.cells import Row
from karta.store.database import Reading
from karta.store.rosters import in_period, with_exceptions, with_local_times
from karta.store.schema import InByteOrder
from karta.store.schema import organisations as o
from karta.store.schema import people as t
from karta.store.schema import places as p
from karta.store.schema import shifts as s

# The organisation of lines that state none.
NOBODY = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Which shifts are meant: with people or without (None: both), of an organisation (NOBODY: of none), at a place.

    A shift has people where somebody can sign up to it, or is signed up to it.
    """

    with_people: bool | None = None
    organisation_id: str | None = None
    place_id: str | None = None


EVERY = Part()


def shifts(reading: Reading, from_day: date, to_day: date, part: Part = EVERY) -> list[Row]:
    """Return the shifts that may touch a period, with schedule, place, parties and cancelled days.

    `exdates` are the days that are not held at all or by another shift; `cancelled` maps days that were to be held to
    their notice; `series_id` is the lasting series, also of a shift that stands for one of its days. `version` is that
    of the shift's row, `schedule_version` that of its schedule's, `parts` are ids and versions of stops and parties.
    """
    return _rows(reading, and_(in_period(from_day, to_day), *_conditions(part)))


def shifts_of_series(reading: Reading, series_ids: Sequence[str]) -> list[Row]:
    """Return the shifts of series, and those that stand for one of their days, whenever; keys as of `shifts`."""
    c = s.schedule.c
    return [
        row
        for chunk in chunks(sorted(series_ids))
        for row in _rows(reading, or_(c.id.in_(chunk), c.replaces_id.in_(chunk)))
    ]


def of_shift(reading: Reading, shift_id: str) -> list[Row]:
    """Return the row of one shift, keys as of `shifts`; none of one that all its parties have cancelled."""
    return _rows(reading, s.shift.c.id == shift_id)


def owners(reading: Reading, from_day: date, to_day: date) -> list[Row]:
    """Return whose roster lines without people may touch a period.

    Keys: organisation_id and organisation (None where a line states none), sharing, lines (how many).
    """
    party: Any = s.shift_party.c
    org = o.organisation.c
    sharing = func.coalesce(org.roster_sharing, party.sharing)
    query = (
        select(
            org.id.label("organisation_id"), org.name.label("organisation"), sharing.label("sharing"),
            func.count().label("lines"),
        )
        .join_from(s.shift_party, s.shift, s.shift.c.id == party.shift_id)
        .join(s.schedule, s.schedule.c.id == s.shift.c.schedule_id)
        .outerjoin(o.organisation, org.id == party.organisation_id)
        .where(
            party.superseded_at.is_(None), party.status != "cancelled", s.shift.c.superseded_at.is_(None),
            s.schedule.c.superseded_at.is_(None), in_period(from_day, to_day), *_conditions(Part(with_people=False)),
        )
        .group_by(org.id, org.name, sharing)
        .order_by(InByteOrder(org.name), InByteOrder(org.id), InByteOrder(sharing))
    )  # fmt: skip
    return [dict(row) for row in reading.connection.execute(query).mappings()]


def reported(reading: Reading, first: date) -> set[tuple[str, date]]:
    """Return the parties and days from a day on that have a report."""
    c = s.report.c
    query = select(c.party_id, c.date).where(c.superseded_at.is_(None), c.date >= first)
    return {(row.party_id, row.date) for row in reading.connection.execute(query)}


def report(reading: Reading, party_id: str, day: date) -> Row | None:
    """Return the report of a party on a day, None where there is none."""
    c = s.report.c
    query = select(s.report).where(c.superseded_at.is_(None), c.party_id == party_id, c.date == day)
    row = reading.connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def _signed_up() -> Any:
    """Return the condition that somebody is signed up to an occurrence of a schedule.

    A date of a series that another schedule stands for is an occurrence of that one, not of the series.
    """
    sign_up, own = t.sign_up.c, s.schedule.c
    other = s.schedule.alias().c
    day = func.substr(sign_up.original_start, 1, 10)
    replaced = select(other.replaces_id, cast(other.original_date, Text)).where(
        other.replaces_id.is_not(None), other.original_date.is_not(None), other.superseded_at.is_(None)
    )
    current = sign_up.ended_act_id.is_(None), sign_up.original_start.is_not(None)
    unnamed = select(t.head_count.c.series_id, func.substr(t.head_count.c.original_start, 1, 10).label("day"))
    went = union_all(select(sign_up.series_id, day.label("day")).where(*current), unnamed).subquery().c
    on_series = select(went.series_id).where(tuple_(went.series_id, went.day).not_in(replaced))
    on_date = select(went.series_id, went.day)
    date_of = tuple_(func.coalesce(own.replaces_id, own.id), cast(own.original_date, Text))
    return or_(
        and_(own.original_date.is_(None), own.id.in_(on_series)),
        and_(own.original_date.is_not(None), date_of.in_(on_date)),
    )


def _conditions(part: Part) -> list[Any]:
    conditions: list[Any] = []
    if part.with_people is not None:
        people = or_(s.shift.c.sign_up, _signed_up())
        conditions.append(people if part.with_people else ~people)
    if part.organisation_id is not None:
        party: Any = s.shift_party.c
        org = party.organisation_id
        whose = org.is_(None) if part.organisation_id == NOBODY else org == part.organisation_id
        conditions.append(
            s.shift.c.id.in_(
                select(party.shift_id).where(
                    party.superseded_at.is_(None), party.status != "cancelled", whose
                )
            )
        )
    if part.place_id is not None:
        conditions.append(s.shift.c.place_id == part.place_id)
    return conditions


def _rows(reading: Reading, which: Any) -> list[Row]:
    shift, c, call = s.shift.c, s.schedule.c, o.contact_function.c
    frame = reading.select(
        select(
            s.shift,
            c.date, c.start, c.end, c.end_date, c.start_offset_min, c.end_offset_min, c.byday, c.rrule, c.valid_from,
            c.valid_to, c.exdates, c.school_days_only, c.replaces_id, c.original_date,
            c.version.label("schedule_version"), p.place.c.name.label("place"),
            call.function.label("call_function"), call.channel.label("call_channel"),
            call.valid_to.label("call_valid_to"),
        )
        .join_from(s.shift, s.schedule, c.id == shift.schedule_id)
        .outerjoin(p.place, p.place.c.id == shift.place_id)
        .outerjoin(o.contact_function, and_(call.id == shift.call_before_id, call.superseded_at.is_(None)))
        .where(shift.superseded_at.is_(None), c.superseded_at.is_(None), which)
        .order_by(shift.id)
    )  # fmt: skip
    if frame.empty:
        return []
    schedules = list(frame["schedule_id"])
    cancelled = _cancelled(reading, schedules)
    exdates = with_exceptions(reading, frame)
    rows = with_local_times(frame, exdates).to_dict("records")
    ids = [row["id"] for row in rows]
    parties, stops = _parties(reading, ids), _stops(reading, ids)
    for row in rows:
        row["series_id"] = row["replaces_id"] or row["schedule_id"]
        row["cancelled"] = cancelled.get(row["schedule_id"], {})
        row["parties"] = parties.get(row["id"], [])
        own = [(party["id"], int(party["version"])) for party in row["parties"]]
        row["parts"] = (*stops.get(row["id"], ()), *own)
    return [row for row in rows if row["parties"]]


def _cancelled(reading: Reading, schedules: list[str]) -> dict[str, dict[date, str]]:
    """Return the cancelled days of each schedule with their notices; days that another shift stands for are not."""
    c = s.schedule_exception.c
    query = select(c.schedule_id, c.original_start, c.notice).where(c.superseded_at.is_(None))
    notices: dict[str, dict[date, str]] = {}
    wanted = set(schedules)
    for schedule, start, notice in reading.connection.execute(query):
        if schedule in wanted:
            notices.setdefault(schedule, {})[date.fromisoformat(start[:10])] = notice or ""
    by_other = select(s.schedule.c.replaces_id, s.schedule.c.original_date).where(
        s.schedule.c.replaces_id.is_not(None), s.schedule.c.superseded_at.is_(None)
    )
    for schedule, day in reading.connection.execute(by_other):
        notices.get(schedule, {}).pop(day, None)
    return notices


def _parties(reading: Reading, shift_ids: list[str]) -> dict[str, list[Row]]:
    party: Any = s.shift_party.c
    query = (
        select(
            party.id, party.shift_id, party.organisation_id, party.kind, party.adults, party.young_leaders,
            func.coalesce(o.organisation.c.roster_sharing, party.sharing).label("sharing"), party.version,
            o.organisation.c.name.label("organisation"), o.organisation.c.admitted_on,
        )
        .outerjoin_from(s.shift_party, o.organisation, o.organisation.c.id == party.organisation_id)
        .where(party.superseded_at.is_(None), party.status != "cancelled")
        .order_by(party.id)
    )  # fmt: skip
    by_shift: dict[str, list[Row]] = {}
    for chunk in chunks(shift_ids):
        for row in reading.connection.execute(query.where(party.shift_id.in_(chunk))).mappings():
            by_shift.setdefault(row["shift_id"], []).append(dict(row))
    return by_shift


def _stops(reading: Reading, shift_ids: list[str]) -> dict[str, list[tuple[str, int]]]:
    c = s.shift_stop.c
    wanted = set(shift_ids)
    query = select(c.shift_id, c.id, c.version).where(c.superseded_at.is_(None)).order_by(c.id)
    by_shift: dict[str, list[tuple[str, int]]] = {}
    for shift_id, row_id, version in reading.connection.execute(query):
        if shift_id in wanted:
            by_shift.setdefault(shift_id, []).append((row_id, version))
    return by_shift

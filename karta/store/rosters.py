"""Shifts, their parties and reports as the method's tables: roster lines, and what was reported of them."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import and_, func, or_, select

from karta.model import tables as declared
from karta.model.frames import check
from karta.model.place import Located
from karta.model.walltime import DAY
from karta.store.database import Reading
from karta.store.schema import organisations as o
from karta.store.schema import shifts as s

GEOMETRY_WORD = {
    Located.PLACE: "stationary",
    Located.POINT: "stationary",
    Located.ROUTE: "route",
    Located.AREA: "area",
    Located.DIGITAL: "digital",
}


def lines(reading: Reading, from_day: date, to_day: date, organisation_id: str | None = None) -> pd.DataFrame:
    """Return the parties of the shifts that may touch a period (those of one organisation alone, where it is named),
    with shift, schedule and organisation.

    The columns of PRESENCES, and: schedule_id, replaces_id, original_date, sign_up, adults_are, located, place_id,
    geometry_3006, single, organisation_id, earlier_scheduled, earlier_delivered. Shifts without a place of their own
    that should have one are left out.
    """
    query = _lines_query(from_day, to_day)
    if organisation_id is not None:
        query = query.where(s.shift_party.c.organisation_id == organisation_id)
    frame = reading.select(query)
    frame = frame[(frame["located"] != Located.PLACE) | frame["place_id"].notna()].reset_index(drop=True)
    frame = with_local_times(frame, with_exceptions(reading, frame))
    return frame.assign(
        geometry=frame["located"].map(GEOMETRY_WORD),
        org=frame["org"].fillna(""),
        owner_id=frame["organisation_id"].fillna(""),
        sector=frame["sector"].fillna("civil_society"),
        trained=frame["trained"].map(bool),
        admitted=frame["admitted_on"].notna(),
        young_leaders=frame["young_leaders"].fillna(0.0),
    )


def presences(lines: pd.DataFrame) -> pd.DataFrame:
    """Return PRESENCES of lines."""
    return check(lines, declared.PRESENCES)


def in_period(from_day: date, to_day: date) -> Any:
    """Return the condition that a schedule may have occurrences that touch a period of service days.

    A dated one may have begun before and still reach in, by its end date or past midnight.
    """
    c = s.schedule.c
    first, last = from_day - 2 * DAY, to_day + DAY
    dated = and_(c.rrule.is_(None), c.byday.is_(None))
    touches = and_(c.date <= last, or_(c.date >= first, c.end_date >= first))
    in_force = and_(
        or_(c.valid_from.is_(None), c.valid_from <= last), or_(c.valid_to.is_(None), c.valid_to >= first)
    )
    begun = or_(c.date.is_(None), c.date <= last)
    return or_(and_(dated, touches), and_(~dated, in_force, begun))


def with_exceptions(reading: Reading, rows: pd.DataFrame) -> "pd.Series[Any]":
    """Return the dates left out of each row's schedule: its own, cancelled occurrences, and replaced ones."""
    cancelled = reading.frame("schedule_exception", columns=("schedule_id", "original_start"))
    moved = reading.select(
        select(s.schedule.c.replaces_id, s.schedule.c.original_date).where(
            s.schedule.c.replaces_id.is_not(None),
            s.schedule.c.original_date.is_not(None),
            s.schedule.c.superseded_at.is_(None),
        )
    )
    left_out: dict[str, set[str]] = {}
    for series, start in zip(cancelled["schedule_id"], cancelled["original_start"], strict=True):
        left_out.setdefault(series, set()).add(start[:10])
    for series, day in zip(moved["replaces_id"], moved["original_date"], strict=True):
        left_out.setdefault(series, set()).add(day.isoformat())
    return pd.Series(
        [
            _joined(own, left_out.get(series))
            for own, series in zip(rows["exdates"], rows["schedule_id"], strict=True)
        ],
        index=rows.index,
        dtype=object,
    )


def with_local_times(rows: pd.DataFrame, exdates: "pd.Series[Any]") -> pd.DataFrame:
    """Return rows of schedules with `start_local` and `end_local`: times where weekly, date-times where dated."""
    columns = ["date", "start", "end", "end_date", "start_offset_min", "end_offset_min", "byday"]
    times = [local_times(*values) for values in zip(*(rows[name] for name in columns), strict=True)]
    return rows.assign(
        start_local=pd.Series([start for start, _ in times], index=rows.index, dtype=object),
        end_local=pd.Series([end for _, end in times], index=rows.index, dtype=object),
        exdates=exdates,
    )


def local_times(
    day: date | None,
    start: str,
    end: str,
    end_date: date | None,
    start_offset_min: float,
    end_offset_min: float,
    byday: str | None,
) -> tuple[str, str]:
    """Return start and end as a table states them; an end not after the start lies on the next day."""
    if day is None or byday:
        return start, end
    closing = end_date or (day + DAY if end <= start else day)
    return (
        f"{day.isoformat()}T{start}{offset_text(start_offset_min)}",
        f"{closing.isoformat()}T{end}{offset_text(end_offset_min)}",
    )


def offset_text(minutes: float) -> str:
    """Return an offset from UTC as ISO 8601 writes it; nothing where none is stated."""
    if minutes != minutes:
        return ""
    hours, rest = divmod(abs(int(minutes)), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def delivered(
    reading: Reading, lines: pd.DataFrame, from_day: date, to_day: date, now: date
) -> pd.DataFrame | None:
    """Return DELIVERED of a period; None when the workspace has no reports at all."""
    c = s.report.c
    if reading.connection.execute(select(c.id).where(c.superseded_at.is_(None)).limit(1)).first() is None:
        return None
    reports = reading.select(
        select(c.party_id.label("presence_id"), c.date, c.outcome, c.adults, c.start_local, c.end_local)
        .where(c.superseded_at.is_(None), c.date.between(from_day - 2 * DAY, min(to_day + DAY, now)))
        .order_by(c.id)
    )
    reports = reports[reports["presence_id"].isin(lines["presence_id"])]
    return check(reports, declared.DELIVERED)


def history(reading: Reading, lines: pd.DataFrame, from_day: date) -> pd.DataFrame:
    """Return HISTORY: shifts reported before the period, for each line.

    A repeating line has its own history, with what was reported before Karta. A dated line is one shift only: it
    takes its organisation's record in that role from its other dated shifts, unless it brings one of its own.
    """
    c = s.report.c
    reports = reading.select(
        select(
            c.party_id,
            c.outcome,
            s.shift_party.c.organisation_id,
            s.shift_party.c.kind,
            s.schedule.c.byday,
            s.schedule.c.rrule,
        )
        .join_from(s.report, s.shift_party, s.shift_party.c.id == c.party_id)
        .join(s.shift, s.shift.c.id == s.shift_party.c.shift_id)
        .join(s.schedule, s.schedule.c.id == s.shift.c.schedule_id)
        .where(c.superseded_at.is_(None), c.date < from_day, c.outcome.in_(["carried_out", "no_show"]))
    ).assign(came=lambda f: (f["outcome"] == "carried_out").astype(float), reported=1.0)
    own = reports.groupby("party_id")[["reported", "came"]].sum()
    dated = reports[reports["byday"].isna() & reports["rrule"].isna()]
    pooled = dated.groupby(["organisation_id", "kind"])[["reported", "came"]].sum()
    key = pd.MultiIndex.from_frame(lines[["organisation_id", "kind"]])
    brings = lines["earlier_scheduled"].notna().to_numpy()
    pool = lines["single"].to_numpy(dtype=bool) & ~brings
    counts = {}
    for name, column in (("scheduled", "reported"), ("delivered", "came")):
        earlier = lines[f"earlier_{name}"].fillna(0.0).to_numpy()
        mine = own[column].reindex(lines["presence_id"]).fillna(0.0).to_numpy() + earlier
        theirs = pooled[column].reindex(key).fillna(0.0).to_numpy()
        counts[name] = np.where(pool, theirs, mine)
    return check(pd.DataFrame({"presence_id": lines["presence_id"], **counts}), declared.HISTORY)


def _lines_query(from_day: date, to_day: date) -> Any:
    party, shift, schedule, org = s.shift_party.c, s.shift.c, s.schedule.c, o.organisation.c
    return (
        select(
            party.id.label("presence_id"),
            party.shift_id,
            party.kind,
            party.mode,
            party.adults,
            party.young_leaders,
            party.trained,
            party.status,
            func.coalesce(org.roster_sharing, party.sharing).label("sharing"),
            func.coalesce(org.report_sharing, "partners").label("report_sharing"),
            party.organisation_id,
            party.earlier_scheduled,
            party.earlier_delivered,
            shift.located,
            shift.place_id,
            shift.geometry.label("geometry_3006"),
            shift.min_team.label("min_adults"),
            shift.schedule_id,
            shift.sign_up,
            shift.adults_are,
            schedule.replaces_id,
            schedule.original_date,
            schedule.date,
            schedule.start,
            schedule.end,
            schedule.end_date,
            schedule.start_offset_min,
            schedule.end_offset_min,
            schedule.byday,
            schedule.rrule,
            schedule.valid_from,
            schedule.valid_to,
            schedule.exdates,
            schedule.school_days_only,
            and_(schedule.byday.is_(None), schedule.rrule.is_(None)).label("single"),
            org.name.label("org"),
            org.sector,
            org.admitted_on,
        )
        .join_from(s.shift_party, s.shift, shift.id == party.shift_id)
        .join(s.schedule, schedule.id == shift.schedule_id)
        .outerjoin(o.organisation, org.id == party.organisation_id)
        .where(
            party.superseded_at.is_(None),
            shift.superseded_at.is_(None),
            schedule.superseded_at.is_(None),
            in_period(from_day, to_day),
        )
        .order_by(party.id)
    )


def _joined(own: str | None, further: set[str] | None) -> str | None:
    if not further:
        return own
    return ";".join(sorted({*(own or "").split(";"), *further} - {""}))

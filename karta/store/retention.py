"""What is stored for a time only: which rows are past their time, and taking them out of the people room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, Text, and_, cast, delete, func, or_, select, update

from karta.errors import InputError
from karta.model.recurrence import parse_rule, until
from karta.store.acts import Act, chunks
from karta.store.cells import Row
from karta.store.erasing import erase, erase_names
from karta.store.schema import feeds as f
from karta.store.schema import months as m
from karta.store.schema import people as t
from karta.store.schema import shifts as s
from karta.store.schema.places import import_row

_ENDLESS = date.max


class Activity(NamedTuple):
    """A person, the last day on which anything of theirs happened or will happen, and when they were reminded."""

    person_id: str
    last: date
    reminded_on: date | None


class Times(NamedTuple):
    """From when on things are past their time: days and moments before which they go, and whom it is today.

    `names`: of shifts held before; `links`: personal links made before (ended ones go when they ended before `ended`);
    `month`: links of months before; `quiet` and `silent`: of who was last active before, who is reminded and who goes;
    `reminded`: nobody goes who was reminded on or after it.
    """

    local: datetime
    today: date
    names: date
    links: datetime
    ended: datetime
    month: str
    quiet: date
    silent: date
    reminded: date


class Silent(NamedTuple):
    """People by their ids: `reminded` are to be, `woken` are active again, `erased` have been silent for too long."""

    reminded: tuple[str, ...] = ()
    woken: tuple[str, ...] = ()
    erased: tuple[str, ...] = ()


NOBODY = Silent()


@dataclass(frozen=True, slots=True)
class Due:
    """What is past its time: how many of each, and which people."""

    names: int = 0
    notices: int = 0
    links_ended: int = 0
    links: int = 0
    month_links: int = 0
    wishes: int = 0
    files: int = 0
    asks: int = 0
    aways: int = 0
    people: Silent = NOBODY

    @property
    def is_nothing(self) -> bool:
        """Whether there is nothing to do."""
        return self == Due()


def due(connection: Connection, times: Times) -> Due:
    """Return what is past its time now."""
    counts = {name: _count(connection, table, which) for name, table, which in _rows(connection, times)}
    ended = _count(connection, t.personal_link, _old_links(times))
    return _due(counts, ended, _silent(connection, times))


def carry_out(act: Act, times: Times) -> Due:
    """Take out what is past its time, and return what that was."""
    connection, counts = act.connection, {}
    for name, table, which in _rows(connection, times):
        counts[name] = erase_names(act, which, times.local) if name == "names" else _remove(act, table, which)
    ended = update(t.personal_link).where(_old_links(times)).values(ended_at=act.at, ended_act_id=act.id)
    links_ended = int(connection.execute(ended).rowcount)
    people = _silent(connection, times)
    _remind(act, people.reminded, times.today)
    _remind(act, people.woken, None)
    erase(act, people.erased, times.local)
    done = _due(counts, links_ended, people)
    act.touched = act.touched or not done.is_nothing
    return done


def stay(act: Act, person_id: str, day: date) -> None:
    """Note that a person wants to stay."""
    change = (
        update(t.person)
        .where(t.person.c.id == person_id)
        .values(active_on=day, reminded_on=None, reminder_mailed_on=None)
    )
    act.touched = bool(act.connection.execute(change).rowcount) or act.touched


def _due(counts: dict[str, int], links_ended: int, people: Silent) -> Due:
    return Due(links_ended=links_ended, people=people, **counts)


def _rows(connection: Connection, times: Times) -> list[tuple[str, Table, Any]]:
    """Return what goes by itself: a name, a table, and which of its rows."""
    return [
        ("names", t.sign_up, _old_sign_ups(connection, times.names, times.local.tzinfo)),
        ("notices", t.notice, t.notice.c.day < times.names),
        ("links", t.personal_link, t.personal_link.c.ended_at < times.ended),
        ("month_links", m.month_link, m.month_link.c.month < times.month),
        ("wishes", t.join_wish, t.join_wish.c.asked_at < times.ended),
        ("asks", t.ask, t.ask.c.original_start < times.names.isoformat()),
        ("aways", t.away, t.away.c.last < times.names),
        ("files", f.feed_file, f.feed_file.c.gone_at < times.ended),
    ]


def _silent(connection: Connection, times: Times) -> Silent:
    """Return who is to be reminded, who is active again, and who has been silent for too long."""
    people = activities(connection, times.today)
    quiet = [person for person in people if person.last < times.quiet]
    erased = [
        person
        for person in quiet
        if person.last < times.silent
        and person.reminded_on is not None
        and person.reminded_on < times.reminded
    ]
    return Silent(
        reminded=tuple(person.person_id for person in quiet if person.reminded_on is None),
        woken=tuple(
            person.person_id for person in people if person.reminded_on is not None and person not in quiet
        ),
        erased=tuple(person.person_id for person in erased),
    )


def activities(connection: Connection, today: date) -> list[Activity]:
    """Return the last activity of each person; whoever is on a whole series is active today."""
    last: dict[str, date] = {}

    def note(person_id: str, day: date) -> None:
        last[person_id] = max(day, last.get(person_id, day))

    person, c = t.person.c, t.sign_up.c
    rows = connection.execute(
        select(person.id, person.recorded_at, person.active_on, person.reminded_on)
    ).all()
    for row in rows:
        note(row.id, max(row.recorded_at.date(), row.active_on or date.min))
    columns = c.person_id, c.original_start, c.recorded_at, c.ended_at
    for row in connection.execute(select(*columns)):
        note(row.person_id, row.recorded_at.date())
        if row.ended_at is not None:
            note(row.person_id, row.ended_at.date())
        else:
            note(row.person_id, date.fromisoformat(row.original_start[:10]) if row.original_start else today)
    for person_id, month in _last_months(connection):
        # Of a month the last shift may have been on its last day.
        note(person_id, _end_of(month))
    for person_id, moment in connection.execute(
        select(t.availability.c.person_id, t.availability.c.recorded_at)
    ):
        note(person_id, moment.date())
    read = select(t.notice.c.person_id, t.notice.c.read_at).where(
        t.notice.c.person_id.is_not(None), t.notice.c.read_at.is_not(None)
    )
    for person_id, moment in connection.execute(read):
        note(person_id, moment.date())
    return [Activity(row.id, last[row.id], row.reminded_on) for row in rows]


def _old_sign_ups(connection: Connection, first_day: date, zone: Any) -> Any:
    """Return the condition of sign-ups to shifts that were held before a day, and of those that ended before it."""
    c = t.sign_up.c
    first = first_day.isoformat()
    ended_series = _series_ended_before(connection, first_day, zone)
    whole, begins = c.original_start.is_(None), datetime.combine(first_day, time(), zone)
    # What they were on is gone: neither a schedule nor a row that still waits for its place.
    orphans = select(c.series_id).where(
        c.series_id.not_in(select(s.schedule.c.id)), c.series_id.not_in(select(import_row.c.id))
    )
    return or_(
        and_(c.original_start < first, c.id.not_in(_moved_later(first_day))),
        and_(whole, c.series_id.in_(ended_series)),
        and_(whole, c.series_id.in_(orphans), c.recorded_at < begins),
        and_(whole, c.ended_at < begins),
    )


def _old_links(times: Times) -> Any:
    """Return the condition of personal links of a season that is over, whose person has no shift to come."""
    c = t.sign_up.c
    coming = select(c.person_id).where(
        c.ended_act_id.is_(None), or_(c.original_start.is_(None), c.original_start >= times.today.isoformat())
    )
    link = t.personal_link.c
    return and_(link.ended_act_id.is_(None), link.recorded_at < times.links, link.person_id.not_in(coming))


def _count(connection: Connection, table: Table, which: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def _remove(act: Act, table: Table, which: Any) -> int:
    return int(act.connection.execute(delete(table).where(which)).rowcount)


def _remind(act: Act, person_ids: Sequence[str], day: date | None) -> None:
    """Note when people were reminded that nothing has happened, or that it is not needed any more (None)."""
    for chunk in chunks(person_ids):
        act.connection.execute(
            update(t.person).where(t.person.c.id.in_(chunk)).values(reminded_on=day, reminder_mailed_on=None)
        )


def _last_months(connection: Connection) -> list[tuple[str, str]]:
    c = t.person_month_count.c
    query = select(c.person_id, func.max(c.month)).where(c.person_id.is_not(None)).group_by(c.person_id)
    return [(person_id, month) for person_id, month in connection.execute(query)]


def _end_of(month: str) -> date:
    first = date.fromisoformat(f"{month}-01")
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _moved_later(first_day: date) -> Any:
    """Return the ids of sign-ups to days of series that another schedule stands for on or after a day."""
    c, other = t.sign_up.c, s.schedule.c
    return (
        select(c.id)
        .join_from(t.sign_up, s.schedule, other.replaces_id == c.series_id)
        .where(
            other.superseded_at.is_(None),
            other.date >= first_day,
            func.substr(c.original_start, 1, 10) == cast(other.original_date, Text),
        )
    )


def _series_ended_before(connection: Connection, first_day: date, zone: Any) -> list[str]:
    """Return the series with people on all their dates that were held for the last time before a day."""
    c, own = t.sign_up.c, s.schedule.c
    on_all = select(c.series_id).where(c.original_start.is_(None)).distinct()
    query = select(own.id, own.date, own.end_date, own.valid_to, own.rrule, own.superseded_at).where(
        own.id.in_(on_all)
    )
    return [
        row["id"] for row in connection.execute(query).mappings() if _last_day(dict(row), zone) < first_day
    ]


def _last_day(schedule: Row, zone: Any) -> date:
    """Return the last day that a series may be held on; one without an end is held for ever, until it is taken out."""
    days = [schedule["valid_to"]]
    if schedule["superseded_at"] is not None:
        days.append(schedule["superseded_at"].date())
    if schedule["rrule"]:
        days.append(_rule_end(schedule["rrule"], zone))
    elif schedule["date"] is not None:
        days.append(max(schedule["date"], schedule["end_date"] or schedule["date"]))
    return min((day for day in days if day is not None), default=_ENDLESS)


def _rule_end(rule: str, zone: Any) -> date | None:
    try:
        moment = until(parse_rule(rule), zone)
    except InputError:
        return None
    return None if moment is None else moment.date()

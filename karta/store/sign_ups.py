"""Sign-ups of people to occurrences, in the people room: rows are put and ended, never changed.

An occurrence is (series, local date of its original start): a shift that gets other hours keeps its people.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from karta.store.acts import Act, chunks
from karta.store.cells import Row
from karta.store.schema import people as t

SIGNED, STAND_IN, WAITING = "signed", "stand_in", "waiting"
# Whoever wants a stand-in still goes until there is one.
COUNTED = (SIGNED, STAND_IN)


def of_series(connection: Connection, series_ids: Sequence[str]) -> list[Row]:
    """Return the current sign-ups of series, those first who signed up first.

    Keys: id, person_id, organisation_id, series_id, day (None: every occurrence), original_start, state, role,
    recorded_at.
    """
    c = t.sign_up.c
    rows: list[Row] = []
    for chunk in chunks(sorted(series_ids)):
        rows += _listed(connection, c.series_id.in_(chunk))
    return sorted(rows, key=lambda row: (row["recorded_at"], row["id"]))


def series(connection: Connection, since: date) -> set[str]:
    """Return the series with current sign-ups for a day since another one."""
    c = t.sign_up.c
    query = select(c.series_id).where(c.ended_act_id.is_(None), c.original_start >= since.isoformat())
    return set(connection.execute(query.distinct()).scalars())


def put(
    act: Act,
    person_id: str,
    series_id: str,
    original_start: datetime,
    state: str = SIGNED,
    role: str | None = None,
) -> None:
    """Put a person on an occurrence, with what they take on."""
    start = f"{original_start:%Y-%m-%dT%H:%M}"
    _insert(
        act,
        {"person_id": person_id, "role": role, "original_start": start, "recorded_at": act.at},
        series_id,
        state,
    )


def end(act: Act, row: Row) -> None:
    """End a sign-up that `of_series` gave."""
    ended = {"ended_at": act.at, "ended_act_id": act.id}
    act.connection.execute(update(t.sign_up).where(t.sign_up.c.id == row["id"]).values(ended))
    act.touched = True


def restate(act: Act, row: Row, state: str) -> None:
    """Put a sign-up into another state; its place in the line stays."""
    end(act, row)
    _insert(act, row, row["series_id"], state)


def move(act: Act, row: Row, series_id: str, original_start: str) -> None:
    """Put a sign-up on another series or day, at the same place in the line."""
    end(act, row)
    _insert(act, {**row, "original_start": original_start}, series_id, row["state"])


def _listed(connection: Connection, which: Any) -> list[Row]:
    c = t.sign_up.c
    query = (
        select(
            c.id,
            c.person_id,
            t.person.c.organisation_id,
            c.series_id,
            c.original_start,
            c.state,
            c.role,
            c.recorded_at,
        )
        .join_from(t.sign_up, t.person, t.person.c.id == c.person_id)
        .where(which, c.ended_act_id.is_(None))
        .order_by(c.recorded_at, c.id)
    )
    return [
        {**row, "day": date.fromisoformat(row["original_start"][:10]) if row["original_start"] else None}
        for row in connection.execute(query).mappings()
    ]


def _insert(act: Act, row: Row, series_id: str, state: str) -> None:
    columns = {name: row[name] for name in ("person_id", "original_start", "role", "recorded_at")}
    act.connection.execute(
        insert(t.sign_up).values(
            id=act.reserve(1)[0], series_id=series_id, state=state, act_id=act.id, **columns
        )
    )
    act.touched = True

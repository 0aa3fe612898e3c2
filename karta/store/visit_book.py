"""The book of police visits: acts on the plan, with a log and an undo of their own.

Nothing of it moves the workspace's revision or stands in its history: who may not see the plan cannot tell from
anything else that there is one. An act reads, checks and writes in one transaction; the rows of an act can be put back
as long as no later act has written them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, delete, func, insert, select, update

from karta.errors import ConflictError, ContractError, NotFoundError
from karta.store.act_rows import NOBODY, Owner
from karta.store.cells import Row, clean, defaults_of, from_json, new_ids, to_json
from karta.store.database import Reading, Store
from karta.store.engine import queue_up
from karta.store.schema import TABLES
from karta.store.schema import visits as v

# How long plans, what took place, and ended links are kept. Source: issue "who may see what", section 6.
PLAN_DAYS, HISTORY_DAYS, LINK_DAYS = 90, 730, 30
_NAMES = frozenset(table.name for table in v.BOOK)


@dataclass
class VisitAct:
    """A running act on the plan."""

    id: str
    number: int
    connection: Connection
    at: datetime
    changes: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    _made: int = 1

    def insert(self, name: str, values: Mapping[str, Any]) -> str:
        """Store a new row and return its id."""
        table = _table(name)
        self._made += 1
        row_id = new_ids(self.number, self._made, 1)[0]
        row = {**defaults_of(table), **clean(table, values), "id": row_id, "version": self.number}
        self.connection.execute(insert(table).values(**row))
        self._log(name, row_id, None, row)
        return row_id

    def update(self, name: str, row_id: str, values: Mapping[str, Any], version: int | None = None) -> None:
        """Change a row that still is at `version` (None: whatever it is at). Raises ConflictError, NotFoundError."""
        table, before = _table(name), self.row(name, row_id)
        if version is not None and before["version"] != version:
            raise ConflictError("row_changed", table=name)
        after = {**before, **clean(table, values)}
        if after == before:
            return
        after["version"] = self.number
        self.connection.execute(update(table).where(table.c.id == row_id).values(**after))
        self._log(name, row_id, before, after)

    def remove(self, name: str, row_id: str) -> None:
        """Take a row out; the log holds it."""
        table, before = _table(name), self.row(name, row_id)
        self.connection.execute(delete(table).where(table.c.id == row_id))
        self._log(name, row_id, before, None)

    def row(self, name: str, row_id: str) -> Row:
        """Return a row as it is now. Raises NotFoundError."""
        found = self.find(name, row_id)
        if found is None:
            raise NotFoundError("row_missing", table=name)
        return found

    def find(self, name: str, row_id: str) -> Row | None:
        """Return a row as it is now, None where there is none."""
        table = _table(name)
        row = self.connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
        return None if row is None else dict(row)

    def rows(self, name: str, **equal: Any) -> list[Row]:
        """Return the rows whose columns hold these values, in the order in which they came."""
        table = _table(name)
        query = select(table).order_by(table.c.id)
        for column, value in equal.items():
            query = query.where(table.c[column] == value)
        return [dict(row) for row in self.connection.execute(query).mappings()]

    def restore(self, act_id: str) -> None:
        """Put back what an earlier act changed. Raises ConflictError where a later act has written a row of it."""
        text = self.connection.execute(
            select(v.visit_act.c.changes).where(v.visit_act.c.id == act_id)
        ).scalar_one_or_none()
        if text is None:
            raise NotFoundError("act_missing")
        for name, row_id, before, after in reversed(json.loads(text)):
            table, current = _table(name), self.find(name, row_id)
            expected = None if after is None else json.loads(after)["version"]
            written = {row for _, row, _, _ in self.changes}
            if row_id not in written and (None if current is None else current["version"]) != expected:
                raise ConflictError("undo_touched", table=name)
            if current is not None:
                self.connection.execute(delete(table).where(table.c.id == row_id))
            old = None if before is None else {**from_json(table, before), "version": self.number}
            if old is not None:
                self.connection.execute(insert(table).values(**old))
            self._log(name, row_id, current, old)

    def _log(self, name: str, row_id: str, before: Row | None, after: Row | None) -> None:
        table = _table(name)
        texts = [None if row is None else to_json(table, row) for row in (before, after)]
        self.changes.append((name, row_id, texts[0], texts[1]))


@contextmanager
def acting(
    store: Store,
    function: str,
    verb: str,
    note: str = "",
    *,
    owner: Owner = NOBODY,
    undoes: str | None = None,
) -> Iterator[VisitAct]:
    """Give one act on the plan: all of it is stored when the block ends, nothing when it fails.

    An act that changed nothing leaves no trace.
    """
    with store.aside() as (connection, at):
        queue_up(connection)
        number = _number(connection) + 1
        act = VisitAct(new_ids(number, 1, 1)[0], number, connection, at)
        yield act
        if act.changes:
            connection.execute(
                insert(v.visit_act).values(
                    id=act.id, number=number, function=function, member_id=owner.member_id,
                    organisation_id=owner.organisation_id, verb=verb, note=note, at=at, undoes=undoes,
                    changes=json.dumps(act.changes, separators=(",", ":")),
                )
            )  # fmt: skip


def undo(store: Store, act_id: str, function: str, owner: Owner = NOBODY) -> str:
    """Put back what was before an act, as an act of its own, and return its id. Raises ConflictError, NotFoundError."""
    with acting(store, function, "undo", owner=owner, undoes=act_id) as act:
        act.restore(act_id)
    return act.id


def number(reading: Reading) -> int:
    """Return how many acts the plan has seen."""
    return _number(reading.connection)


def frame(reading: Reading, name: str) -> pd.DataFrame:
    """Return the rows of a table of the plan, in the order in which they came."""
    table = _table(name)
    return reading.select(select(table).order_by(table.c.id))


def visits_between(reading: Reading, first: date, last: date) -> pd.DataFrame:
    """Return the visits of some days, both ends included, in the order in which they came."""
    return reading.select(select(v.visit).where(v.visit.c.date.between(first, last)).order_by(v.visit.c.id))


def acts(reading: Reading, limit: int) -> pd.DataFrame:
    """Return the latest acts on the plan, newest first: all columns but the changes, and whether they are undone."""
    table = v.visit_act
    undone = table.alias()
    is_undone = select(undone.c.id).where(undone.c.undoes == table.c.id).exists().label("undone")
    wanted = [column for column in table.c if column.name != "changes"]
    return reading.select(select(*wanted, is_undone).order_by(table.c.number.desc()).limit(limit))


def visits_of(reading: Reading, act_ids: Sequence[str]) -> dict[str, list[tuple[str, date, str]]]:
    """Return place, day and start of each visit that acts changed, as it was after the act, else before it."""
    table, changed = v.visit_act.c, {}
    query = select(table.id, table.changes).where(table.id.in_(act_ids))
    for act_id, changes in reading.connection.execute(query):
        rows = [
            from_json(v.visit, after or before)
            for name, _, before, after in json.loads(changes)
            if name == v.visit.name
        ]
        changed[act_id] = [(row["place_id"], row["date"], row["start"]) for row in rows]
    return changed


def move(connection: Connection, what: str, gone: str, keep: str) -> None:
    """Let what is of a place or organisation (`what`) that became one with another be of that; the log tells nobody."""
    if what == "place":
        kept = select(v.visit_cadence.c.id).where(v.visit_cadence.c.place_id == keep)
        if connection.execute(kept).first() is not None:
            connection.execute(delete(v.visit_cadence).where(v.visit_cadence.c.place_id == gone))
    tables = (v.visit, v.visit_cadence, v.visit_link) if what == "place" else (v.visit_officer,)
    for table in tables:
        column = f"{what}_id"
        connection.execute(update(table).where(table.c[column] == gone).values({column: keep}))


def forget(connection: Connection, today: date) -> int:
    """Take out what is past its time (plans 90 days, history 24 months, ended links 30 days); return how many.

    Of acts older than a plan the changes go, too: nothing of them can be undone any more.
    """
    visit, busy, act = v.visit.c, v.visit_busy.c, v.visit_act.c
    plans, history = today - timedelta(days=PLAN_DAYS), today - timedelta(days=HISTORY_DAYS)
    before = datetime.combine(plans, time(), UTC)
    old = [
        delete(v.visit).where(visit.state != "done", visit.date < plans),
        delete(v.visit).where(visit.date < history),
        delete(v.visit_busy).where(busy.date < plans),
        *(
            delete(table).where(table.c.revoked_on < today - timedelta(days=LINK_DAYS))
            for table in (v.visit_link, v.visit_feed)
        ),
        update(v.visit_act).where(act.at < before, act.changes != "[]").values(changes="[]"),
        delete(v.visit_act).where(act.at < datetime.combine(history, time(), UTC)),
    ]
    return sum(int(connection.execute(statement).rowcount) for statement in old)


def _number(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(v.visit_act.c.number), 0))).scalar_one())


def _table(name: str) -> Any:
    if name not in _NAMES:
        raise ContractError("table_not_logged", table=name)
    return TABLES[name]

"""An act of a user: one transaction that logs what it changed, so that it can be undone.

A changed row is logged with what was before and after, a new one by its id: its content is in its table until
somebody changes it, and in the log from then on.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from karta.errors import ConflictError, ContractError, NotFoundError
from karta.store.bulk import clean_columns, insert_columns, insert_rows
from karta.store.cells import Row, clean, from_json, new_ids, to_json
from karta.store.chain import ChangeLog
from karta.store.schema import LOGGED, TABLES, journal

CHUNK = 500
BATCH = 2_000
# Under what an entry of the log lists the rows that came with it.
_INSERTED = "inserted"


@dataclass
class Act:
    """A running act. Its rows are stamped with its revision and moment; `common` fills columns that rows leave out."""

    id: str
    revision: int
    function: str
    at: datetime
    connection: Connection
    log: ChangeLog
    common: Row = field(default_factory=dict)
    changes: int = 0
    # Set by writers that leave no log (the people room), so that their act is not taken for an empty one.
    touched: bool = False
    _next_number: int = 1

    def insert(self, table_name: str, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """Store new rows and return their ids in the order of the rows; a row may bring an id of `reserve`."""
        table = logged(table_name)
        stamp = {**self.common, "version": self.revision, "recorded_at": self.at}
        ids: list[str] = []
        # In pieces, so that a year's rosters do not stand in memory several times over.
        for piece in batched(rows, BATCH):
            columns = clean_columns(table, piece, stamp)
            fresh_ids = iter(self.reserve(columns["id"].count(None)))
            columns["id"] = [next(fresh_ids) if row_id is None else row_id for row_id in columns["id"]]
            insert_columns(self.connection, table, columns)
            self._log_inserted(table, columns["id"])
            ids += columns["id"]
        return ids

    def reserve(self, count: int) -> list[str]:
        """Return ids for rows that refer to each other before they are stored."""
        first, self._next_number = self._next_number, self._next_number + count
        return new_ids(self.revision, first, count)

    def update(self, table_name: str, row_id: str, version: int | None, values: Mapping[str, Any]) -> None:
        """Change columns of a row that still is at `version` (None: whatever it is at).

        Raises
        ------
        ConflictError
            When somebody wrote the row since it was read.
        NotFoundError
            When there is no such row.
        """
        table = logged(table_name)
        current = self.row(table_name, row_id)
        if version is not None and current["version"] != version:
            raise ConflictError("row_changed", table=table_name)
        self._change(table, [(current, clean(table, values))])

    def update_many(self, table_name: str, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Change columns of many rows, by id, whatever version they are at."""
        table = logged(table_name)
        current = {row["id"]: row for row in self._fetch(table, list(values))}
        missing = values.keys() - current.keys()
        if missing:
            raise NotFoundError("row_missing", table=table_name)
        self._change(table, [(current[row_id], clean(table, new)) for row_id, new in values.items()])

    def replace(self, table_name: str, row_id: str, version: int | None, values: Mapping[str, Any]) -> str:
        """Supersede a row by a new one that names it in `replaces`, and return the new id: rules are never edited."""
        old = self.row(table_name, row_id)
        if version is not None and old["version"] != version:
            raise ConflictError("row_changed", table=table_name)
        self.retire(table_name, [row_id])
        columns = {k: v for k, v in old.items() if k not in {"id", "version", "recorded_at", "superseded_at"}}
        return self.insert(table_name, [{**columns, **values, "replaces": row_id}])[0]

    def retire(self, table_name: str, row_ids: Iterable[str]) -> None:
        """Take rows out of the current picture; they stay readable as superseded."""
        table = logged(table_name)
        current = [row for row in self._fetch(table, list(row_ids)) if row["superseded_at"] is None]
        self._change(table, [(row, {"superseded_at": self.at}) for row in current], edits=False)

    def remove(self, table_name: str, row_ids: Iterable[str]) -> None:
        """Delete rows of the workspace's own side tables (bindings of imports); the log still holds them."""
        table = logged(table_name)
        rows = list(self._fetch(table, list(row_ids)))
        for chunk in chunks([row["id"] for row in rows]):
            self.connection.execute(delete(table).where(table.c.id.in_(chunk)))
        before = [to_json(table, row) for row in rows]
        self._log(table, [row["id"] for row in rows], before, [None] * len(rows))

    def row(self, table_name: str, row_id: str) -> Row:
        """Return a row as it is now. Raises NotFoundError."""
        table = logged(table_name)
        row = self.connection.execute(select(table).where(table.c.id == row_id)).mappings().one_or_none()
        if row is None:
            raise NotFoundError("row_missing", table=table_name)
        return dict(row)

    def rows(self, table_name: str, column: str, values: Sequence[str]) -> list[Row]:
        """Return the current rows whose column holds one of the values."""
        table = logged(table_name)
        rows: list[Row] = []
        for chunk in chunks(list(values)):
            query = select(table).where(table.c[column].in_(chunk), table.c.superseded_at.is_(None))
            rows += [dict(row) for row in self.connection.execute(query.order_by(table.c.id)).mappings()]
        return rows

    def restore(self, act_id: str) -> None:
        """Put every row that an earlier act changed back to what it was, unless somebody changed it again.

        Raises
        ------
        ConflictError
            When a later act, not itself undone, wrote one of the rows.
        """
        for table, rows in self._net_changes(act_id):
            current = {row["id"]: row for row in self._fetch(table, list(rows))}
            for row_id, (_, after) in rows.items():
                # A version is never given twice: the same version is the same row.
                version = current[row_id]["version"] if row_id in current else None
                if version != (None if after is None else json.loads(after)["version"]):
                    raise ConflictError("undo_touched", table=table.name)
            self._put_back(table, rows, current)

    def written(self, table_name: str, act_id: str) -> list[str]:
        """Return the ids of the rows of a table that an earlier act changed."""
        table = logged(table_name)
        return [row_id for of, rows in self._net_changes(act_id) if of is table for row_id in rows]

    def _put_back(
        self, table: Table, rows: Mapping[str, tuple[str | None, str | None]], current: Mapping[str, Row]
    ) -> None:
        gone = [row_id for row_id, (before, after) in rows.items() if before is None and after is not None]
        for chunk in chunks(gone):
            self.connection.execute(delete(table).where(table.c.id.in_(chunk)))
        back = [from_json(table, b) for b, after in rows.values() if b is not None and after is None]
        insert_rows(self.connection, table, back)
        changed = [from_json(table, b) for b, after in rows.values() if b is not None and after is not None]
        self._write(table, changed)
        undone = [to_json(table, current[row_id]) if row_id in current else None for row_id in rows]
        self._log(table, list(rows), undone, [before for before, _ in rows.values()])

    def _net_changes(self, act_id: str) -> Iterator[tuple[Table, dict[str, tuple[str | None, str | None]]]]:
        """Yield each table with what its rows were before the act's first change and after its last."""
        c = journal.change.c
        by_table: dict[str, dict[str, tuple[str | None, str | None]]] = {}
        query = select(c.table_name, c.row_id, c.before, c.after).where(c.act_id == act_id).order_by(c.id)
        for name, row_id, before, after in self.connection.execute(query):
            rows = by_table.setdefault(name, {})
            entry = {} if before or not after else json.loads(after)
            if _INSERTED in entry:
                version = json.dumps({"version": entry["version"]})
                rows.update(dict.fromkeys(entry[_INSERTED], (None, version)))
                continue
            rows[row_id] = (rows[row_id][0] if row_id in rows else before, after)
        for name, rows in reversed(by_table.items()):
            yield TABLES[name], {k: v for k, v in rows.items() if v[0] != v[1]}

    def _change(self, table: Table, pairs: Sequence[tuple[Row, Row]], *, edits: bool = True) -> None:
        if edits and table.name == "need_rule" and pairs:
            raise ContractError("rules_are_superseded", table=table.name)
        changed = []
        for old, values in pairs:
            if any(old[name] != value for name, value in values.items()):
                changed.append((old, {**old, **values, "version": self.revision}))
        self._write(table, [new for _, new in changed])
        before, after = ([to_json(table, pair[at]) for pair in changed] for at in (0, 1))
        self._log(table, [new["id"] for _, new in changed], before, after)

    def _write(self, table: Table, rows: Sequence[Row]) -> None:
        if not rows:
            return
        names = [c.name for c in table.c if c.name != "id"]
        statement = (
            update(table)
            .where(table.c.id == bindparam("_id"))
            .values({name: bindparam(f"_{name}") for name in names})
        )
        self.connection.execute(statement, [{f"_{k}": v for k, v in row.items()} for row in rows])

    def _fetch(self, table: Table, row_ids: Sequence[str]) -> Iterator[Row]:
        for chunk in chunks(row_ids):
            for row in self.connection.execute(select(table).where(table.c.id.in_(chunk))).mappings():
                yield dict(row)

    def _log_inserted(self, table: Table, ids: list[str]) -> None:
        """Log new rows by their ids alone: their content is in the table, or in `before` of their next change."""
        self.changes += len(ids)
        if ids:
            after = json.dumps({"version": self.revision, _INSERTED: ids}, separators=(",", ":"))
            self.log.write(table.name, ids[:1], [None], [after])

    def _log(
        self, table: Table, ids: list[str], before: Sequence[str | None], after: Sequence[str | None]
    ) -> None:
        """Note what rows were before a change and after it; blank before = came back, blank after = deleted."""
        self.changes += len(ids)
        if ids:
            self.log.write(table.name, ids, before, after)


def logged(name: str) -> Table:
    """Return a table that acts may write. Raises ContractError: the people room is not one of them."""
    if name not in LOGGED:
        raise ContractError("table_not_logged", table=name)
    return TABLES[name]


def batched(rows: Iterable[Mapping[str, Any]], size: int) -> Iterator[list[Mapping[str, Any]]]:
    """Yield rows in lists of at most `size`."""
    waiting = iter(rows)
    while piece := list(islice(waiting, size)):
        yield piece


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield ids in pieces that every database takes as parameters."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]

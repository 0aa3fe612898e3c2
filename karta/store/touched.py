"""What an act wrote, read back from its log: the rows as they are now, or as they last were."""

import json
from collections.abc import Sequence

from sqlalchemy import case, select

from karta.store.acts import CHUNK
from karta.store.cells import Row, from_json
from karta.store.database import Reading
from karta.store.schema import TABLES, journal

# An act that wrote more is about many things, and no row of it says what about.
MOST = 100


def touched(reading: Reading, act_ids: Sequence[str]) -> dict[str, list[tuple[str, Row]]]:
    """Return for each act the rows that it wrote, with the name of their table, in the order of the log.

    At most MOST rows of an act; a row that is gone is as it was before it went.
    """
    wanted = {act_id: _written(reading, act_id) for act_id in act_ids}
    pairs = {pair for own in wanted.values() for pair in own}
    rows = {**_gone(reading, pairs), **_stored(reading, pairs)}
    return {act_id: [(pair[0], rows[pair]) for pair in own if pair in rows] for act_id, own in wanted.items()}


def _written(reading: Reading, act_id: str) -> list[tuple[str, str]]:
    """Return the first rows that an act wrote, by table and id."""
    c = journal.change.c
    new = case((c.before.is_(None), c.after))
    query = select(c.table_name, c.row_id, new).where(c.act_id == act_id).order_by(c.id).limit(MOST)
    pairs: list[tuple[str, str]] = []
    for table, row_id, after in reading.connection.execute(query):
        entry = json.loads(after) if after else {}
        pairs += [(table, row) for row in entry.get("inserted", [row_id])[:MOST]]
    return pairs[:MOST]


def places_of_schedules(reading: Reading) -> dict[str, str]:
    """Return the id of the place of each shift and activity, by its own id and by that of its schedule."""
    places: dict[str, str] = {}
    for name in ("shift", "activity"):
        c = TABLES[name].c
        for row_id, schedule_id, place_id in reading.connection.execute(
            select(c.id, c.schedule_id, c.place_id).where(c.place_id.is_not(None))
        ):
            places |= {row_id: place_id, schedule_id: place_id}
    return places


def _stored(reading: Reading, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    rows: dict[tuple[str, str], Row] = {}
    for name in sorted({table for table, _ in pairs}):
        frame = reading.frame(
            name, [row_id for table, row_id in pairs if table == name], include_superseded=True
        )
        rows |= {(name, str(row["id"])): dict(row) for row in frame.to_dict("records")}
    return rows


def _gone(reading: Reading, pairs: set[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """Return what the log says of rows before they were taken away."""
    c = journal.change.c
    ids = sorted({row_id for _, row_id in pairs})
    rows: dict[tuple[str, str], Row] = {}
    for start in range(0, len(ids), CHUNK):
        query = select(c.table_name, c.row_id, c.before).where(
            c.row_id.in_(ids[start : start + CHUNK]), c.before.is_not(None)
        )
        for table, row_id, before in reading.connection.execute(query.order_by(c.id)):
            rows[table, row_id] = from_json(TABLES[table], before)
    return rows

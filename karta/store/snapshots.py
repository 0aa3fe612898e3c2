"""Named, dated pictures of what was computed: frames as they were, so that last month can be drawn again."""

from collections.abc import Mapping
from datetime import date

import pandas as pd
from sqlalchemy import insert, select

from karta.errors import NotFoundError
from karta.store.acts import Act
from karta.store.database import Store
from karta.store.layers import from_parquet, to_parquet
from karta.store.schema import journal


def save_snapshot(
    act: Act,
    name: str,
    day: date,
    frames: Mapping[str, pd.DataFrame],
    *,
    from_day: date | None = None,
    to_day: date | None = None,
) -> str:
    """Store frames under a name and a date, with the revision they are of, and return the snapshot's id."""
    about = {"name": name, "day": day, "revision": act.revision - 1, "from_day": from_day, "to_day": to_day}
    snapshot = act.insert("snapshot", [about])[0]
    rows = [{"snapshot_id": snapshot, "name": n, "parquet": to_parquet(frame)} for n, frame in frames.items()]
    if rows:
        act.connection.execute(insert(journal.snapshot_frame), rows)
    return snapshot


def load_snapshot(store: Store, snapshot_id: str) -> dict[str, pd.DataFrame]:
    """Return the frames of a snapshot by name. Raises NotFoundError."""
    query = select(journal.snapshot_frame.c.name, journal.snapshot_frame.c.parquet).where(
        journal.snapshot_frame.c.snapshot_id == snapshot_id
    )
    with store.reading() as reading:
        rows = reading.connection.execute(query).all()
    if not rows:
        raise NotFoundError("snapshot_missing")
    return {name: from_parquet(content) for name, content in rows}

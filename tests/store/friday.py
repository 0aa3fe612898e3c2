"""A Friday in a workspace: rows stored by hand, and the tables of that day."""

from datetime import date
from typing import Any

from karta.model.tables import Tables
from karta.store.database import Store
from karta.store.records import load_tables

FRIDAY = date(2026, 9, 18)


def act(store: Store, table: str, *rows: dict[str, Any]) -> list[str]:
    """Store rows and return their ids."""
    with store.act("coordinator", "add") as running:
        return running.insert(table, rows)


def week(store: Store, **settings: Any) -> Tables:
    """Return the tables of Friday 18 September 2026."""
    return load_tables(store, FRIDAY, FRIDAY, FRIDAY, **settings)


def roster(store: Store, shift: dict[str, Any], **schedule: Any) -> str:
    """Store a shift of one party, Friday 20-23 unless said otherwise, and return the party's id."""
    org = act(store, "organisation", {"name": "A", "admitted_on": FRIDAY})[0]
    series = act(store, "schedule", {"date": FRIDAY, "start": "20:00", "end": "23:00", **schedule})[0]
    shift_id = act(store, "shift", {"schedule_id": series, **shift})[0]
    return act(store, "shift_party", {"shift_id": shift_id, "organisation_id": org, "adults": 2})[0]

"""The tables of a workspace. All of them exist from the first migration on, also those that no page uses yet."""

from karta.store.schema import (
    audit,
    crises,
    decisions,
    feeds,
    journal,
    measures,
    members,
    months,
    organisations,
    people,
    places,
    shifts,
    visits,
    voices,
)
from karta.store.schema.columns import METADATA, InByteOrder, Instant, Wkb

TABLES = METADATA.tables
LOGGED = frozenset(name for name, table in TABLES.items() if table.info.get("logged"))

__all__ = [
    "LOGGED",
    "METADATA",
    "TABLES",
    "InByteOrder",
    "Instant",
    "Wkb",
    "audit",
    "crises",
    "decisions",
    "feeds",
    "journal",
    "measures",
    "members",
    "months",
    "organisations",
    "people",
    "places",
    "shifts",
    "visits",
    "voices",
]

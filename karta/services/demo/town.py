"""The rows of the demo's tables, and the ids of what they name in a workspace that the demo is being stored in."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from karta.store import import_rows
from karta.store.acts import Act
from karta.store.database import Reading

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Town:
    """Ids by name: of places, organisations and contact functions, and of roster lines by their key in the file."""

    places: dict[str, str]
    organisations: dict[str, str]
    contacts: dict[str, str]
    lines: dict[str, str | None]

    @classmethod
    def of(cls, act: Act, needs: "Named") -> "Town":
        """Return the ids of what the tables name, as the running act sees them."""
        return cls(
            places=_ids(act, "place", "name", needs.places),
            organisations=_ids(act, "organisation", "name", needs.organisations),
            contacts=_ids(act, "contact_function", "function", needs.contacts),
            lines=import_rows.row_ids(Reading(act.connection), "roster"),
        )


@dataclass(frozen=True, slots=True)
class Named:
    """The names of places, organisations and contact functions whose ids are wanted."""

    places: set[str]
    organisations: set[str]
    contacts: set[str]


def read(path: Path) -> list[Row]:
    """Return the rows of one of the demo's tables."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), delimiter=";"))


def _ids(act: Act, table: str, column: str, names: set[str]) -> dict[str, str]:
    return {row[column]: row["id"] for row in act.rows(table, column, sorted(names))}

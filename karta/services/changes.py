"""What an import would change: the difference between a file's rows and what is stored, before and after accepting."""

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import shapely

from karta.errors import Issue
from karta.model.place import is_unknown
from karta.model.rows import ROWS

# Names and phones go to the people room alone; the row's number changes with every line above it.
NOT_COMPARED = frozenset({"row", "key", "persons", "phones", "routine_on"})
CHANGED_COLUMNS = ("row", "key", "column", "old", "new")


@dataclass(frozen=True)
class ChangeSet:
    """What accepting an import will do; nothing of it is stored yet.

    `new`: rows as read; `changed`: a row for each changed cell (row, key, column, old, new); `gone`: rows of the same
    source that the file no longer has (key, row_table, row_id), left alone unless asked; `waiting`: rows that are
    stored but need a place; `new_places` and `new_organisations`: names that the register does not know yet;
    `layers`: kinds of map layers that will be replaced.
    Counts are of entries of the file: `read = stored + duplicate + rejected + pending`, always.
    """

    kind: str
    source: str
    rows_read: int
    rows_stored: int
    rows_duplicate: int
    rows_rejected: int
    rows_pending: int
    new: pd.DataFrame
    changed: pd.DataFrame
    gone: pd.DataFrame
    waiting: pd.DataFrame
    new_places: list[str]
    new_organisations: list[str]
    issues: list[Issue]
    layers: list[str]
    revision: int
    intake: Any = field(repr=False, compare=False)
    matched: Any = field(repr=False, compare=False)

    @property
    def counts(self) -> dict[str, int]:
        """The sum that is shown: rows_read, rows_stored, rows_duplicate, rows_rejected, rows_pending."""
        return {
            name: getattr(self, name)
            for name in ("rows_read", "rows_stored", "rows_duplicate", "rows_rejected", "rows_pending")
        }

    @property
    def is_empty(self) -> bool:
        """Whether accepting would change nothing."""
        return self.rows_stored == 0 and not self.layers


@dataclass(frozen=True)
class Applied:
    """What an accepted import did. `act_id` undoes it; None when there was nothing to do."""

    act_id: str | None
    counts: dict[str, int]


def payload(row: dict[str, Any]) -> str:
    """Return a row as text without persons, equal for equal rows: what a later import is compared with."""
    return _encoded(plain(row))


def payloads(frame: pd.DataFrame) -> list[str]:
    """Return the payload of each row of a frame; what a cell becomes is worked out once for each distinct value."""
    said = [name for name in sorted(set(frame.columns) - NOT_COMPARED) if not frame[name].isna().all()]
    if not said:
        return ["{}"] * len(frame)
    parts = [_fragments(str(name), frame[name].tolist()) for name in said]
    return ["{" + ",".join(filter(None, row)) + "}" for row in zip(*parts, strict=True)]


def _fragments(name: str, values: list[Any]) -> list[str]:
    head = json.dumps(name) + ":"
    # 1, 1.0 and True are one key but three texts: where values are of several kinds, the kind belongs to the key.
    keys: list[Any] = values
    if len(set(map(type, values)) - {type(None)}) > 1:
        keys = list(zip(map(type, values), values, strict=True))
    # Of values that are equal, as 0.0 and -0.0 are, the first gives the text.
    distinct = dict(zip(reversed(keys), reversed(values), strict=True))
    texts = {
        key: "" if is_unknown(value) or value != value else head + _encoded(_plain(value))
        for key, value in distinct.items()
    }
    return [texts[key] for key in keys]


def _encoded(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row says, as JSON takes it; what it leaves open is left out."""
    return {
        name: _plain(value)
        for name, value in row.items()
        if name not in NOT_COMPARED and not is_unknown(value)
    }


def unpacked(text: str) -> dict[str, Any]:
    """Return the row of a stored payload, with dates and geometries as they were; open columns are missing."""
    return {name: _value(name, value) for name, value in json.loads(text).items()}


def full_row(kind: str, held: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a stored import row as its reader would hand it in again, without persons."""
    blank = {column.name: column.default for column in ROWS[kind].columns}
    return {**blank, **unpacked(held["payload"]), "row": 0, "key": held["key"]}


def cells(row: dict[str, Any], before: str) -> list[dict[str, Any]]:
    """Return a row of CHANGED_COLUMNS for each cell in which a row differs from its stored payload."""
    old, new = json.loads(before), plain(row)
    return [
        {"row": row["row"], "key": row["key"], "column": name, "old": old.get(name), "new": new.get(name)}
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, shapely.Geometry):
        return {"wkb": shapely.to_wkb(value, hex=True)}
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return value.item()
    return value


def _value(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return shapely.from_wkb(value["wkb"])
    if isinstance(value, str) and (name in _DATES):
        return date.fromisoformat(value)
    return value


_DATES = frozenset(
    {
        "date", "date_to", "end_date", "valid_from", "valid_to", "original_date", "admitted_on", "decided_on",
        "confirmed_on", "asked_on",
    }
)  # fmt: skip

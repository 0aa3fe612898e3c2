"""Turns a row into text without persons, equal for equal rows, so that a later import recognises it; and back."""

import json
from datetime import date
from typing import Any

import pandas as pd
import shapely

from karta.model.place import is_unknown
from karta.model.rows import ROWS

# Names and phones go to the people room alone; the row's number changes with every line above it.
NOT_COMPARED = frozenset({"row", "key", "persons", "phones", "routine_on"})


def payload(row: dict[str, Any]) -> str:
    """Return a row as text without persons, equal for equal rows: what a later import is compared with."""
    return encoded(plain(row))


def payloads(frame: pd.DataFrame) -> list[str]:
    """Return the payload of each row of a frame; what a cell becomes is worked out once for each distinct value."""
    columns = [name for name in sorted(set(frame.columns) - NOT_COMPARED) if not frame[name].isna().all()]
    if not columns:
        return ["{}"] * len(frame)
    parts = [_fragments(str(name), frame[name].tolist()) for name in columns]
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
        key: "" if is_unknown(value) or value != value else head + encoded(plain_value(value))
        for key, value in distinct.items()
    }
    return [texts[key] for key in keys]


def encoded(value: Any) -> str:
    """Return plain values as JSON, equal for equal ones."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return the filled cells of a row as values that JSON can hold."""
    return {
        name: plain_value(value)
        for name, value in row.items()
        if name not in NOT_COMPARED and not is_unknown(value)
    }


def unpacked(text: str) -> dict[str, Any]:
    """Return the row of a stored payload, with dates and geometries as they were; open columns are missing."""
    return {name: value_of(name, value) for name, value in json.loads(text).items()}


def full_row(kind: str, import_row: dict[str, Any]) -> dict[str, Any]:
    """Return the row of a stored import row as its reader would hand it in again, without persons."""
    blank = {column.name: column.default for column in ROWS[kind].columns}
    return {**blank, **unpacked(import_row["payload"]), "row": 0, "key": import_row["key"]}


def plain_value(value: Any) -> Any:
    """Return a cell as a value that JSON can hold."""
    if isinstance(value, shapely.Geometry):
        return {"wkb": shapely.to_wkb(value, hex=True)}
    if isinstance(value, date):
        return value.isoformat()[:10]
    if hasattr(value, "item"):
        return value.item()
    return value


def value_of(name: str, value: Any) -> Any:
    """Return a cell as it was before it became a value that JSON can hold: dates and geometries."""
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

"""Values on their way into and out of the database: plain Python, JSON for the log, frames for the engine."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from secrets import token_hex
from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Table

from karta.errors import ContractError
from karta.store.schema import Instant, Wkb

Row = dict[str, Any]
# The dtypes whose columns are made together.
_BLOCKS = ("object", "float64", "int64", "bool")


def new_ids(revision: int, first: int, count: int) -> list[str]:
    """Return ids in the shape of UUID version 8 that sort by act, then by place within the act.

    62 random bits keep ids of different workspaces apart; the order makes "as it was handed in" a plain sort.
    """
    head = f"{revision:08x}"
    noise = token_hex(8 * count)
    ids = []
    for n in range(count):
        place = f"{first + n:07x}"
        tail = noise[16 * n : 16 * n + 15]
        ids.append(
            f"{head}-{place[:4]}-8{place[4:]}-{'89ab'[int(noise[16 * n + 15], 16) & 3]}{tail[:3]}-{tail[3:]}"
        )
    return ids


def clean(table: Table, values: Mapping[str, Any]) -> Row:
    """Return a row as the database stores it: plain Python, geometries as WKB."""
    plan = _cleaners(table)
    row: Row = {}
    for name, value in values.items():
        if name not in plan:
            raise ContractError("columns_missing", table=table.name, columns=name)
        cleaner, fallback = plan[name]
        cell = None if value is None or value is pd.NaT or value is pd.NA else cleaner(value)
        row[name] = fallback if cell is None else cell
    return row


def cleaner_of(table: Table, name: str) -> Callable[[Any], Any]:
    """Return a function that turns a cell of a column into what the database stores; blanks become the default."""
    cleaner, fallback = _cleaners(table)[name]

    def cleaned(value: Any) -> Any:
        cell = None if value is None or value is pd.NaT or value is pd.NA else cleaner(value)
        return fallback if cell is None else cell

    return cleaned


def to_json(table: Table, row: Mapping[str, Any]) -> str:
    """Return a row as JSON text without its empty columns: the log's form, equal for equal rows."""
    special = _encoders(table)
    plain = {k: special[k](v) if k in special else v for k, v in row.items() if v is not None}
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def from_json(table: Table, text: str) -> Row:
    """Return the full row that `to_json` wrote."""
    special = _decoders(table)
    fields = json.loads(text)
    row: Row = dict.fromkeys(table.c.keys())
    for name, value in fields.items():
        row[name] = special[name](value) if name in special else value
    return row


def to_frame(columns: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
    """Return fetched rows as a frame with one steady dtype for each column type, whatever the rows hold.

    Text, dates and nullable truth values are objects with None for unknown; numbers are float64 with NaN, or int64
    where the column cannot be empty; instants are UTC; geometries are shapely.
    """
    fetched = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    index = pd.RangeIndex(len(rows))
    dtypes = [_dtype(column) for column in columns.values()]
    layout = _layout(tuple(columns), tuple(dtypes))
    # Columns of a kind are made together: one by one they cost more than reading them.
    parts: list[pd.DataFrame | pd.Series[Any]] = [
        _block([fetched[n] for n in places], dtype, names, index) for dtype, places, names in layout.blocks
    ]
    kinds = [column.type for column in columns.values()]
    parts += [_series(kinds[n], fetched[n], index) for n in layout.single]
    if not parts:
        return pd.DataFrame(index=index)
    frame = pd.concat(parts, axis=1).take(layout.order, axis=1)
    frame.columns = layout.names
    return frame


@dataclass(frozen=True, slots=True)
class _Layout:
    """How the columns of a frame are put together: blocks of one dtype, single columns, and the order of all."""

    blocks: list[tuple[str, list[int], "pd.Index[Any]"]]
    single: list[int]
    order: "np.ndarray[tuple[int], np.dtype[np.intp]]"
    names: "pd.Index[Any]"


@lru_cache(maxsize=512)
def _layout(names: tuple[str, ...], dtypes: tuple[str, ...]) -> _Layout:
    """Return the layout of columns of these names and dtypes: asked for thousands of times, and dear to make."""
    by_dtype = {dtype: [n for n, other in enumerate(dtypes) if other == dtype] for dtype in _BLOCKS}
    blocks = [(dtype, own, pd.Index([names[n] for n in own])) for dtype, own in by_dtype.items() if own]
    single = [n for n, dtype in enumerate(dtypes) if dtype not in _BLOCKS]
    order = np.argsort([n for _, own, _ in blocks for n in own] + single)
    return _Layout(blocks, single, order, pd.Index(names))


def _dtype(column: Any) -> str:
    """Return the dtype that the cells of a column have."""
    kind, empty = column.type, getattr(column, "nullable", False)
    if isinstance(kind, Instant):
        return "datetime64[us, UTC]"
    if isinstance(kind, Boolean):
        return "object" if empty else "bool"
    if isinstance(kind, Integer | Float):
        return "int64" if isinstance(kind, Integer) and not empty else "float64"
    return "geometry" if isinstance(kind, Wkb) else "object"


def _block(
    cells: Sequence[Sequence[Any]], dtype: str, names: "pd.Index[Any]", index: pd.RangeIndex
) -> pd.DataFrame:
    rows = np.empty((len(cells), len(index)), dtype=dtype)
    for number, values in enumerate(cells):
        rows[number] = values
    return pd.DataFrame(rows.T, columns=names, index=index, dtype=dtype, copy=False)


def _series(kind: Any, values: Sequence[Any], index: pd.RangeIndex) -> "pd.Series[Any]":
    if isinstance(kind, Wkb):
        shapes = np.empty(len(values), dtype=object)
        shapes[:] = shapely.from_wkb(np.array(values, dtype=object)) if values else []
        return pd.Series(shapes, index=index, dtype=object)
    # They come out aware, in UTC (`store.schema.columns.Instant`).
    plain = [None if value is None else value.replace(tzinfo=None) for value in values]
    return pd.Series(pd.DatetimeIndex(np.array(plain, dtype="M8[us]"), tz="UTC"), index=index)


@cache
def defaults_of(table: Table) -> Row:
    """Return the default of each column of a table, for rows that leave it out."""
    return {
        c.name: c.default.arg if c.default is not None and c.default.is_scalar else None  # type: ignore[attr-defined]
        for c in table.c
    }


@cache
def _cleaners(table: Table) -> dict[str, tuple[Callable[[Any], Any], Any]]:
    """Return for each column how to clean a cell, and the default for a blank where the column may not be empty."""
    defaults = defaults_of(table)
    return {c.name: (_cleaner(c.type), None if c.nullable else defaults[c.name]) for c in table.c}


def _cleaner(kind: Any) -> Callable[[Any], Any]:
    if isinstance(kind, Wkb):
        return _wkb
    if isinstance(kind, LargeBinary):
        return bytes
    if isinstance(kind, Instant):
        return lambda v: None if v != v else pd.Timestamp(v).to_pydatetime()
    if isinstance(kind, Date):
        return _date
    if isinstance(kind, Boolean):
        return lambda v: None if v != v else bool(v)
    if isinstance(kind, Integer):
        return lambda v: None if v != v else int(v)
    if isinstance(kind, Float):
        return lambda v: None if v != v else float(v)
    return _text


def _wkb(value: Any) -> bytes | None:
    if isinstance(value, bytes):
        return value
    if isinstance(value, float):
        return None
    encoded: bytes = shapely.to_wkb(value)
    return encoded


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return None if value != value or value == "" else date.fromisoformat(value)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    return None if value != value else str(value)


@cache
def _encoders(table: Table) -> dict[str, Callable[[Any], Any]]:
    encoders: dict[str, Callable[[Any], Any]] = {}
    for c in table.c:
        if isinstance(c.type, Wkb | LargeBinary):
            encoders[c.name] = lambda v: v.hex()
        elif isinstance(c.type, Instant):
            encoders[c.name] = _moment_text
        elif isinstance(c.type, Date):
            encoders[c.name] = date.isoformat
    return encoders


@lru_cache(maxsize=1024)
def _moment_text(moment: datetime) -> str:
    # One act stamps all its rows with the same moment.
    return moment.astimezone(UTC).isoformat()


@cache
def _decoders(table: Table) -> dict[str, Callable[[Any], Any]]:
    decoders: dict[str, Callable[[Any], Any]] = {}
    for c in table.c:
        if isinstance(c.type, Wkb | LargeBinary):
            decoders[c.name] = bytes.fromhex
        elif isinstance(c.type, Instant):
            decoders[c.name] = datetime.fromisoformat
        elif isinstance(c.type, Date):
            decoders[c.name] = date.fromisoformat
    return decoders

"""The folder of `karta compute`: its CSV tables become one `Tables`, or a list of all their faults.

Nothing is repaired: a table that is handed to a computation is right or refused, with file, row and column.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pandas as pd

from karta.errors import InputError, Issue, TableError
from karta.model import tables as declared
from karta.model.frames import Schema, check, empty
from karta.settings import TIMEZONE, Method
from karta.sources import table_cells as cells
from karta.sources.table_checks import Fault, ReadTable, check_tables

FILES: dict[str, Schema] = {
    "places": declared.PLACES,
    "needs": declared.NEEDS,
    "presences": declared.PRESENCES,
    "calendar": declared.CALENDAR,
    "access": declared.ACCESS,
    "sessions": declared.SESSIONS,
    "reach": declared.REACH,
    "route_legs": declared.ROUTE_LEGS,
    "stops": declared.STOPS,
    "sources": declared.SOURCES,
    "delivered": declared.DELIVERED,
    "history": declared.HISTORY,
    "whatif": declared.WHATIF,
    "equity_input": declared.EQUITY,
}
REQUIRED = ("places", "needs", "presences", "calendar", "params")
BLANK_OK = {
    "presences": frozenset({"adults"}),
    "sessions": frozenset({"byday"}),
    "delivered": frozenset({"adults", "start_local", "end_local"}),
}
MAX_BYTES = 200_000_000
_DTYPES = {"float": "float64", "int": "float64"}

Record = tuple[int, dict[str, str]]


def read_tables(folder: Path) -> declared.Tables:
    """Return the tables of a folder, checked row by row and against each other.

    Missing optional tables are empty; without `delivered.csv` or `equity_input.csv` those are None. Unknown
    further columns are ignored.

    Raises
    ------
    InputError
        When the folder does not exist.
    TableError
        When anything in it is wrong; every fault found is listed, in the order of the files.
    """
    if not folder.is_dir():
        raise InputError("tables_folder_missing", folder=str(folder))
    faults: list[Fault] = []
    method, from_day, to_day = _params(folder, faults)
    grid = cells.Grid(method.slot_minutes, ZoneInfo(method.timezone))
    parsed: dict[str, ReadTable] = {}
    for name, schema in FILES.items():
        records = _records(folder, name, schema.required, faults)
        if records is not None:
            parsed[name] = _parse(name, schema, records, grid, faults)
    check_tables(parsed, grid.zone, from_day, to_day, faults)
    if faults or from_day is None or to_day is None:
        raise TableError(_in_order(faults))
    frames = {name: check(table.frame, FILES[name]) for name, table in parsed.items()}
    equity = frames.pop("equity_input", None)
    return declared.Tables(method=method, from_day=from_day, to_day=to_day, equity=equity, **frames)


def _in_order(faults: list[Fault]) -> list[Fault]:
    order = {f"{name}.csv": n for n, name in enumerate((*FILES, "params"))}
    return sorted(faults, key=lambda fault: (order.get(fault[0], -1), fault[1].row or 0))


def _records(folder: Path, name: str, required: Sequence[str], faults: list[Fault]) -> list[Record] | None:
    """Return the rows of a file as texts by column with their line; None where it cannot be read."""
    file = f"{name}.csv"
    path = folder / file
    if not path.is_file():
        if name in REQUIRED:
            faults.append((file, Issue(None, None, "file_missing")))
        return None
    text = _decoded(path, file, faults)
    if text is None:
        return None
    try:
        return _rows(file, text, required, faults)
    except csv.Error as error:
        faults.append((file, Issue(None, None, "csv_broken", value=str(error))))
        return None


def _decoded(path: Path, file: str, faults: list[Fault]) -> str | None:
    if path.stat().st_size > MAX_BYTES:
        faults.append(
            (file, Issue(None, None, "file_too_big", facts=(("megabytes", MAX_BYTES // 1_000_000),)))
        )
        return None
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        faults.append((file, Issue(line, None, "encoding_bad")))
        return None
    if "\0" in text:
        faults.append((file, Issue(text.count("\n", 0, text.index("\0")) + 1, None, "encoding_bad")))
        return None
    return text


def _rows(file: str, text: str, required: Sequence[str], faults: list[Fault]) -> list[Record] | None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    records: list[Record] = []
    line = 1
    for values in reader:
        first, line = line, reader.line_num + 1
        if not any(value.strip() for value in values):
            continue
        if header is None:
            header = [value.strip() for value in values]
            if not _header_fits(file, first, header, required, faults):
                return None
        elif len(values) != len(header):
            facts = (("expected", len(header)), ("found", len(values)))
            faults.append((file, Issue(first, None, "row_ragged", facts=facts)))
        else:
            cleaned = (value.strip() for value in values)
            records.append((first, dict(zip(header, cleaned, strict=True))))
    if header is None:
        faults.append((file, Issue(None, None, "file_empty")))
        return None
    return records


def _header_fits(
    file: str, row: int, header: list[str], required: Sequence[str], faults: list[Fault]
) -> bool:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    missing = [name for name in required if name not in header]
    faults.extend((file, Issue(row, name, "column_twice")) for name in twice)
    faults.extend((file, Issue(row, name, "column_missing")) for name in missing)
    return not twice and not missing


def _parse(
    name: str, schema: Schema, records: list[Record], grid: cells.Grid, faults: list[Fault]
) -> ReadTable:
    blank_ok = BLANK_OK.get(name, frozenset())
    present = [c for c in schema.columns if not records or c.name in records[0][1]]
    rows, lines, broken = [], [], set()
    for line, record in records:
        row: dict[str, Any] = {}
        for column in present:
            text = record[column.name]
            try:
                # Leaders: a blank cell says "not known"; only a missing column means two.
                row[column.name] = (
                    float("nan")
                    if not text and (name, column.name) == ("sessions", "leaders")
                    else cells.parse(text, column, grid, blank_ok=column.name in blank_ok)
                )
            except cells.CellError as fault:
                faults.append((f"{name}.csv", fault.issue(line, column.name, text or None)))
                broken.add(line)
                row[column.name] = None
        rows.append(row)
        lines.append(line)
    frame = pd.DataFrame(
        {
            c.name: pd.Series([row[c.name] for row in rows], dtype=_DTYPES.get(c.kind, "object"))
            for c in present
        }
    )
    return ReadTable(name, frame if rows else empty(schema), rows, lines, frozenset(broken))


def _params(folder: Path, faults: list[Fault]) -> tuple[Method, date | None, date | None]:
    """Return the settings and the period; where a value is wrong its default stands in for the checks."""
    records = _records(folder, "params", ("key", "value"), faults) or []
    seen: dict[str, int] = {}
    values: dict[str, Any] = {}
    days: dict[str, date] = {}
    names = {field.name for field in fields(Method)}
    for line, record in records:
        key, text = record["key"], record["value"]
        if key in seen:
            faults.append(
                ("params.csv", Issue(line, "key", "id_twice", value=key, facts=(("first", seen[key]),)))
            )
            continue
        seen[key] = line
        try:
            if key in {"from_day", "to_day"}:
                days[key] = cells.day(text)
            elif key in names and text:
                values[key] = _setting(key, text)
        except cells.CellError as fault:
            faults.append(("params.csv", fault.issue(line, "value", text or None)))
    if records or (folder / "params.csv").is_file():
        faults.extend(
            ("params.csv", Issue(None, None, "param_missing", value=key))
            for key in ("from_day", "to_day")
            if key not in seen
        )
    from_day, to_day = days.get("from_day"), days.get("to_day")
    if from_day and to_day and to_day < from_day:
        faults.append(("params.csv", Issue(seen["to_day"], "value", "period_reversed", value=str(to_day))))
    method = Method(**values)
    if method.d_zero_m <= method.d_full_m:
        at = seen.get("d_zero_m") or seen.get("d_full_m")
        faults.append(("params.csv", Issue(at, "value", "distance_order", value=str(method.d_zero_m))))
    return method, from_day, to_day


def _setting(key: str, text: str) -> Any:
    if key == "timezone":
        if text not in available_timezones():
            raise cells.CellError("zone_unknown")
        return text
    if key == "default_source_status":
        allowed = ("known", "unknown", "partial")
        if text not in allowed:
            raise cells.CellError("value_not_allowed", (("allowed", ", ".join(allowed)),))
        return text
    if key == "day_start_local":
        return time.fromisoformat(cells.clock(text, cells.Grid(15, ZoneInfo(TIMEZONE)), is_end=False))
    value = cells.number(text)
    if value < 0:
        raise cells.CellError("number_negative")
    if key in {"slot_minutes", "visit_window_minutes", "visit_minutes", "stale_after_days"}:
        if value != int(value):
            raise cells.CellError("number_not_whole")
        if key == "slot_minutes" and (value < 1 or 60 % value):
            raise cells.CellError("slot_bad")
        return int(value)
    return value

"""Rows that can be computed, told from those that cannot: one bad row never takes the others with it.

What is read in is checked before it is stored; a row that an earlier version stored, or that came in by another way,
is passed over here and named, so that its owner can mend it.
"""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from karta.errors import InputError
from karta.model.day_rule import parse_days
from karta.model.schedule import Schedule
from karta.model.tables import PassedOver, Tables
from karta.model.walltime import instant, parse_local, parse_time

SCHEDULE = (
    "start_local", "end_local", "date", "byday", "rrule", "valid_from", "valid_to", "exdates", "school_days_only",
)  # fmt: skip
# A plain dated time of these centuries: nearly all roster lines.
_PLAIN = re.compile(r"(?:19|20)\d\d-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d")
_ZONE = ZoneInfo("UTC")

Row = dict[str, Any]


def access_fault(row: Row) -> str:
    """Return the code of what keeps access hours from being computed, blank where nothing does."""
    return _window(row)


def schedule_fault(row: Row) -> str:
    """Return the code of what keeps the times of a roster line or session from being computed, "" for nothing."""
    start, end = str(row["start_local"]), str(row["end_local"])
    repeats = row.get("rrule") or row.get("byday") or row.get("exdates")
    if not repeats and _PLAIN.fullmatch(start) and _PLAIN.fullmatch(end) and start < end:
        return ""
    return _code(lambda: _expand(row))


def split(
    frame: pd.DataFrame, names: Iterable[str], fault: Callable[[Row], str]
) -> tuple[pd.DataFrame, list[tuple[Row, str]]]:
    """Return the rows of a frame that have no fault, and the others with the code of theirs.

    `names` are the columns that the fault is told by; equal cells are judged once.
    """
    used = [name for name in names if name in frame.columns]
    codes: dict[Hashable, str] = {}
    faults = []
    for cells in zip(*(frame[name].tolist() for name in used), strict=True):
        if cells not in codes:
            codes[cells] = fault(dict(zip(used, cells, strict=True)))
        faults.append(codes[cells])
    if not any(faults):
        return frame, []
    bad = pd.Series([bool(code) for code in faults], index=frame.index)
    records = [{str(k): v for k, v in row.items()} for row in frame[bad].to_dict("records")]
    return frame[~bad].reset_index(drop=True), list(zip(records, filter(None, faults), strict=True))


def computable(tables: Tables) -> Tables:
    """Return the tables without the rows that cannot be computed, which stand in `passed_over` instead.

    Roster lines are told apart before their shifts are written out: `split` with `schedule_fault`.
    """
    frames: dict[str, pd.DataFrame] = {}
    passed: list[PassedOver] = []
    for table, (what, row_id, names, fault) in _CHECKS.items():
        frame = getattr(tables, table)
        if frame is None or frame.empty:
            continue
        frames[table], bad = split(frame, names, fault)
        passed += [
            PassedOver(
                what,
                str(row.get(row_id)),
                code,
                row.get("place_id"),
                *(str(row.get(c) or "") for c in ("org", "owner_id")),
            )
            for row, code in bad
        ]
    return replace(tables, **frames, passed_over=(*tables.passed_over, *passed)) if passed else tables


def _code(act: Callable[[], object]) -> str:
    try:
        act()
    except InputError as error:
        return error.code
    except (ValueError, TypeError, OverflowError):
        return "time_unreadable"
    return ""


def _expand(row: Row) -> None:
    schedule = Schedule.from_row(row)
    for moment in schedule.exact or ():
        instant(moment, _ZONE)


def _need(row: Row) -> str:
    if row["adults"] != row["adults"] or row["adults"] is None or row["adults"] < 0:
        return "number_bad"
    return _window(row)


def _window(row: Row) -> str:
    return _code(
        lambda: (parse_days(str(row["days"])), parse_time(row["start_local"]), parse_time(row["end_local"]))
    )


def _source(row: Row) -> str:
    return _code(lambda: [instant(parse_local(row[name]), _ZONE) for name in ("from_local", "to_local")])


def _stop(row: Row) -> str:
    return _code(lambda: [parse_time(row[name]) for name in ("start_local", "end_local")])


def _report(row: Row) -> str:
    times = [row[name] for name in ("start_local", "end_local") if row[name]]
    return _code(lambda: [instant(parse_local(time), _ZONE) for time in times])


_WINDOW = ("days", "start_local", "end_local")
_CHECKS: dict[str, tuple[str, str, tuple[str, ...], Callable[[Row], str]]] = {
    "needs": ("need", "rule_id", (*_WINDOW, "adults"), _need),
    "access": ("access", "place_id", _WINDOW, _window),
    "sessions": ("session", "activity_id", SCHEDULE, schedule_fault),
    "sources": ("source", "source_id", ("from_local", "to_local"), _source),
    "stops": ("stop", "presence_id", ("start_local", "end_local"), _stop),
    "delivered": ("report", "presence_id", ("start_local", "end_local"), _report),
}

"""NEED: how many adults the rules in force ask for, place by place and slot by slot (METHOD 3.1).

Whole adults in explicit windows; darkness and priority never change need. A place without a rule in force on a
service day is *not decided*: neither 0 nor 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, FloatArray, Grid
from karta.coverage.occurrences import row_occurrences
from karta.model.calendar import DayFlags, parse_days, window
from karta.model.schedule import parse_date, parse_time
from karta.model.tables import Tables


@dataclass(frozen=True)
class Need:
    """The need of a grid, in adults.

    `stay` and `visit` (places x slots) are the two modes; `decided` (places x days); `leaders_unknown` marks slots
    where a session with an unknown number of leaders may or may not take the need away; `civil` and `trained` are
    the least numbers asked for of the stay need. `windows` lists each rule's windows for explanations: rule, place
    row and columns.
    """

    stay: FloatArray
    visit: FloatArray
    decided: BoolArray
    leaders_unknown: BoolArray
    civil: FloatArray
    trained: FloatArray
    windows: tuple[tuple[int, int, BoolArray], ...]


@dataclass(frozen=True)
class _Sessions:
    led: BoolArray
    leaders_unknown: BoolArray


def need(tables: Tables, grid: Grid, state: str = "decided") -> Need:
    """Return the need of the rules with that state (decided or suggested) on the grid."""
    rows = grid.place_index()
    access = access_hours(tables, grid)
    with_hours = set(tables.access["place_id"])
    sessions = _session_hours(tables, grid)
    base, added = {}, {}
    for mode in ("stay", "visit"):
        base[mode], added[mode] = grid.zeros(), grid.zeros()
    decided = np.zeros((len(grid.place_ids), len(grid.days)), dtype=bool)
    open_question = np.zeros_like(decided)
    unknown, civil, trained = grid.nowhere(), grid.zeros(), grid.zeros()
    windows: list[tuple[int, int, BoolArray]] = []
    for number, rule in enumerate(tables.needs.to_dict("records")):
        if rule["state"] != state:
            continue
        place = rows[rule["place_id"]]
        in_force = np.array([_in_force(rule, day.date) for day in grid.days], dtype=bool)
        if rule["within_access"] and rule["place_id"] not in with_hours:
            # Nobody knows when the place can be entered: its need that day is not decided, whatever else is.
            open_question[place] |= in_force
            continue
        decided[place] |= in_force
        active = np.zeros(grid.shape[1], dtype=bool)
        for start, end in _windows(rule, tables, grid):
            active[grid.span(start, end)] = True
        if rule["within_access"]:
            active &= access[place]
        if rule["outside_sessions"]:
            active &= ~sessions.led[place]
            unknown[place] |= active & sessions.leaders_unknown[place]
        adults = float(rule["adults"])
        if rule["type"] == "add":
            added[rule["mode"]][place] += active * adults
        else:
            base[rule["mode"]][place] = np.maximum(base[rule["mode"]][place], active * adults)
        civil[place] = np.maximum(civil[place], active * float(rule["min_civil_society"]))
        trained[place] = np.maximum(trained[place], active * float(rule["min_trained"]))
        windows.append((number, place, active))
    stay = base["stay"] + added["stay"]
    return Need(
        stay=stay,
        visit=base["visit"] + added["visit"],
        decided=decided & ~open_question,
        leaders_unknown=unknown,
        civil=np.minimum(civil, stay),
        trained=np.minimum(trained, stay),
        windows=tuple(windows),
    )


def access_hours(tables: Tables, grid: Grid) -> BoolArray:
    """Return where (places x slots) a place can be entered; False where its hours are unknown, too."""
    open_ = grid.nowhere()
    rows = grid.place_index()
    for rule in tables.access.to_dict("records"):
        for start, end in _clock_windows(rule, grid):
            open_[rows[rule["place_id"]], grid.span(start, end)] = True
    return open_


def session_spans(tables: Tables, grid: Grid) -> pd.DataFrame:
    """Return every session of the period. Columns: place_id, activity_id, leaders, start, end (UTC)."""
    found = [
        (session["place_id"], session["activity_id"], session["leaders"], one.start, one.end)
        for session in tables.sessions.to_dict("records")
        for one in row_occurrences(session, grid)
    ]
    return pd.DataFrame(found, columns=["place_id", "activity_id", "leaders", "start", "end"])


def _session_hours(tables: Tables, grid: Grid) -> _Sessions:
    led, unknown = grid.nowhere(), grid.nowhere()
    rows = grid.place_index()
    for session in session_spans(tables, grid).itertuples(index=False):
        target = unknown if pd.isna(session.leaders) else led
        if pd.isna(session.leaders) or float(session.leaders) >= 2:
            target[rows[session.place_id], grid.span(session.start, session.end)] = True
    return _Sessions(led=led, leaders_unknown=unknown & ~led)


def _in_force(rule: dict[str, Any], day: date) -> bool:
    first, last = parse_date(rule["valid_from"]), parse_date(rule["valid_to"])
    return (first is None or first <= day) and (last is None or day <= last)


def _windows(rule: dict[str, Any], tables: Tables, grid: Grid) -> Iterator[tuple[datetime, datetime]]:
    """Yield the UTC windows of a need rule; an anchored one hangs on the place's own hours."""
    anchor = rule["anchor"]
    if anchor == "clock":
        yield from _clock_windows(rule, grid)
        return
    before = timedelta(minutes=float(rule["start_offset_min"] or 0))
    after = timedelta(minutes=float(rule["end_offset_min"] or 0))
    for moment in _anchors(anchor, rule, tables, grid):
        if moment + before < moment + after:
            yield moment + before, moment + after


def _anchors(anchor: str, rule: dict[str, Any], tables: Tables, grid: Grid) -> Iterator[datetime]:
    place = rule["place_id"]
    days = [day for day in grid.all_days if _applies(rule, day, grid)]
    if anchor == "school_end":
        # The wall time at which the school day ends stands in start_local.
        for day in days:
            yield window(parse_time(rule["start_local"]), time(6), day.date, grid.tz)[0]
    elif anchor == "close":
        hours = tables.access[tables.access["place_id"] == place].to_dict("records")
        for day in days:
            closing = [_day_window(row, day, grid)[1] for row in hours if _applies(row, day, grid)]
            if closing:
                yield max(closing)
    else:
        wanted = {day.date for day in days}
        for session in tables.sessions[tables.sessions["place_id"] == place].to_dict("records"):
            for one in row_occurrences(session, grid):
                if one.date in wanted:
                    yield one.end


def _clock_windows(rule: dict[str, Any], grid: Grid) -> Iterator[tuple[datetime, datetime]]:
    for day in grid.all_days:
        if _applies(rule, day, grid):
            start, end = _day_window(rule, day, grid)
            if start < end:
                yield start, end


def _day_window(rule: dict[str, Any], day: DayFlags, grid: Grid) -> tuple[datetime, datetime]:
    return window(parse_time(rule["start_local"]), parse_time(rule["end_local"]), day.date, grid.tz)


def _applies(rule: dict[str, Any], day: DayFlags, grid: Grid) -> bool:
    chosen = parse_days(str(rule["days"]))
    if chosen.kinds and day.date in grid.unlisted:
        return False
    return _in_force(rule, day.date) and chosen.matches(day)

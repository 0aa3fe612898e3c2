"""NEED: how many adults the rules in force ask for, place by place and slot by slot (METHOD 3.1).

Whole adults in explicit windows; darkness and priority never change need. A place without a rule in force on a
service day is *not decided*: neither 0 nor 2.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.grid import BoolArray, FloatArray, Grid
from karta.coverage.occurrences import row_occurrences, unsure_occurrences
from karta.coverage.windows import Windows, in_force
from karta.model.tables import Tables

# Fewer known leaders than this leave the need of a place standing. Source: METHOD 3.1.
LED_BY = 2


@dataclass(frozen=True)
class Need:
    """The need of a grid, in adults; arrays are places x slots, `decided` places x days.

    `stay` and `visit` are the two modes. `civil` and `trained` are the least numbers asked for of the stay need,
    `visit_civil` and `visit_trained` of a visit. `leaders_unknown` marks slots where a session with an unknown number
    of leaders may or may not take some of the stay need away, `visit_leaders_unknown` the same of visits. `unsaid`
    marks slots in which a rule for school days, or for others, would be active if only the calendar said which it is.
    `windows` lists each rule's windows for explanations: rule, place row and columns.
    """

    stay: FloatArray
    visit: FloatArray
    decided: BoolArray
    leaders_unknown: BoolArray
    visit_leaders_unknown: BoolArray
    civil: FloatArray
    trained: FloatArray
    visit_civil: FloatArray
    visit_trained: FloatArray
    unsaid: BoolArray
    windows: tuple[tuple[int, int, BoolArray], ...]


@dataclass(frozen=True)
class _Sessions:
    led: BoolArray
    leaders_unknown: BoolArray


class _Demand:
    """What the rules of one mode ask for together: the largest base plus every addition."""

    def __init__(self, grid: Grid) -> None:
        self._base, self._added = grid.zeros(), grid.zeros()
        self._civil, self._trained = grid.zeros(), grid.zeros()

    def ask(self, place: int, active: BoolArray, rule: dict[str, Any]) -> None:
        """Lay a rule over the slots in which it is active."""
        adults = float(rule["adults"])
        if rule["type"] == "add":
            self._added[place, active] += adults
        else:
            _at_least(self._base, place, active, adults)
        _at_least(self._civil, place, active, float(rule["min_civil_society"]))
        _at_least(self._trained, place, active, float(rule["min_trained"]))

    @property
    def adults(self) -> FloatArray:
        """Adults asked for."""
        return self._base + self._added

    @property
    def civil(self) -> FloatArray:
        """Of them, at least so many from civil society."""
        return np.minimum(self._civil, self.adults)

    @property
    def trained(self) -> FloatArray:
        """Of them, at least so many trained."""
        return np.minimum(self._trained, self.adults)


def need(tables: Tables, grid: Grid, state: str = "decided") -> Need:
    """Return the need of the rules with that state (decided or suggested) on the grid."""
    rows = grid.place_index()
    laid = Windows(tables, grid)
    access, with_hours = _access_hours(tables, grid, laid), set(tables.access["place_id"])
    sessions = _session_hours(tables, grid)
    decided = np.zeros((len(grid.place_ids), len(grid.days)), dtype=bool)
    open_question = np.zeros_like(decided)
    asked = {mode: _Demand(grid) for mode in ("stay", "visit")}
    sure = {mode: _Demand(grid) for mode in ("stay", "visit")}
    unsaid, supposed = grid.nowhere(), _supposed(tables, grid)
    windows: list[tuple[int, int, BoolArray]] = []
    for number, rule in enumerate(tables.needs.to_dict("records")):
        if rule["state"] != state:
            continue
        place = rows[rule["place_id"]]
        here = np.array([in_force(rule, day.date) for day in grid.days], dtype=bool)
        if rule["within_access"] and rule["place_id"] not in with_hours:
            # Nobody knows when the place can be entered: its need that day is not decided, whatever else is.
            open_question[place] |= here
            continue
        decided[place] |= here
        active = _active(rule, grid, laid)
        may_ask = access[place] if rule["within_access"] else np.ones_like(active)
        for either in supposed:
            free = may_ask & ~sessions.led[place] if rule["outside_sessions"] else may_ask
            unsaid[place] |= _active(rule, grid, either) & free
        active = active & may_ask
        certain = active
        if rule["outside_sessions"]:
            active = active & ~sessions.led[place]
            certain = active & ~sessions.leaders_unknown[place]
        asked[rule["mode"]].ask(place, active, rule)
        sure[rule["mode"]].ask(place, certain, rule)
        windows.append((number, place, active))
    stay, visit = asked["stay"], asked["visit"]
    return Need(
        stay=stay.adults,
        visit=visit.adults,
        decided=decided & ~open_question,
        leaders_unknown=sure["stay"].adults < stay.adults,
        visit_leaders_unknown=sure["visit"].adults < visit.adults,
        civil=stay.civil,
        trained=stay.trained,
        visit_civil=visit.civil,
        visit_trained=visit.trained,
        unsaid=unsaid,
        windows=tuple(windows),
    )


def _active(rule: dict[str, Any], grid: Grid, laid: Windows) -> BoolArray:
    """Return the slots of a rule's windows."""
    active = np.zeros(grid.shape[1], dtype=bool)
    for start, end in laid.of_rule(rule):
        active[grid.span(start, end)] = True
    return active


def _supposed(tables: Tables, grid: Grid) -> list[Windows]:
    """Return the windows with and without school on the days of which nobody has said; none where all are said."""
    if not grid.unsaid_school_days:
        return []
    return [Windows(tables, grid.supposing(school=school)) for school in (True, False)]


def _access_hours(tables: Tables, grid: Grid, laid: Windows) -> BoolArray:
    """Return where (places x slots) a place can be entered; False where its hours are unknown, too."""
    open_ = grid.nowhere()
    rows = grid.place_index()
    for rule in tables.access.to_dict("records"):
        for start, end in laid.clock(rule):
            open_[rows[rule["place_id"]], grid.span(start, end)] = True
    return open_


def _session_hours(tables: Tables, grid: Grid) -> _Sessions:
    led, unknown = grid.nowhere(), grid.nowhere()
    rows = grid.place_index()
    for session in tables.sessions.to_dict("records"):
        leaders = session["leaders"]
        if not pd.isna(leaders) and float(leaders) < LED_BY:
            continue
        target = unknown if pd.isna(leaders) else led
        place = rows[session["place_id"]]
        for one in row_occurrences(session, grid):
            target[place, grid.span(one.start, one.end)] = True
        for one in unsure_occurrences(session, grid):
            unknown[place, grid.span(one.start, one.end)] = True
    return _Sessions(led=led, leaders_unknown=unknown)


def _at_least(counted: FloatArray, place: int, active: BoolArray, adults: float) -> None:
    if adults > 0:
        counted[place, active] = np.maximum(counted[place, active], adults)

"""NEED: how many adults the rules in force ask for, place by place and slot by slot (METHOD 3.1).

Whole adults in explicit windows; darkness and priority never change need. A place without a rule in force on a
service day is *not decided*: neither 0 nor 2. Rules that differ in their place alone are laid out together.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from karta.coverage.free_hours import FreeHours
from karta.coverage.grid import BoolArray, FloatArray, Grid, IntArray
from karta.coverage.windows import Windows, in_force
from karta.model.tables import Tables

# What tells the windows and the numbers of a rule.
_ASKS = (
    "type", "days", "start_local", "end_local", "adults", "outside_sessions", "within_access", "mode", "anchor",
    "start_offset_min", "end_offset_min", "min_civil_society", "min_trained", "valid_from", "valid_to",
)  # fmt: skip
# Anchors that hang on the place's own hours: no two places share such a rule.
_OWN_HOURS = ("close", "activity_end")


@dataclass(frozen=True)
class Need:
    """The need of a grid, in adults; arrays are places x slots, `decided` places x days.

    `stay` and `visit` are the two modes. `civil` and `trained` are the least numbers asked for of the stay need,
    `visit_civil` and `visit_trained` of a visit. `leaders_unknown` marks slots where a session with an unknown number
    of leaders may or may not take some of the stay need away, `visit_leaders_unknown` the same of visits.
    `calendar_missing` marks slots in which a rule for school days, or for others, would be active if only the calendar
    said which it is.
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
    calendar_missing: BoolArray
    windows: tuple[tuple[int, int, BoolArray], ...]

    @cached_property
    def asked_so_far(self) -> tuple[IntArray, IntArray]:
        """The row of each of `windows` in a table, and that table: in how many slots it has asked before each slot.

        Windows that are one array share a row.
        """
        number_of: dict[int, int] = {}
        rows = [number_of.setdefault(id(active), len(number_of)) for _, _, active in self.windows]
        of_row = dict(zip(rows, (active for _, _, active in self.windows), strict=True))
        different = np.array([of_row[row] for row in range(len(number_of))], dtype=bool)
        so_far = np.zeros((len(different), self.stay.shape[1] + 1), dtype=np.int64)
        np.cumsum(different.reshape(len(different), -1), axis=1, out=so_far[:, 1:])
        return np.array(rows, dtype=np.int64), so_far


@dataclass(frozen=True)
class _Alike:
    """Rules that differ in their place alone: one of them, and the number and the place row of each."""

    rule: dict[str, Any]
    numbers: IntArray
    rows: IntArray


class _Demand:
    """The adults that the rules of one mode ask for together: the largest base plus every addition."""

    def __init__(self, grid: Grid) -> None:
        self._base, self._added = grid.zeros(), grid.zeros()
        self._civil, self._trained = grid.zeros(), grid.zeros()
        self._adds = False

    def ask(self, at: tuple[Any, ...], asked: BoolArray, rule: dict[str, Any]) -> None:
        """Lay a rule over the rows and columns `at`, where (rows x columns) it is `asked`."""
        adults = float(rule["adults"])
        if rule["type"] == "add":
            self._adds = True
            self._added[at] += np.where(asked, adults, 0.0)
        else:
            _at_least(self._base, at, asked, adults)
        _at_least(self._civil, at, asked, float(rule["min_civil_society"]))
        _at_least(self._trained, at, asked, float(rule["min_trained"]))

    @property
    def adults(self) -> FloatArray:
        """Adults asked for."""
        return self._base + self._added if self._adds else self._base

    @property
    def civil(self) -> FloatArray:
        """Of them, at least so many from civil society."""
        return np.minimum(self._civil, self.adults)

    @property
    def trained(self) -> FloatArray:
        """Of them, at least so many trained."""
        return np.minimum(self._trained, self.adults)


def need(tables: Tables, grid: Grid, state: str = "decided", laid: Windows | None = None) -> Need:
    """Return the need of the rules with that state (decided or suggested) on the grid.

    `laid` holds the windows of tables and days that these are a part of, where they have been laid out before.
    """
    laid = laid or Windows(tables, grid)
    free_hours, groups = FreeHours(tables, grid, laid), list(_alike(tables, grid, state))
    with_hours = set(tables.access["place_id"])
    has_hours = np.array([place in with_hours for place in grid.place_ids], dtype=bool)
    decided = np.zeros((len(grid.place_ids), len(grid.days)), dtype=bool)
    open_question = np.zeros_like(decided)
    demand = {mode: _Demand(grid) for mode in ("stay", "visit")}
    # Where the leaders of every session are known, what is asked for is sure.
    doubt = (
        any(group.rule["outside_sessions"] for group in groups) and free_hours.sessions.leaders_unknown.any()
    )
    sure = {mode: _Demand(grid) for mode in ("stay", "visit")} if doubt else demand
    calendar_missing = grid.nowhere()
    windows: list[tuple[int, int, BoolArray]] = []
    for group in groups:
        rule, rows, numbers = group.rule, group.rows, group.numbers
        here = np.array([in_force(rule, day.date) for day in grid.days], dtype=bool)
        if rule["within_access"]:
            # Nobody knows when the place can be entered: its need that day is not decided, whatever else is.
            open_question[rows[~has_hours[rows]]] |= here
            rows, numbers = rows[has_hours[rows]], numbers[has_hours[rows]]
        decided[rows] |= here
        free = free_hours.of(rule, rows)
        for either in laid.supposed:
            columns = np.flatnonzero(_active(rule, grid, either))
            calendar_missing[np.ix_(rows, columns)] |= free.of(columns)
        active = _active(rule, grid, laid)
        columns = np.flatnonzero(active)
        at, asked = np.ix_(rows, columns), free.of(columns)
        demand[rule["mode"]].ask(at, asked, rule)
        if doubt:
            sure[rule["mode"]].ask(at, asked & free.certain(columns), rule)
        windows += zip(numbers.tolist(), rows.tolist(), _each_active(active, columns, asked), strict=True)
    stay, visit = demand["stay"], demand["visit"]
    return Need(
        stay=stay.adults,
        visit=visit.adults,
        decided=decided & ~open_question,
        leaders_unknown=sure["stay"].adults < stay.adults if doubt else grid.nowhere(),
        visit_leaders_unknown=sure["visit"].adults < visit.adults if doubt else grid.nowhere(),
        civil=stay.civil,
        trained=stay.trained,
        visit_civil=visit.civil,
        visit_trained=visit.trained,
        calendar_missing=calendar_missing,
        windows=tuple(sorted(windows, key=lambda window: window[0])),
    )


def _alike(tables: Tables, grid: Grid, state: str) -> Iterator[_Alike]:
    """Yield the rules of a state in groups that ask for the same at several places, once at each."""
    rows, rules = grid.place_index(), tables.needs
    numbers: dict[tuple[Any, ...], list[int]] = {}
    at_place: Counter[tuple[Any, ...]] = Counter()
    places = rules["place_id"].tolist()
    cells: list[tuple[Any, ...]] = list(zip(*(rules[name].tolist() for name in _ASKS), strict=True))
    anchors = rules["anchor"].tolist()
    for number in np.flatnonzero(rules["state"].eq(state)).tolist():
        asks = cells[number]
        place = places[number]
        own = place if anchors[number] in _OWN_HOURS else None
        key = (*asks, own, at_place[*asks, place])
        at_place[*asks, place] += 1
        numbers.setdefault(key, []).append(number)
    for key, group in numbers.items():
        yield _Alike(
            {**dict(zip(_ASKS, key[: len(_ASKS)], strict=True)), "place_id": places[group[0]]},
            np.array(group, dtype=np.int64),
            np.array([rows[places[number]] for number in group], dtype=np.int64),
        )


def _each_active(active: BoolArray, columns: IntArray, asked: BoolArray) -> Iterator[BoolArray]:
    """Yield the slots in which each rule of a group asks; one array for all that ask throughout their windows."""
    throughout = np.asarray(asked.all(axis=1))
    for row, whole in enumerate(throughout.tolist()):
        if whole:
            yield active
        else:
            own = np.zeros_like(active)
            own[columns] = asked[row]
            yield own


def _active(rule: dict[str, Any], grid: Grid, laid: Windows) -> BoolArray:
    """Return the slots of a rule's windows."""
    active = np.zeros(grid.shape[1], dtype=bool)
    for start, end in laid.of_rule(rule):
        active[grid.span(start, end)] = True
    return active


def _at_least(counted: FloatArray, at: tuple[Any, ...], asked: BoolArray, adults: float) -> None:
    if adults > 0:
        counted[at] = np.where(asked, np.maximum(counted[at], adults), counted[at])

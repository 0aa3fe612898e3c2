"""Need, visits, runs, hours and reasons made row by row, as one would first write them: an oracle.

Slow on purpose. Nothing here lays two rules, windows or runs together.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from karta.coverage.gaps import CRUMB, Coverage, State
from karta.coverage.grid import BoolArray, FloatArray, Grid
from karta.coverage.hours import Hours
from karta.coverage.occurrences import row_occurrences, unsure_occurrences
from karta.coverage.windows import Windows, in_force
from karta.i18n import number, text
from karta.model.tables import Tables

LED_BY = 2
Run = tuple[int, int, int]


class Demand:
    """Adults of one mode, rule by rule."""

    def __init__(self, on: Grid) -> None:
        self.base, self.added, self.civil, self.trained = (on.zeros() for _ in range(4))

    def ask(self, place: int, active: BoolArray, rule: dict[str, Any]) -> None:
        """Lay one rule over one place."""
        if rule["type"] == "add":
            self.added[place, active] += rule["adults"]
        else:
            self.base[place, active] = np.maximum(self.base[place, active], rule["adults"])
        for part, least in ((self.civil, "min_civil_society"), (self.trained, "min_trained")):
            part[place, active] = np.maximum(part[place, active], rule[least])

    def parts(self) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return adults, and those of them who are civil and trained."""
        adults = self.base + self.added
        return adults, np.minimum(self.civil, adults), np.minimum(self.trained, adults)


def needs(tables: Tables, on: Grid, state: str) -> dict[str, Any]:
    """Return the arrays of `coverage.need.Need` by name, and its windows."""
    rows, laid, school = on.place_index(), Windows(tables, on), Windows(tables, on).supposed
    open_ = open_hours(tables, on, laid)
    led, unknown = led_hours(tables, on)
    decided = np.zeros((len(on.place_ids), len(on.days)), dtype=bool)
    unclear, calendar = np.zeros_like(decided), on.nowhere()
    demand, sure = ({mode: Demand(on) for mode in ("stay", "visit")} for _ in range(2))
    windows = []
    for place_rule, rule in enumerate(tables.needs.to_dict("records")):
        if rule["state"] != state:
            continue
        place = rows[rule["place_id"]]
        here = np.array([in_force(rule, day.date) for day in on.days], dtype=bool)
        if rule["within_access"] and not (tables.access["place_id"] == rule["place_id"]).any():
            unclear[place] |= here
            continue
        decided[place] |= here
        may = open_[place] if rule["within_access"] else np.ones(on.shape[1], dtype=bool)
        free = may & ~led[place] if rule["outside_sessions"] else may
        for supposed in school:
            calendar[place] |= active(rule, on, supposed) & free
        asked = active(rule, on, laid) & free
        certain = asked & ~unknown[place] if rule["outside_sessions"] else asked
        demand[rule["mode"]].ask(place, asked, rule)
        sure[rule["mode"]].ask(place, certain, rule)
        windows.append((place_rule, place, asked))
    stay, visit = demand["stay"].parts(), demand["visit"].parts()
    return {
        "stay": stay[0], "civil": stay[1], "trained": stay[2], "visit": visit[0], "visit_civil": visit[1],
        "visit_trained": visit[2], "decided": decided & ~unclear, "calendar_missing": calendar,
        "leaders_unknown": sure["stay"].parts()[0] < stay[0],
        "visit_leaders_unknown": sure["visit"].parts()[0] < visit[0], "windows": windows,
    }  # fmt: skip


def active(rule: dict[str, Any], on: Grid, laid: Windows) -> BoolArray:
    """Return the slots of one rule."""
    slots = np.zeros(on.shape[1], dtype=bool)
    for start, end in laid.of_rule(rule):
        slots[on.span(start, end)] = True
    return slots


def open_hours(tables: Tables, on: Grid, laid: Windows) -> BoolArray:
    """Return when places can be entered."""
    open_ = on.nowhere()
    for rule in tables.access.to_dict("records"):
        open_[on.place_index()[rule["place_id"]]] |= active({**rule, "anchor": "clock"}, on, laid)
    return open_


def led_hours(tables: Tables, on: Grid) -> tuple[BoolArray, BoolArray]:
    """Return when sessions are led, and when nobody knows whether they are."""
    led, unknown = on.nowhere(), on.nowhere()
    for session in tables.sessions.to_dict("records"):
        place = on.place_index()[session["place_id"]]
        if session["leaders"] < LED_BY:
            continue
        for occurrence in row_occurrences(session, on):
            (unknown if pd.isna(session["leaders"]) else led)[
                place, on.span(occurrence.start, occurrence.end)
            ] = True
        for occurrence in unsure_occurrences(session, on):
            unknown[place, on.span(occurrence.start, occurrence.end)] = True
    return led, unknown


def runs(marked: BoolArray, on: Grid) -> list[Run]:
    """Return place, first and last slot of each run within a service day, slot by slot."""
    found: list[Run] = []
    for place, first in np.argwhere(marked).tolist():
        last = found[-1] if found else None
        same = (
            last
            and last[0] == place
            and last[2] == first - 1
            and on.slots.day[first] == on.slots.day[last[2]]
        )
        if last and same:
            found[-1] = (place, last[1], first)
        else:
            found.append((place, first, first))
    return found


def listed(coverage: Coverage, language: str, *, unknown: bool) -> list[tuple[Any, ...]]:
    """Return place, first and last slot, adult-hours, state, reason and weight of each run, by place and time."""
    amount = coverage.unknown if unknown else coverage.gap
    priority = coverage.tables.places["priority_weight"].astype(float)
    rows = []
    for place, first, last in runs(amount > 0, coverage.grid):
        at = place, slice(first, last + 1)
        state = State(int(coverage.state[at].max())).name.lower()
        dark = np.where(coverage.dark[at[1]], coverage.tables.method.dark_weight, 1.0)
        weighted = float((coverage.gap[at] * dark).sum()) * priority.iloc[place] * coverage.grid.hours
        hours = float(amount[at].sum()) * coverage.grid.hours
        rows.append((
            coverage.grid.place_ids[place], first, last, round(hours, 9), state, why(coverage, at, state, language),
            round(weighted, 9),
        ))  # fmt: skip
    return rows


def why(coverage: Coverage, at: tuple[int, slice], state: str, language: str) -> str:
    """Return why one run is so."""
    names = {
        str(coverage.tables.needs["decided_by"].iloc[rule] or "")
        for rule, place, asked in coverage.need.windows
        if place == at[0] and asked[at[1]].any()
    }
    key = "gaps.why_gap"
    if state == State.UNKNOWN.name.lower():
        reported = coverage.view != "delivered"
        key = "gaps.why_number_unknown" if reported else "gaps.why_not_reported"
        key = "gaps.why_no_roster" if reported and coverage.no_roster[at].any() else key
    return text(
        key, language, need=number(float(coverage.need.stay[at].max()), 1, language),
        present=number(float(coverage.presence.adults[at].mean()), 1, language),
        decided_by=", ".join(sorted(names - {""})) or text("gaps.decided_by_nobody_named", language),
    )  # fmt: skip


def visits(coverage: Coverage) -> list[tuple[Any, ...]]:
    """Return place, first and last slot, adults and outcome of each visit window where no route declares a dwell."""
    on, method = coverage.grid, coverage.tables.method
    length, shortest = (
        method.visit_window_minutes // on.slots.minutes,
        -(-method.visit_minutes // on.slots.minutes),
    )
    need, there = coverage.need, coverage.presence
    pairs = (
        (need.visit, there.visit), (need.visit_civil, there.visit_civil), (need.visit_trained, there.visit_trained),
    )  # fmt: skip
    doubt = coverage.no_roster | there.unknown | there.visit_open | need.visit_leaders_unknown
    rows = []
    for place, first, last in runs((need.visit > 0) & coverage.decided, on):
        for start in range(first, last + 1, length):
            stop = min(start + length, last + 1)
            if stop - start < shortest:
                continue
            enough = [
                all(seen[place, slot] >= asked[place, slot] - CRUMB for asked, seen in pairs)
                for slot in range(start, stop)
            ]
            met = any(all(enough[n : n + shortest]) for n in range(stop - start - shortest + 1))
            outcome = "met" if met else "unknown" if doubt[place, start:stop].any() else "missed"
            rows.append((on.place_ids[place], start, stop - 1, need.visit[place, start:stop].max(), outcome))
    return rows


# From the weakest to the strongest, as METHOD has an hour told by the worst that it holds.
ORDER = (
    State.NOT_DECIDED, State.NO_NEED, State.SUGGESTED, State.FULL, State.UNKNOWN, State.VISIT, State.THIN,
    State.EMPTY,
)  # fmt: skip


def with_visits(shown: Hours, windows: pd.DataFrame, on: Grid) -> Hours:
    """Return hours over which visit windows have been laid one by one."""
    state, need_, visit = shown.state.copy(), shown.need.copy(), shown.visit.copy()
    clock = [start.astype("datetime64[h]") for start in on.slots.start]
    hours_ = sorted(set(clock))
    for window in windows.to_dict("records"):
        place = on.place_index()[window["place_id"]]
        outcome, adults = window["outcome"], window["adults"]
        told = {"met": State.FULL, "unknown": State.UNKNOWN, "missed": State.VISIT}[outcome]
        for slot in range(window["first_slot"], window["last_slot"] + 1):
            at = place, hours_.index(clock[slot])
            state[at] = max(State(state[at]), told, key=ORDER.index)
            need_[at] = max(need_[at], adults)
            if outcome == "missed":
                visit[at] = max(visit[at], adults)
    return replace(shown, state=state, need=need_, visit=visit)

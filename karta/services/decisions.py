"""Deciding need: rules are decided, replaced and ended, never edited; defaults show their price before they count."""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np

from karta.errors import InputError, NotFoundError
from karta.model.calendar import DayFlags, parse_days
from karta.model.place import is_unknown
from karta.model.walltime import parse_end, parse_time
from karta.privacy import Viewer, require
from karta.services.workspace import Workspace, mark_origin
from karta.settings import data_dir
from karta.store.records import area_of

DAY = timedelta(days=1)
MINUTES = 24 * 60
MODES = {"stay", "visit"}
# How long a decision is in force at most before it is made anew. Source: METHOD 3.1, half a year [K].
LASTS = timedelta(days=183)


@dataclass(frozen=True)
class Price:
    """What a default asks for in an ordinary week: `adult_hours` if somebody stays, `visits` where visits are enough.

    `places` is how many places it would be switched on for, beyond those that have it.
    """

    code: str
    adults: float
    mode: str
    days: str
    start: str
    end: str
    adult_hours: float
    visits: int
    places: int


def decide_need(
    workspace: Workspace,
    viewer: Viewer,
    *,
    place_id: str | None = None,
    rule_id: str | None = None,
    **values: Any,
) -> str:
    """Return the id of a decided rule: a new one for a place, or one that replaces `rule_id` with some values changed.

    A rule that was decided before stays in force until the new one begins, today unless `valid_from` says otherwise.
    A decision ends on `valid_to`, at most half a year after it begins; left out, that is its last day.

    Raises
    ------
    InputError
        When the values make no rule: `adults` must be whole, `days` known tokens; `need_too_long`, `season_reversed`.
    NotFoundError
        When the place or the rule is not there.
    """
    require(viewer, "decide_need")
    _check(values)
    values = {
        **values,
        "valid_to": last_day(workspace.today, values.get("valid_from"), values.get("valid_to")),
    }
    decided = {"state": "decided", "decided_by": viewer.function, "decided_on": workspace.today}
    with workspace.store.act(viewer.function, "decide_need") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        if rule_id is None:
            if place_id is None or not act.rows("place", "id", [place_id]):
                raise NotFoundError("place_missing")
            return act.insert(
                "need_rule", [{"sharing": "public", "place_id": place_id, **decided, **values}]
            )[0]
        old = act.row("need_rule", rule_id)
        if old["superseded_at"] is not None:
            raise NotFoundError("rule_missing")
        if old["state"] == "decided":
            values = {"valid_from": workspace.today, **values}
        return act.replace("need_rule", rule_id, None, {**decided, **values})


def end_need(workspace: Workspace, viewer: Viewer, rule_id: str, last_day: date | None = None) -> None:
    """End a rule after a day, yesterday if none is given; a suggestion is taken away altogether."""
    require(viewer, "decide_need")
    with workspace.store.act(viewer.function, "end_need") as act:
        old = act.row("need_rule", rule_id)
        last = last_day or workspace.today - DAY
        begun = old["valid_from"] is None or old["valid_from"] <= last
        if old["state"] == "suggested" or not begun:
            act.retire("need_rule", [rule_id])
        else:
            act.replace("need_rule", rule_id, None, {"valid_to": last})


def last_day(today: date, first: date | None, last: date | None) -> date:
    """Return the last day of a decision made today: the one that is said, or half a year after it begins.

    Raises
    ------
    InputError
        `need_too_long`, `season_reversed` when it would end before it begins.
    """
    begins = max(today, first or today)
    if last is None:
        return begins + LASTS
    if last > begins + LASTS:
        raise InputError("need_too_long", days=LASTS.days, last=begins + LASTS)
    if first is not None and last < first:
        raise InputError("season_reversed", first=first, last=last)
    return last


def default_prices(
    workspace: Workspace, viewer: Viewer, kind: str, area_id: str | None = None, *, every: bool = False
) -> list[Price]:
    """Return what the defaults of a kind of place would ask for, each for one place.

    `every`: also those that METHOD leaves off.
    """
    require(viewer, "see_register")
    missing = _missing(workspace, kind, area_id)
    return [_price(rule, len(missing[rule["code"]])) for rule in defaults(kind) if every or rule["on"]]


def switch_on_default(
    workspace: Workspace,
    viewer: Viewer,
    kind: str,
    area_id: str | None = None,
    codes: Iterable[str] | None = None,
    *,
    only: Collection[str] | None = None,
) -> int:
    """Suggest the defaults of a kind for its places in an area (None: everywhere), and return how many rules that made.

    They are suggestions until somebody decides them; a place that has one already is left as it is. `only`: these
    places and no others.
    """
    require(viewer, "decide_need")
    rules = [rule for rule in defaults(kind) if (rule["on"] if codes is None else rule["code"] in set(codes))]
    missing = _missing(workspace, kind, area_id)
    rows = [
        {**rule, "place_id": place, "state": "suggested", "default_code": rule["code"], "sharing": "public"}
        for rule in rules
        for place in missing[rule["code"]]
        if only is None or place in only
    ]
    columns = {"code", "kinds", "on", "grade"}
    with workspace.store.act(viewer.function, "switch_on_default", note=kind) as act:
        mark_origin(act, workspace, workspace.origin or "own")
        act.insert("need_rule", [{k: v for k, v in row.items() if k not in columns} for row in rows])
        act.touched = False
    return len(rows)


def defaults(kind: str) -> list[dict[str, Any]]:
    """Return METHOD's default rules for a kind of place."""
    return [rule for rule in _defaults() if kind in rule["kinds"]]


def weekly_hours(rules: Iterable[dict[str, Any]]) -> float:
    """Return the adult-hours that rules ask for in an ordinary week: school on five days, no holiday, no risk evening.

    The largest of the base rules counts, add rules come on top. Source: METHOD 3.1.
    """
    base, added = np.zeros(8 * MINUTES), np.zeros(8 * MINUTES)
    for rule in rules:
        active = np.zeros(8 * MINUTES, dtype=bool)
        for number, day in enumerate(_ordinary_week()):
            if parse_days(rule["days"]).matches(day):
                start, end = _minutes(rule)
                active[max(0, number * MINUTES + start) : number * MINUTES + end] = True
        if rule.get("type", "base") == "add":
            added += active * float(rule["adults"])
        else:
            base = np.maximum(base, active * float(rule["adults"]))
    return float((base + added).sum() / 60)


def _price(rule: dict[str, Any], places: int) -> Price:
    start, end = _minutes(rule)
    days = sum(parse_days(rule["days"]).matches(day) for day in _ordinary_week())
    visit = rule.get("mode", "stay") == "visit"
    return Price(
        code=rule["code"],
        adults=float(rule["adults"]),
        mode=rule.get("mode", "stay"),
        days=rule["days"],
        start=rule["start"],
        end=rule["end"],
        adult_hours=weekly_hours([rule]),
        visits=days * -(-(end - start) // 120) if visit else 0,
        places=places,
    )


def _minutes(rule: dict[str, Any]) -> tuple[int, int]:
    """Return start and end of a rule in minutes of its day; an anchored one around its stated time."""
    begin, close = parse_time(rule["start"]), parse_end(rule["end"])
    start, end = begin.hour * 60 + begin.minute, close.hour * 60 + close.minute
    if rule.get("anchor", "clock") != "clock":
        return start + int(rule["start_offset_min"]), start + int(rule["end_offset_min"])
    return start, end if end > start else end + MINUTES


def _ordinary_week() -> list[DayFlags]:
    monday = date(2026, 9, 14)
    return [
        DayFlags(
            monday + n * DAY,
            school_day=n < 5,
            public_holiday=False,
            weekend_night=n in (4, 5),
            risk_evening=False,
        )
        for n in range(7)
    ]


def _missing(workspace: Workspace, kind: str, area_id: str | None) -> dict[str, list[str]]:
    """Return for each default of a kind the places of an area that do not have it, in the order of the register."""
    with workspace.store.reading() as look:
        places = look.frame("place")
        places = places.assign(in_area=area_of(look, places))
        rules = look.frame("need_rule")
    places = places[places["kind"] == kind]
    if area_id is not None:
        places = places[places["in_area"] == area_id]
    held = set(zip(rules["place_id"], rules["default_code"], strict=True))
    return {
        rule["code"]: [place for place in places["id"] if (place, rule["code"]) not in held]
        for rule in defaults(kind)
    }


def _check(values: dict[str, Any]) -> None:
    adults = values.get("adults", 0)
    if is_unknown(adults) or adults < 0 or adults != int(adults):
        raise InputError("adults_not_whole", value=str(adults))
    if "days" in values:
        parse_days(values["days"])
    for name, parse in (("start", parse_time), ("end", parse_end)):
        if name in values:
            parse(values[name])
    if values.get("mode", "stay") not in MODES:
        raise InputError("value_not_allowed", value=str(values["mode"]), allowed=", ".join(sorted(MODES)))


@cache
def _defaults() -> list[dict[str, Any]]:
    path = data_dir() / "needs" / "defaults.toml"
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    return found

"""Rows of need rules and their prices: a rule is written, replaced or ended, never edited; a default says its price.

What people decide, and what they must have read before, are the acts of `deciding`.
"""

import tomllib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_numbers, typed_text
from karta.model.calendar import DayFlags, parse_days
from karta.model.tables import NEEDS
from karta.model.walltime import DAY, parse_end, parse_time
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.free_text import about_places
from karta.services.needs import decision_days, seen_rules
from karta.services.workspace import Workspace, mark_origin
from karta.settings import data_dir
from karta.store.database import Reading
from karta.store.records import area_of

MINUTES = 24 * 60
# What of a rule is a choice, words, a day, or a number within bounds.
CHOICES = {name: NEEDS.column(name).allowed for name in ("type", "mode", "anchor", "state")}
WORDS, DAYS = ("responsible", "decided_by", "reason"), ("valid_from", "valid_to", "decided_on")
NUMBERS = {
    "start_offset_min": (-MINUTES, MINUTES), "end_offset_min": (-MINUTES, MINUTES),
    "min_civil_society": (0, typed_numbers.MOST_ADULTS), "min_trained": (0, typed_numbers.MOST_ADULTS),
}  # fmt: skip


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
    shown: Collection[str] | None = None,
    **values: Any,
) -> str:
    """Return the id of a decided rule: a new one for a place, or one that replaces `rule_id` with some values changed.

    `shown` are the ids of the place's rules that were read: a rule is never edited, so its id is its version. Who has
    seen the rule that came after `rule_id` replaces that one. None: this rule, or a new one whatever is there.

    A rule that was decided before stays in force until the new one begins, today unless `valid_from` says otherwise.
    A decision ends on `valid_to`, at most half a year after it begins; left out, that is its last day.

    Somebody answers for meeting it: `responsible`, or whoever did for the rule that it replaces.

    Raises
    ------
    InputError
        `responsible_missing` where nobody answers for it. When the values make no rule: `adults` must be whole, `days`
        known tokens; `need_too_long`, `season_reversed`; for words, days and numbers that cannot be stored.
    NotFoundError
        When the place or the rule is not there.
    ConflictError
        `row_changed` when somebody has decided about it since.
    """
    require(viewer, "decide_need", WORKSPACE)
    values = _checked(values)
    values = {
        **values,
        "valid_to": decision_days.last_day(workspace.today, values.get("valid_from"), values.get("valid_to")),
    }
    decided = {"state": "decided", "decided_by": viewer.function, "decided_on": workspace.today}
    with workspace.act(viewer, "decide_need") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        if rule_id is None:
            if place_id is None or not act.rows("place", "id", [place_id]):
                raise NotFoundError("place_missing")
            if shown is not None:
                seen_rules.refuse_unseen(act, place_id, shown, workspace.today)
            row = {"sharing": "public", "place_id": place_id, **decided, **values}
            _check_responsible(row)
            return act.insert("need_rule", [row])[0]
        old = seen_rules.rule_to_replace(act, rule_id, [rule_id] if shown is None else shown)
        if old["state"] == "decided":
            values = {"valid_from": workspace.today, **values}
        _check_responsible({**old, **values})
        return act.replace("need_rule", old["id"], old["version"], {**decided, **values})


def _check_responsible(rule: dict[str, Any]) -> None:
    if not rule.get("responsible"):
        raise InputError("responsible_missing")


def end_need(workspace: Workspace, viewer: Viewer, rule_id: str, last_day: date | None = None) -> None:
    """End a rule after a day, yesterday if none is given; a suggestion is taken away altogether.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has replaced or ended the rule meanwhile.
    """
    require(viewer, "decide_need", WORKSPACE)
    day_bounds.checked(last_day)
    with workspace.act(viewer, "end_need") as act:
        old = seen_rules.rule_to_replace(act, rule_id, [rule_id])
        last = last_day or workspace.today - DAY
        begun = old["valid_from"] is None or old["valid_from"] <= last
        if old["state"] == "suggested" or not begun:
            act.retire("need_rule", [rule_id])
        else:
            act.replace("need_rule", rule_id, old["version"], {"valid_to": last})


def default_prices(
    workspace: Workspace, viewer: Viewer, kind: str, area_id: str | None = None, *, every: bool = False
) -> list[Price]:
    """Return what the defaults of a kind of place would ask for, each for one place.

    `every`: also those that METHOD leaves off.
    """
    require(viewer, "see_rules", WORKSPACE)
    with workspace.store.reading() as reading:
        missing = _missing(reading, kind, area_id)
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
    require(viewer, "decide_need", WORKSPACE)
    kind = typed_text.name(kind)
    rules = [rule for rule in defaults(kind) if (rule["on"] if codes is None else rule["code"] in set(codes))]
    columns = {"code", "kinds", "on", "grade"}
    with workspace.act(viewer, "switch_on_default", note=kind) as act:
        # Within the act: of two who switch it on at once, the second finds nothing missing.
        missing = _missing(Reading(act.connection), kind, area_id)
        suggested = {"state": "suggested", "sharing": "public"}
        rows = [
            {**rule, **suggested, "place_id": place, "default_code": rule["code"]}
            for rule in rules
            for place in missing[rule["code"]]
            if only is None or place in only
        ]
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


def _missing(reading: Reading, kind: str, area_id: str | None) -> dict[str, list[str]]:
    """Return for each default of a kind the places of an area that do not have it, in the order of the register."""
    places = reading.frame("place")
    places = places.assign(in_area=area_of(reading, places))
    rules = reading.frame("need_rule")
    places = places[places["kind"] == kind]
    if area_id is not None:
        places = places[places["in_area"] == area_id]
    existing = set(zip(rules["place_id"], rules["default_code"], strict=True))
    return {
        rule["code"]: [place for place in places["id"] if (place, rule["code"]) not in existing]
        for rule in defaults(kind)
    }


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a rule as they are stored."""
    checked = dict(values)
    if "adults" in values:
        checked["adults"] = typed_numbers.adults(
            float("nan") if values["adults"] is None else values["adults"]
        )
    if "days" in values:
        checked["days"] = typed_text.name(values["days"])
        parse_days(checked["days"])
    for name, parse in (("start", parse_time), ("end", parse_end)):
        if name in values:
            checked[name] = values[name].strip()
            parse(checked[name])
    for name, allowed in CHOICES.items():
        if values.get(name, allowed[0]) not in allowed:
            raise InputError("value_not_allowed", value=str(values[name]), allowed=", ".join(allowed))
    checked |= {name: typed_text.clean(values[name] or "") or None for name in WORDS if name in values}
    if checked.get("reason"):
        checked["reason"] = about_places(checked["reason"])
    checked |= {name: day_bounds.checked(values[name]) for name in DAYS if name in values}
    for name, (least, most) in NUMBERS.items():
        if values.get(name) is not None:
            checked[name] = typed_numbers.number(values[name], least, most)
    return checked


@cache
def _defaults() -> list[dict[str, Any]]:
    path = data_dir() / "needs" / "defaults.toml"
    rules: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    return rules

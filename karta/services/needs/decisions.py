"""All decisions about need in one table, and several of them prolonged, ended or copied as one act, their price first.

A decision is never edited: the one that is prolonged is followed by another, so that old figures can be computed again.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.place import is_unknown
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, require
from karta.services.needs import decision_days, place_status, seen_rules
from karta.services.needs.deciding import DUE_WITHIN
from karta.services.needs.rule_rows import weekly_hours
from karta.services.register import places as register_places
from karta.services.workspace import Workspace, mark_origin
from karta.store.acts import Act

COLUMNS = [*place_status.RULE_COLUMNS, "place", "due"]
# What of a rule a copy takes along: what is asked for, and no word about the place that it was decided for.
COPIED = (
    "type", "adults", "days", "start", "end", "mode", "anchor", "start_offset_min", "end_offset_min",
    "outside_sessions", "within_access", "responsible", "sharing",
)  # fmt: skip


@dataclass(frozen=True)
class Price:
    """What decisions ask for in an ordinary week: adult-hours where somebody stays, visits where those are enough.

    `kronor` is None where the municipality has not said what an adult-hour costs.
    """

    decisions: int
    places: int
    adult_hours: float
    visits: int
    kronor: float | None


def decisions(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the decided rules that are or will be in force: COLUMNS, those that end first on top.

    `due`: it has no end, or ends within four weeks.
    """
    require(viewer, "see_rules", WORKSPACE)
    rules = place_status.rules(workspace, viewer)
    places = register_places.places(workspace, viewer).set_index("id")["name"]
    rules = rules[(rules["state"] == "decided") & rules["place_id"].isin(places.index)]
    soon = workspace.today + DUE_WITHIN
    ends = [None if is_unknown(last) else last for last in rules["valid_to"]]
    table = rules.assign(
        valid_to=pd.Series(ends, rules.index, dtype=object),
        place=rules["place_id"].map(places),
        due=pd.Series([last is None or last <= soon for last in ends], rules.index, dtype=bool),
    )
    order = sorted(
        range(len(table)),
        key=lambda n: (str(table["valid_to"].iloc[n] or ""), str(table["place"].iloc[n]).casefold()),
    )
    return table.iloc[order][COLUMNS].reset_index(drop=True)


def price(workspace: Workspace, rules: pd.DataFrame, others: pd.DataFrame | None = None) -> Price:
    """Return what some rules ask for in an ordinary week beyond what `others` ask for at the same places.

    Of base rules that hold at once the largest counts, and so a rule that another one covers costs nothing.
    """
    records = _records(rules)
    beside = [] if others is None else _records(others)
    hours = 0.0
    for place_id in dict.fromkeys(rule["place_id"] for rule in records):
        own = [rule for rule in records if rule["place_id"] == place_id and rule["mode"] != "visit"]
        rest = [rule for rule in beside if rule["place_id"] == place_id and rule["mode"] != "visit"]
        hours += weekly_hours([*rest, *own]) - weekly_hours(rest)
    kronor = hour_price(workspace)
    visits = sum(place_status.visits(rule) for rule in records)
    places = len({rule["place_id"] for rule in records})
    return Price(len(records), places, hours, visits, None if kronor is None else hours * kronor)


def hour_price(workspace: Workspace) -> float | None:
    """Return what the municipality reckons that an adult-hour costs, in kronor; None where it has not said."""
    stored = workspace.setting("hour_price")
    return None if stored is None else float(stored)


def prolong(
    workspace: Workspace,
    viewer: Viewer,
    rule_ids: Collection[str],
    decided_by: str,
    until: date | None = None,
) -> int:
    """Decide some rules anew until a day, half a year at most, as one act; return how many.

    One that is in force longer already is left as it is.

    Raises
    ------
    InputError
        `decided_by_missing`, `decisions_none`, `decisions_longer` where none ends before that day, `need_too_long`,
        `responsible_missing` for one that nobody answers for.
    ConflictError
        `row_changed` when somebody has replaced or ended one of them meanwhile.
    """
    require(viewer, "decide_need", WORKSPACE)
    who, today = _decider(decided_by), workspace.today
    day_bounds.checked(until)
    count = 0
    with workspace.act(viewer, "prolong_needs") as act:
        for old in _chosen(act, rule_ids):
            first = max(today, old["valid_from"] or today)
            last = decision_days.last_day(today, first, until)
            if old["valid_to"] is not None and old["valid_to"] >= last:
                continue
            if not old["responsible"] and old["adults"]:
                raise InputError("responsible_missing")
            values = {"valid_from": first, "valid_to": last, "decided_by": who, "decided_on": today}
            act.replace("need_rule", old["id"], old["version"], values)
            count += 1
        if not count:
            raise InputError("decisions_longer")
    return count


def end(workspace: Workspace, viewer: Viewer, rule_ids: Collection[str], last_day: date | None = None) -> int:
    """End some rules after a day, yesterday if none is given, as one act; return how many. Raises as `prolong` does."""
    require(viewer, "decide_need", WORKSPACE)
    day_bounds.checked(last_day)
    last = last_day or workspace.today - DAY
    with workspace.act(viewer, "end_needs") as act:
        for old in _chosen(act, rule_ids):
            if old["valid_from"] is None or old["valid_from"] <= last:
                act.replace("need_rule", old["id"], old["version"], {"valid_to": last})
            else:
                act.retire("need_rule", [old["id"]])
    return len(set(rule_ids))


def copy(
    workspace: Workspace,
    viewer: Viewer,
    rule_ids: Collection[str],
    place_ids: Sequence[str],
    decided_by: str,
    until: date | None = None,
) -> int:
    """Decide the same for other places from today on, as one act; return how many decisions that made.

    Raises as `prolong` does, and NotFoundError for a place that is not there.
    """
    require(viewer, "decide_need", WORKSPACE)
    who, today = _decider(decided_by), workspace.today
    last = decision_days.last_day(today, today, day_bounds.checked(until))
    with workspace.act(viewer, "copy_needs") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        rules, places = _chosen(act, rule_ids), list(dict.fromkeys(place_ids))
        if not places or len(act.rows("place", "id", places)) != len(places):
            raise NotFoundError("place_missing")
        if any(not rule["responsible"] and rule["adults"] for rule in rules):
            raise InputError("responsible_missing")
        decided = {
            "state": "decided", "decided_by": who, "decided_on": today, "valid_from": today, "valid_to": last,
        }  # fmt: skip
        rows = [
            {**{name: rule[name] for name in COPIED}, **decided, "place_id": place_id}
            for rule in rules
            for place_id in places
            if place_id != rule["place_id"]
        ]
        return len(act.insert("need_rule", rows))


def copies(rules: pd.DataFrame, place_ids: Sequence[str]) -> pd.DataFrame:
    """Return the rules that a copy to places would make, for their price."""
    rows = [
        {**rule, "place_id": place_id}
        for rule in _records(rules)
        for place_id in place_ids
        if place_id != rule["place_id"]
    ]
    return pd.DataFrame(rows, columns=rules.columns)


def _decider(decided_by: str) -> str:
    who = typed_text.clean(decided_by)
    if not who:
        raise InputError("decided_by_missing")
    return who


def _chosen(act: Act, rule_ids: Collection[str]) -> list[dict[str, Any]]:
    """Return the rows of rules as they were shown. Raises ConflictError for one that has been followed since."""
    if not rule_ids:
        raise InputError("decisions_none")
    return [seen_rules.rule_to_replace(act, rule_id, [rule_id]) for rule_id in dict.fromkeys(rule_ids)]


def _records(rules: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in rule.items()} for rule in rules.to_dict("records")]

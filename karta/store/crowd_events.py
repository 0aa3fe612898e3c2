"""Crowd events of associations (a match, a cup): the day is a risk evening at that place, and at no other.

An event asks for nobody by itself. What somebody has decided for risk evenings at the place holds on its day, too;
where nothing is decided for them, nothing changes.
"""

from dataclasses import replace
from datetime import date

import pandas as pd

from karta.model import tables as declared
from karta.model.day_rule import day_flags, parse_days
from karta.model.frames import check
from karta.model.tables import Tables
from karta.store.database import Reading

RISK_EVENING = "risk_evening"


def with_crowd_events(reading: Reading, tables: Tables) -> Tables:
    """Return tables in which the rules for risk evenings hold on the days of crowd events, at their places alone.

    Such a rule is written out for the day, called `rule/date`; a day that is a risk evening anyway needs none.
    """
    days = {day.date: day for day in day_flags(tables.calendar)}
    places = set(tables.needs["place_id"])
    events = reading.frame("crowd_event")
    pairs = {
        (place, day)
        for place, day in zip(events["place_id"], events["date"], strict=True)
        if place in places and day in days and not days[day].risk_evening
    }
    if not pairs:
        return tables
    rules = [
        {str(name): cell for name, cell in rule.items()}
        for rule in tables.needs.to_dict("records")
        if RISK_EVENING in parse_days(rule["days"]).kinds
    ]
    written = [
        {**rule, "rule_id": _of_day(rule["rule_id"], day), "days": "all", "valid_from": day, "valid_to": day}
        for place, day in sorted(pairs)
        for rule in rules
        if rule["place_id"] == place
        and (rule["valid_from"] is None or rule["valid_from"] <= day)
        and (rule["valid_to"] is None or rule["valid_to"] >= day)
        and parse_days(rule["days"]).matches(replace(days[day], risk_evening=True))
    ]  # fmt: skip
    if not written:
        return tables
    extra = check(pd.DataFrame(written), declared.NEEDS)
    return tables.with_(needs=pd.concat([tables.needs, extra], ignore_index=True))


def written_of(rule_id: str) -> str:
    """Return the id of the rule that a rule of `with_crowd_events` was written out of; its own, of any other."""
    return rule_id.partition("/")[0]


def _of_day(rule_id: str, day: date) -> str:
    return f"{rule_id}/{day.isoformat()}"

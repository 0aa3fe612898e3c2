"""Need as those who decide it act: decide with a name to it, decide nothing, choose risk evenings, look again.

Rules are superseded, never edited; the rows are written in `decisions`. A decision is in force for half a year at
most; a place that has been pointed out locally also needs the decision behind it (METHOD 3.1).
"""

from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.coverage.review import review
from karta.errors import InputError, NotFoundError
from karta.model.calendar import suggested_risk_evenings
from karta.model.place import is_unknown
from karta.privacy import Viewer, redact, require
from karta.services import decisions, gaps, register, standing
from karta.services.reach import distances
from karta.services.workspace import Workspace, mark_origin
from karta.store.records import load_tables

DAY = timedelta(days=1)
# How far ahead risk evenings are chosen.
A_YEAR = timedelta(days=365)
# How long before its end a decision is put before those who made it. [K]
DUE_WITHIN = timedelta(days=28)
RISK = "risk_evening"
EVENINGS = ["row_id", "name", "day", "until", "in_force"]
# What a decided nothing says: no adults, whole days, nobody asked to come.
NOTHING: dict[str, Any] = {
    "adults": 0.0, "days": "all", "start": "06:00", "end": "06:00", "mode": "stay", "anchor": "clock", "type": "base",
    "outside_sessions": False, "within_access": False, "state": "decided", "sharing": "public",
}  # fmt: skip
DUE = ["rule_id", "place_id", "place", "adults", "days", "start", "end", "decided_by", "valid_to"]
REVIEWS = [
    "rule_id",
    "place_id",
    "place",
    "adults",
    "days",
    "start",
    "end",
    "decided_by",
    "reports",
    "met_nobody",
]


def decide(
    workspace: Workspace,
    viewer: Viewer,
    *,
    place_id: str | None = None,
    rule_id: str | None = None,
    pointed_out: bool = False,
    **values: Any,
) -> str:
    """Return the id of a decided rule: a new one for a place, or one that takes the place of `rule_id`.

    `valid_to` is at most half a year off, and that unless it is said. `pointed_out`: the place was pointed out
    locally; then `reason` names the decision.

    Raises
    ------
    InputError
        Without a function that decides, a party that answers for it, or what a pointed-out place needs.
    """
    require(viewer, "decide_need")
    if not values.get("decided_by"):
        raise InputError("decided_by_missing")
    if not values.get("responsible"):
        raise InputError("responsible_missing")
    if pointed_out and not values.get("reason"):
        raise InputError("reference_missing")
    return decisions.decide_need(workspace, viewer, place_id=place_id, rule_id=rule_id, **values)


def decide_nothing(
    workspace: Workspace,
    viewer: Viewer,
    place_id: str,
    *,
    decided_by: str,
    valid_to: date | None = None,
    reason: str | None = None,
) -> str:
    """Decide that a place needs nobody - the young people's own - and return the rule's id; one act, one way back.

    Suggestions are taken away; what was decided stays in force until yesterday. It ends as any decision does.
    """
    require(viewer, "decide_need")
    if not decided_by.strip():
        raise InputError("decided_by_missing")
    today = workspace.today
    last = decisions.last_day(today, None, valid_to)
    with workspace.store.act(viewer.function, "decide_nothing") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        if not act.rows("place", "id", [place_id]):
            raise NotFoundError("place_missing")
        for rule in act.rows("need_rule", "place_id", [place_id]):
            begun = rule["valid_from"] is None or rule["valid_from"] < today
            ended = rule["valid_to"] is not None and rule["valid_to"] < today
            if rule["state"] == "suggested" or not begun:
                act.retire("need_rule", [rule["id"]])
            elif not ended:
                act.replace("need_rule", rule["id"], None, {"valid_to": today - DAY})
        nothing = {
            **NOTHING, "place_id": place_id, "decided_by": decided_by.strip(), "decided_on": today, "valid_from": today,
            "valid_to": last, "reason": reason,
        }  # fmt: skip
        return act.insert("need_rule", [nothing])[0]


def risk_evenings(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the risk evenings of the year to come, by day: EVENINGS.

    Those that the municipality has chosen (`in_force`), and those that Karta offers and nobody has chosen yet.
    """
    require(viewer, "see_register")
    today, ahead = workspace.today, workspace.today + A_YEAR
    rows = workspace.store.frame("calendar_row")
    ends = [last or first for first, last in zip(rows["date"], rows["date_to"], strict=True)]
    chosen = rows.assign(last=pd.Series(ends, dtype=object))[rows["kind"] == RISK].to_dict("records")
    found = [
        (row["id"], row["name"], row["date"], row["last"], True)
        for row in chosen
        if today <= row["last"] <= ahead
    ]
    taken = {row["date"] + n * DAY for row in chosen for n in range((row["last"] - row["date"]).days + 1)}
    terms = [last for last, kind in zip(ends, rows["kind"], strict=True) if kind == "term"]
    offered = [
        evening
        for year in (today.year, ahead.year)
        for evening in suggested_risk_evenings(year, terms, workspace.language)
    ]
    found += [
        ("", evening.name, evening.day, evening.day, False)
        for evening in offered
        if evening.day is not None and today <= evening.day <= ahead and evening.day not in taken
    ]
    frame = pd.DataFrame(found, columns=EVENINGS).drop_duplicates(["name", "day"])
    return frame.sort_values(["day", "name"]).reset_index(drop=True)


def add_risk_evening(workspace: Workspace, viewer: Viewer, day: date, name: str) -> str:
    """Choose an evening as a risk evening, and return the row's id: rules for risk evenings are in force then."""
    require(viewer, "decide_need")
    if not name.strip():
        raise InputError("name_missing")
    with workspace.store.act(viewer.function, "set_risk_evenings") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        row = {"date": day, "kind": RISK, "name": name.strip(), "sharing": "public"}
        return act.insert("calendar_row", [row])[0]


def remove_risk_evening(workspace: Workspace, viewer: Viewer, row_id: str) -> None:
    """Take a risk evening out of the calendar."""
    require(viewer, "decide_need")
    with workspace.store.act(viewer.function, "set_risk_evenings") as act:
        if act.row("calendar_row", row_id)["kind"] != RISK:
            raise NotFoundError("row_missing", table="calendar_row")
        act.retire("calendar_row", [row_id])


def due(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the decided rules of places that have no last day (read in from a file) or end within four weeks: DUE.

    Those without an end (`valid_to` None) come first, then by their end; what a later decision follows is left out.
    """
    require(viewer, "see_register")
    found = standing.rules(workspace, viewer)
    places = register.places(workspace, viewer).set_index("id")["name"]
    soon = workspace.today + DUE_WITHIN
    found = found[(found["state"] == "decided") & found["place_id"].isin(places.index)]
    ends = pd.Series(
        [None if is_unknown(last) else last for last in found["valid_to"]], found.index, dtype=object
    )
    asked = pd.Series([last is None or last <= soon for last in ends], found.index, dtype=bool)
    table = found.assign(valid_to=ends, place=found["place_id"].map(places))[asked]
    return table.sort_values(
        ["valid_to", "place"],
        key=lambda said: said.map(lambda one: "" if one is None else str(one).casefold()),
    )[DUE].reset_index(drop=True)


def reviews(workspace: Workspace, viewer: Viewer, weeks: int = 12) -> pd.DataFrame:
    """Return the decided rules that the reports of the last weeks ask to look at again: REVIEWS.

    At least four reports about a rule, and nobody met in three of four of them. It is a question to those who
    decided, never a change of the need (METHOD 3.8).
    """
    require(viewer, "decide_need")
    last = workspace.today - DAY
    first = last - timedelta(weeks=weeks) + DAY
    reports = workspace.store.frame("report")
    reports = reports[[first <= day <= last for day in reports["date"]]]
    if reports.empty:
        return pd.DataFrame(columns=REVIEWS)
    measure = distances(workspace)
    loaded = load_tables(workspace.store, first, last, workspace.today, workspace.method, measure)
    tables = redact(loaded, viewer)
    places = set(tables.needs.loc[tables.needs["state"] == "decided", "place_id"])
    tables = gaps.only_places(tables, places)
    met = reports.rename(columns={"party_id": "presence_id"})[["presence_id", "date", "met"]]
    flagged = review(tables, met)
    flagged = flagged[flagged["review"]]
    rules = tables.needs.set_index("rule_id")
    names = tables.places.set_index("place_id")["name"]
    return pd.DataFrame({
        "rule_id": flagged["rule_id"],
        "place_id": flagged["place_id"],
        "place": flagged["place_id"].map(names),
        **{name: flagged["rule_id"].map(rules[name]) for name in ("adults", "days", "decided_by")},
        "start": flagged["rule_id"].map(rules["start_local"]),
        "end": flagged["rule_id"].map(rules["end_local"]),
        "reports": flagged["reports"],
        "met_nobody": flagged["met_nobody"],
    })[REVIEWS].reset_index(drop=True)  # fmt: skip

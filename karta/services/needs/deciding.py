"""Acts of those who decide need: decide a rule or that a place needs nobody, choose risk evenings, review.

What a decision must say stands here; the row of a rule is written, and its price worked out, in `rule_rows`. A decision
is in force for half a year at most; a place that has been pointed out locally also needs the decision behind it
(METHOD 3.1).
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

import pandas as pd

from karta.coverage.review import review
from karta.errors import InputError, NotFoundError
from karta.model import day_bounds, typed_text
from karta.model.calendar import suggested_risk_evenings
from karta.model.place import is_unknown
from karta.model.walltime import DAY
from karta.privacy import WORKSPACE, Viewer, redact, require
from karta.services.free_text import about_places
from karta.services.gaps.known_tables import only_places
from karta.services.needs import decision_days, place_status, rule_rows, seen_rules
from karta.services.register import places as register_places
from karta.services.walking_distances import distances
from karta.services.workspace import Workspace, mark_origin
from karta.store.crowd_events import written_of
from karta.store.records import load_tables

# How far ahead risk evenings are chosen.
A_YEAR = timedelta(days=365)
# How long before its end a decision is put before those who made it. [K]
DUE_WITHIN = timedelta(days=28)
RISK = "risk_evening"
EVENINGS = ["row_id", "name", "day", "until", "in_force"]
# The values of a decision that a place needs nobody: no adults, whole days.
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
    shown: Collection[str],
    **values: Any,
) -> str:
    """Return the id of a decided rule: a new one for a place, or one that takes the place of `rule_id`.

    `valid_to` is at most half a year ahead, and is that where it is left out. `pointed_out`: the place was pointed out
    locally; then `reason` names the decision. `shown` are the ids of the place's rules that were read.

    Raises
    ------
    ConflictError
        `row_changed` when somebody has decided about it since.
    InputError
        Without a function that decides, a party that answers for it, or what a pointed-out place needs.
    """
    require(viewer, "decide_need", WORKSPACE)
    if not typed_text.clean(values.get("decided_by") or ""):
        raise InputError("decided_by_missing")
    if not typed_text.clean(values.get("responsible") or ""):
        raise InputError("responsible_missing")
    if pointed_out and not typed_text.clean(values.get("reason") or ""):
        raise InputError("reference_missing")
    return rule_rows.decide_need(workspace, viewer, place_id=place_id, rule_id=rule_id, shown=shown, **values)


def decide_nothing(
    workspace: Workspace,
    viewer: Viewer,
    place_id: str,
    *,
    shown: Collection[str],
    decided_by: str,
    valid_to: date | None = None,
    reason: str | None = None,
) -> str:
    """Decide that a place needs nobody, since it is the young people's own, and return the rule's id.

    It is one act and undone as one. Suggestions are taken away; what was decided stays in force until yesterday. It
    ends as any decision does.

    Raises
    ------
    ConflictError
        `row_changed` when the place has other rules than `shown`, the ids of those that were read.
    """
    require(viewer, "decide_need", WORKSPACE)
    decided, why = typed_text.clean(decided_by), about_places(reason or "") or None
    if not decided:
        raise InputError("decided_by_missing")
    day_bounds.checked(valid_to)
    today = workspace.today
    last = decision_days.last_day(today, None, valid_to)
    with workspace.act(viewer, "decide_nothing") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        if not act.rows("place", "id", [place_id]):
            raise NotFoundError("place_missing")
        seen_rules.refuse_unseen(act, place_id, shown, today)
        for rule in act.rows("need_rule", "place_id", [place_id]):
            begun = rule["valid_from"] is None or rule["valid_from"] < today
            ended = rule["valid_to"] is not None and rule["valid_to"] < today
            if rule["state"] == "suggested" or not begun:
                act.retire("need_rule", [rule["id"]])
            elif not ended:
                act.replace("need_rule", rule["id"], rule["version"], {"valid_to": today - DAY})
        nothing = {
            **NOTHING, "place_id": place_id, "decided_by": decided, "decided_on": today, "valid_from": today,
            "valid_to": last, "reason": why,
        }  # fmt: skip
        return act.insert("need_rule", [nothing])[0]


def risk_evenings(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the risk evenings of the year to come, by day: EVENINGS.

    Those that the municipality has chosen (`in_force`), and those that Karta offers and nobody has chosen yet.
    """
    require(viewer, "see_register", WORKSPACE)
    today, ahead = workspace.today, workspace.today + A_YEAR
    rows = workspace.store.frame("calendar_row")
    ends = [last or first for first, last in zip(rows["date"], rows["date_to"], strict=True)]
    chosen = rows.assign(last=pd.Series(ends, dtype=object))[rows["kind"] == RISK].to_dict("records")
    evenings = [
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
    evenings += [
        ("", evening.name, evening.day, evening.day, False)
        for evening in offered
        if evening.day is not None and today <= evening.day <= ahead and evening.day not in taken
    ]
    frame = pd.DataFrame(evenings, columns=EVENINGS).drop_duplicates(["name", "day"])
    return frame.sort_values(["day", "name"]).reset_index(drop=True)


def add_risk_evening(workspace: Workspace, viewer: Viewer, day: date, name: str) -> str:
    """Choose an evening as a risk evening, and return the row's id: rules for risk evenings are in force then."""
    require(viewer, "decide_need", WORKSPACE)
    own_name = about_places(name)
    if not own_name:
        raise InputError("name_missing")
    day_bounds.checked(day)
    with workspace.act(viewer, "set_risk_evenings") as act:
        mark_origin(act, workspace, workspace.origin or "own")
        row = {"date": day, "kind": RISK, "name": own_name, "sharing": "public"}
        return act.insert("calendar_row", [row])[0]


def remove_risk_evening(workspace: Workspace, viewer: Viewer, row_id: str) -> None:
    """Take a risk evening out of the calendar."""
    require(viewer, "decide_need", WORKSPACE)
    with workspace.act(viewer, "set_risk_evenings") as act:
        if act.row("calendar_row", row_id)["kind"] != RISK:
            raise NotFoundError("row_missing", table="calendar_row")
        act.retire("calendar_row", [row_id])


def due(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the decided rules of places that have no last day (read in from a file) or end within four weeks: DUE.

    Those without an end (`valid_to` None) come first, then by their end; what a later decision follows is left out.
    """
    require(viewer, "see_rules", WORKSPACE)
    rules = place_status.rules(workspace, viewer)
    places = register_places.places(workspace, viewer).set_index("id")["name"]
    soon = workspace.today + DUE_WITHIN
    rules = rules[(rules["state"] == "decided") & rules["place_id"].isin(places.index)]
    ends = pd.Series(
        [None if is_unknown(last) else last for last in rules["valid_to"]], rules.index, dtype=object
    )
    is_due = pd.Series([last is None or last <= soon for last in ends], rules.index, dtype=bool)
    table = rules.assign(valid_to=ends, place=rules["place_id"].map(places))[is_due]
    return table.sort_values(
        ["valid_to", "place"],
        key=lambda column: column.map(lambda end: "" if end is None else str(end).casefold()),
    )[DUE].reset_index(drop=True)


def without_responsible(workspace: Workspace, viewer: Viewer) -> pd.DataFrame:
    """Return the decided needs of places that nobody answers for (read in from a file, or from before), by place: DUE.

    One that is decided to be nothing needs nobody to meet it.
    """
    require(viewer, "see_rules", WORKSPACE)
    rules = place_status.rules(workspace, viewer)
    places = register_places.places(workspace, viewer).set_index("id")["name"]
    silent = pd.Series([is_unknown(name) for name in rules["responsible"]], rules.index, dtype=bool)
    decided = (rules["state"] == "decided") & (rules["adults"] > 0) & rules["place_id"].isin(places.index)
    table = rules.assign(place=rules["place_id"].map(places))[decided & silent]
    return table.sort_values(["place", "start"])[DUE].reset_index(drop=True)


def reviews(workspace: Workspace, viewer: Viewer, weeks: int = 12) -> pd.DataFrame:
    """Return the decided rules that the reports of the last weeks give reason to review: REVIEWS.

    At least four reports about a rule, and nobody met in three of four of them. It is a question to those who
    decided, never a change of the need (METHOD 3.8).
    """
    require(viewer, "decide_need", WORKSPACE)
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
    tables = only_places(tables, places)
    # What was written out for the day of a match is the rule that somebody has decided: it is looked at as one.
    tables = tables.with_(needs=tables.needs.assign(rule_id=tables.needs["rule_id"].map(written_of)))
    met = reports.rename(columns={"party_id": "presence_id"})[["presence_id", "date", "met"]]
    flagged = review(tables, met)
    flagged = flagged[flagged["review"]]
    rules = tables.needs.drop_duplicates("rule_id").set_index("rule_id")
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

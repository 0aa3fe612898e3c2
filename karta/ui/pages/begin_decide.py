"""The form of a decision: how many adults, when, who decides it, who answers for it, and until when."""

from datetime import time
from typing import Any

import streamlit as st

from karta.i18n import number
from karta.services import decisions, needs
from karta.services.standing import Standing
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes
from karta.ui.pages import register_rules

DAYS = ("all", "school", "nonschool", "weekend_night", "risk_evening", "MO;TU;WE;TH;FR", "FR;SA")
BLANK: dict[str, Any] = {
    "rule_id": None, "type": "base", "anchor": "clock", "mode": "stay", "state": "suggested", "default_code": None,
    "responsible": None, "reason": None, "within_access": False,
}  # fmt: skip
OWN: dict[str, Any] = {
    **BLANK, "key": "own", "adults": 2.0, "days": "weekend_night", "start": "20:00", "end": "23:00",
}  # fmt: skip
# What a default brings along that the form does not ask about.
KEPT = ("type", "anchor", "start_offset_min", "end_offset_min", "outside_sessions", "within_access")


def show(context: Context, one: Standing) -> None:
    """Show the form for a rule of the place: one of those there, or a new one."""
    words.heading(context.say("begin.decide_title"), 3)
    rule = _rule(context, one)
    key = f"{one.place_id}_{rule.get('key') or rule['rule_id']}"
    values = _hours(context, rule, key)
    price = {**rule, **values, "visits": 0}
    price["adult_hours"] = decisions.weekly_hours([price])
    said = "begin.price_now" if price["adult_hours"] or not price["adults"] else "begin.price_rare"
    language = context.workspace.language
    facts = {
        "place": one.name,
        "what": register_rules.what(context, price),
        "hours": number(price["adult_hours"], 0, language),
        "known": number(one.known_hours, 0, language),
    }
    words.paragraph(context.say(said, **facts), "note")
    _warn(context, one, price)
    values |= _who(context, one, rule, key)
    decide, nothing = st.columns(2)
    if decide.button(context.say("begin.decide"), type="primary", key=f"decide_{key}", width="stretch"):
        _decide(context, one, rule, values)
    if nothing.button(context.say("begin.decide_nothing"), key=f"nothing_{key}", width="stretch"):
        _nothing(context, one, values)


def _rule(context: Context, one: Standing) -> dict[str, Any]:
    """Return the rule that is being decided: by default the first suggestion where somebody is to stay."""
    rules = [{str(k): v for k, v in rule.items()} for rule in one.rules.to_dict("records")]
    held = {rule["default_code"] for rule in rules}
    rules += [
        {**BLANK, **rule, "key": rule["code"]}
        for rule in decisions.defaults(one.kind)
        if rule["on"] and rule["code"] not in held
    ]
    rules.sort(
        key=lambda rule: (rule["state"] == "decided", rule["mode"] != "stay", rule["days"] == "risk_evening")
    )
    by_key = {str(rule.get("key") or rule["rule_id"]): rule for rule in rules} | {"own": OWN}

    def label(key: str) -> str:
        if key == "own":
            return context.say("begin.new_rule")
        state = context.say(f"begin.rule_{by_key[key]['state']}")
        return f"{state}: {register_rules.what(context, by_key[key])}"

    asked = st.selectbox(
        context.say("begin.which_rule"),
        list(by_key),
        format_func=label,
        key="rule_" + "_".join([one.place_id, *by_key]),
    )
    return by_key.get(asked or "own", OWN)


def _hours(context: Context, rule: dict[str, Any], key: str) -> dict[str, Any]:
    """Show adults, days and hours; return what they say. A rule that hangs on the place's hours keeps doing so."""
    how_many, when, start, end, how = st.columns([2, 3, 2, 2, 3])
    adults = how_many.number_input(
        context.say("begin.adults"), 0, 50, int(rule["adults"]), key=f"adults_{key}"
    )
    tokens = list(dict.fromkeys([rule["days"], *DAYS]))
    days = when.selectbox(
        context.say("begin.days"),
        tokens,
        format_func=lambda said: register_rules.days(context, said),
        key=f"days_{key}",
    )
    first = start.time_input(
        context.say("begin.from"), time.fromisoformat(rule["start"]), step=900, key=f"from_{key}"
    )
    last = end.time_input(
        context.say("begin.to"), time.fromisoformat(_clock(rule["end"])), step=900, key=f"to_{key}"
    )
    mode = how.selectbox(
        context.say("begin.mode"), ("stay", "visit"), ("stay", "visit").index(rule["mode"]),
        format_func=lambda code: context.say(f"begin.mode_{code}"), help=context.say("begin.mode_help"),
        key=f"mode_{key}",
    )  # fmt: skip
    values: dict[str, Any] = {
        "adults": adults, "days": days, "start": f"{first:%H:%M}", "end": f"{last:%H:%M}", "mode": mode,
    }  # fmt: skip
    moved = (values["start"], values["end"]) != (rule["start"], _clock(rule["end"]))
    if rule["anchor"] != "clock" and moved:
        values["anchor"] = "clock"
    if rule["anchor"] != "clock" and not moved:
        words.paragraph(context.say(f"begin.anchored_{rule['anchor']}"), "quiet")
    return values


def _warn(context: Context, one: Standing, rule: dict[str, Any]) -> None:
    """Tell what has to be known before the need counts."""
    if rule["within_access"] and not one.access_known:
        words.paragraph(context.say("begin.needs_access"), "fault")
    if {"school", "nonschool"} & set(rule["days"].split(";")) and not one.calendar_known:
        words.paragraph(context.say("begin.needs_calendar"), "fault")


def _who(context: Context, one: Standing, rule: dict[str, Any], key: str) -> dict[str, Any]:
    """Show who decides, who answers, until when and why; return what they say."""
    by, answers, until = st.columns(3)
    decided_by = by.text_input(
        context.say("begin.decided_by"),
        context.viewer.function,
        help=context.say("begin.decided_by_help"),
        key=f"by_{key}",
    )
    responsible = answers.text_input(
        context.say("begin.responsible"), rule["responsible"] or _answers_already(one) or "",
        placeholder=context.say("begin.responsible_example"), help=context.say("begin.responsible_help"),
        key=f"responsible_{key}",
    )  # fmt: skip
    pointed = st.checkbox(context.say("begin.pointed_out"), key=f"pointed_{key}")
    today = context.workspace.today
    furthest = today + decisions.LASTS
    last = until.date_input(
        context.say("begin.until"), furthest, min_value=today, max_value=furthest, format="YYYY-MM-DD",
        help=context.say("begin.until_help"), key=f"until_{key}",
    )  # fmt: skip
    reason = st.text_input(
        context.say("begin.reference" if pointed else "begin.reason"), rule.get("reason") or "", key=f"reason_{key}",
        help=context.say("begin.reason_help"),
    )  # fmt: skip
    return {
        "decided_by": decided_by.strip(), "responsible": responsible.strip() or None, "valid_to": last,
        "reason": reason.strip() or None, "pointed": pointed,
    }  # fmt: skip


def _answers_already(one: Standing) -> str | None:
    """Return who answers for another need of the place: most often the same."""
    named = [name for name in one.rules["responsible"] if name]
    return named[0] if named else None


def _decide(context: Context, one: Standing, rule: dict[str, Any], values: dict[str, Any]) -> None:
    values = dict(values)
    pointed = values.pop("pointed")
    place_id = None
    if rule["rule_id"] is None:
        place_id = one.place_id
        brought = {name: rule[name] for name in KEPT if name in rule}
        values = {**brought, "default_code": rule.get("code"), **values}
    notes.perform(
        context,
        lambda: needs.decide(
            context.workspace,
            context.viewer,
            place_id=place_id,
            rule_id=rule["rule_id"],
            pointed_out=pointed,
            **values,
        ),
        "begin.decided",
        place=one.name,
        what=register_rules.what(context, {**rule, **values}),
    )


def _nothing(context: Context, one: Standing, values: dict[str, Any]) -> None:
    """Decide that the place needs nobody: the young people's own."""
    said = {name: values[name] for name in ("decided_by", "valid_to", "reason")}
    notes.perform(
        context,
        lambda: needs.decide_nothing(context.workspace, context.viewer, one.place_id, **said),
        "begin.decided_nothing",
        place=one.name,
    )


def _clock(end: str) -> str:
    return "00:00" if end.startswith("24:") else end

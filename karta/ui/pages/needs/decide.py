"""The form of a decision: how many adults, when, who decides it, who answers for it, and until when."""

from collections.abc import Callable
from datetime import time
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.services import free_text
from karta.services.needs import deciding, decision_days, place_status, rule_rows
from karta.services.needs.place_status import PlaceStatus
from karta.ui import edits, feedback, rule_sentences, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.edits import Edit, Texts

DAYS = ("all", "school", "nonschool", "weekend_night", "risk_evening", "MO;TU;WE;TH;FR", "FR;SA")
BLANK: dict[str, Any] = {
    "rule_id": None, "type": "base", "anchor": "clock", "mode": "stay", "state": "suggested", "default_code": None,
    "responsible": None, "reason": None, "within_access": False,
}  # fmt: skip
OWN: dict[str, Any] = {
    **BLANK, "key": "own", "adults": 2.0, "days": "weekend_night", "start": "20:00", "end": "23:00",
}  # fmt: skip
# What a default brings along that the form does not ask about.
FROM_DEFAULT = ("type", "anchor", "start_offset_min", "end_offset_min", "outside_sessions", "within_access")


def show(context: Context, place: PlaceStatus) -> None:
    """Show the form for a rule of the place: one of those there, or a new one.

    The rules to choose from stay those that were shown until the form is left: whoever is typing keeps her rule.
    """
    words.heading(context.say("begin.decide_title"), 3)
    edit = edits.opened(f"need_{place.place_id}", place, seen(place), stored_texts(context, place.rules))
    place = edit.row
    rule = _rule(context, place)
    key = f"{place.place_id}_{rule.get('key') or rule['rule_id']}"
    edit.watch(f"adults_{key}")
    values = _hours(context, rule, key)
    price = {**rule, **values, "visits": 0}
    price["adult_hours"] = rule_rows.weekly_hours([price])
    sentence_key = "begin.price_now" if price["adult_hours"] or not price["adults"] else "begin.price_rare"
    language = context.workspace.language
    facts = {
        "place": place.name,
        "what": rule_sentences.what(context, price),
        "hours": number(price["adult_hours"], 0, language),
        "known": number(place.known_hours, 1, language),
    }
    words.paragraph(context.say(sentence_key, **facts), "note")
    _warn(context, place, price)
    values |= _who(context, place, rule, key)
    decide, nothing = st.columns(2)
    if decide.button(context.say("begin.decide"), type="primary", key=f"decide_{key}", width="stretch"):
        _decide(context, edit, rule, values)
    if nothing.button(context.say("begin.decide_nothing"), key=f"nothing_{key}", width="stretch"):
        _nothing(context, edit, values)
    edits.compare(context, edit)


def seen(place: PlaceStatus) -> frozenset[str]:
    """Return the ids of a place's rules: a rule is never edited, so they are the version of its need."""
    return frozenset(place.rules["rule_id"])


def stored(context: Context, place_id: str) -> tuple[frozenset[str], Texts]:
    """Return the version of a place's need as it is stored now, and its rules in words."""
    rules = place_status.rules(context.workspace, context.viewer, [place_id])
    return frozenset(rules["rule_id"]), stored_texts(context, rules)


def stored_texts(context: Context, rules: pd.DataFrame) -> Texts:
    """Return the rules of a place in words."""
    lines = [
        rule_sentences.line(context, {str(k): v for k, v in rule.items()})
        for rule in rules.to_dict("records")
    ]
    return {context.say("begin.decide_title"): " ".join(lines) or context.say("register.need_none")}


def _rule(context: Context, place: PlaceStatus) -> dict[str, Any]:
    """Return the rule that is being decided: by default the first suggestion where somebody is to stay."""
    rules = [{str(k): v for k, v in rule.items()} for rule in place.rules.to_dict("records")]
    codes = {rule["default_code"] for rule in rules}
    rules += [
        {**BLANK, **rule, "key": rule["code"]}
        for rule in rule_rows.defaults(place.kind)
        if rule["on"] and rule["code"] not in codes
    ]
    rules.sort(
        key=lambda rule: (rule["state"] == "decided", rule["mode"] != "stay", rule["days"] == "risk_evening")
    )
    by_key = {str(rule.get("key") or rule["rule_id"]): rule for rule in rules} | {"own": OWN}

    def label(key: str) -> str:
        if key == "own":
            return context.say("begin.new_rule")
        state = context.say(f"begin.rule_{by_key[key]['state']}")
        return f"{state}: {rule_sentences.what(context, by_key[key])}"

    choice = st.selectbox(
        context.say("begin.which_rule"),
        list(by_key),
        format_func=label,
        key="rule_" + "_".join([place.place_id, *by_key]),
    )
    return by_key.get(choice or "own", OWN)


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
        format_func=lambda option: rule_sentences.days(context, option),
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


def _warn(context: Context, place: PlaceStatus, rule: dict[str, Any]) -> None:
    """Warn of what must be filled in elsewhere before the need counts."""
    if rule["within_access"] and not place.access_known:
        words.paragraph(context.say("begin.needs_access"), "fault")
    if {"school", "nonschool"} & set(rule["days"].split(";")) and not place.calendar_known:
        words.paragraph(context.say("begin.needs_calendar"), "fault")


def _who(context: Context, place: PlaceStatus, rule: dict[str, Any], key: str) -> dict[str, Any]:
    """Show who decides, who answers, until when and why; return what they say."""
    by, answers, until = st.columns(3)
    decided_by = by.text_input(
        context.say("begin.decided_by"),
        context.viewer.function,
        help=context.say("begin.decided_by_help"),
        key=f"by_{key}",
    )
    responsible = answers.text_input(
        context.say("begin.responsible"), rule["responsible"] or _answers_already(place) or "",
        placeholder=context.say("begin.responsible_example"), help=context.say("begin.responsible_help"),
        key=f"responsible_{key}",
    )  # fmt: skip
    pointed = st.checkbox(context.say("begin.pointed_out"), key=f"pointed_{key}")
    today = context.workspace.today
    furthest = today + decision_days.LASTS
    last = until.date_input(
        context.say("begin.until"), furthest, min_value=today, max_value=furthest, format="YYYY-MM-DD",
        help=context.say("begin.until_help"), key=f"until_{key}",
    )  # fmt: skip
    reason = st.text_input(
        context.say("begin.reference" if pointed else "begin.reason"), rule.get("reason") or "", key=f"reason_{key}",
        help=context.say("begin.reason_help"), max_chars=max(free_text.LONGEST, len(rule.get("reason") or "")),
    )  # fmt: skip
    return {
        "decided_by": decided_by.strip(), "responsible": responsible.strip() or None, "valid_to": last,
        "reason": reason.strip() or None, "pointed": pointed,
    }  # fmt: skip


def _answers_already(place: PlaceStatus) -> str | None:
    """Return who is responsible for another need of the place: most often the same."""
    names = [name for name in place.rules["responsible"] if name]
    return names[0] if names else None


def _decide(context: Context, edit: Edit[PlaceStatus], rule: dict[str, Any], values: dict[str, Any]) -> None:
    values, place = dict(values), edit.row
    pointed = values.pop("pointed")
    place_id = None
    if rule["rule_id"] is None:
        place_id = place.place_id
        brought = {name: rule[name] for name in FROM_DEFAULT if name in rule}
        values = {**brought, "default_code": rule.get("code"), **values}
    what = rule_sentences.what(context, {**rule, **values})
    who = [values["decided_by"], values["responsible"], on(context, values["valid_to"]), values["reason"]]
    act = partial(
        deciding.decide, context.workspace, context.viewer, place_id=place_id, rule_id=rule["rule_id"],
        pointed_out=pointed, shown=edit.version, **values,
    )  # fmt: skip
    _save(context, edit, act, "begin.decided", " · ".join([what, *filter(None, who)]), what=what)


def _nothing(context: Context, edit: Edit[PlaceStatus], values: dict[str, Any]) -> None:
    """Decide that the place needs nobody: the young people's own."""
    decision = {name: values[name] for name in ("decided_by", "valid_to", "reason")}
    act = partial(
        deciding.decide_nothing, context.workspace, context.viewer, edit.row.place_id, shown=edit.version,
        **decision,
    )  # fmt: skip
    who = [values["decided_by"], on(context, values["valid_to"]), values["reason"]]
    typed = " · ".join([context.say("begin.decide_nothing"), *filter(None, who)])
    _save(context, edit, act, "begin.decided_nothing", typed)


def _save(
    context: Context, edit: Edit[PlaceStatus], act: Callable[[], Any], key: str, typed: str, **facts: object
) -> None:
    place = edit.row
    texts = {context.say("begin.decide_title"): typed}
    feedback.save(
        context, edit, act, key, texts, partial(stored, context, place.place_id), place=place.name, **facts
    )


def _clock(end: str) -> str:
    return "00:00" if end.startswith("24:") else end

"""Behov: deciding where and when adults are needed, and looking again at what was decided."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed, policy_key
from karta.services.needs import deciding, decisions
from karta.ui import feedback, parts, rule_sentences, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.needs import defaults, method, place, priority, risk_evenings, table, voices

PARTS = ("table", "voices", "place", "kinds", "priority", "risk", "method", "review")


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.needs"))
    words.paragraph(context.say("needs.lead"), "quiet")
    shown: dict[str, Callable[[], None]] = {
        "table": lambda: table.show(context),
        "place": lambda: place.show(context),
        "priority": lambda: priority.show(context),
        "risk": lambda: risk_evenings.show(context),
        "method": lambda: method.show(context),
    }
    if allowed(context.viewer, "see_voices", WORKSPACE):
        shown["voices"] = lambda: voices.show(context)
    count = 0
    if allowed(context.viewer, "decide_need", WORKSPACE):
        flagged, due = _reviews(context), deciding.due(context.workspace, context.viewer)
        silent = deciding.without_responsible(context.workspace, context.viewer)
        count = len(flagged) + len(due) + len(silent)
        shown |= {
            "kinds": lambda: defaults.show(context),
            "review": lambda: _review(context, silent, flagged, due),
        }
    shown = {name: shown[name] for name in PARTS if name in shown}

    def label(name: str) -> str:
        if name == "review" and count:
            return context.say("needs.part_review_count", count=count)
        return context.say(f"needs.part_{name}")

    first = "place" if decisions.decisions(context.workspace, context.viewer).empty else "table"
    part = parts.chosen(context, "needs", shown, first, label=label)
    feedback.show(context, part)
    shown[part]()


def _reviews(context: Context) -> pd.DataFrame:
    """Return the needs to look at again, computed once for everyone who may see the same."""
    parts = (
        context.workspace.folder, context.workspace.store.revision(), policy_key(), context.viewer.scope,
        context.workspace.today,
    )  # fmt: skip
    return _computed("|".join(map(str, parts)), context)


@st.cache_resource(max_entries=8, show_spinner=False)
def _computed(version: str, _context: Context) -> pd.DataFrame:
    del version
    return deciding.reviews(_context.workspace, _context.viewer)


def _review(context: Context, silent: pd.DataFrame, flagged: pd.DataFrame, due: pd.DataFrame) -> None:
    if len(silent):
        words.heading(context.say("needs.responsible_title", count=len(silent)), 3)
        words.paragraph(context.say("needs.responsible_lead"))
    for row in silent.to_dict("records"):
        _show_rule(context, "needs.responsible_line", {str(k): v for k, v in row.items()})
    words.heading(context.say("needs.review_reports"), 3)
    words.paragraph(context.say("needs.review_lead"))
    if flagged.empty:
        words.paragraph(context.say("needs.review_none"), "quiet")
    for row in flagged.to_dict("records"):
        _show_rule(context, "needs.review_line", {str(k): v for k, v in row.items()})
    words.heading(context.say("needs.due_title"), 3)
    words.paragraph(context.say("needs.due_lead"))
    if due.empty:
        words.paragraph(context.say("needs.due_none"), "quiet")
    for row in due.to_dict("records"):
        until = None if row["valid_to"] is None else on(context, row["valid_to"])
        key = "needs.due_line" if until else "needs.endless_line"
        _show_rule(context, key, {str(k): v for k, v in row.items()} | {"until": until})


def _show_rule(context: Context, key: str, rule: dict[str, Any]) -> None:
    """Show a rule in a sentence, with the way to decide it anew."""
    with st.container(border=True, gap="xsmall"):
        facts = rule | {
            "adults": number(float(rule["adults"]), 0, context.workspace.language),
            "days": rule_sentences.days(context, rule["days"]),
            "decided_by": rule["decided_by"] or context.say("gaps.decided_by_nobody_named"),
        }
        words.paragraph(context.say(key, **facts))
        if st.button(context.say("needs.review_again"), key=f"{key}_{rule['rule_id']}"):
            place.choose(rule["place_id"])
            parts.go("place")
            st.rerun()

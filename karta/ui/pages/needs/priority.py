"""Priority: which places weigh more beside the figures, who decided it and until when."""

from datetime import date
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.needs import decision_days, priorities
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.edits import Texts


def show(context: Context) -> None:
    """Show the places that have a priority, and the form that sets one."""
    say = context.say
    words.paragraph(say("needs.priority_lead"))
    table = priorities.priorities(context.workspace, context.viewer)
    weighted = table[table["weight"] != priorities.NONE]
    if weighted.empty:
        words.paragraph(say("needs.priority_none"), "quiet")
    else:
        words.table(
            [say(f"needs.priority_{name}") for name in ("place", "weight", "by", "until", "reason")],
            [_row(context, {str(k): v for k, v in row.items()}) for row in weighted.to_dict("records")],
            say("needs.part_priority"),
        )  # fmt: skip
    if len(table) and allowed(context.viewer, "decide_need", WORKSPACE):
        _form(context, table)


def _row(context: Context, row: dict[str, Any]) -> tuple[str, ...]:
    until = context.say("needs.no_end") if row["until"] is None else on(context, row["until"])
    if not row["in_force"]:
        until = context.say("needs.priority_ended", day=until)
    weight = number(row["weight"], 2, context.workspace.language)
    return row["place"], weight, row["decided_by"] or context.say("needs.nobody"), until, row["reason"]


def _form(context: Context, table: pd.DataFrame) -> None:
    say, today = context.say, context.workspace.today
    rows = {row["place_id"]: {str(k): v for k, v in row.items()} for row in table.to_dict("records")}
    names = {place_id: row["place"] for place_id, row in rows.items()}
    ordered = sorted(names, key=lambda place_id: str(names[place_id]).casefold())
    place_id = st.selectbox(
        say("needs.priority_place"), ordered, format_func=names.__getitem__, key="priority_place"
    )
    row = rows[place_id]
    edit = edits.opened(f"priority_{place_id}", row, row["version"], _texts(context, row))
    furthest = today + decision_days.LASTS
    with st.form(f"priority_{place_id}"):
        left, right = st.columns(2)
        weight = left.number_input(
            say("needs.priority_weight"), priorities.LEAST, priorities.MOST, float(edit.row["weight"]), 0.25,
            key=edit.key(f"priority_weight_{place_id}"), help=say("needs.priority_weight_help"),
        )  # fmt: skip
        until = right.date_input(
            say("begin.until"), furthest, min_value=today, max_value=furthest, format="YYYY-MM-DD",
            key=edit.key(f"priority_until_{place_id}"),
        )  # fmt: skip
        by = left.text_input(
            say("begin.decided_by"), context.viewer.function, key=edit.key(f"priority_by_{place_id}"),
            help=say("begin.decided_by_help"),
        )  # fmt: skip
        reason = right.text_input(
            say("begin.reason"), edit.row["reason"], key=edit.key(f"priority_reason_{place_id}"),
            help=say("begin.reason_help"), max_chars=300,
        )  # fmt: skip
        key = edit.watch(f"priority_do_{place_id}")
        sent = st.form_submit_button(say("needs.priority_do"), type="primary", key=key)
    if sent:
        last = until if isinstance(until, date) else None
        act = partial(
            priorities.set_priority, context.workspace, context.viewer, place_id, weight, decided_by=by,
            reason=reason, until=last, version=edit.version,
        )  # fmt: skip
        typed = {"weight": weight, "decided_by": by, "until": last, "reason": reason, "place": row["place"]}
        feedback.save(
            context, edit, act, "needs.priority_done", _texts(context, typed), partial(_stored, context, place_id),
            place=row["place"],
        )  # fmt: skip
    edits.compare(context, edit)


def _stored(context: Context, place_id: str) -> tuple[int, Texts]:
    table = priorities.priorities(context.workspace, context.viewer)
    row = {str(k): v for k, v in table[table["place_id"] == place_id].iloc[0].items()}
    return row["version"], _texts(context, row)


def _texts(context: Context, row: dict[str, Any]) -> Texts:
    """Return a priority in words."""
    parts = [number(float(row["weight"]), 2, context.workspace.language), row["decided_by"], row["reason"]]
    if row["until"] is not None:
        parts.insert(2, on(context, row["until"]))
    return {context.say("needs.priority_weight"): " · ".join(filter(None, parts))}

"""Risk evenings: those chosen, those offered, and an own one."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.needs import deciding
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.needs import evening_kit


def show(context: Context) -> None:
    """Show the evenings of the year to come, and the forms that choose, add and remove one."""
    say = context.say
    words.paragraph(say("needs.risk_lead"))
    evenings = deciding.risk_evenings(context.workspace, context.viewer)
    if evenings.empty:
        words.paragraph(say("needs.risk_none"), "quiet")
    else:
        states = [
            say("needs.risk_in_force" if chosen else "needs.risk_offered") for chosen in evenings["in_force"]
        ]
        words.table(
            [say("needs.risk_day"), say("needs.risk_name"), say("needs.risk_state")],
            zip(
                [_days(context, row) for row in evenings.itertuples()], evenings["name"], states, strict=True
            ),
            say("needs.part_risk"),
        )
    if not allowed(context.viewer, "decide_need", WORKSPACE):
        return
    _choose(context, evenings[~evenings["in_force"].astype(bool)])
    _add(context)
    _remove(context, evenings[evenings["in_force"].astype(bool)])
    evening_kit.show(context)


def _days(context: Context, row: object) -> str:
    first, last = row.day, row.until  # type: ignore[attr-defined]
    return on(context, first) if first == last else f"{on(context, first)} – {on(context, last)}"


def _choose(context: Context, offered: pd.DataFrame) -> None:
    if offered.empty:
        return
    # What is offered stays as it was shown: an evening that somebody else chooses must not change which one this is.
    edit = edits.opened("risk_choose", offered, list(offered["day"]), {})
    days = dict(zip(edit.row["day"], edit.row["name"], strict=True))
    which, send = st.columns([3, 1], vertical_alignment="bottom")
    day = which.selectbox(
        context.say("needs.risk_offer"),
        list(days),
        format_func=lambda day: f"{days[day]}, {on(context, day)}",
        key=edit.watch("_".join(["risk_offer", *map(str, days)])),
    )
    if send.button(context.say("needs.risk_choose"), key="risk_choose"):
        _put(context, day, days[day])


def _add(context: Context) -> None:
    what, when, send = st.columns([3, 2, 1], vertical_alignment="bottom")
    today = context.workspace.today
    name = what.text_input(context.say("needs.risk_own"), key="risk_name")
    day = when.date_input(
        context.say("needs.risk_day"), today, min_value=today, max_value=today + timedelta(days=365),
        format="YYYY-MM-DD", key="risk_day",
    )  # fmt: skip
    if send.button(context.say("needs.risk_add"), key="risk_add"):
        _put(context, day, name)


def _put(context: Context, day: object, name: str) -> None:
    feedback.perform(
        context,
        lambda: deciding.add_risk_evening(context.workspace, context.viewer, day, name),  # type: ignore[arg-type]
        "needs.risk_added",
        name=name.strip(),
        day=on(context, day),  # type: ignore[arg-type]
    )


def _remove(context: Context, chosen: pd.DataFrame) -> None:
    if chosen.empty:
        return
    edit = edits.opened("risk_remove", chosen, list(chosen["row_id"]), {})
    chosen = edit.row
    names = {row.row_id: f"{row.name}, {_days(context, row)}" for row in chosen.itertuples(index=False)}
    days = {row.row_id: (row.name, _days(context, row)) for row in chosen.itertuples(index=False)}
    which, send = st.columns([3, 1], vertical_alignment="bottom")
    row_id = which.selectbox(
        context.say("needs.risk_remove_which"),
        list(names),
        format_func=names.__getitem__,
        key=edit.watch("_".join(["risk_which", *names])),
    )
    if send.button(context.say("needs.risk_remove"), key="risk_remove"):
        feedback.perform(
            context,
            lambda: deciding.remove_risk_evening(context.workspace, context.viewer, row_id),
            "needs.risk_removed",
            name=days[row_id][0],
            day=days[row_id][1],
        )

"""Several decisions at once: prolonged, ended or copied to other places, as one act; what it asks for is said first."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.services.needs import decision_days, decisions
from karta.services.register import places as register_places
from karta.ui import chosen_places, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on

ACTS = ("prolong", "end", "copy")


def show(context: Context, table: pd.DataFrame, chosen: pd.DataFrame) -> None:
    """Show what is picked, what shall be done with it, its price, and the button."""
    say = context.say
    words.heading(say("needs.picked", count=len(chosen)), 2)
    act = st.segmented_control(
        say("needs.several"), ACTS, default=ACTS[0], required=True, key="several_act", label_visibility="collapsed",
        format_func=lambda name: say(f"needs.several_{name}"),
    )  # fmt: skip
    {"prolong": _prolong, "end": _end, "copy": _copy}[act or ACTS[0]](context, table, chosen)


def _prolong(context: Context, table: pd.DataFrame, chosen: pd.DataFrame) -> None:
    until, by = _until(context, "prolong"), _by(context, "prolong")
    ending = chosen[[last is None or last < until for last in chosen["valid_to"]]]
    rest = table[~table["rule_id"].isin(ending["rule_id"])]
    facts = _price(context, decisions.price(context.workspace, ending, rest))
    if len(ending) < len(chosen):
        words.paragraph(context.say("needs.prolong_longer", count=len(chosen) - len(ending)), "quiet")
    words.paragraph(context.say("needs.prolong_price", until=on(context, until), **facts), "note")
    ids = list(chosen["rule_id"])
    act = partial(decisions.prolong, context.workspace, context.viewer, ids, by, until)
    _do(context, "prolong", act, disabled=ending.empty)


def _end(context: Context, table: pd.DataFrame, chosen: pd.DataFrame) -> None:
    today = context.workspace.today
    typed = st.date_input(
        context.say("needs.last_day"), today, min_value=today, key="several_last", format="YYYY-MM-DD"
    )
    last = typed if isinstance(typed, date) else today
    rest = table[~table["rule_id"].isin(chosen["rule_id"])]
    facts = _price(context, decisions.price(context.workspace, chosen, rest))
    words.paragraph(context.say("needs.end_price", day=on(context, last), **facts), "note")
    act = partial(decisions.end, context.workspace, context.viewer, list(chosen["rule_id"]), last)
    _do(context, "end", act)


def _copy(context: Context, table: pd.DataFrame, chosen: pd.DataFrame) -> None:
    places = register_places.places(context.workspace, context.viewer)
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    labels = {
        row.id: chosen_places.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    to = st.multiselect(
        context.say("needs.copy_to"), list(labels), format_func=labels.__getitem__, key="several_to",
        placeholder=context.say("needs.copy_to_choose"),
    )  # fmt: skip
    until, by = _until(context, "copy"), _by(context, "copy")
    if to:
        facts = _price(context, decisions.price(context.workspace, decisions.copies(chosen, to), table))
        words.paragraph(
            context.say("needs.copy_price", count=len(to), until=on(context, until), **facts), "note"
        )
    act = partial(decisions.copy, context.workspace, context.viewer, list(chosen["rule_id"]), to, by, until)
    _do(context, "copy", act, disabled=not to)


def _until(context: Context, name: str) -> date:
    today = context.workspace.today
    furthest = today + decision_days.LASTS
    typed = st.date_input(
        context.say("begin.until"), furthest, min_value=today, max_value=furthest, key=f"several_until_{name}",
        format="YYYY-MM-DD", help=context.say("begin.until_help"),
    )  # fmt: skip
    return typed if isinstance(typed, date) else furthest


def _by(context: Context, name: str) -> str:
    return st.text_input(
        context.say("begin.decided_by"), context.viewer.function, key=f"several_by_{name}",
        help=context.say("begin.decided_by_help"),
    )  # fmt: skip


def _price(context: Context, price: decisions.Price) -> dict[str, str]:
    """Return what decisions ask for, as the sentence of their price names it."""
    say, language = context.say, context.workspace.language
    parts = [say("needs.price_hours", hours=number(price.adult_hours, 1, language))]
    if price.visits:
        parts.append(say("needs.price_visits", count=price.visits))
    if price.kronor is not None:
        parts.append(say("needs.price_kronor", kronor=number(price.kronor, 0, language)))
    return {"price": ", ".join(parts)}


def _do(context: Context, name: str, act: Callable[[], int], *, disabled: bool = False) -> None:
    label = context.say(f"needs.several_{name}_do")
    if st.button(label, type="primary", key=f"several_{name}", disabled=disabled):
        feedback.perform(context, act, f"needs.several_{name}_done")

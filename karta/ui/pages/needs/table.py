"""All decisions in one table, beside it the place that is opened, or several decisions for one act."""

from typing import Any

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.needs import decisions
from karta.services.needs.decisions import Price
from karta.ui import edits, rule_sentences, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.needs import place, several
from karta.ui.row_table import Column, TableRow, packed_rows, picked, row_table

_TABLE, _OPENED = "needs_table", "needs_table_opened"
COLUMNS = ("place", "what", "hours", "kronor", "decided_by", "responsible", "until")
NUMBERS = ("hours", "kronor")
# A date after all others: what has no end.
NEVER = "9999"


def show(context: Context) -> None:
    """Show the table, and beside it what is opened or picked."""
    edits.begin()
    table = decisions.decisions(context.workspace, context.viewer)
    if table.empty:
        words.paragraph(context.say("needs.table_none"))
        return
    words.paragraph(_sum(context, table))
    may_decide = bool(allowed(context.viewer, "decide_need", WORKSPACE))
    with st.container(horizontal=True, key="karta_needs"):
        with st.container(key="karta_needs_table"):
            _table(context, table, may_decide=may_decide)
        chosen = [rule_id for rule_id in picked(_TABLE) if rule_id in set(table["rule_id"])]
        opened: str = st.session_state.get(_OPENED) or ""
        if may_decide and chosen:
            with st.container(key="karta_needs_side", border=True):
                several.show(context, table, table[table["rule_id"].isin(chosen)])
        elif opened in set(table["place_id"]):
            with st.container(key="karta_needs_side", border=True):
                _opened(context, opened, str(table.loc[table["place_id"] == opened, "place"].iloc[0]))
    edits.tell_vanished(context)


def _opened(context: Context, place_id: str, name: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        words.heading(name, 2)
        st.button(context.say("rosters.hide"), key="needs_close", on_click=_open, args=(None,))
    place.show_place(context, place_id)


def _open(place_id: str | None) -> None:
    st.session_state[_OPENED] = place_id


def _sum(context: Context, table: pd.DataFrame) -> str:
    """Return in a sentence what all decisions ask for, how many end soon and how many nobody answers for."""
    say = context.say
    silent = sum(
        not name and adults > 0 for name, adults in zip(table["responsible"], table["adults"], strict=True)
    )
    parts = [
        say("needs.table_sum", price=price_text(context, decisions.price(context.workspace, table))),
        say("needs.table_due", count=int(table["due"].sum())) if table["due"].any() else "",
        say("needs.table_silent", count=silent) if silent else "",
    ]
    return " ".join(filter(None, parts))


def price_text(context: Context, price: Price) -> str:
    """Return a price in words: decisions, places, adult-hours a week, visits and kronor where there are any."""
    say, language = context.say, context.workspace.language
    parts = [say("needs.price_hours", hours=number(price.adult_hours, 1, language))]
    if price.visits:
        parts.append(say("needs.price_visits", count=price.visits))
    if price.kronor is not None:
        parts.append(say("needs.price_kronor", kronor=number(price.kronor, 0, language)))
    asked = say("needs.price_asked", count=price.decisions, places=price.places)
    return f"{asked}: {', '.join(parts)}"


def _table(context: Context, table: pd.DataFrame, *, may_decide: bool) -> None:
    say = context.say
    rows = [
        _row(context, {str(name): cell for name, cell in rule.items()}) for rule in table.to_dict("records")
    ]
    choice = row_table(
        packed_rows(rows),
        [Column(say(f"needs.column_{name}"), name in NUMBERS) for name in COLUMNS],
        key=_TABLE, title=say("needs.part_table"), search=say("needs.table_search"), hours=1, main=0,
        language=context.workspace.language, stay=True,
        many=(say("needs.pick"), say("needs.pick_all")) if may_decide else ("", ""),
    )  # fmt: skip
    if choice is not None:
        opened = table.loc[table["rule_id"] == choice.place_id, "place_id"]
        if len(opened):
            _open(str(opened.iloc[0]))


def _row(context: Context, rule: dict[str, Any]) -> TableRow:
    say, language = context.say, context.workspace.language
    kronor = decisions.hour_price(context.workspace)
    hours = float(rule["adult_hours"])
    visits = bool(rule["visits"])
    cost = None if kronor is None or visits else hours * kronor
    until, last = say("needs.no_end"), rule["valid_to"]
    if last is not None:
        until = on(context, last)
        if rule["due"]:
            until = say("needs.ends_soon", day=until, count=(last - context.workspace.today).days)
    asked = say("needs.price_visits", count=rule["visits"]) if visits else number(hours, 1, language)
    cells = (
        rule["place"], rule_sentences.what(context, rule), asked,
        "–" if cost is None else number(cost, 0, language), rule["decided_by"] or "–",
        rule["responsible"] or ("–" if not rule["adults"] else say("needs.nobody")), until,
    )  # fmt: skip
    sort = (
        cells[0], cells[1], 0.0 if visits else hours, cost or 0.0, cells[4], cells[5],
        NEVER if last is None else last.isoformat(),
    )  # fmt: skip
    return TableRow(rule["rule_id"], 0, 0, cells, sort)

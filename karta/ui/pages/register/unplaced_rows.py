"""Rows of files that need a place: choose one, then click where it is or say which place of the register it means."""

import pandas as pd
import streamlit as st

from karta.model.place import name_key
from karta.privacy import WORKSPACE, allowed
from karta.services.importing import unplaced_rows
from karta.services.register import places as register_places
from karta.ui import feedback, pick_point, rule_sentences, words
from karta.ui.context import Context
from karta.ui.pages.register import address


def show(context: Context) -> None:
    """Show what waits, and the two ways to give it a place."""
    waiting = unplaced_rows.waiting(context.workspace, context.viewer)
    if waiting.empty:
        words.paragraph(context.say("register.nothing_waits"))
        return
    words.paragraph(context.say("register.waiting_what"))
    chosen = _list(context, waiting)
    if not allowed(context.viewer, "import_town", WORKSPACE):
        return
    words.heading(chosen["place"] or context.say("ui.unnamed"))
    same = int((waiting["place"].map(name_key) == name_key(chosen["place"])).sum())
    if same > 1:
        words.paragraph(context.say("register.waiting_same", count=same), "quiet")
    on_map, bind = st.columns([3, 2], gap="large")
    with bind:
        _bind(context, chosen)
    with on_map:
        _point(context, chosen)


def _list(context: Context, waiting: pd.DataFrame) -> pd.Series:
    table = pd.DataFrame(
        {
            context.say("register.place_typed"): waiting["place"].replace("", context.say("ui.unnamed")),
            context.say("register.organisation"): waiting["org"],
            context.say("register.when"): [
                _when(context, row.when, row.start, row.end) for row in waiting.itertuples()
            ],
            context.say("register.kind_of_row"): [
                context.say(f"register.kind_of.{kind}") for kind in waiting["kind"]
            ],
            context.say("register.from_file"): waiting["source"],
        }
    )
    listed = f"{len(waiting)}_{waiting['id'].iloc[0]}_{waiting['id'].iloc[-1]}"
    choice = st.dataframe(
        table, hide_index=True, key=f"waiting_{listed}", on_select="rerun",
        selection_mode="single-row", height=min(280, 38 + 35 * len(table)),
    )  # fmt: skip
    rows = [row for row in choice["selection"]["rows"] if row < len(waiting)]
    return waiting.iloc[rows[0] if rows else 0]


def _when(context: Context, days: str, start: str, end: str) -> str:
    tokens = str(days).split(";")
    has_words = all(context.say(f"days.{token}") != f"[days.{token}]" for token in tokens)
    day_words = rule_sentences.days(context, days) if days and has_words else days
    return f"{day_words} {start}–{end}" if start and end else str(day_words)


def _bind(context: Context, chosen: pd.Series) -> None:
    words.heading(context.say("register.bind_title"), 3)
    places = register_places.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("register.bind_none"), "quiet")
        return
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    names = {
        row.id: f"{row.name or context.say('ui.unnamed')} ({context.say(f'kinds.{row.kind}')})"
        for row in places.itertuples(index=False)
    }
    with st.form(f"bind_{chosen['id']}", border=False):
        place_id = st.selectbox(
            context.say("register.bind_place"), list(names), None, format_func=names.__getitem__,
            placeholder=context.say("register.choose"),
        )  # fmt: skip
        sent = st.form_submit_button(context.say("register.bind"))
    if sent and place_id is None:
        words.paragraph(context.say("register.bind_choose"), "fault")
    elif sent:
        feedback.perform(
            context,
            lambda: unplaced_rows.place_waiting(
                context.workspace, context.viewer, chosen["id"], place_id=place_id
            ),
            "register.placed",
            place=chosen["place"],
        )


def _point(context: Context, chosen: pd.Series) -> None:
    words.heading(context.say("register.point_title"), 3)
    address.search(context, f"wait_{chosen['id']}", chosen["place"])
    point = pick_point.choose(context, f"wait_{chosen['id']}")
    if point is None:
        words.paragraph(context.say("register.point_help"), "quiet")
        return
    lon, lat = point
    if st.button(context.say("register.point_accept"), type="primary", key=f"point_{chosen['id']}"):
        feedback.perform(
            context,
            lambda: unplaced_rows.place_waiting(
                context.workspace, context.viewer, chosen["id"], lat=lat, lon=lon
            ),
            "register.placed",
            place=chosen["place"],
        )

"""The week under the map, hour by hour: a row for each place or area, in the order and with the hours one chooses."""

from dataclasses import replace
from datetime import date
from typing import Any

import streamlit as st

from karta.services.gaps import period as gaps_period
from karta.ui import gap_map, hour_names, view, week_rows, words
from karta.ui.context import Context, page_link
from karta.ui.pages.gaps import panel
from karta.ui.view import View
from karta.ui.week_grid import week_grid

WEEK = "week"
_MAP = "gap_map"


def show(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show the week; what is chosen in it the page asks `week_grid.pressed`."""
    say = context.say
    words.heading(say("ui.grid_title"), 3)
    if shown.place is not None:
        place = gaps_period.place(context.viewer, period, shown.place)
        sentence = panel.now_sentence(context, period, place, shown.hour or 0)
        words.paragraph(say("ui.chosen", place=place.name or say(f"kinds.{place.kind}"), said=sentence))
    _choices(context, shown)
    count, rows = week_rows.grid(context, period, shown)
    if not count:
        words.paragraph(say("ui.no_need_decided"))
        page_link("begin", say("ui.go_begin"))
        return
    week_grid(
        rows, hour_names.hour_columns(period), hour_names.day_columns(context, period),
        hour_names.hour_labels(context, period),
        key=WEEK, title=say("ui.grid_title"), chosen=(shown.area if shown.areas else shown.place, shown.hour),
        language=context.workspace.language, answer_to=gap_map.taken(_MAP), every_hour=shown.every_hour,
    )  # fmt: skip
    if shown.areas:
        words.paragraph(say("gaps.rows_help"), "quiet")
    else:
        words.paragraph(say("ui.grid_help", rest=len(period.places) - count), "quiet")


def _choices(context: Context, shown: View) -> None:
    """Show what the rows are, in which order they stand, and whether hours without need are shown, too."""
    say, state = context.say, st.session_state
    state["gaps_areas"] = "areas" if shown.areas else "places"
    state["gaps_order"], state["gaps_every_hour"] = shown.order, shown.every_hour
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.segmented_control(
        say("gaps.rows"), ("places", "areas"), key="gaps_areas", required=True, label_visibility="collapsed",
        format_func=lambda name: say(f"gaps.rows_{name}"), on_change=_change, args=(shown.week,),
    )  # fmt: skip
    # Areas are never ranked: they have one order.
    if not shown.areas:
        row.selectbox(
            say("gaps.grid_order"), ("gap", *view.ORDERS), key="gaps_order", width=view.WIDE,
            label_visibility="collapsed",
            format_func=lambda name: say(f"gaps.order_{name}"), on_change=_change, args=(shown.week,),
        )  # fmt: skip
    row.toggle(
        say("gaps.every_hour"), key="gaps_every_hour", on_change=_change, args=(shown.week,),
        help=say("gaps.every_hour_help"),
    )  # fmt: skip


def _change(week: date) -> None:
    """Write into the address what was chosen above the week."""
    now, state = view.read(week), st.session_state
    chosen: dict[str, Any] = {"areas": state["gaps_areas"] == "areas", "every_hour": state["gaps_every_hour"]}
    view.write(replace(now, order=state.get("gaps_order", now.order), **chosen))

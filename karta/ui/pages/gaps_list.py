"""The ranked list of known gaps under the map: the same gaps, as a list that a keyboard and a screen reader reach."""

import pandas as pd
import streamlit as st

from karta.services import gaps
from karta.ui import data, words
from karta.ui.app import Context
from karta.ui.pages import gaps_filter
from karta.ui.row_table import Column, row_table
from karta.ui.view import View

GAPS, UNKNOWN = "gap_list", "unknown_list"
PLACE_COLUMN = 1


def show(context: Context, period: gaps.Period, shown: View) -> None:
    """Show gaps and, apart, what nobody knows; what is chosen there the page asks `week_grid.pressed`."""
    words.heading(context.say("ui.list_title"), 3)
    whole = period
    period = gaps_filter.show(context, whole, shown)
    if not period.ranked and len(period.gaps):
        words.paragraph(context.say("gaps.not_ranked"), "quiet")
    none = "gaps.none_fit" if len(whole.gaps) else "ui.no_gaps"
    _table(context, period, shown, period.gaps, GAPS, "ui.list_title", none)
    if period.ranked and len(period.gaps) and period.weeks == 1:
        stable, settings = data.firmness(context, whole, shown)
        words.paragraph(context.say("gaps.stable" if stable else "gaps.unstable"), "quiet")
        with st.expander(context.say("ui.sensitivity")):
            names = dict(zip(period.places["place_id"], period.places["name"], strict=True))
            st.table(
                pd.DataFrame({
                    context.say("ui.setting"): [context.say(f"ui.setting_{n}") for n in range(len(settings))],
                    context.say("ui.gap"): settings["gap_ah"].round(2),
                    context.say("ui.first_place"): settings["first_place"].map(names),
                }),
            )  # fmt: skip
    title = context.say("ui.unknown_list", count=len(period.unknown))
    with st.expander(title):
        _table(context, period, shown, period.unknown, UNKNOWN, "ui.unknown_list", "ui.no_unknown")


def _table(
    context: Context, period: gaps.Period, shown: View, found: pd.DataFrame, key: str, title: str, empty: str
) -> None:
    if found.empty:
        words.paragraph(context.say(empty), "quiet")
        return
    say = context.say
    columns = [
        Column(say("ui.when")), Column(say("ui.place")), Column(say("ui.adult_hours"), number=True),
        Column(say("ui.state")), Column(say("gaps.weighted"), number=True, help=say("gaps.weighted_help")),
        Column(say("ui.why")),
    ]  # fmt: skip
    row_table(
        data.listed(context, period, shown, key), columns, key=key, title=say(title, count=len(found)),
        search=say("map.search"), hours=len(period.hours.start), main=PLACE_COLUMN, chosen=(shown.place, shown.hour),
        language=context.workspace.language, stay=key == GAPS,
    )  # fmt: skip

"""The ranked list of known gaps under the map: the same gaps, as a table that a keyboard and a screen reader reach."""

import pandas as pd
import streamlit as st

from karta.i18n import day as day_text
from karta.services import gaps
from karta.ui import data, words
from karta.ui.app import Context
from karta.ui.view import View


def show(context: Context, period: gaps.Period, shown: View) -> tuple[str, int | None] | None:
    """Show gaps and, apart, what nobody knows; return the place and hour of a row chosen in this run."""
    words.heading(context.say("ui.list_title"), 3)
    if not period.ranked and len(period.gaps):
        words.paragraph(context.say("gaps.not_ranked"), "quiet")
    chosen = _table(context, period, period.gaps, f"gap_list_{data.version(context, shown)}", "ui.no_gaps")
    if period.ranked and len(period.gaps):
        stable, settings = data.firmness(context, period, shown)
        words.paragraph(context.say("gaps.stable" if stable else "gaps.unstable"), "quiet")
        with st.expander(context.say("ui.sensitivity")):
            names = dict(zip(period.places["place_id"], period.places["name"], strict=True))
            st.dataframe(
                pd.DataFrame({
                    context.say("ui.setting"): [context.say(f"ui.setting_{n}") for n in range(len(settings))],
                    context.say("ui.gap"): settings["gap_ah"].round(2),
                    context.say("ui.first_place"): settings["first_place"].map(names),
                }),
                hide_index=True,
            )  # fmt: skip
    with st.expander(context.say("ui.unknown_list", count=len(period.unknown))):
        unknown = _table(
            context, period, period.unknown, f"unknown_list_{data.version(context, shown)}", "ui.no_unknown"
        )
    return chosen or unknown


def _table(
    context: Context, period: gaps.Period, found: pd.DataFrame, key: str, empty: str
) -> tuple[str, int | None] | None:
    if found.empty:
        words.paragraph(context.say(empty), "quiet")
        return None
    language = context.workspace.language
    weighted = period.by_place.set_index("place_id")["weighted_gap"]
    table = pd.DataFrame(
        {
            context.say("ui.when"): [
                f"{day_text(row.start, language)} {row.start:%H:%M}-{row.end:%H:%M}"
                for row in found.itertuples()
            ],
            context.say("ui.place"): found["place"].replace("", context.say("ui.unnamed")),
            context.say("ui.adult_hours"): found["adult_hours"].round(2),
            context.say("ui.state"): [context.say(f"gaps.state.{state}") for state in found["state"]],
            context.say("ui.weighted"): found["place_id"].map(weighted).round(2),
            context.say("ui.why"): found["why"],
        }
    )
    weighted_column = st.column_config.NumberColumn(format="localized", help=context.say("ui.weighted_help"))
    numbers = st.column_config.NumberColumn(format="localized")
    selected = st.dataframe(
        table, hide_index=True, key=key, on_select="rerun", selection_mode="single-row", height=280,
        column_config={context.say("ui.adult_hours"): numbers, context.say("ui.weighted"): weighted_column},
    )  # fmt: skip
    rows = selected["selection"]["rows"]
    taken = f"{key}_taken"
    if not rows or st.session_state.get(taken) == rows[0]:
        return None
    st.session_state[taken] = rows[0]
    row = found.iloc[rows[0]]
    return str(row["place_id"]), data.hour_at(period, row["start"])

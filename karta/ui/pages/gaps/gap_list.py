"""The ranked list of known gaps under the map: the same gaps, as a list that a keyboard and a screen reader reach."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from karta.i18n import number
from karta.services.gaps import period as gaps_period
from karta.ui import cached_week, feedback, hour_names, words
from karta.ui.context import Context
from karta.ui.pages.gaps import list_filter
from karta.ui.pages.planning import closing
from karta.ui.row_table import Column, row_table
from karta.ui.view import View

GAPS, UNKNOWN = "gap_list", "unknown_list"
PLACE_COLUMN = 1


def show(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show gaps and, apart, what nobody knows; what is chosen there the page asks `week_grid.pressed`."""
    words.heading(context.say("ui.list_title"), 3)
    _closing(context, period, shown)
    whole = period
    period = list_filter.show(context, whole, shown)
    if not period.ranked and len(period.gaps):
        words.paragraph(context.say("gaps.not_ranked"), "quiet")
    none = "gaps.none_fit" if len(whole.gaps) else "ui.no_gaps"
    _table(context, period, shown, period.gaps, GAPS, "ui.list_title", none)
    if period.ranked and len(period.gaps) and period.weeks == 1:
        stable, settings = cached_week.firmness(context, whole, shown)
        words.paragraph(context.say("gaps.stable" if stable else "gaps.unstable"), "quiet")
        with st.expander(context.say("ui.sensitivity")):
            if len(period.gaps) < len(whole.gaps):
                words.paragraph(context.say("gaps.firmness_of_all"), "quiet")
            words.table(
                [context.say(name) for name in ("ui.setting", "ui.gap", "gaps.first_gap", "ui.first_place")],
                firmness_rows(context, whole, settings), context.say("ui.sensitivity"),
            )  # fmt: skip
    title = context.say("ui.unknown_list", count=len(period.unknown))
    with st.expander(title):
        _table(context, period, shown, period.unknown, UNKNOWN, "ui.unknown_list", "ui.no_unknown")


def _closing(context: Context, period: gaps_period.Period, shown: View) -> None:
    """Show what else closes gaps of a week that is not over, one press each."""
    if (
        shown.typical
        or shown.view == "delivered"
        or shown.week + timedelta(days=7) <= context.workspace.service_day
    ):
        return
    hour = context.workspace.now().replace(minute=0, second=0, microsecond=0)
    version = f"{cached_week.version(context, shown, period.revision)}|{hour}"
    feedback.show(context, "closing")
    closing.show(context, closing.Days(shown.week, 7, shown.area, version), "gaps")


def firmness_rows(
    context: Context, period: gaps_period.Period, settings: pd.DataFrame
) -> list[tuple[str, str, str, str]]:
    """Return of each setting what it is, its gap, the gap that the list begins with, and the place that lacks most."""
    say, language = context.say, context.workspace.language
    names = {
        place: name or say("ui.unnamed")
        for place, name in zip(period.places["place_id"], period.places["name"], strict=True)
    }
    rows = []
    for n, row in enumerate(settings.itertuples(index=False)):
        first = most = say("ui.no_gaps")
        if isinstance(row.first_place, str):
            start = row.first_gap_start.tz_convert(period.coverage.grid.tz)
            when = f"{hour_names.day_name(context, period, start)} {start:%H:%M}"
            first, most = f"{names[row.first_gap_place]}, {when}", names[row.first_place]
        gap = number(float(row.gap_ah), 1, language)
        rows.append((say(f"ui.setting_{n}"), gap, first, most))
    return rows


def _table(
    context: Context,
    period: gaps_period.Period,
    shown: View,
    runs: pd.DataFrame,
    key: str,
    title: str,
    empty: str,
) -> None:
    if runs.empty:
        words.paragraph(context.say(empty), "quiet")
        return
    say = context.say
    columns = [
        Column(say("ui.when")), Column(say("ui.place")), Column(say("ui.adult_hours"), number=True),
        Column(say("ui.state")), Column(say("gaps.weighted"), number=True, help=say("gaps.weighted_help")),
        Column(say("ui.why")),
    ]  # fmt: skip
    row_table(
        cached_week.listed(context, period, shown, key), columns, key=key, title=say(title, count=len(runs)),
        search=say("map.search"), hours=len(period.hours.start), main=PLACE_COLUMN, chosen=(shown.place, shown.hour),
        language=context.workspace.language, stay=key == GAPS,
    )  # fmt: skip

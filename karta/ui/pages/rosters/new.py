"""A shift without a gap, and a season copied into the next."""

from datetime import date, time, timedelta

import streamlit as st

from karta.errors import KartaError
from karta.privacy import WORKSPACE, allowed
from karta.services.rosters import season
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.rosters import details, form


def show(context: Context) -> None:
    """Show both forms."""
    if not allowed(context.viewer, "plan_shifts", WORKSPACE):
        words.paragraph(context.say("rosters.plan_not_yours"))
        return
    _new(context)
    with st.expander(context.say("rosters.season")):
        _season(context)


def _new(context: Context) -> None:
    names = details.place_names(context)
    if not names:
        words.paragraph(context.say("ui.no_places"))
        return
    words.paragraph(context.say("rosters.new_what"), "quiet")
    with st.form("rosters_new"):
        place = st.selectbox(
            context.say("rosters.place"), list(names), format_func=names.__getitem__, key="new_place"
        )
        try:
            new_shift = form.ask(
                context, "new", place, context.workspace.today, time(20), time(22), fixed_day=False
            )
        except KartaError as error:
            feedback.fault(context, error)
            return
    if new_shift is not None:
        feedback.perform(context, lambda: form.store(context, new_shift), "rosters.created_days")


def _season(context: Context) -> None:
    say, today = context.say, context.workspace.today
    with st.form("rosters_season"):
        words.paragraph(say("rosters.season_what"), "quiet")
        first = st.date_input(
            say("rosters.season_from"), today - timedelta(days=84), key="season_from", format="YYYY-MM-DD"
        )
        last = st.date_input(say("rosters.season_to"), today, key="season_to", format="YYYY-MM-DD")
        new = st.date_input(
            say("rosters.season_new"), today + timedelta(days=7), key="season_new", format="YYYY-MM-DD"
        )
        if not st.form_submit_button(say("rosters.season_do")):
            return
    if isinstance(first, date) and isinstance(last, date) and isinstance(new, date):
        feedback.perform(
            context, lambda: season.copy_season(context.workspace, context.viewer, first, last, new),
            "rosters.season_done",
        )  # fmt: skip

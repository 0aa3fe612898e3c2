"""The form that deals a term out in turn: who goes when is shown before anything is stored."""

from datetime import date, time, timedelta
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.model import typed_days
from karta.model.shift import MAX_TEAM, MIN_TEAM, ShiftPlan
from karta.services.register import organisations
from karta.services.rosters import dealing
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.rosters import details

QUARTER, A_TERM = timedelta(minutes=15), timedelta(weeks=12)


def show(context: Context) -> None:
    """Show the fields, whose turn each date is, and the button."""
    say, today = context.say, context.workspace.today
    words.paragraph(say("rosters.deal_what"), "quiet")
    names, orgs = details.place_names(context), organisations.organisations(context.workspace, context.viewer)
    place = st.selectbox(say("rosters.place"), list(names), format_func=names.__getitem__, key="deal_place")
    left, right = st.columns(2)
    first = left.date_input(
        say("rosters.deal_first"), today + timedelta(days=7), key="deal_day", format="YYYY-MM-DD"
    )
    last = right.date_input(say("rosters.until"), today + A_TERM, key="deal_until", format="YYYY-MM-DD")
    start = left.time_input(say("rosters.start"), time(20), key="deal_start", step=QUARTER)
    end = right.time_input(say("rosters.end"), time(22), key="deal_end", step=QUARTER)
    without = st.text_input(say("rosters.exdates"), key="deal_exdates", help=say("rosters.exdates_help"))
    chosen = st.multiselect(
        say("rosters.deal_orgs"), list(orgs), format_func=orgs.__getitem__, key="deal_orgs",
        placeholder=say("rosters.organisations_choose"),
    )  # fmt: skip
    typed = st.text_area(
        say("rosters.deal_names"), key="deal_names", help=say("rosters.deal_names_help"), height=90
    )
    if not chosen or not isinstance(first, date) or not isinstance(last, date):
        return
    teams = typed.splitlines()
    try:
        plan = ShiftPlan(
            place, first, f"{start:%H:%M}", f"{end:%H:%M}", tuple(chosen), min_team=MIN_TEAM, max_team=MAX_TEAM,
            weekly=True, until=last, exdates=typed_days.days(without, first),
        )  # fmt: skip
        dealt = dealing.turns(plan, teams)
    except KartaError as error:
        feedback.fault(context, error)
        return
    words.table(
        [say("rosters.day"), say("rosters.deal_turn")],
        [(day_text(day, context.workspace.language), name or orgs[org]) for day, org, name in dealt],
        say("rosters.deal"),
    )  # fmt: skip
    if st.button(say("rosters.deal_do", count=len(dealt)), type="primary", key="deal_do"):
        act = partial(dealing.deal_out, context.workspace, context.viewer, plan, teams)
        feedback.perform(context, act, "rosters.deal_done")

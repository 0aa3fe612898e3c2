"""Which walks would close most of a week's gaps, within what there is to give; nothing is stored."""

from datetime import UTC, date, datetime, time, timedelta

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import shift_plans
from karta.services.planning.shift_plans import WalkProposal, WalkWishes
from karta.ui import feedback, view, words
from karta.ui.context import Context, page_link
from karta.ui.dates import on
from karta.ui.view import View

_KEPT = "karta_walks"


def show(context: Context) -> None:
    """Show what there is to give, and the walks that would make most of it."""
    say = context.say
    if not allowed(context.viewer, "see_gaps", WORKSPACE):
        words.paragraph(say("rosters.suggest_not_yours"), "quiet")
        return
    words.paragraph(say("rosters.suggest_lead"))
    with st.form("suggest", border=True):
        columns = st.columns(4, vertical_alignment="bottom")
        groups = columns[0].number_input(say("rosters.suggest_groups"), 0, 200, 5, key="suggest_groups")
        adults = columns[1].number_input(say("rosters.suggest_adults"), 1, 20, 2, key="suggest_adults")
        longest = columns[2].number_input(say("rosters.suggest_longest"), 1, 8, 4, key="suggest_longest")
        by_priority = columns[3].checkbox(say("rosters.suggest_by_priority"), key="suggest_weighted")
        sent = st.form_submit_button(say("rosters.suggest_ask"), type="primary")
    if sent:
        wishes = WalkWishes(int(groups), None, int(adults), 1, int(longest), by_priority)
        try:
            with st.spinner(say("rosters.suggest_searching")):
                first = context.workspace.service_day
                found = shift_plans.propose(context.workspace, context.viewer, first, wishes)
        except KartaError as error:
            feedback.fault(context, error)
            return
        st.session_state[_KEPT] = (context.viewer.scope, found)
    kept = st.session_state.get(_KEPT)
    if kept is not None and kept[0] == context.viewer.scope:
        _proposal(context, kept[1])


def _proposal(context: Context, found: WalkProposal) -> None:
    say, language = context.say, context.workspace.language
    words.heading(say("rosters.suggest_found", count=len(found.walks)))
    words.paragraph(
        say("rosters.suggest_left", gap=number(found.gap, 1, language), left=number(found.left, 1, language))
    )
    if found.share is not None and found.walks:
        share = number(100 * min(1.0, found.share), 0, language)
        words.paragraph(say("rosters.suggest_share", share=share), "quiet")
    for walk in found.walks:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            when = f"{on(context, walk.start.date())} {walk.start:%H:%M}\u2013{walk.end:%H:%M}"
            closes = number(walk.closes, 1, language)
            words.paragraph(
                say("rosters.suggest_walk", when=when, place=walk.place, adults=walk.adults, closes=closes)
            )
            # Before six it is the service day before.
            monday = view.monday((walk.start - timedelta(hours=6)).date())
            shown = View(monday, hour=_hour(context, monday, walk.start), place=walk.place_id)
            page_link("gaps", say("rosters.suggest_go"), **view.query(shown))
    if found.quiet:
        words.heading(say("rosters.suggest_quiet"), 3)
        words.paragraph(", ".join(on(context, day) for day in found.quiet))
    if found.questions:
        words.heading(say("rosters.suggest_questions"), 3)
        words.paragraph(say("rosters.suggest_questions_lead"), "quiet")
        words.table(
            [say(f"rosters.suggest_column_{name}") for name in ("who", "place", "hours", "adult_hours")],
            [
                (row.responsible, row.place, row.hours, number(row.adult_hours, 1, language))
                for row in found.questions
            ],
            say("rosters.suggest_questions"),
        )


def _hour(context: Context, monday: date, start: datetime) -> int:
    """Return the number of an hour in a week of service days, by the clock that all share."""
    begins = datetime.combine(monday, time(6), context.workspace.zone)
    return max(0, round((start.astimezone(UTC) - begins.astimezone(UTC)) / timedelta(hours=1)))

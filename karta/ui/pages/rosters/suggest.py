"""Which walks would close most of a week's gaps, within what there is to give; nothing is stored."""

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import shift_plans
from karta.services.planning.shift_plans import WalkProposal, WalkWishes
from karta.ui import cached_week, feedback, jumps, view, words
from karta.ui.context import Context, page_link
from karta.ui.dates import on
from karta.ui.view import View

_ASKED = "karta_walks_asked"


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
        st.session_state[_ASKED] = WalkWishes(int(groups), None, int(adults), 1, int(longest), by_priority)
    asked: WalkWishes | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    try:
        with st.spinner(say("rosters.suggest_searching")):
            found = _found(_version(context), context, asked)
    except KartaError as error:
        feedback.fault(context, error)
        return
    _proposal(context, found)


def _version(context: Context) -> str:
    """Return the cache key of what is suggested: as that of a week, and the hour, since what has been is left out."""
    hour = context.workspace.now().replace(minute=0, second=0, microsecond=0)
    this_week = View(view.monday(context.workspace.service_day))
    return f"{cached_week.version(context, this_week, context.workspace.store.revision())}|{hour}"


@st.cache_resource(max_entries=6, show_spinner=False)
def _found(version: str, _context: Context, wishes: WalkWishes) -> WalkProposal:
    """Return what is suggested; a shift that is made meanwhile makes it anew."""
    del version
    first = _context.workspace.service_day
    return shift_plans.propose(_context.workspace, _context.viewer, first, wishes)


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
            week = View(view.monday((walk.start - timedelta(hours=6)).date()))
            hour = jumps.hour_at(cached_week.period(context, week), walk.start)
            shown = replace(week, hour=hour, place=walk.place_id)
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
                (row.responsible, row.place, *(number(n, 1, language) for n in (row.hours, row.adult_hours)))
                for row in found.questions
            ],
            say("rosters.suggest_questions"),
        )

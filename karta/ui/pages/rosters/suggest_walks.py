"""Proposed walks one by one: kept, set aside or made; and all of them made in one act that one press takes back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import streamlit as st

from karta.i18n import number
from karta.privacy import WORKSPACE, allowed, belonging_to
from karta.services.child_view import ChildView
from karta.services.planning import accepted_walks, proposed_week
from karta.services.planning.proposed_week import NumberedWalk
from karta.services.planning.shift_plans import Walk, WalkProposal, WalkWishes
from karta.services.register import organisations
from karta.ui import cached_week, child_questions, feedback, jumps, own_organisation, view, words
from karta.ui.context import Context, page_link
from karta.ui.dates import on
from karta.ui.pages.planning import proposed_picture
from karta.ui.view import View

ASKED = "karta_walks_asked"


def sentence(context: Context, walk: Walk) -> str:
    """Return where and when a walk would be, with how many, and what it closes."""
    when = f"{on(context, walk.start.date())} {walk.start:%H:%M}\u2013{walk.end:%H:%M}"
    closes = number(walk.closes, 1, context.workspace.language)
    return context.say("rosters.suggest_walk", when=when, place=walk.place, adults=walk.adults, closes=closes)


def show(context: Context, proposal: WalkProposal, asked: WalkWishes) -> None:
    """Show the walks with what can be done with each, and what comes before accepting them."""
    say = context.say
    plans = bool(allowed(context.viewer, "plan_shifts", WORKSPACE))
    walks = proposed_week.numbered(context.workspace, context.viewer, proposal, asked)
    slot = st.container()
    set_aside(context, asked)
    organisation, answers = _before(context) if plans and proposal.walks else ("", ChildView())
    with slot:
        if walks:
            words.heading(say("proposed.list"), 3)
        for each in walks:
            if each.state == "rejected":
                _taken_back(context, each, asked)
            elif _row(context, each, asked, plans=plans):
                _accept(context, proposal, (each.walk,), organisation, answers)
    if plans and proposal.walks:
        count = len(proposal.walks)
        # Its key is what it makes: a press never makes others than those that it was pressed for.
        key = "_".join(["walks_accept_all", *sorted(walk.key for walk in proposal.walks)])
        if st.button(say("walk_plans.accept_all", count=count), type="primary", key=key):
            _accept(context, proposal, proposal.walks, organisation, answers)
    elif proposal.walks:
        words.paragraph(say("rosters.plan_not_yours"), "quiet")


def set_aside(context: Context, asked: WalkWishes) -> None:
    """Show what was set aside or is kept although no proposal shows it, and the way back for all of it."""
    if asked.rejected:
        words.paragraph(context.say("walk_plans.rejected", count=len(asked.rejected)), "quiet")
    if asked.rejected or asked.locked:
        st.button(
            context.say("walk_plans.start_over"), key="walks_start_over", on_click=_change,
            args=(replace(asked, locked=(), rejected=()),),
        )  # fmt: skip


def _taken_back(context: Context, each: NumberedWalk, asked: WalkWishes) -> None:
    """Show a walk that was set aside, and the way back for it."""
    walk = each.walk
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"walk_{walk.key}"):
        proposed_picture.line(context, each, sentence(context, walk) + context.say("proposed.is_rejected"))
        others = tuple(other for other in asked.rejected if other.key != walk.key)
        st.button(
            context.say("proposed.again"), key=f"again_{walk.key}", on_click=_change,
            args=(replace(asked, rejected=others),),
        )  # fmt: skip


def _row(context: Context, each: NumberedWalk, asked: WalkWishes, *, plans: bool) -> bool:
    """Show a walk and return whether it is to be accepted."""
    say, walk = context.say, each.walk
    locked = each.state == "locked"
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"walk_{walk.key}"):
        proposed_picture.line(
            context, each, sentence(context, walk) + (say("walk_plans.is_locked") if locked else "")
        )
        others = tuple(kept for kept in asked.locked if kept.key != walk.key)
        st.button(
            say("walk_plans.unlock" if locked else "walk_plans.lock"), key=f"lock_{walk.key}", on_click=_change,
            args=(replace(asked, locked=others if locked else (*others, walk)),),
        )  # fmt: skip
        st.button(
            say("walk_plans.reject"), key=f"reject_{walk.key}", on_click=_change,
            args=(replace(asked, locked=others, rejected=(*asked.rejected, walk)),),
        )  # fmt: skip
        accepted = plans and st.button(say("walk_plans.accept"), key=f"accept_{walk.key}")
        # Before six it is the service day before.
        week = View(view.monday((walk.start - timedelta(hours=6)).date()))
        hour = jumps.hour_at(cached_week.period(context, week), walk.start)
        shown = replace(week, hour=hour, place=walk.place_id)
        page_link("gaps", say("rosters.suggest_go"), **view.query(shown))
    return accepted


def _change(wishes: WalkWishes) -> None:
    st.session_state[ASKED] = wishes


def _before(context: Context) -> tuple[str, ChildView]:
    """Show whose the shifts become and the four questions, and return what was chosen and answered."""
    names = {
        org: name
        for org, name in organisations.organisations(context.workspace, context.viewer).items()
        if allowed(context.viewer, "plan_shifts", belonging_to(org))
    }
    words.heading(context.say("walk_plans.before"), 3)
    organisation = st.selectbox(
        context.say("rosters.organisation"), list(names), own_organisation.position(context.viewer, names),
        format_func=names.__getitem__, key="walks_org", placeholder=context.say("rosters.organisations_choose"),
    )  # fmt: skip
    return organisation or "", child_questions.ask(context, "walks")


def _accept(
    context: Context, proposal: WalkProposal, walks: Sequence[Walk], organisation: str, answers: ChildView
) -> None:
    feedback.perform(
        context,
        partial(
            accepted_walks.accept,
            context.workspace,
            context.viewer,
            proposal,
            walks,
            organisation,
            answers,
        ),
        "walk_plans.accepted",
    )

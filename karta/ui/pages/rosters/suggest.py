"""Which walks would close most of a week's gaps, within what there is to give; nothing is stored until accepted."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from karta.errors import KartaError
from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.needs.decisions import hour_price
from karta.services.planning import shift_plans
from karta.services.planning.shift_plans import WalkProposal, WalkWishes
from karta.services.search import Search
from karta.ui import cached_week, feedback, solving, view, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.planning import closing, proposed_picture
from karta.ui.pages.rosters import suggest_walks
from karta.ui.solving import Task
from karta.ui.view import View

ASKED = suggest_walks.ASKED


def show(context: Context) -> None:
    """Show what there is to give, and the walks that would make most of it."""
    say = context.say
    if not allowed(context.viewer, "see_gaps", WORKSPACE):
        words.paragraph(say("rosters.suggest_not_yours"), "quiet")
        return
    words.paragraph(say("rosters.suggest_lead"))
    # Their keys are the theme's.
    with st.container(key="karta_suggest"):
        left, right = st.columns([1, 3], gap="medium")
    with left.form("suggest", border=True):
        groups = st.number_input(say("rosters.suggest_groups"), 0, 200, 5, key="suggest_groups")
        adults = st.number_input(say("rosters.suggest_adults"), shift_plans.PAIR, 20, 2, key="suggest_adults")
        longest = st.number_input(say("rosters.suggest_longest"), 1, 8, 4, key="suggest_longest")
        by_priority = st.checkbox(say("rosters.suggest_by_priority"), key="suggest_weighted")
        wishes = _more(context, WalkWishes(int(groups), None, int(adults), 1, int(longest), by_priority))
        sent = st.form_submit_button(say("rosters.suggest_ask"), type="primary")
    if sent:
        before: WalkWishes = st.session_state.get(ASKED) or WalkWishes()
        solving.forget("suggest", "suggest_other")
        st.session_state[ASKED] = replace(wishes, locked=before.locked, rejected=before.rejected)
    asked: WalkWishes | None = st.session_state.get(ASKED)
    if asked is not None:
        _suggested(context, asked, left, right)
    else:
        with right:
            words.paragraph(say("proposed.hint"), "quiet")
    closing.show(context, closing.Days(context.workspace.service_day, 7, None, _version(context)), "suggest")


def _more(context: Context, wishes: WalkWishes) -> WalkWishes:
    """Return the wishes with what a closer look adds: hours and kronor to give, when a walk may be, areas' shares."""
    say = context.say
    with st.expander(say("rosters.suggest_more")):
        hours = st.number_input(say("rosters.suggest_hours"), 0, 10_000, None, key="suggest_hours")
        kronor = None
        if hour_price(context.workspace) is not None:
            kronor = st.number_input(
                say("rosters.suggest_kronor"), 0, 100_000_000, None, key="suggest_kronor"
            )
        shortest = st.number_input(say("rosters.suggest_shortest"), 1, 8, 1, key="suggest_shortest")
        earliest = st.time_input(say("rosters.suggest_earliest"), None, key="suggest_earliest")
        latest = st.time_input(say("rosters.suggest_latest"), None, key="suggest_latest")
        fair = st.checkbox(say("rosters.suggest_fair"), key="suggest_fair")
    return replace(
        wishes,
        adult_hours=hours,
        kronor=kronor,
        shortest=int(shortest),
        earliest=earliest,
        latest=latest,
        fair=fair,
    )


def _suggested(context: Context, asked: WalkWishes, left: DeltaGenerator, right: DeltaGenerator) -> None:
    """Show what the walks come to beside what was asked for, and the walks beside that; below it what is left."""
    with right:
        try:
            proposal = _proposal(_version(context), context, asked, "suggest")
        except KartaError as error:
            feedback.fault(context, error)
            suggest_walks.set_aside(context, asked)
            return
    if proposal is None:
        return
    with left:
        _sums(context, proposal)
    with right:
        # The first answer and the proven one are of the same version.
        version = "|".join([_version(context), *(walk.key for walk in proposal.walks)])
        proposed_picture.show(context, version, proposal, asked)
        suggest_walks.show(context, proposal, asked)
        _compared(context, proposal, asked)
    _beside(context, proposal)


def _version(context: Context) -> str:
    """Return the cache key of what is suggested: as that of a week, and the hour, since what has been is left out."""
    hour = context.workspace.now().replace(minute=0, second=0, microsecond=0)
    this_week = View(view.monday(context.workspace.service_day))
    return f"{cached_week.version(context, this_week, context.workspace.store.revision())}|{hour}"


def _proposal(version: str, context: Context, wishes: WalkWishes, name: str) -> WalkProposal | None:
    """Return what is suggested, the best so far while it is searched for; a shift made meanwhile makes it anew."""
    first = context.workspace.service_day

    def do(search: Search[WalkProposal]) -> WalkProposal:
        return shift_plans.propose(context.workspace, context.viewer, first, wishes, search=search)

    def tell(best: WalkProposal) -> str:
        return context.say("rosters.suggest_best", count=len(best.walks))

    task = Task(name, (version, wishes), shift_plans.SECONDS, do, tell, shows_best=True)
    return solving.solved(context, task)


def _sums(context: Context, proposal: WalkProposal) -> None:
    say, language = context.say, context.workspace.language
    words.heading(say("rosters.suggest_found", count=len(proposal.walks)))
    words.paragraph(
        say(
            "rosters.suggest_left",
            gap=number(proposal.gap, 1, language),
            left=number(proposal.left, 1, language),
        )
    )
    if proposal.gap > 0:
        parts = "".join(
            f"<i class='{part}' style='flex:{amount:g}'></i>"
            for part, amount in (("full", proposal.closed), ("gap", proposal.left))
            if amount > 0
        )
        st.html(f"<div class='karta-bar' aria-hidden='true'>{parts}</div>")
        words.paragraph(say("proposed.bar"), "quiet")
    words.paragraph(
        say(
            "walk_plans.weighted",
            gap=number(proposal.weighted_gap, 1, language),
            left=number(proposal.weighted_left, 1, language),
        ),
        "quiet",
    )
    if proposal.asked > 0:
        words.paragraph(say("walk_plans.asked", hours=number(proposal.asked, 1, language)), "quiet")
    if proposal.share is not None and proposal.walks:
        share = number(100 * min(1.0, proposal.share), 0, language)
        words.paragraph(say("rosters.suggest_share", share=share), "quiet")
    if proposal.said:
        words.paragraph(say("rosters.suggest_staff", count=proposal.said, silent=proposal.silent), "quiet")


def _beside(context: Context, proposal: WalkProposal) -> None:
    """Show on which days nothing is needed, and what somebody else has to meet."""
    say, language = context.say, context.workspace.language
    if proposal.quiet:
        words.heading(say("rosters.suggest_quiet"), 3)
        words.paragraph(", ".join(on(context, day) for day in proposal.quiet))
    if proposal.questions:
        words.heading(say("rosters.suggest_questions"), 3)
        words.paragraph(say("rosters.suggest_questions_lead"), "quiet")
        words.table(
            [say(f"rosters.suggest_column_{name}") for name in ("who", "place", "hours", "adult_hours")],
            [
                (row.responsible, row.place, *(number(n, 1, language) for n in (row.hours, row.adult_hours)))
                for row in proposal.questions
            ],
            say("rosters.suggest_questions"),
        )


def _compared(context: Context, proposal: WalkProposal, asked: WalkWishes) -> None:
    """Show the plan beside the one that the other way of counting would choose, once that is asked for."""
    say, language = context.say, context.workspace.language
    if not proposal.walks or not st.toggle(say("walk_plans.compare"), key="suggest_compare"):
        return
    if solving.is_searching("suggest"):
        return
    flipped = replace(asked, by_priority=not asked.by_priority)
    other = _proposal(_version(context), context, flipped, "suggest_other")
    if other is None:
        return
    plans = (other, proposal) if asked.by_priority else (proposal, other)
    rows = [
        (
            say(f"walk_plans.counted_{name}"),
            str(len(plan.walks)),
            *(number(n, 1, language) for n in (plan.adult_hours, plan.left, plan.weighted_left)),
        )
        for name, plan in zip(("raw", "weighted"), plans, strict=True)
    ]
    columns = ("counted", "walks", "adult_hours", "left", "weighted_left")
    words.table([say(f"walk_plans.column_{name}") for name in columns], rows, say("walk_plans.compare"))
    only = [walk for walk in other.walks if walk.key not in {mine.key for mine in proposal.walks}]
    if only:
        words.paragraph(say("walk_plans.only_other"), "quiet")
        words.bullets([suggest_walks.sentence(context, walk) for walk in only])

"""A plan for some weeks: proposed while the page waits, looked at visit by visit, and accepted as one act."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.services.planning import visit_officers, visit_plans
from karta.services.planning.visit_plans import Late, Proposal, Proposed
from karta.services.planning.visit_question import WEEKS, Wanted
from karta.services.planning.visit_travel import SPEEDS
from karta.services.register import town
from karta.services.search import Search
from karta.ui import feedback, parts, solving, words
from karta.ui.context import Context, own_part
from karta.ui.dates import on
from karta.ui.pages.visits.acts import perform
from karta.ui.solving import Task

_WANTED, _SEARCH = "visits_wanted", "visits"
QUESTIONS = ("know", "said", "whose", "away")


def show(context: Context) -> None:
    """Show how the plan is wanted, and what was proposed."""
    say = context.say
    if not visit_officers.officers(context.workspace, context.viewer):
        words.paragraph(say("visits.plan_without_officers"), "note")
        st.button(say("visits.part_officers"), key="to_officers", on_click=parts.go, args=("officers",))
        return
    words.paragraph(say("visits.plan_lead"))
    frame = town.areas(context.workspace, context.viewer)
    areas: dict[str | None, str] = {None: say("visits.all_areas")}
    areas.update(zip(frame["area_id"], frame["name"], strict=True))
    with st.form("visit_plan", border=True):
        area = st.selectbox(
            say("visits.card_area"), list(areas), format_func=areas.__getitem__, key="visit_area"
        )
        columns = st.columns(4)
        weeks = columns[0].number_input(say("visits.weeks"), 1, WEEKS, 4, key="visit_weeks")
        minutes = columns[1].number_input(say("visits.minutes"), 15, 480, 90, step=15, key="visit_minutes")
        way = columns[2].selectbox(
            say("visits.way"), list(SPEEDS), format_func=lambda name: say(f"visits.ways.{name}"), key="visit_way",
        )  # fmt: skip
        most = columns[3].number_input(say("visits.most_a_day"), 1, 3, 2, key="visit_most")
        sent = st.form_submit_button(say("visits.propose"), type="primary")
    if sent:
        solving.forget(_SEARCH)
        st.session_state[_WANTED] = Wanted(
            context.workspace.today, int(weeks), way, None, int(minutes), int(most), area
        )  # fmt: skip
    _wait(context)


@own_part
def _wait(context: Context) -> None:
    """Show how far the search has come, or what it came to."""
    wanted: Wanted | None = st.session_state.get(_WANTED)
    if wanted is None:
        return
    try:
        proposal = solving.solved(context, _task(context, wanted))
    except KartaError as error:
        st.session_state.pop(_WANTED)
        feedback.fault(context, error)
        return
    if proposal is not None:
        _proposal(context, proposal)


def _task(context: Context, wanted: Wanted) -> Task[Proposal]:
    """Return the search of a plan; what is changed meanwhile is told when the plan is accepted."""

    def do(search: Search[Proposal]) -> Proposal:
        return visit_plans.propose(context.workspace, context.viewer, wanted, search)

    def tell(best: Proposal) -> str:
        return context.say("visits.best", count=len(best.visits), late=len(best.late))

    return Task(_SEARCH, wanted, visit_plans.SECONDS, do, tell)


def _proposal(context: Context, proposal: Proposal) -> None:
    say, language = context.say, context.workspace.language
    if not proposal.visits and not proposal.late:
        words.paragraph(say("visits.plan_nothing"), "note")
        _asked_first(context, proposal)
        return
    words.heading(say("visits.proposed", count=len(proposal.visits)))
    if proposal.share is not None:
        words.paragraph(
            say("visits.share", share=number(100 * min(1.0, proposal.share), 0, language)), "quiet"
        )
    if proposal.main_share is not None:
        words.paragraph(
            say("visits.main_share", share=number(100 * proposal.main_share, 0, language)), "quiet"
        )
    if proposal.question.approximate:
        words.paragraph(say("visits.approximate"), "quiet")
    left_out = _visits(context, proposal)
    _late(context, proposal)
    words.heading(say("visits.children"), 3)
    words.paragraph(say("visits.children_lead"), "quiet")
    answered = [st.checkbox(say(f"visits.children_{name}"), key=f"children_{name}") for name in QUESTIONS]
    if st.button(
        say("visits.take", count=len(proposal.visits) - len(left_out)), type="primary", key="visits_take"
    ):
        if not all(answered):
            words.paragraph(say("visits.children_missing"), "fault")
            return
        solving.forget(_SEARCH)
        st.session_state.pop(_WANTED)
        perform(context, partial(_accept, context, proposal, left_out), "visits.taken")
    _asked_first(context, proposal)


def _accept(context: Context, proposal: Proposal, left_out: list[int]) -> int:
    """Store the plan, and show it where it stands from now on."""
    count = visit_plans.accept(context.workspace, context.viewer, proposal, left_out)
    parts.go("ahead")
    return count


def _visits(context: Context, proposal: Proposal) -> list[int]:
    """Show the proposed visits by week, each to be left out, and return the numbers of those left out."""
    say, left_out, week = context.say, [], None
    for visit in sorted(proposal.visits, key=lambda each: (each.day, each.start, each.place)):
        if visit.day.isocalendar().week != week:
            week = visit.day.isocalendar().week
            words.heading(say("visits.week", week=week), 3)
        if not st.checkbox(
            _sentence(context, visit), value=True, key=f"visit_{proposal.question.number}_{visit.number}"
        ):
            left_out.append(visit.number)
    return left_out


def _sentence(context: Context, visit: Proposed) -> str:
    say = context.say
    who = say("visits.joint", officer=visit.officer, along=visit.along) if visit.along else visit.officer
    text = say(
        "visits.proposal_row",
        day=on(context, visit.day),
        start=visit.start,
        end=visit.end,
        place=visit.place,
        who=who,
    )
    # What stands in a label is read as Markdown: names are people's own words.
    return words.plain(text if visit.main else text + say("visits.not_main"))


def _late(context: Context, proposal: Proposal) -> None:
    say = context.say
    if not proposal.late:
        words.paragraph(say("visits.all_in_time"), "done")
        return
    words.heading(say("visits.late"), 3)
    words.bullets([_why(context, row) for row in proposal.late])
    if proposal.hour_more:
        words.paragraph(say("visits.hour_more", days=proposal.hour_more), "quiet")


def _why(context: Context, row: Late) -> str:
    say = context.say
    why = say(f"visits.why.{row.code}", day=on(context, row.day), officer=row.officer, minutes=row.minutes)
    return say("visits.late_row", place=row.place, due=on(context, row.due), days=row.days, why=why)


def _asked_first(context: Context, proposal: Proposal) -> None:
    names = proposal.question.asked_first
    if names:
        words.heading(context.say("visits.ask_first"), 3)
        words.paragraph(context.say("visits.ask_first_lead"), "quiet")
        words.bullets(list(names))

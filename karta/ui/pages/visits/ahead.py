"""What is planned: by day, with the venue's answer; one press calls off, or says that it took place. A host answers."""

from datetime import date, datetime, timedelta
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import (
    visit_answers,
    visit_company,
    visit_links,
    visit_officers,
    visit_question,
    visit_week,
    visit_words,
    visits,
)
from karta.services.planning.visits import PlannedVisit
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.visits.acts import perform

BACK, AHEAD = timedelta(days=7), timedelta(days=91)
MOST_ACTS, WEEKS = 20, 13
# Each visit has its own buttons: so many are drawn at first, the nearest ones.
MOST_ROWS, _SHOWN = 40, "visits_ahead_shown"


def show(context: Context) -> None:
    """Show the visits of the past week and of those to come."""
    today = context.workspace.today
    plans = bool(allowed(context.viewer, "plan_visits", WORKSPACE))
    rows = visits.listed(context.workspace, context.viewer, today - BACK, today + AHEAD)
    words.paragraph(context.say("visits.ahead_lead" if plans else "visits.host_lead"), "quiet")
    if not rows:
        words.paragraph(context.say("visits.ahead_none" if plans else "visits.host_none"), "quiet")
        return
    day, now = None, visits.here(context.workspace)
    shown = st.session_state.get(_SHOWN, MOST_ROWS)
    reached = visit_links.reached(context.workspace, context.viewer) if plans else None
    for row in rows[:shown]:
        if row.day != day:
            day = row.day
            words.heading(on(context, day, today), 3)
        _row(context, row, now, plans=plans, is_reached=reached is None or row.place_id in reached)
    if len(rows) > shown:
        label = context.say("visits.ahead_more", count=len(rows) - shown)
        st.button(label, key="ahead_more", on_click=_show_more, args=(shown,))
    if plans:
        _week(context)
        _log(context)


def _show_more(shown: int) -> None:
    st.session_state[_SHOWN] = shown + MOST_ROWS


def _week(context: Context) -> None:
    """Show the choice of a week and a function, and the button that gives them on paper."""
    say, today = context.say, context.workspace.today
    with st.expander(say("visits.week_print")):
        staff = visit_officers.officers(context.workspace, context.viewer)
        names: dict[str | None, str] = {
            None: say("visits.week_all"),
            **{who.officer_id: who.name for who in staff},
        }
        mondays = [
            today - timedelta(days=today.weekday()) + timedelta(weeks=number) for number in range(WEEKS)
        ]
        first, second = st.columns(2)
        monday = first.selectbox(
            say("visits.week_which"), mondays, key="visit_week",
            format_func=lambda day: say("visits.week", week=day.isocalendar().week),
        )  # fmt: skip
        officer = second.selectbox(
            say("visits.week_of"), list(names), format_func=names.__getitem__, key="visit_week_of"
        )
        st.download_button(
            say("visits.week_download"), partial(visit_week.pdf, context.workspace, context.viewer, monday, officer),
            file_name=f"besok-vecka-{monday.isocalendar().week}.pdf", mime="application/pdf",
            icon=":material/picture_as_pdf:", key="visit_week_pdf", on_click="ignore",
        )  # fmt: skip


def _log(context: Context) -> None:
    """Show what was done to the plan of late, each act with a button that takes it back."""
    say = context.say
    with st.expander(say("visits.log")):
        words.paragraph(say("visits.log_lead"), "quiet")
        for act in visits.history(context.workspace, context.viewer, MOST_ACTS).to_dict("records"):
            when = act["at"].tz_convert(context.workspace.zone)
            with st.container(horizontal=True, vertical_alignment="center"):
                words.paragraph(
                    say(
                        "visits.log_row", function=act["function"],
                        what=say(f"visits.verbs.{act['verb']}") + _about(context, act["visits"]),
                        when=f"{on(context, when.date())} {when:%H:%M}",
                    )
                )  # fmt: skip
                may = not act["undone"] and act["undoes"] is None
                if may and st.button(context.say("register.undo"), key=f"undo_visit_{act['id']}"):
                    undone = partial(visits.undo, context.workspace, context.viewer, act["id"])
                    perform(context, undone, "register.undone")


def _about(context: Context, changed: list[tuple[str, date, str]]) -> str:
    """Return which visit an act was about, or how many."""
    if not changed:
        return ""
    if len(changed) > 1:
        return context.say("visits.log_visits", count=len(changed))
    ((place, day, start),) = changed
    return context.say("visits.log_visit", place=place, day=on(context, day), start=start)


def _row(context: Context, row: PlannedVisit, now: datetime, *, plans: bool, is_reached: bool) -> None:
    say = context.say
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"visit_{row.visit_id}"):
        words.paragraph(
            say("visits.row", start=row.start, end=row.end, place=row.place, who=who(context, row))
        )
        words.paragraph(
            say(f"visits.states.{row.state}") + (say("visits.moved") if row.moved else ""), "quiet"
        )
        if row.state == "planned" and not is_reached and row.day >= now.date():
            words.paragraph(say("visits.no_link"), "quiet")
        if plans:
            _police(context, row, is_due=visits.has_begun(now, row.day, row.start))
        elif row.state in visit_answers.OPEN and row.day >= now.date():
            _host(context, row)


def who(context: Context, row: PlannedVisit) -> str:
    """Return by which function a visit is, and who comes along; a police volunteer is said to be one."""
    return visit_words.who(row, context.workspace.language)


def _police(context: Context, row: PlannedVisit, *, is_due: bool) -> None:
    say, key = context.say, row.visit_id
    if (
        is_due
        and row.state in (*visit_answers.OPEN, "not_done")
        and st.button(say("visits.held"), key=f"held_{key}", type="primary")
    ):
        _note(context, row, held=True)
    if (
        is_due
        and row.state in (*visit_answers.OPEN, "done")
        and st.button(say("visits.not_held"), key=f"not_{key}")
    ):
        _note(context, row, held=False)
    if row.state in (*visit_answers.OPEN, visit_question.HELD):
        with st.popover(say("visits.company"), key=f"company_{key}_{row.version}"):
            _company(context, row)
    if not is_due and row.state in visit_answers.OPEN and st.button(say("visits.call_off"), key=f"off_{key}"):
        _call_off(context, row)


def _company(context: Context, row: PlannedVisit) -> None:
    say, key = context.say, row.visit_id
    words.paragraph(say("visits.company_lead"), "quiet")
    choices = (None, *visit_company.COMPANY)
    company = st.selectbox(
        say("visits.company"), choices, choices.index(row.company), key=f"with_{key}",
        format_func=lambda choice: say(f"visits.company_{choice or 'nobody'}"),
    )  # fmt: skip
    if st.button(say("visits.company_set"), key=f"with_set_{key}", type="primary"):
        act = partial(visit_company.put, context.workspace, context.viewer, key, company, row.version)
        perform(context, act, "visits.company_is_set", place=row.place)


def _note(context: Context, row: PlannedVisit, *, held: bool) -> None:
    act = partial(visits.note_held, context.workspace, context.viewer, row.visit_id, held=held)
    perform(context, act, "visits.held_noted" if held else "visits.not_held_noted", place=row.place)


def _call_off(context: Context, row: PlannedVisit) -> None:
    told: list[str] = []

    def act() -> str:
        times = visits.call_off(context.workspace, context.viewer, row.visit_id)
        told.extend(f"{on(context, day)} {start}" for day, start in times)
        return ", ".join(told) or context.say("visits.no_times")

    perform(context, act, "visits.called_off", place=row.place)


def _host(context: Context, row: PlannedVisit) -> None:
    say, key = context.say, row.visit_id
    if row.state == "planned" and st.button(say("visits.accept"), key=f"yes_{key}", type="primary"):
        perform(
            context, partial(_answer, context, row, accepts=True), "visits.accepted", day=on(context, row.day)
        )
    with st.popover(say("visits.move"), key=f"move_{key}"):
        _times(context, row)
    if st.button(say("visits.decline"), key=f"no_{key}"):
        perform(
            context,
            partial(_answer, context, row, accepts=False),
            "visits.declined",
            day=on(context, row.day),
        )


def _answer(context: Context, row: PlannedVisit, *, accepts: bool) -> None:
    visit_answers.answer(context.workspace, context.viewer, row.visit_id, accepts=accepts)


def _times(context: Context, row: PlannedVisit) -> None:
    say = context.say
    try:
        times = visit_answers.times_for(context.workspace, context.viewer, row.visit_id)
    except KartaError as error:
        feedback.fault(context, error)
        return
    if not times:
        words.paragraph(say("visits.no_times"), "quiet")
        return
    labels = {f"{day} {start}": f"{on(context, day)} {start}" for day, start in times}
    chosen = st.selectbox(
        say("visits.move_to"), list(labels), format_func=labels.__getitem__, key=f"to_{row.visit_id}"
    )
    if st.button(say("visits.move_set"), key=f"set_{row.visit_id}", type="primary"):
        day, start = times[list(labels).index(chosen)]
        act = partial(visit_answers.move, context.workspace, context.viewer, row.visit_id, day, start)
        perform(context, act, "visits.moved_told", day=on(context, day), start=start)

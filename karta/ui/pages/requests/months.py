"""Månadens länkar: one a month for each organisation, who has answered, and what was noted on the way."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from karta.errors import NotFoundError
from karta.model.months import first_day, last_day
from karta.model.web_address import is_here_alone
from karta.privacy import WORKSPACE, allowed
from karta.services.follow_up import month_answers, month_links
from karta.services.follow_up.month_links import LinkState
from karta.services.needs import crowd_events
from karta.ui import feedback, own_address, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.web import month

# The links made in this session, by month and organisation: a token is shown until the session ends, and kept nowhere.
_MADE = "month_links_made"


def show(context: Context) -> None:
    """Show the links of a month, who has answered, what was noted, and the crowd events ahead."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    if not allowed(viewer, "make_month_links", WORKSPACE):
        words.paragraph(say("month_links.not_yours"))
        return
    words.paragraph(say("month_links.lead"), "quiet")
    chosen = st.radio(
        say("month_links.month"), month_links.months(workspace), horizontal=True, key="month_links_month",
        format_func=partial(_month_name, context),
    )  # fmt: skip
    states = month_links.states(workspace, viewer, chosen)
    if not states:
        words.paragraph(say("requests.no_orgs"))
        return
    answered = sum(state.answered_on is not None for state in states)
    without = sum(state.answered_or_asked[0] == "not_asked" for state in states)
    lines = (
        [say("month_links.answered_of", count=answered, all=len(states) - without)]
        if without < len(states)
        else []
    )
    words.paragraph(" ".join(lines + ([say("month_links.without", count=without)] if without else [])))
    if any(state.answered_on is None and state.made_on is None for state in states) and st.button(
        say("month_links.make_all"), type="primary", key="month_links_make_all"
    ):
        _perform(
            context, chosen, lambda: month_links.make_links(workspace, viewer, chosen), "month_links.made_all"
        )
    _links(context, chosen, {state.organisation_id: state.organisation for state in states})
    for state in states:
        _organisation(context, chosen, state)
    _notes(context)
    _events(context)


def _organisation(context: Context, chosen: str, state: LinkState) -> None:
    say, workspace, viewer = context.say, context.workspace, context.viewer
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        words.paragraph(f"{state.organisation} · {_state(context, state)}")
        label = "month_links.make" if state.made_on is None else "month_links.make_new"
        if st.button(say(label), key=f"month_make_{state.organisation_id}"):
            act = partial(month_links.make_link, workspace, viewer, state.organisation_id, chosen)
            _perform(context, chosen, lambda: {state.organisation_id: act()}, "month_links.made")
        if state.made_on is not None and st.button(
            say("month_links.revoke"), key=f"month_revoke_{state.organisation_id}"
        ):
            feedback.perform(
                context, partial(month_links.revoke_link, workspace, viewer, state.organisation_id, chosen),
                "month_links.revoked", org=state.organisation,
            )  # fmt: skip


def _state(context: Context, state: LinkState) -> str:
    """Return how far an organisation has come, in words: when it answered, else whether it has been asked."""
    key, day = state.answered_or_asked
    return context.say(f"month_links.{key}", day="" if day is None else on(context, day))


def _perform(context: Context, chosen: str, make: Callable[[], dict[str, str]], key: str) -> None:
    def act() -> None:
        made = st.session_state.setdefault(_MADE, {})
        made |= {(chosen, org): token for org, token in make().items()}

    feedback.perform(context, act, key, month=_month_name(context, chosen))


def _links(context: Context, chosen: str, names: dict[str, str]) -> None:
    """Show the links made in this session that still open; all of them stay, whatever is done between."""
    made: dict[tuple[str, str], str] = st.session_state.get(_MADE, {})
    tokens = {
        org: token for (of_month, org), token in made.items() if of_month == chosen and _opens(context, token)
    }
    if not tokens:
        return
    here = own_address.of("")
    with st.container(border=True, key="karta_month_links"):
        words.paragraph(context.say("month_links.copy", day=on(context, last_day(chosen))))
        if is_here_alone(here):
            words.paragraph(context.say("month_links.loopback", host=urlsplit(here).netloc), "note")
        for org, token in tokens.items():
            words.paragraph(names.get(org, ""))
            st.code(f"{here}{month.HOME}{token}", language=None, wrap_lines=True)


def _opens(context: Context, token: str) -> bool:
    try:
        month_links.holder(context.workspace, token)
    except NotFoundError:
        return False
    return True


def _notes(context: Context) -> None:
    say = context.say
    notes = month_answers.notes(context.workspace, context.viewer)
    if not notes:
        return
    words.heading(say("month_links.notes", count=len(notes)), 3)
    words.paragraph(say("month_links.notes_what"), "quiet")
    for note in notes:
        with st.container(border=True):
            words.paragraph(f"{note.organisation} · {note.place} · {on(context, note.noted_on)}")
            words.paragraph(note.words, "note")
            if st.button(say("month_links.settle"), key=f"settle_{note.note_id}"):
                act = partial(
                    month_answers.settle,
                    context.workspace,
                    context.viewer,
                    note.note_id,
                    version=note.version,
                )
                feedback.perform(context, act, "month_links.settled")


def _events(context: Context) -> None:
    say = context.say
    events = crowd_events.coming(context.workspace, context.viewer)
    if not events:
        return
    words.heading(say("month_links.events", count=len(events)), 3)
    words.paragraph(say("month_links.events_what"), "quiet")
    for event in events:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            kind = say(f"months.event_{event.kind}")
            words.paragraph(f"{on(context, event.day)} · {event.place} · {kind} · {event.organisation}")
            if st.button(say("months.event_remove"), key=f"event_{event.event_id}"):
                act = partial(crowd_events.remove, context.workspace, context.viewer, event.event_id)
                feedback.perform(context, act, "months.done_event_gone")


def _month_name(context: Context, chosen: str) -> str:
    first = first_day(chosen)
    return f"{context.say(f'months.month_{first.month}')} {first.year}"

"""The led sessions of a place on its card: what is held the coming weeks, and cancelling one date of it."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from karta.i18n import catalogue, number
from karta.i18n import day as day_text
from karta.services.register import sessions
from karta.services.register.sessions import Session
from karta.ui import edits, feedback, words
from karta.ui.context import Context

# As many days are listed, and as many can be chosen from.
LISTED, OFFERED = 14, 70


def show(context: Context, place_id: str, first: date | None = None) -> None:
    """Show the sessions at a place from a day on (today), and the form that cancels one date."""
    first = first or context.workspace.today
    last = first + timedelta(days=OFFERED - 1)
    occasions = sessions.sessions(context.workspace, context.viewer, place_id, first, last)
    words.heading(context.say("sessions.title"), 3)
    if not occasions:
        words.paragraph(context.say("sessions.none"), "quiet")
        return
    near = [session for session in occasions if (session.day - first).days < LISTED]
    if near:
        words.bullets([line(context, session) for session in near])
    else:
        words.paragraph(context.say("sessions.none_near"), "quiet")
    _cancel(
        context, place_id, [session for session in occasions if session.can_change and not session.cancelled]
    )
    _hold(context, [session for session in occasions if session.can_change and session.cancelled])


def called(context: Context, place_id: str) -> dict[str, str]:
    """Return the sessions at a place of the coming weeks by the id of their activity, called by title and owner."""
    first = context.workspace.today
    occasions = sessions.sessions(
        context.workspace, context.viewer, place_id, first, first + timedelta(days=LISTED)
    )
    return {
        session.activity_id: ", ".join(filter(None, (session.title or session.kind, session.organisation)))
        for session in occasions
    }


def when(context: Context, session: Session) -> str:
    """Return day and hours of a session: `ons 16 sep 17:00-20:00`."""
    return (
        f"{day_text(session.day, context.workspace.language)} {session.start:%H:%M}\u2013{session.end:%H:%M}"
    )


def line(context: Context, session: Session) -> str:
    """Return a session in one line: when, what, whose, how many lead it, and that it is cancelled."""
    leaders = (
        context.say("sessions.leaders_unknown")
        if session.leaders is None
        else context.say("sessions.leaders", count=number(session.leaders, 1, context.workspace.language))
    )
    # The list of kinds is open: one that Karta has no word for is shown as it came.
    key = f"sessions.kind.{session.kind}"
    kind = context.say(key) if key in catalogue(context.workspace.language) else session.kind
    facts = [when(context, session), session.title or kind, session.organisation, leaders]
    if session.cancelled:
        facts.append(context.say("sessions.cancelled"))
    return ", ".join(part for part in facts if part)


def _cancel(context: Context, place_id: str, occasions: list[Session]) -> None:
    if not occasions:
        return
    # The list stays as it was shown: a date that somebody else cancels must not change which one is chosen.
    edit = edits.opened(
        f"cancel_session_{place_id}",
        occasions,
        [(session.activity_id, session.day) for session in occasions],
        {},
    )
    with (
        st.expander(context.say("sessions.cancel")),
        st.form(f"cancel_session_{place_id}", border=False),
    ):
        chosen = st.selectbox(
            context.say("sessions.which"), edit.row, format_func=lambda session: line(context, session),
            help=context.say("sessions.cancel_help"),
            key=edit.watch("_".join(["session", *(f"{session.activity_id}{session.day}" for session in edit.row)])),
        )  # fmt: skip
        sent = st.form_submit_button(context.say("sessions.cancel_do"))
    if sent and chosen is not None:
        feedback.perform(
            context,
            lambda: sessions.cancel_session(
                context.workspace, context.viewer, chosen.activity_id, chosen.day
            ),
            "sessions.cancel_done", when=when(context, chosen),
        )  # fmt: skip


def _hold(context: Context, cancelled: list[Session]) -> None:
    for session in cancelled:
        label = context.say("sessions.hold", when=when(context, session))
        if st.button(label, key=f"hold_{session.activity_id}_{session.day}", icon=":material/undo:"):
            feedback.perform(
                context,
                partial(
                    sessions.hold_session, context.workspace, context.viewer, session.activity_id, session.day
                ),
                "sessions.hold_done", when=when(context, session),
            )  # fmt: skip

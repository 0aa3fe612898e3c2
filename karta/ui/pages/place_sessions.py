"""The led sessions of a place on its card: what is held the coming weeks, and cancelling one date of it."""

from datetime import date, timedelta
from functools import partial

import streamlit as st

from karta.i18n import catalogue, number
from karta.i18n import day as day_text
from karta.services import sessions
from karta.services.sessions import Session
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes

# As many days are listed, and as many can be chosen from.
LISTED, OFFERED = 14, 70


def show(context: Context, place_id: str, first: date | None = None) -> None:
    """Show the sessions at a place from a day on (today), and the form that cancels one date."""
    first = first or context.workspace.today
    last = first + timedelta(days=OFFERED - 1)
    found = sessions.sessions(context.workspace, context.viewer, place_id, first, last)
    words.heading(context.say("sessions.title"), 3)
    if not found:
        words.paragraph(context.say("sessions.none"), "quiet")
        return
    near = [one for one in found if (one.day - first).days < LISTED]
    if near:
        words.bullets([line(context, one) for one in near])
    else:
        words.paragraph(context.say("sessions.none_near"), "quiet")
    _cancel(context, place_id, [one for one in found if one.can_change and not one.cancelled])
    _hold(context, [one for one in found if one.can_change and one.cancelled])


def when(context: Context, one: Session) -> str:
    """Return day and hours of a session: `ons 16 sep 17:00-20:00`."""
    return f"{day_text(one.day, context.workspace.language)} {one.start:%H:%M}\u2013{one.end:%H:%M}"


def line(context: Context, one: Session) -> str:
    """Return a session in one line: when, what, whose, how many lead it, and that it is cancelled."""
    leaders = (
        context.say("sessions.leaders_unknown")
        if one.leaders is None
        else context.say("sessions.leaders", count=number(one.leaders, 1, context.workspace.language))
    )
    # The list of kinds is open: one that Karta has no word for is shown as it came.
    key = f"sessions.kind.{one.kind}"
    kind = context.say(key) if key in catalogue(context.workspace.language) else one.kind
    told = [when(context, one), one.title or kind, one.organisation, leaders]
    if one.cancelled:
        told.append(context.say("sessions.cancelled"))
    return ", ".join(part for part in told if part)


def _cancel(context: Context, place_id: str, held: list[Session]) -> None:
    if not held:
        return
    with (
        st.expander(context.say("sessions.cancel")),
        st.form(f"cancel_session_{place_id}", border=False),
    ):
        chosen = st.selectbox(
            context.say("sessions.which"), held, format_func=lambda one: line(context, one),
            help=context.say("sessions.cancel_help"),
        )  # fmt: skip
        sent = st.form_submit_button(context.say("sessions.cancel_do"))
    if sent and chosen is not None:
        notes.perform(
            context,
            lambda: sessions.cancel_session(
                context.workspace, context.viewer, chosen.activity_id, chosen.day
            ),
            "sessions.cancel_done", when=when(context, chosen),
        )  # fmt: skip


def _hold(context: Context, cancelled: list[Session]) -> None:
    for one in cancelled:
        label = context.say("sessions.hold", when=when(context, one))
        if st.button(label, key=f"hold_{one.activity_id}_{one.day}", icon=":material/undo:"):
            notes.perform(
                context,
                partial(
                    sessions.hold_session, context.workspace, context.viewer, one.activity_id, one.day
                ),
                "sessions.hold_done", when=when(context, one),
            )  # fmt: skip

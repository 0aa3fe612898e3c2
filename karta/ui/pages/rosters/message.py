"""The form that tells all on a shift, or the whole team, something about it; the same as a text for SMS."""

from functools import partial

import streamlit as st

from karta.model.shift import ShiftOccurrence
from karta.services import free_text, mail
from karta.services.rosters import messages
from karta.ui import feedback, words
from karta.ui.context import Context

# How many messages this session has sent: the form is an empty one each time.
_SENT = "rosters_messages"


def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show to whom, what, and the ways it goes."""
    say, name = context.say, occurrence.occurrence_id
    key = f"{name}_{st.session_state.get(_SENT, 0)}"
    whom = st.segmented_control(
        say("rosters.message_whom"), messages.WHOM, default=messages.WHOM[0], required=True, key=f"whom_{name}",
        format_func=lambda one: say(f"rosters.message_{one}"),
    )  # fmt: skip
    to = messages.receivers(context.workspace, context.viewer, occurrence, whom)
    typed = st.text_area(
        say("rosters.message_what"), key=f"message_{key}", max_chars=free_text.LONGEST, height=80,
        help=say("rosters.notice_help"),
    )  # fmt: skip
    ways = "mailed" if mail.server(context.workspace) is not None else "shown"
    words.paragraph(say(f"rosters.message_{ways}", count=to.people), "quiet")
    if st.button(say("rosters.message_do"), key=f"message_do_{name}", disabled=not to.people, type="primary"):
        feedback.perform(context, partial(_send, context, name, whom, typed), "rosters.message_done")
    if not typed.strip():
        return
    words.paragraph(say("rosters.message_copy"))
    st.code(messages.sms(context.workspace, occurrence, typed), language=None, wrap_lines=True)
    if to.phones:
        words.paragraph(say("rosters.message_numbers", count=len(to.phones)))
        st.code(", ".join(to.phones), language=None, wrap_lines=True)


def _send(context: Context, occurrence_id: str, whom: messages.Whom, typed: str) -> int:
    count = messages.send(context.workspace, context.viewer, occurrence_id, whom, typed)
    st.session_state[_SENT] = st.session_state.get(_SENT, 0) + 1
    return count

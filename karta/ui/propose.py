"""*Föreslå en ändring*: what one may see and not change is its owner's, who is sent a few words."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services import free_text
from karta.services.needs import proposals
from karta.services.needs.proposals import About
from karta.ui import feedback, words
from karta.ui.context import Context

_SENT = "karta_proposed"


def show(context: Context, things: Mapping[tuple[About, str], str], key: str) -> None:
    """Show the form that sends a proposal about one of some things (by what they are and id), called by their words."""
    if not allowed(context.viewer, "propose_changes", WORKSPACE):
        return
    others = {
        thing: called
        for thing, called in things.items()
        if proposals.may_propose(context.workspace, context.viewer, *thing)
    }
    if not others:
        return
    say, sent = context.say, st.session_state.setdefault(_SENT, 0)
    with st.expander(say("requests.propose")), st.form(f"propose_{key}_{sent}", border=False):
        words.paragraph(say("requests.propose_what"), "quiet")
        about = st.selectbox(
            say("requests.propose_about"),
            list(others),
            format_func=others.__getitem__,
            key=f"propose_about_{key}_{sent}",
        )
        typed = st.text_area(
            say("requests.propose_words"), key=f"propose_words_{key}_{sent}", max_chars=free_text.LONGEST,
            help=say("requests.why_help"),
        )  # fmt: skip
        if st.form_submit_button(say("requests.propose_send")):
            act = partial(_send, context, about, typed)
            feedback.perform(context, act, "requests.proposed", what=others[about])


def _send(context: Context, about: tuple[About, str], typed: str) -> None:
    proposals.propose(context.workspace, context.viewer, *about, typed)
    st.session_state[_SENT] += 1

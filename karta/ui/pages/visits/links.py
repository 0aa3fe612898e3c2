"""The link of a venue, on which its host answers and says the terms: made by who plans, and shown once."""

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.planning import visit_links
from karta.ui import own_address, words
from karta.ui.context import Context
from karta.ui.pages.visits.acts import perform

# The links made in this session, by venue, with its name: a token is shown until the session ends, and kept nowhere.
_MADE = "visit_links_made"


def show(context: Context, place: str | None, name: str) -> None:
    """Show the button that makes the chosen venue's link, and the links that this session has made."""
    say = context.say
    if not allowed(context.viewer, "plan_visits", WORKSPACE):
        return
    words.heading(say("visits.link"), 3)
    words.paragraph(say("visits.link_lead"), "quiet")
    made: dict[str, tuple[str, str]] = st.session_state.setdefault(_MADE, {})
    if place is not None and st.button(say("visits.link_make"), key="link_make"):

        def act() -> None:
            made[place] = name, visit_links.make(context.workspace, context.viewer, place)

        perform(context, act, "visits.link_made", place=name)
    here = own_address.of("")
    for venue, token in made.values():
        words.paragraph(venue)
        st.code(f"{here}{visit_links.HOME}{token}", language=None, wrap_lines=True)
    if made:
        own_address.warn(context, here)

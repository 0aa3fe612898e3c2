"""The calendar of a function's visits: its link is made, shown until the session ends, and taken back here."""

import streamlit as st

from karta.services.planning import visit_feeds
from karta.services.planning.visit_officers import Officer
from karta.ui import own_address, words
from karta.ui.context import Context
from karta.ui.pages.visits.acts import perform

# The links made in this session, by function: a token is shown until the session ends, and kept nowhere.
_MADE = "visit_feeds_made"


def show(context: Context, row: Officer) -> None:
    """Show whether a function has a calendar's link, the button that makes one, and the one that ends it."""
    say = context.say
    words.heading(say("visits.feed"), 3)
    words.paragraph(say("visits.feed_lead"), "quiet")
    made: dict[str, str] = st.session_state.setdefault(_MADE, {})
    is_linked = row.officer_id in visit_feeds.linked(context.workspace, context.viewer)

    def make() -> None:
        made[row.officer_id] = visit_feeds.make(context.workspace, context.viewer, row.officer_id)

    def end() -> None:
        visit_feeds.end(context.workspace, context.viewer, row.officer_id)
        made.pop(row.officer_id, None)

    with st.container(horizontal=True):
        label = say("visits.feed_anew" if is_linked else "visits.feed_make")
        if st.button(label, key=f"feed_make_{row.officer_id}"):
            perform(context, make, "visits.feed_made", name=row.name)
        if is_linked and st.button(say("visits.feed_end"), key=f"feed_end_{row.officer_id}"):
            perform(context, end, "visits.feed_ended", name=row.name)
    _address(context, made.get(row.officer_id) if is_linked else None)


def _address(context: Context, token: str | None) -> None:
    if token is None:
        return
    here = own_address.of("")
    st.code(f"{here}{visit_feeds.HOME}{token}{visit_feeds.FILE}", language=None, wrap_lines=True)
    own_address.warn(context, here)

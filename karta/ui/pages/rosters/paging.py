"""A long list of shifts, a page at a time."""

from collections.abc import Sequence

import streamlit as st

from karta.model.shift import ShiftOccurrence
from karta.ui import words
from karta.ui.context import Context

A_PAGE = 12


def page_of(context: Context, name: str, occurrences: Sequence[ShiftOccurrence]) -> Sequence[ShiftOccurrence]:
    """Return the part of a list to show, and show the way to the others."""
    pages = max(1, -(-len(occurrences) // A_PAGE))
    key = f"rosters_page_{name}"
    at = min(st.session_state.get(key, 0), pages - 1)
    st.session_state[key] = at
    if pages > 1:
        with st.container(horizontal=True, vertical_alignment="center"):
            for step, label in ((-1, "earlier"), (1, "later")):
                st.button(
                    context.say(f"rosters.page_{label}"), key=f"{key}_{label}", disabled=not 0 <= at + step < pages,
                    on_click=st.session_state.__setitem__, args=(key, at + step),
                )  # fmt: skip
            words.paragraph(context.say("rosters.page_at", page=at + 1, pages=pages), "quiet")
    return occurrences[at * A_PAGE : (at + 1) * A_PAGE]

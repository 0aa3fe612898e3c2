"""The card of a figure: what it counts, what not, where it comes from, and how sure that is."""

import streamlit as st

from karta.ui import words
from karta.ui.context import Context

LINES = ("counts", "not", "source", "grade")


def show(context: Context, name: str) -> None:
    """Show the card of a figure, closed until it is asked for."""
    say = context.say
    with st.expander(say("follow_up.card", figure=say(f"follow_up.figure_{name}"))):
        for line in LINES:
            words.heading(say(f"follow_up.card_{line}"), 3)
            words.paragraph(say(f"follow_up.{name}_{line}"))

"""Platser: the register and how complete it is, what is read in, what needs a place, what may stand there twice."""

from collections.abc import Callable

import streamlit as st

from karta.services import register
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import (
    register_history,
    register_load,
    register_notes,
    register_places,
    register_twice,
    register_waiting,
)

PARTS: dict[str, Callable[[Context], None]] = {
    "places": register_places.show,
    "load": register_load.show,
    "waiting": register_waiting.show,
    "twice": register_twice.show,
    "history": register_history.show,
}

_SHOWN = "register_shown"


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.register"))
    register_notes.show(context)
    waiting = len(register.waiting(context.workspace, context.viewer))
    part = st.segmented_control(
        context.say("register.part"),
        list(PARTS),
        default=st.session_state.get(_SHOWN, "places"),
        required=True,
        format_func=lambda name: context.say(
            f"register.part_{name}_count" if name == "waiting" and waiting else f"register.part_{name}",
            count=waiting,
        ),
        key="register_part",
        label_visibility="collapsed",
    )
    # The part is kept apart from its widget, which is forgotten while another page is looked at.
    st.session_state[_SHOWN] = part or "places"
    PARTS[part or "places"](context)

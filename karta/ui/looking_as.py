"""Karta as somebody else sees it, in this session: begun on the page of rights, told on every page, ended in one press.

What was chosen is made into a viewer anew at every run, so that it never outlasts one's own right to it.
"""

from dataclasses import replace

import streamlit as st

from karta.errors import KartaError
from karta.services.access import seen_as
from karta.services.workspace import Workspace
from karta.ui import words
from karta.ui.context import Context
from karta.ui.session import Looking

# Whether somebody has been led to the page that their role comes for.
LANDED = "karta_landed"
_CHOSEN = "karta_seen_as"


def begin(**chosen: str | None) -> None:
    """Look as a member (`member_id`), or as a role (`role`, `function`, `org_id`), from the next run on."""
    st.session_state[_CHOSEN] = chosen
    st.session_state[LANDED] = False


def applied(workspace: Workspace, who: Looking) -> Looking:
    """Return who looks, as what was chosen; as themselves where nothing was, or what was chosen is there no longer."""
    chosen = st.session_state.get(_CHOSEN)
    if chosen is None:
        return who
    make = seen_as.as_member if "member_id" in chosen else seen_as.as_role
    try:
        return replace(who, viewer=make(workspace, who.viewer, **chosen))
    except KartaError:
        _end()
        return who


def show(context: Context) -> None:
    """Show that one looks as somebody else, and the button that ends it."""
    viewer = context.viewer
    if viewer.behind is None:
        return
    who = ", ".join(filter(None, (viewer.function, viewer.organisation)))
    # Its key is the theme's: it stays in sight.
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="karta_seen_as_banner"):
        words.paragraph(context.say("rights.banner", who=who))
        st.button(context.say("rights.banner_end"), on_click=_end, key="karta_seen_as_end", type="primary")


def _end() -> None:
    st.session_state.pop(_CHOSEN, None)
    st.session_state[LANDED] = True

"""Notes on a page: what was just done, with a button that undoes it, and what went wrong beside the form it belongs to.

Notes may hold what people have typed, and so never go through Markdown.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from karta.errors import KartaError
from karta.i18n import error_text
from karta.services import history, register
from karta.ui import words
from karta.ui.app import Context

_LAST = "karta_done"


def perform(context: Context, act: Callable[[], Any], key: str, **facts: object) -> None:
    """Do an act of the user, tell it with `key` (which may name the act's own {result}) and draw the page anew.

    An error is shown where this is called, beside the form, and leaves everything typed as it is.
    """
    before = context.workspace.store.revision()
    try:
        with st.spinner(context.say("register.working")):
            result = act()
    except KartaError as error:
        fault(context, error)
        return
    did(history.since(context.workspace, context.viewer, before), context.say(key, **facts, result=result))


def did(act_ids: list[str], sentence: str) -> None:
    """Remember what was done, newest act first, to be told on the page as it is after it."""
    st.session_state[_LAST] = (act_ids, sentence)
    st.rerun()


def show(context: Context) -> None:
    """Tell what was done last in this session, with the way to undo it.

    The place for it is there always: what stands below keeps its own, and is not drawn into it while a page is redone.
    """
    last = st.session_state.get(_LAST)
    place = st.container()
    if last is None:
        return
    act_ids, sentence = last
    with place, st.container(border=True, horizontal=True, vertical_alignment="center"):
        words.paragraph(sentence, "done")
        if act_ids and st.button(
            context.say("register.undo"), key=f"undo_{act_ids[0]}", icon=":material/undo:"
        ):
            undo(context, act_ids)


def undo(context: Context, act_ids: list[str]) -> None:
    """Undo acts, newest first, and tell; what stands in the way is told beside the button."""
    try:
        with st.spinner(context.say("register.working")):
            for act_id in act_ids:
                register.undo(context.workspace, context.viewer, act_id)
    except KartaError as error:
        fault(context, error)
        return
    did([], context.say("register.undone"))


def fault(context: Context, error: KartaError) -> None:
    """Show an error beside the form that it belongs to."""
    words.paragraph(error_text(error, context.workspace.language), "fault")

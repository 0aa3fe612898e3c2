"""Notes on a page: what was just done, with a button that undoes it, and what went wrong beside the form it belongs to.

Notes may hold what people have typed, and so never go through Markdown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from karta.errors import ConflictError, KartaError
from karta.i18n import error_text
from karta.privacy import Viewer
from karta.services import history
from karta.services.workspace import Workspace
from karta.ui import edits, words
from karta.ui.context import Context
from karta.ui.edits import Edit, Texts

_LAST = "karta_done"


@dataclass
class Note:
    """What was done last: the acts, newest first, the sentence that tells it, and where it has been told.

    `at` is the part of the page, None until it has been shown: it stands there alone, until the page is left.
    """

    act_ids: list[str]
    sentence: str
    at: str | None = None
    take_back: Callable[[Workspace, Viewer, str], Any] = history.undo


def perform(
    context: Context,
    act: Callable[[], Any],
    key: str,
    *,
    conflict: Callable[[], None] | None = None,
    **facts: object,
) -> None:
    """Do an act of the user, report it by `key` (which may name the act's own {result}) and draw the page anew.

    An error is shown where this is called, beside the form, and leaves everything typed as it is. `conflict` tells
    that somebody else was first, in place of the error.
    """
    try:
        before = context.workspace.store.revision()
        with st.spinner(context.say("register.working")):
            outcome = act()
    except KartaError as error:
        if conflict is not None and error.code == "row_changed":
            conflict()
        else:
            fault(context, error)
        return
    did(history.since(context.workspace, context.viewer, before), context.say(key, **facts, result=outcome))


def save(
    context: Context,
    edit: Edit[Any],
    act: Callable[[], Any],
    key: str,
    typed: Texts,
    stored: Callable[[], tuple[Any, Texts]],
    **facts: object,
) -> None:
    """Do an edit and report it; where somebody was first, keep what was typed, to be shown beside what is stored now.

    `stored` reads the version and the texts of what is stored. Saving once more then is a choice between the two.
    """
    edit.differences = []

    def compare() -> None:
        try:
            edit.refuse(*stored(), typed)
        except KartaError as error:
            fault(context, error)
            return
        if not edit.differences:
            # The very same is stored, or what changed is not in the form: saving again does it.
            fault(context, ConflictError("row_changed"))

    perform(context, act, key, conflict=compare, **facts)


def did(
    act_ids: list[str],
    sentence: str,
    take_back: Callable[[Workspace, Viewer, str], Any] = history.undo,
) -> None:
    """Remember the acts just done, newest first, and draw the page anew, which reports them; `take_back` undoes one."""
    edits.outdate()
    st.session_state[_LAST] = Note(act_ids, sentence, take_back=take_back)
    st.rerun()


def show(context: Context, part: str = "") -> None:
    """Show what was done last in this session, with a button that undoes it, at the part of the page where it was told.

    The place for it is there always: what stands below keeps its own, and is not drawn into it while a page is redone.
    """
    note = _note_of(part)
    place = st.container()
    if note is None:
        return
    # Its key is the theme's: it stays in sight, however far down the form stood that it answers.
    with place, st.container(border=True, horizontal=True, vertical_alignment="center", key="karta_note"):
        words.paragraph(note.sentence, "done")
        if note.act_ids and st.button(
            context.say("register.undo"), key=f"undo_{note.act_ids[0]}", icon=":material/undo:"
        ):
            undo(context, note.act_ids, note.take_back)


def leave() -> None:
    """Let go of a note that has been told, as the page is left; one that leads to another page is told there."""
    note: Note | None = st.session_state.get(_LAST)
    if note is not None and note.at is not None:
        st.session_state[_LAST] = None


def _note_of(part: str) -> Note | None:
    """Return the note that belongs to a part of this page, None where there is none."""
    note: Note | None = st.session_state.get(_LAST)
    if note is None:
        return None
    if note.at is None:
        note.at = part
    return note if note.at == part else None


def undo(
    context: Context,
    act_ids: list[str],
    take_back: Callable[[Workspace, Viewer, str], Any] = history.undo,
) -> None:
    """Undo acts, newest first, and report it; an error is shown beside the button."""
    try:
        with st.spinner(context.say("register.working")):
            for act_id in act_ids:
                take_back(context.workspace, context.viewer, act_id)
    except KartaError as error:
        fault(context, error)
        return
    did([], context.say("register.undone"))


def fault(context: Context, error: KartaError) -> None:
    """Show an error beside the form that it belongs to."""
    words.paragraph(error_text(error, context.workspace.language), "fault")

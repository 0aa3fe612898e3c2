"""What a sheet looks like, before it is printed."""

import html
from collections.abc import Callable, Hashable

import streamlit as st

from karta.reports import preview as reports_preview
from karta.ui import words
from karta.ui.context import Context

_DRAWN = "sheets_preview"


def show(
    context: Context, name: str, about: Hashable, make: Callable[[], bytes], *, at_once: bool = False
) -> None:
    """Show the first page of a sheet once it is asked for, or `at_once`.

    It is drawn anew where what it is `about`, or anything stored, is another.
    """
    say = context.say
    if not at_once and not st.toggle(say("sheets.preview_show"), key=f"preview_{name}"):
        return
    key = (name, about, context.workspace.store.revision(), context.workspace.language)
    drawn = st.session_state.get(_DRAWN)
    if drawn is None or drawn[0] != key:
        with st.spinner(say("register.working")):
            drawn = st.session_state[_DRAWN] = key, *reports_preview.first_page(make())
    _, address, pages = drawn
    words.heading(say("sheets.preview"), 3)
    if pages > 1:
        words.paragraph(say("sheets.preview_more", pages=pages), "quiet")
    alt = html.escape(say("sheets.preview_alt", name=name))
    # Within the page: no file of it lies anywhere, and nobody else's session has it.
    st.html(f"<img class='karta-preview' src='{address}' alt='{alt}'>")

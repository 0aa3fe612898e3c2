"""Önskemål: what is asked of each other about places and hours, and what was answered."""

from collections.abc import Callable

import streamlit as st

from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes, request_new, requests_caps, requests_list

PARTS: dict[str, Callable[[Context], None]] = {
    "open": requests_list.show,
    "new": request_new.show,
    "caps": requests_caps.show,
}


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.requests"))
    words.paragraph(context.say("requests.lead"), "quiet")
    register_notes.show(context)
    part = st.segmented_control(
        context.say("requests.part"), list(PARTS), default="open", required=True, key="requests_part",
        format_func=lambda name: context.say(f"requests.part_{name}"), label_visibility="collapsed",
    )  # fmt: skip
    PARTS[part or "open"](context)

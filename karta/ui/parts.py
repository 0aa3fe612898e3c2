"""The parts of a page: a row of words of which one is chosen, and remembered for the session."""

from collections.abc import Iterable

import streamlit as st

from karta.ui.app import Context


def chosen(context: Context, room: str, parts: Iterable[str], default: str) -> str:
    """Return the part of a room's page that is chosen; the words are `ROOM.part` and `ROOM.part_NAME`."""
    part = st.segmented_control(
        context.say(f"{room}.part"), list(parts), default=default, required=True, key=f"{room}_part",
        format_func=lambda name: context.say(f"{room}.part_{name}"), label_visibility="collapsed",
    )  # fmt: skip
    return part or default

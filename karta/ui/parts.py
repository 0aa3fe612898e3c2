"""The parts of a page: a row of words of which one is chosen. It stands in the address, so Back leads to the last one.

Whoever comes back from another page finds the part that was left; the address says it again once one is chosen.
"""

from collections.abc import Callable, Iterable

import streamlit as st

from karta.ui.app import COME_TO, Context

PART = "del"


def chosen(
    context: Context,
    room: str,
    parts: Iterable[str],
    default: str,
    *,
    label: Callable[[str], str] | None = None,
    wide: bool = False,
) -> str:
    """Return the part of a room's page that is chosen; the words are `ROOM.part` and `ROOM.part_NAME`.

    `label` gives other words for the parts. What the address says wrongly is left out, never an error.
    """
    names, said = list(parts), st.session_state
    if said.get(COME_TO) == room or _first(room) not in said:
        said[_first(room)] = said.get(_kept(room), default)
        said[COME_TO] = None
    asked = st.query_params.get(PART)
    part = asked if asked in names else said[_first(room)]
    said[_kept(room)] = said[_key(room)] = part
    st.segmented_control(
        context.say(f"{room}.part"), names, required=True, key=_key(room), label_visibility="collapsed",
        format_func=label or (lambda name: context.say(f"{room}.part_{name}")),
        width="stretch" if wide else "content", on_change=lambda: go(said[_key(room)]),
    )  # fmt: skip
    return part


def go(part: str) -> None:
    """Make the address say another part of the page that is shown."""
    st.query_params[PART] = part


def begin_at(room: str, part: str) -> None:
    """Let the page of a room show a part when one comes to it next."""
    st.session_state[_kept(room)] = part


def _key(room: str) -> str:
    return f"{room}_part"


def _kept(room: str) -> str:
    return f"{room}_part_kept"


def _first(room: str) -> str:
    return f"{room}_part_first"

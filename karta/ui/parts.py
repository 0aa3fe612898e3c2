"""The parts of a page: a row of words of which one is chosen. It stands in the address, so Back leads to the last one.

Whoever comes back from another page finds the part that was left; the address says it again once one is chosen.
"""

from collections.abc import Callable, Iterable

import streamlit as st

from karta.ui.context import COME_TO, PART, Context


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
    names, state = list(parts), st.session_state
    if state.get(COME_TO) == room or _first_key(room) not in state:
        state[_first_key(room)] = state.get(_last_key(room), default)
        state[COME_TO] = None
    requested = st.query_params.get(PART)
    part = requested if requested in names else state[_first_key(room)]
    state[_last_key(room)] = state[_key(room)] = part
    st.segmented_control(
        context.say(f"{room}.part"), names, required=True, key=_key(room), label_visibility="collapsed",
        format_func=label or (lambda name: context.say(f"{room}.part_{name}")),
        width="stretch" if wide else "content", on_change=lambda: go(state[_key(room)]),
    )  # fmt: skip
    return part


def go(part: str) -> None:
    """Write another part of the page that is shown into the address."""
    st.query_params[PART] = part


def begin_at(room: str, part: str) -> None:
    """Choose the part that the page of a room shows at the next visit."""
    st.session_state[_last_key(room)] = part


def _key(room: str) -> str:
    return f"{room}_part"


def _last_key(room: str) -> str:
    return f"{room}_part_kept"


def _first_key(room: str) -> str:
    return f"{room}_part_first"

"""The board of shifts as a part of a page: dates across and places down, what needs somebody above it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from karta.ui.week_grid import asset

ACTS = ("open", "move", "new")


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """What was done on the board: a shift opened, one dragged to a day, or a new one begun at a place on a day.

    It comes from the browser: each of its texts need not be what it says.
    """

    act: str
    shift: str = ""
    place: str = ""
    day: str = ""


def shift_board(contents: Mapping[str, Any], *, key: str) -> BoardChoice | None:
    """Show the board; return what was done on it in this run, else None."""
    mount = st.components.v2.component(
        "karta_shift_board", html='<div class="shift-board"></div>', css=asset("shift_board.css"),
        js=asset("shift_board.js"),
    )  # fmt: skip
    mount(data=dict(contents), key=key, on_chosen_change=lambda: None)
    return pressed(key)


def pressed(key: str) -> BoardChoice | None:
    """Return what was done on the board of this key in this very run, wherever on the page it stands."""
    state = st.session_state.get(key)
    choice = state.get("chosen") if isinstance(state, Mapping) else None
    if not isinstance(choice, Mapping) or choice.get("act") not in ACTS:
        return None
    shift, place, day = (str(choice.get(name, "")) for name in ("id", "place", "day"))
    return BoardChoice(str(choice["act"]), shift, place, day)

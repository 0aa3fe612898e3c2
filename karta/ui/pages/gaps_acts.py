"""What one can do about the hour shown: each button leads to the form for it, with the place and the hour filled in."""

from collections.abc import Callable
from datetime import timedelta

import pandas as pd
import streamlit as st

from karta.privacy import may
from karta.services import gaps
from karta.ui import parts
from karta.ui.app import Context
from karta.ui.pages import begin_choice, needs_place, request_new

_LEAVE = "gaps_leave"
# Act -> what the policy calls it, the page it leads to, the part of that page.
ACTS = {
    "presence": ("ask_presence", "requests", "new"),
    "missed": ("raise_place", "requests", "new"),
    "alone": ("raise_place", "requests", "new"),
    "rosters": ("confirm_sources", "begin", "ask"),
    "decide": ("decide_need", "needs", "place"),
}


def leave() -> None:
    """Go to the page that an act leads to, if one was chosen."""
    page = st.session_state.pop(_LEAVE, None)
    if page is not None:
        # The same query: another one would be a step of its own on the way back.
        st.switch_page(st.session_state["karta_pages"][page], query_params=st.query_params.to_dict())


def show(context: Context, period: gaps.Period, place: gaps.PlaceWeek, hour: int) -> None:
    """Show the acts that the viewer may do."""
    start = pd.Timestamp(period.hours.start[hour])
    prepare: dict[str, Callable[[], None]] = {
        **{kind: _request(context, kind, place.place_id, start) for kind in ("presence", "missed", "alone")},
        "rosters": lambda: begin_choice.start_with(context, place.place_id),
        "decide": lambda: needs_place.choose(place.place_id),
    }
    with st.container(horizontal=True, gap="xxsmall", key="gap_acts"):
        for act, (allowed, page, part) in ACTS.items():
            if may(context.viewer, allowed) and st.button(
                context.say(f"gaps.act_{act}"), key=f"gap_act_{act}"
            ):
                prepare[act]()
                parts.begin_at(page, part)
                # A part of a page that runs by itself cannot leave it: the page does, when it runs as a whole.
                st.session_state[_LEAVE] = page
                st.rerun()


def _request(context: Context, kind: str, place_id: str, start: pd.Timestamp) -> Callable[[], None]:
    end = start + timedelta(hours=1)
    day = max(start.date(), context.workspace.today)
    return lambda: request_new.begin_with(kind, place_id, day, start.time(), end.time())

"""What one can do about the hour shown: each button leads to the form for it, with the place and the hour filled in."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.gaps import period as gaps_period
from karta.services.gaps.fillable import Fillable
from karta.ui import chosen_places, parts
from karta.ui.context import Context
from karta.ui.pages.needs import place as needs_place
from karta.ui.pages.requests import new

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


def show(
    context: Context,
    period: gaps_period.Period,
    place: gaps_period.PlaceWeek,
    hour: int,
    gap: Fillable | None,
) -> None:
    """Show the acts that the viewer may do; `gap` is what can still be filled in the hour."""
    prepare: dict[str, Callable[[], None]] = {
        **{
            kind: _request(context, kind, place, gap or _one_hour(period, hour))
            for kind in ("presence", "missed", "alone")
        },
        "rosters": lambda: chosen_places.start_with(context, place.place_id),
        "decide": lambda: needs_place.choose(place.place_id),
    }
    with st.container(horizontal=True, gap="xxsmall", key="gap_acts"):
        for act, (action, page, part) in ACTS.items():
            if allowed(context.viewer, action, WORKSPACE) and st.button(
                context.say(f"gaps.act_{act}"), key=f"gap_act_{act}"
            ):
                prepare[act]()
                parts.begin_at(page, part)
                # A part of a page that runs by itself cannot leave it: the page does, when it runs as a whole.
                st.session_state[_LEAVE] = page
                st.rerun()


def _request(
    context: Context, kind: str, place: gaps_period.PlaceWeek, hours: Fillable
) -> Callable[[], None]:
    """Return what fills the form in with a place, and hours and adults."""
    day = max(hours.start.date(), context.workspace.today)
    return lambda: new.begin_with(
        kind, place.place_id, day, hours.start.time(), hours.end.time(), hours.adults
    )


def _one_hour(period: gaps_period.Period, hour: int) -> Fillable:
    """Return an hour in which nothing is left to be filled, as what is asked for by itself."""
    first = pd.Timestamp(period.hours.start[hour])
    end = first + pd.Timedelta(hours=1)
    return Fillable(first.to_pydatetime(), end.to_pydatetime(), new.LEAST, visit=False)

"""The smallest page with the map: shows what came back, keeps hour and place, can change the week."""

import os

import streamlit as st
from invented_town import picture

from karta.ui.gap_map import gap_map

st.set_page_config(layout="wide")


@st.fragment
def town() -> None:
    """Show the map and beside it all that Python heard."""
    state = st.session_state
    state.setdefault("view", {"hour": 15, "selected": None, "heard": 0, "runs": 0})
    view = state["view"]
    view["runs"] += 1
    seed = 2 if st.toggle("another week") else 1
    shown = picture(seed, view["hour"], view["selected"], count=int(os.environ.get("TOWN_PLACES", "30")))
    event = gap_map(shown, key="town")
    if event is not None:
        view |= {
            "heard": view["heard"] + 1,
            "hour": event.hour,
            "selected": event.place_id or view["selected"],
        }
        state["last"] = event
    last = state.get("last")
    st.text(f"heard={view['heard']} runs={view['runs']} last={last}")


town()

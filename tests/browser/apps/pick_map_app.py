"""The map that puts a place: a click comes back as a point."""

import streamlit as st
from invented_town import picture, places

from karta.maps import PickPicture
from karta.ui.gap_map import pick_map

town = picture()
event = pick_map(
    PickPicture(
        town.bounds, town.base, town.labels, town.attribution, st.session_state.get("point"), places(30)
    ),
    key="pick",
)
if event is not None:
    st.session_state["point"] = (event.lon, event.lat)
st.text(f"point={st.session_state.get('point')}")

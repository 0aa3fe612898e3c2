"""Names of places that are links (`a.karta-go`), which a plain press follows within the page."""

import streamlit as st

from karta.ui.week_grid import asset

KEY = "place_links"


def mount() -> None:
    """Let the browser follow such links within this part of the page; `week_grid.pressed` tells of a press (KEY)."""
    component = st.components.v2.component(
        "karta_place_links", html="<span class='place-links'></span>", js=asset("place_links.js")
    )
    component(key=KEY, height=0, on_chosen_change=lambda: None)

"""What Streamlit leaves undone in the browser: a phone's menu that stays open, and the focus that an act loses."""

import streamlit as st

from karta.ui.week_grid import asset


def show() -> None:
    """Let the browser see to it; nothing of it is seen."""
    mount = st.components.v2.component("karta_manners", html="<span></span>", js=asset("manners.js"))
    mount(key="karta_manners", height=0)

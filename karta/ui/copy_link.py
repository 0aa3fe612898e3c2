"""A button that copies the page's address: the same week, hour and place for whoever may see them."""

import streamlit as st

from karta.ui.context import Context
from karta.ui.week_grid import asset


def show(context: Context, key: str) -> None:
    """Show the button."""
    mount = st.components.v2.component(
        "karta_copy_link",
        html="<div class='copy-link'><button type='button'></button><span role='status'></span></div>",
        css=asset("copy_link.css"),
        js=asset("copy_link.js"),
    )
    words = {name: context.say(f"ui.link_{name}") for name in ("copy", "copied", "help")}
    mount(data=words, key=key, width="content")

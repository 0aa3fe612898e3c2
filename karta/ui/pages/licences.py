"""Sources and licences of what the workspace holds."""

import streamlit as st

from karta.services import town
from karta.ui import words
from karta.ui.app import Context


def show(context: Context) -> None:
    """Show where the data come from and under which licence."""
    words.heading(context.say("ui.credits_title"), 1)
    words.paragraph(context.say("ui.credits_what"))
    found = town.credits(context.workspace, context.viewer)
    if found.empty:
        words.paragraph(context.say("ui.credits_none"), "quiet")
        return
    st.dataframe(
        found.rename(columns={name: context.say(f"ui.credits_{name}") for name in found.columns}),
        hide_index=True,
    )

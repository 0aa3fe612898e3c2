"""The package for research, made when it is asked for."""

import streamlit as st

from karta.errors import KartaError
from karta.privacy import WORKSPACE, allowed
from karta.services.sheets import research
from karta.ui import feedback, words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the form for a package, and the button that fetches it, to those who may."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    if not allowed(viewer, "export_research", WORKSPACE):
        return
    words.heading(say("research.title"), 3)
    words.paragraph(say("research.lead"))
    with st.form("research", border=False):
        typed = st.text_input(say("research.first"), research.first_month(workspace), max_chars=7)
        sent = st.form_submit_button(say("research.make"))
    if sent:
        try:
            with st.spinner(say("ui.computing"), show_time=False):
                content = research.package(workspace, viewer, typed.strip())
        except KartaError as error:
            feedback.fault(context, error)
            return
        st.download_button(
            say("research.fetch"), content, research.FILE, "application/zip", key="research_fetch",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
    words.paragraph(say("research.terms"), "quiet")

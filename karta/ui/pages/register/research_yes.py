"""Whether an organisation's shifts may be counted in packages for research, set by the organisation."""

from datetime import date
from functools import partial

import streamlit as st

from karta.services.register import research_yes
from karta.ui import feedback, words
from karta.ui.context import Context


def form(context: Context, org: str) -> None:
    """Show the answer of an organisation and the form that sets it; without one it is no."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    since, version = research_yes.research_from(workspace, viewer, org)
    words.heading(say("research.yes"), 3)
    words.paragraph(say("research.yes_what"))
    with st.form(f"research_yes_{org}", border=True):
        agreed = st.checkbox(say("research.yes_on"), since is not None, key=f"research_on_{org}_{version}")
        first = st.date_input(
            say("research.yes_from"), since or workspace.today.replace(day=1), format="YYYY-MM-DD",
            key=f"research_from_{org}_{version}",
        )  # fmt: skip
        sent = st.form_submit_button(say("research.yes_save"))
    if sent and isinstance(first, date):
        chosen = first if agreed else None
        act = partial(research_yes.set_research, workspace, viewer, org, chosen, version=version)
        feedback.perform(context, act, "research.yes_saved")

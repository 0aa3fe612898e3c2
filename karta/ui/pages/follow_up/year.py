"""The year of follow-up, computed beside the page: how far it is, and the figures once it is there."""

from typing import Any

import streamlit as st

from karta.privacy import policy_key
from karta.services import background
from karta.services.background import Progress, Work
from karta.services.follow_up import year_facts
from karta.services.follow_up.year_facts import Year
from karta.ui import words
from karta.ui.context import Context

# What takes no longer is shown at once, without a word of progress.
AT_ONCE_SECONDS = 2.0
POLL_SECONDS = 0.5
_WORK = "karta_follow_up_year"


def year(context: Context) -> Year | None:
    """Return the year; while it is computed show how far it is, and return None. Raises what computing it raised."""
    made = year_facts.kept(context.workspace, context.viewer)
    if made is not None:
        return made
    work = _work(context)
    with st.spinner(context.say("follow_up.computing")):
        work.wait(max(0.0, AT_ONCE_SECONDS - work.seconds))
    if work.wait(0):
        del st.session_state[_WORK]
        return work.result()
    _show_progress(context, work)
    return None


def _work(context: Context) -> Work[Year]:
    """Return the work on the year as it is asked for now, begun where there is none."""
    revision, scope = context.workspace.store.revision(), context.viewer.scope
    asked = revision, policy_key(), scope, context.workspace.service_day
    stored: tuple[Any, Work[Year]] | None = st.session_state.get(_WORK)
    if stored is not None and stored[0] == asked:
        return stored[1]
    if stored is not None:
        stored[1].drop()
    workspace, viewer = context.workspace, context.viewer

    def do(progress: Progress) -> Year:
        done = [0]

        def tell(places: int, total: int) -> None:
            done[0] = places
            progress.enter("computing", total, lambda: done[0])

        return year_facts.year(workspace, viewer, tell)

    work = background.begin(do, "searches")
    st.session_state[_WORK] = (asked, work)
    return work


def _show_progress(context: Context, work: Work[Year]) -> None:
    @st.fragment(run_every=POLL_SECONDS)
    def poll() -> None:
        if work.wait(0):
            st.rerun()
        progress = work.progress
        st.progress(progress.done / progress.total if progress.total else 0.0)
        words.paragraph(context.say("follow_up.computing"), "note")

    poll()

"""An open page that follows what others do: it asks for the revision alone, and runs again when that has moved."""

import streamlit as st

from karta.ui.context import Context

SECONDS = 2.0


@st.fragment(run_every=SECONDS)
def follow(context: Context, revision: int) -> None:
    """Run the page again once the workspace is no longer at the revision that the page shows."""
    if context.workspace.store.revision() != revision:
        st.rerun()

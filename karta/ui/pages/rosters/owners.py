"""Whose roster is shown: one organisation at a time, as a town may have fifty thousand lines."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from karta.privacy import is_own
from karta.services.rosters.roster_lines import Owner
from karta.ui.context import Context

# No id of an organisation: all of them.
EVERY = "*"


def choose(
    context: Context, key: str, owners: Sequence[Owner], linked: Sequence[str] = (), *, every: str = ""
) -> str:
    """Show the choice of an organisation with lines and return its id; `every` offers all of them first: EVERY.

    The first choice is the one of a `linked` shift (ids), else the viewer's own, else the first by name. What is chosen
    stays until another one is linked, also when its last line is opened for sign-up and it has none any more.
    """
    owners = [*owners, *_left(key, owners)]
    names = {EVERY: every} if every else {}
    names |= {
        owner.organisation_id: context.say(
            "rosters.roster_of", org=owner.name or context.say("rosters.roster_of_nobody"), count=owner.lines
        )
        for owner in owners
    }
    own = [owner.organisation_id for owner in owners if is_own(context.viewer, owner.organisation_id)]
    wanted = linked if every else (*linked, *own)
    first = next((org for org in wanted if org in names), EVERY if every else owners[0].organisation_id)
    # Another link is another choice.
    if first in linked and st.session_state.get(f"{key}_linked") != first:
        st.session_state[key] = st.session_state[f"{key}_linked"] = first
    if st.session_state.get(key) not in names:
        st.session_state[key] = first
    org = st.selectbox(
        context.say("rosters.organisation"), list(names), format_func=names.__getitem__, key=key
    )
    st.session_state[f"{key}_owner"] = next((owner for owner in owners if owner.organisation_id == org), None)
    return org


def _left(key: str, owners: Sequence[Owner]) -> list[Owner]:
    """Return the organisation that was chosen, with no lines, where it is not among those that have some."""
    chosen: Owner | None = st.session_state.get(f"{key}_owner")
    if chosen is None or chosen.organisation_id in {owner.organisation_id for owner in owners}:
        return []
    return [replace(chosen, lines=0)]

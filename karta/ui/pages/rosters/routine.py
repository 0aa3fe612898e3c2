"""When an organisation did its routine for one of its people: a day, and nothing of what was shown."""

from functools import partial

import streamlit as st

from karta.services.rosters import invitations
from karta.services.rosters.invitations import Invited
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context, person: Invited) -> None:
    """Show when the routine was done, and let it be noted again."""
    say, today = context.say, context.workspace.today
    with st.popover(say("rosters.routine"), key=f"routine_{person.person_id}"):
        words.paragraph(
            say("rosters.routine_none")
            if person.routine_on is None
            else say("rosters.routine_on", day=on(context, person.routine_on))
        )
        words.paragraph(say("rosters.routine_what"), "quiet")
        day = st.date_input(
            say("rosters.routine_day"), today, max_value=today, key=f"routine_day_{person.person_id}"
        )
        if st.button(say("rosters.routine_save"), key=f"routine_save_{person.person_id}"):
            act = partial(invitations.note_routine, context.workspace, context.viewer, person.person_id, day)
            feedback.perform(context, act, "rosters.routine_saved")

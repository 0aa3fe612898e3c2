"""Changing a shift that people may have signed up to: one occurrence or all, cancelled with notice, ended."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from karta.model.shift import Turn
from karta.services import rosters
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes

QUARTER = timedelta(minutes=15)


def edit(context: Context, turn: Turn) -> None:
    """Show the forms that change and cancel."""
    with st.expander(context.say("rosters.edit")):
        _change(context, turn)
    with st.expander(context.say("rosters.cancel")):
        _cancel(context, turn)


def _change(context: Context, turn: Turn) -> None:
    say, key, workspace = context.say, turn.turn_id, context.workspace
    zone = ZoneInfo(workspace.method.timezone)
    start, end = turn.start.astimezone(zone), turn.end.astimezone(zone)
    with st.form(f"edit_{key}"):
        left, right = st.columns(2)
        first = left.time_input(
            say("rosters.start"), time(start.hour, start.minute), key=f"start_{key}", step=QUARTER
        )
        last = right.time_input(
            say("rosters.end"), time(end.hour, end.minute), key=f"end_{key}", step=QUARTER
        )
        least = left.number_input(say("rosters.min_team"), 1, 50, turn.min_team, key=f"min_{key}")
        most = right.number_input(say("rosters.max_team"), 1, 50, turn.max_team or 50, key=f"max_{key}")
        meet = st.text_input(say("rosters.meeting_point"), turn.meeting_point, key=f"meet_{key}")
        told = st.text_input(
            say("rosters.notes"), turn.notes, key=f"notes_{key}", help=say("rosters.notes_help")
        )
        every = turn.repeats and st.checkbox(say("rosters.edit_all"), key=f"every_{key}")
        if not st.form_submit_button(say("rosters.save")):
            return
    values = {
        "start": f"{first:%H:%M}", "end": f"{last:%H:%M}", "min_team": int(least), "max_team": int(most),
        "meeting_point": meet, "notes": told,
    }  # fmt: skip
    if every:
        notes.perform(
            context,
            lambda: rosters.edit_all(workspace, context.viewer, turn.shift_id, **values),
            "rosters.saved",
        )
    else:
        notes.perform(
            context, lambda: rosters.edit_one(workspace, context.viewer, key, **values), "rosters.saved"
        )


def _cancel(context: Context, turn: Turn) -> None:
    say, key, workspace = context.say, turn.turn_id, context.workspace
    with st.form(f"cancel_{key}"):
        notice = st.text_input(say("rosters.notice"), key=f"notice_{key}", help=say("rosters.notice_help"))
        series = turn.repeats and st.checkbox(say("rosters.end_series"), key=f"series_{key}")
        if not st.form_submit_button(say("rosters.cancel_do")):
            return
    if series:
        notes.perform(
            context,
            lambda: rosters.cancel_from(workspace, context.viewer, turn.shift_id, turn.day, notice),
            "rosters.ended",
        )
    else:
        notes.perform(
            context, lambda: rosters.cancel(workspace, context.viewer, key, notice), "rosters.cancel_done"
        )

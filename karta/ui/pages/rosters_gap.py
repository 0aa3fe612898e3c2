"""Luckor's way to a shift: what is planned at the hour shown, and a gap that becomes a shift where it is seen."""

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from karta.errors import KartaError
from karta.i18n import error_text, number
from karta.privacy import may
from karta.services import gaps, nearby, rosters
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import rosters_form, rosters_lines

_OPEN = "karta_gap_open"


def show(context: Context, period: gaps.Period, place: gaps.PlaceWeek, hour: int) -> None:
    """Show the shifts for sign-up at a place and hour, and where adults are missing, the way to a new one."""
    start = pd.Timestamp(period.hours.start[hour]).to_pydatetime()
    found = [
        turn
        for turn in rosters.at_place(
            context.workspace, context.viewer, place.place_id, start, start + timedelta(hours=1)
        )
        if not turn.cancelled
    ]
    if found:
        words.heading(context.say("rosters.at_place"), 3)
        words.bullets(
            [
                f"{rosters_lines.heading(context, turn)}: {rosters_lines.counted(context, turn)}"
                for turn in found
            ]
        )
        page_link("rosters", context.say("rosters.go"), **{"del": "ahead", "pass": found[0].turn_id})
    gap = _gap(place, start)
    if gap is None or period.view == "delivered" or not may(context.viewer, "plan_shifts"):
        return
    key = f"gap_{place.place_id}_{gap.start:%Y%m%d%H%M}"
    if st.session_state.get(_OPEN) != key:
        if st.button(
            context.say("rosters.from_gap"), key=f"{key}_open", icon=":material/group_add:", type="primary"
        ):
            st.session_state[_OPEN] = key
            st.rerun(scope="fragment")
        return
    with st.form(f"{key}_form"):
        words.paragraph(context.say("rosters.from_gap_help"), "quiet")
        try:
            asked = rosters_form.ask(
                context,
                key,
                place.place_id,
                gap.start.date(),
                gap.start.time(),
                gap.end.time(),
                fixed_day=True,
                suggested=_open_nearby(context, period, place, hour),
            )
            if asked is not None:
                rosters_form.store(context, asked)
        except KartaError as error:
            words.paragraph(error_text(error, context.workspace.language), "fault")
            return
    if asked is not None:
        st.session_state[_OPEN] = None
        st.rerun()


def _open_nearby(context: Context, period: gaps.Period, place: gaps.PlaceWeek, hour: int) -> list[str]:
    """Return what is open within a walk, nearest first, as words for the shift."""
    found = nearby.open_nearby(context.workspace, context.viewer, period, place.place_id, hour)
    language = context.workspace.language
    named = [f"{one.name} ({number(one.walk_m, 0, language)} m)" for one in found if one.name]
    return list(dict.fromkeys(named))


def _gap(place: gaps.PlaceWeek, start: datetime) -> Any:
    """Return the gap of a place that the hour lies in, None without one."""
    runs = place.gaps
    now = runs[(runs["start"] < start + timedelta(hours=1)) & (runs["end"] > start)]
    return next(now.itertuples(), None)

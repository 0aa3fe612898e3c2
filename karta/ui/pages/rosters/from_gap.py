"""Shifts in the panel of a place: those planned at the hour shown, and the form that turns its gap into one."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from karta.errors import KartaError
from karta.i18n import error_text, number
from karta.privacy import WORKSPACE, allowed
from karta.services import history
from karta.services.gaps import nearby
from karta.services.gaps import period as gaps_period
from karta.services.gaps.fillable import Fillable
from karta.services.rosters import shifts
from karta.ui import around_parts, words
from karta.ui.context import Context, page_link
from karta.ui.pages.rosters import form, lines
from karta.ui.part_redraw import redraw_part

_OPEN = "karta_gap_open"
# At which place and hour a shift was made just now, what it has become, and the acts that made it.
_MADE = "karta_gap_made"


def show(
    context: Context,
    period: gaps_period.Period,
    place: gaps_period.PlaceWeek,
    hour: int,
    gap: Fillable | None,
) -> None:
    """Show the shifts for sign-up at a place and hour, and where adults are missing, the way to a new one.

    A gap that is over is nobody's shift any more: then there is none to fill.
    """
    start = pd.Timestamp(period.hours.start[hour]).to_pydatetime()
    occurrences = [
        occurrence
        for occurrence in shifts.at_place(
            context.workspace, context.viewer, place.place_id, start, start + timedelta(hours=1)
        )
        if not occurrence.cancelled
    ]
    if occurrences:
        words.heading(context.say("rosters.at_place"), 3)
        words.bullets(
            [
                f"{lines.heading(context, occurrence)}: {lines.counted(context, occurrence)}"
                for occurrence in occurrences
            ]
        )
        page_link(
            "rosters", context.say("rosters.go"), **{"del": "ahead", "pass": occurrences[0].occurrence_id}
        )
    at = f"{place.place_id} {start:%Y-%m-%dT%H}"
    if _made(context, at) or gap is None or not may(context, period):
        return
    key = _key(place.place_id, around_parts.name(gap.start, gap.end))
    if st.session_state.get(_OPEN) != key:
        if st.button(
            context.say("rosters.from_gap"), key=f"{key}_open", icon=":material/group_add:", type="primary"
        ):
            st.session_state[_OPEN] = key
            redraw_part()
        return
    with st.form(f"{key}_form"):
        words.paragraph(
            context.say("rosters.from_visit_help" if gap.visit else "rosters.from_gap_help"), "quiet"
        )
        try:
            new_shift = form.ask(
                context,
                key,
                place.place_id,
                gap.start.date(),
                gap.start.time(),
                gap.end.time(),
                fixed_day=True,
                suggested=_open_nearby(context, period, place, hour),
                missing=gap.adults,
            )
            if new_shift is not None:
                before = context.workspace.store.revision()
                became = form.store(context, new_shift)
                acts = history.since(context.workspace, context.viewer, before)
                st.session_state[_MADE] = at, context.say("rosters.created_days", result=became), acts
        except KartaError as error:
            words.paragraph(error_text(error, context.workspace.language), "fault")
            return
    if new_shift is not None:
        st.session_state[_OPEN] = None
        st.rerun()


def _made(context: Context, at: str) -> bool:
    """Show what was made of a place's hour, with a button that undoes it, until something else is looked at."""
    made_at, sentence, acts = st.session_state.get(_MADE, ("", "", []))
    if made_at != at:
        st.session_state.pop(_MADE, None)
        return False
    words.paragraph(sentence, "done")
    if acts and st.button(context.say("register.undo"), key=f"{_MADE}_undo", icon=":material/undo:"):
        try:
            for act_id in acts:
                history.undo(context.workspace, context.viewer, act_id)
        except KartaError as error:
            words.paragraph(error_text(error, context.workspace.language), "fault")
            return True
        st.session_state[_MADE] = at, context.say("register.undone"), []
        redraw_part()
    return bool(acts)


def may(context: Context, period: gaps_period.Period) -> bool:
    """Tell whether the viewer can make shifts of the gaps of a period."""
    return period.view != "delivered" and bool(allowed(context.viewer, "plan_shifts", WORKSPACE))


def open_form(place_id: str, hours: str) -> None:
    """Have the form open for hours at a place (`around_parts.name`), where they can still be filled."""
    st.session_state[_OPEN] = _key(place_id, hours)


def is_open(place_id: str, hours: str) -> bool:
    """Tell whether the form is open for hours at a place."""
    return st.session_state.get(_OPEN) == _key(place_id, hours)


def _key(place_id: str, hours: str) -> str:
    return f"gap_{place_id}_{hours}"


def _open_nearby(
    context: Context, period: gaps_period.Period, place: gaps_period.PlaceWeek, hour: int
) -> list[str]:
    """Return what is open within a walk, nearest first, as words for the shift."""
    neighbours = nearby.open_nearby(context.workspace, context.viewer, period, place.place_id, hour)
    language = context.workspace.language
    labels = [
        f"{neighbour.name} ({number(neighbour.walk_m, 0, language)} m)"
        for neighbour in neighbours
        if neighbour.name
    ]
    return list(dict.fromkeys(labels))

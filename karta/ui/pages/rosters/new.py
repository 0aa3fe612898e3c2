"""A shift without a gap, and a season copied into the next."""

from datetime import date, time, timedelta

import streamlit as st

from karta.errors import InputError, KartaError
from karta.model import day_bounds
from karta.privacy import WORKSPACE, allowed
from karta.services.rosters import season
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.rosters import deal, details, form

# The place and the day at which a shift was begun on the board.
_BEGUN = "rosters_begun"


def begin(place_id: str, day: str) -> None:
    """Fill in place and day of the form when it is shown next."""
    st.session_state[_BEGUN] = (place_id, day)


def _begun(context: Context) -> tuple[str, date]:
    """Return the place and the day to begin at: "" and today where nothing was begun on the board."""
    place_id, day = st.session_state.get(_BEGUN, ("", ""))
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return "", context.workspace.today
    return place_id, on if day_bounds.is_usable(on) else context.workspace.today


def show(context: Context) -> None:
    """Show both forms."""
    if not allowed(context.viewer, "plan_shifts", WORKSPACE):
        words.paragraph(context.say("rosters.plan_not_yours"))
        return
    _new(context)
    with st.expander(context.say("rosters.deal")):
        deal.show(context)
    with st.expander(context.say("rosters.season")):
        _season(context)


def _new(context: Context) -> None:
    names = details.place_names(context)
    if not names:
        words.paragraph(context.say("ui.no_places"))
        return
    words.paragraph(context.say("rosters.new_what"), "quiet")
    begun, day = _begun(context)
    first = begun if begun in names else next(iter(names)) if len(names) == 1 else None
    with st.form("rosters_new"):
        place = st.selectbox(
            context.say("rosters.place"), list(names), None if first is None else list(names).index(first),
            format_func=names.__getitem__, key="new_place", placeholder=context.say("ui.place_choose"),
        )  # fmt: skip
        try:
            new_shift = form.ask(context, "new", place or "", day, time(20), time(22), fixed_day=False)
        except KartaError as error:
            feedback.fault(context, error)
            return
    if new_shift is not None and place is None:
        feedback.fault(context, InputError("place_choose"))
    elif new_shift is not None:
        feedback.perform(context, lambda: form.store(context, new_shift), "rosters.created_days")


def _season(context: Context) -> None:
    say, today = context.say, context.workspace.today
    with st.form("rosters_season"):
        words.paragraph(say("rosters.season_what"), "quiet")
        first = st.date_input(
            say("rosters.season_from"), today - timedelta(days=84), key="season_from", format="YYYY-MM-DD"
        )
        last = st.date_input(say("rosters.season_to"), today, key="season_to", format="YYYY-MM-DD")
        new = st.date_input(
            say("rosters.season_new"), today + timedelta(days=7), key="season_new", format="YYYY-MM-DD"
        )
        if not st.form_submit_button(say("rosters.season_do")):
            return
    if isinstance(first, date) and isinstance(last, date) and isinstance(new, date):
        feedback.perform(
            context, lambda: season.copy_season(context.workspace, context.viewer, first, last, new),
            "rosters.season_done",
        )  # fmt: skip

"""Changing a shift that people may have signed up to: one occurrence, from it on, or all; repeated, cancelled."""

from datetime import date, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import streamlit as st

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.model.shift import Turn
from karta.services import rosters
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes
from karta.ui.pages import rosters_details, rosters_route

QUARTER = timedelta(minutes=15)
SCOPES = ("one", "from", "all")


def edit(context: Context, turn: Turn) -> None:
    """Show the forms that change, repeat and cancel."""
    with st.expander(context.say("rosters.edit")):
        _change(context, turn)
    # The map is drawn only when somebody asks for it: a closed expander would load it all the same.
    if st.toggle(context.say("rosters.route"), key=f"route_open_{turn.turn_id}"):
        with st.container(border=True):
            rosters_route.show(context, turn)
    with st.expander(context.say("rosters.days_off" if turn.repeats else "rosters.weekly")):
        if turn.repeats:
            _days_off(context, turn)
        else:
            _repeat(context, turn)
    with st.expander(context.say("rosters.cancel")):
        _cancel(context, turn)


def _change(context: Context, turn: Turn) -> None:
    say, key, workspace, viewer = context.say, turn.turn_id, context.workspace, context.viewer
    zone = ZoneInfo(workspace.method.timezone)
    start, end = turn.start.astimezone(zone), turn.end.astimezone(zone)
    names = rosters_details.place_names(context)
    with st.form(f"edit_{key}"):
        at = list(names).index(turn.place_id) if turn.place_id in names else None
        place = st.selectbox(
            say("rosters.place"), list(names), at, format_func=names.__getitem__, key=f"place_{key}"
        )
        left, right = st.columns(2)
        first = left.time_input(
            say("rosters.start"), time(start.hour, start.minute), key=f"start_{key}", step=QUARTER
        )
        last = right.time_input(
            say("rosters.end"), time(end.hour, end.minute), key=f"end_{key}", step=QUARTER
        )
        # Columns of their own: on a phone the hours stand together, then the numbers.
        left, right = st.columns(2)
        least = left.number_input(say("rosters.min_team"), 1, 50, turn.min_team, key=f"min_{key}")
        most = right.number_input(say("rosters.max_team"), 1, 50, turn.max_team or 50, key=f"max_{key}")
        details = rosters_details.ask(context, f"d_{key}", turn)
        scope = "one"
        if turn.repeats:
            scope = st.radio(
                say("rosters.scope"), SCOPES, format_func=lambda name: say(f"rosters.scope_{name}"),
                key=f"scope_{key}", horizontal=True,
            )  # fmt: skip
        if not st.form_submit_button(say("rosters.save"), type="primary"):
            return
    values = {
        "start": f"{first:%H:%M}", "end": f"{last:%H:%M}", "min_team": int(least), "max_team": int(most), **details,
        **({"place_id": place} if place is not None else {}),
    }  # fmt: skip
    act = {
        "one": partial(rosters.edit_one, workspace, viewer, key, **values),
        "from": partial(rosters.edit_from, workspace, viewer, key, **values),
        "all": partial(rosters.edit_all, workspace, viewer, turn.shift_id, **values),
    }[scope]
    notes.perform(context, act, "rosters.saved")


def _repeat(context: Context, turn: Turn) -> None:
    say, key = context.say, turn.turn_id
    with st.form(f"repeat_{key}"):
        until = st.date_input(
            say("rosters.until"),
            None,
            key=f"until_{key}",
            format="YYYY-MM-DD",
            help=say("rosters.until_help"),
        )
        without = st.text_input(
            say("rosters.exdates"), key=f"exdates_{key}", help=say("rosters.exdates_help")
        )
        if not st.form_submit_button(say("rosters.repeat_do")):
            return
    last = until if isinstance(until, date) else None
    try:
        off = sorted(rosters_details.days(without))
    except KartaError as error:
        notes.fault(context, error)
        return
    act = partial(rosters.repeat, context.workspace, context.viewer, turn.shift_id, last, off)
    notes.perform(context, act, "rosters.repeated")


def _days_off(context: Context, turn: Turn) -> None:
    say, key, language = context.say, turn.turn_id, context.workspace.language
    try:
        known = rosters.days_off(context.workspace, context.viewer, turn.shift_id)
    except KartaError as error:
        notes.fault(context, error)
        return
    if not known:
        st.caption(say("rosters.days_off_single"))
        return
    with st.form(f"days_off_{key}"):
        off = st.multiselect(
            say("rosters.days_off_which"), list(known), [day for day, is_off in known.items() if is_off],
            format_func=lambda day: day_text(day, language), key=f"off_{key}", placeholder=say("rosters.days_off_none"),
        )  # fmt: skip
        notice = st.text_input(
            say("rosters.notice"), key=f"off_notice_{key}", help=say("rosters.notice_help")
        )
        if not st.form_submit_button(say("rosters.save")):
            return
    act = partial(rosters.set_days_off, context.workspace, context.viewer, turn.shift_id, off, notice)
    notes.perform(context, act, "rosters.saved")


def _cancel(context: Context, turn: Turn) -> None:
    say, key, workspace = context.say, turn.turn_id, context.workspace
    with st.form(f"cancel_{key}"):
        notice = st.text_input(say("rosters.notice"), key=f"notice_{key}", help=say("rosters.notice_help"))
        series = turn.repeats and st.checkbox(say("rosters.end_series"), key=f"series_{key}")
        if not st.form_submit_button(say("rosters.cancel_do")):
            return
    act = partial(rosters.cancel, workspace, context.viewer, key, notice)
    if series:
        act = partial(rosters.cancel_from, workspace, context.viewer, turn.shift_id, turn.day, notice)
    notes.perform(context, act, "rosters.ended" if series else "rosters.cancel_done")

"""Changing a shift: opened for sign-up, its fields, its day, its route, repeated, left out, cancelled."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.model import typed_days
from karta.model.shift import ShiftOccurrence, ShiftVersion
from karta.services import free_text
from karta.services.rosters import cancelling, changes, shifts
from karta.services.rosters import series as rosters_series
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Edit, Texts
from karta.ui.pages.planning import ways
from karta.ui.pages.rosters import change, made, move, open_line, route


def edit(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the forms that open for sign-up, change, move, repeat and cancel."""
    if not occurrence.opened:
        with st.expander(context.say("rosters.open_line")):
            open_line.show(context, occurrence)
    if move.offered(occurrence) is None:
        with st.expander(context.say("rosters.move")):
            move.show(context, occurrence)
    with st.expander(context.say("rosters.edit")):
        change.show(context, occurrence)
    # The map is drawn only when somebody asks for it: a closed expander would load it all the same.
    if st.toggle(context.say("rosters.route"), key=f"route_open_{occurrence.occurrence_id}"):
        with st.container(border=True):
            route.show(context, occurrence)
    if st.toggle(context.say("ways.show"), key=f"way_open_{occurrence.occurrence_id}"):
        with st.container(border=True):
            ways.show(context, occurrence)
    with st.expander(context.say("rosters.days_off" if occurrence.repeats else "rosters.weekly")):
        if occurrence.repeats:
            _days_off(context, occurrence)
        else:
            _repeat(context, occurrence)
    with st.expander(context.say("rosters.cancel")):
        _cancel(context, occurrence)


def _repeat(context: Context, occurrence: ShiftOccurrence) -> None:
    say, key = context.say, occurrence.occurrence_id
    edit = edits.opened(f"repeat_{key}", occurrence, occurrence.version, _state(context, occurrence))
    with st.form(f"repeat_{key}"):
        until = st.date_input(
            say("rosters.until"),
            None,
            key=edit.watch(f"until_{key}", say("rosters.until")),
            format="YYYY-MM-DD",
            help=say("rosters.until_help"),
        )
        without = st.text_input(
            say("rosters.exdates"), key=edit.watch(f"exdates_{key}", say("rosters.exdates")),
            help=say("rosters.exdates_help"),
        )  # fmt: skip
        sent = st.form_submit_button(say("rosters.repeat_do"), key=edit.watch(f"repeat_do_{key}"))
    if sent:
        _store_repetition(context, edit, until if isinstance(until, date) else None, without)
    edits.compare(context, edit)


def _store_repetition(context: Context, edit: Edit[ShiftOccurrence], last: date | None, without: str) -> None:
    try:
        off = sorted(typed_days.days(without, edit.row.held_on))
    except KartaError as error:
        feedback.fault(context, error)
        return

    def act() -> str:
        shift_id = edit.version.shift_id
        changes.repeat(context.workspace, context.viewer, shift_id, last, off, version=edit.version)
        return made.sentence(context, shift_id)

    _save(context, edit, act, "rosters.repeated", context.say("rosters.repeat_do"))


def _days_off(context: Context, occurrence: ShiftOccurrence) -> None:
    say, key, language = context.say, occurrence.occurrence_id, context.workspace.language
    try:
        days = rosters_series.days_off(context.workspace, context.viewer, occurrence.shift_id)
    except KartaError as error:
        feedback.fault(context, error)
        return
    if not days:
        st.caption(say("rosters.days_off_single"))
        return
    which = say("rosters.days_off_which")

    def texts(off: Iterable[date]) -> Texts:
        return {which: ", ".join(day_text(day, language) for day in sorted(off)) or "–"}

    def stored() -> tuple[ShiftVersion, Texts]:
        current = shifts.occurrence(context.workspace, context.viewer, key)
        read = rosters_series.days_off(context.workspace, context.viewer, current.shift_id)
        return current.version, texts(day for day, is_off in read.items() if is_off)

    edit = edits.opened(
        f"days_off_{key}", days, occurrence.version, texts(day for day, is_off in days.items() if is_off)
    )
    with st.form(f"days_off_{key}"):
        off = st.multiselect(
            which, list(edit.row), [day for day, is_off in edit.row.items() if is_off],
            format_func=lambda day: day_text(day, language), key=edit.key(f"off_{key}", which),
            placeholder=say("rosters.days_off_none"),
        )  # fmt: skip
        notice = st.text_input(
            say("rosters.notice"), key=edit.watch(f"off_notice_{key}", say("rosters.notice")),
            help=say("rosters.notice_help"), max_chars=free_text.LONGEST,
        )  # fmt: skip
        sent = st.form_submit_button(say("rosters.save"), key=edit.watch(f"days_off_do_{key}"))
    if sent:
        act = partial(
            rosters_series.set_days_off, context.workspace, context.viewer, edit.version.shift_id, off, notice,
            version=edit.version,
        )  # fmt: skip
        feedback.save(context, edit, act, "rosters.saved", texts(off), stored)
    edits.compare(context, edit)


def _cancel(context: Context, occurrence: ShiftOccurrence) -> None:
    say, key, workspace = context.say, occurrence.occurrence_id, context.workspace
    edit = edits.opened(f"cancel_{key}", occurrence, occurrence.version, _state(context, occurrence))
    with st.form(f"cancel_{key}"):
        notice = st.text_input(
            say("rosters.notice"), key=edit.watch(f"notice_{key}", say("rosters.notice")),
            help=say("rosters.notice_help"), max_chars=free_text.LONGEST,
        )  # fmt: skip
        series = _ask_end(context, occurrence)
        sent = st.form_submit_button(say("rosters.cancel_do"), key=edit.watch(f"cancel_do_{key}"))
    if sent:
        version = edit.version
        act = partial(cancelling.cancel, workspace, context.viewer, key, notice, version=version)
        if series:
            act = partial(
                cancelling.cancel_from, workspace, context.viewer, version.shift_id, occurrence.day, notice,
                version=version,
            )  # fmt: skip
        _save(
            context, edit, act, "rosters.ended" if series else "rosters.cancel_done", say("rosters.cancel_do")
        )
    edits.compare(context, edit)


def _ask_end(context: Context, occurrence: ShiftOccurrence) -> bool:
    """Ask whether the series ends with the date; one that was changed for itself says where to ask."""
    if occurrence.set_apart:
        words.paragraph(context.say("rosters.end_series_single"), "quiet")
    if occurrence.set_apart or not occurrence.repeats:
        return False
    return st.checkbox(context.say("rosters.end_series"), key=f"series_{occurrence.occurrence_id}")


def _state(context: Context, occurrence: ShiftOccurrence) -> Texts:
    """Return what a shift is, for who is about to do something else with it than to change its fields."""
    return {
        context.say("rosters.this_shift"): " · ".join(
            filter(None, change.texts_of(context, occurrence).values())
        )
    }


def _save(
    context: Context, edit: Edit[ShiftOccurrence], act: Callable[[], object], key: str, doing: str
) -> None:
    """Do an act on the whole of a shift; where somebody has changed it, show what it is now."""

    def stored() -> tuple[ShiftVersion, Texts]:
        current = shifts.occurrence(context.workspace, context.viewer, edit.row.occurrence_id)
        return current.version, _state(context, current)

    feedback.save(context, edit, act, key, dict.fromkeys(_state(context, edit.row), doing), stored)

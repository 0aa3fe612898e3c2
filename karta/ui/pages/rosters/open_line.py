"""The form that opens a line of a roster for sign-up: its adults are there already, or they are wanted."""

from functools import partial

import streamlit as st

from karta.model.shift import MAX_TEAM, MIN_TEAM, AdultsAre, Phase, ShiftOccurrence, ShiftVersion
from karta.model.typed_numbers import MOST_ADULTS
from karta.services.rosters import opening, shifts
from karta.ui import edits, feedback
from karta.ui.context import Context
from karta.ui.edits import Texts
from karta.ui.pages.rosters import counted, lines


def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the question, which has no answer of its own, and how many the shift needs and takes."""
    say, name = context.say, occurrence.occurrence_id
    state = say("rosters.this_shift")

    def texts(current: ShiftOccurrence) -> Texts:
        return {state: lines.counted(context, current)}

    def stored() -> tuple[ShiftVersion, Texts]:
        current = shifts.occurrence(context.workspace, context.viewer, name)
        return current.version, texts(current)

    edit = edits.opened(f"open_{name}", occurrence, occurrence.version, texts(occurrence))
    count = edit.row.adults
    with st.form(f"open_line_{name}"):
        labels: dict[AdultsAre, str] = {
            "present": say("rosters.adults_present", count=count),
            "wanted": say("rosters.adults_wanted"),
        }
        if not edit.row.adults_known:
            del labels["present"]
        answer = st.radio(
            say("rosters.adults_are", count=count) if "present" in labels else say("rosters.adults_unknown"),
            list(labels), None, format_func=labels.__getitem__, key=edit.watch(f"open_adults_{name}"),
        )  # fmt: skip
        left, right = st.columns(2)
        least = left.number_input(
            say("rosters.min_team"), 1, MOST_ADULTS, max(MIN_TEAM, edit.row.min_team), key=f"open_min_{name}"
        )
        most = right.number_input(
            say("rosters.max_team"),
            1,
            MOST_ADULTS,
            min(MOST_ADULTS, max(MAX_TEAM, edit.row.min_team, count)),
            key=f"open_max_{name}",
        )
        scope = counted.ask_scope(context, edit.row, f"open_scope_{name}")
        sent = st.form_submit_button(
            say("rosters.open_line_do"), type="primary", key=edit.watch(f"open_do_{name}")
        )
    if sent:
        act = partial(
            opening.open_sign_up, context.workspace, context.viewer, name, scope, adults_are=answer,
            min_team=int(least), max_team=int(most), version=edit.version,
        )  # fmt: skip
        typed = {state: say("rosters.open_line_do")}
        where = say(f"rosters.list_{_list_of(edit.row, answer, int(least))}")
        feedback.save(context, edit, act, "rosters.opened_line", typed, stored, where=where)
    edits.compare(context, edit)


def _list_of(line: ShiftOccurrence, adults_are: AdultsAre | None, least: int) -> Phase:
    """Return in which list of the page a line stands once it is opened."""
    adults = line.adults if adults_are == "present" else len(line.going)
    return "understaffed" if adults < least else "staffed"

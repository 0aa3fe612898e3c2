"""The form that holds a shift on another day, with its people told."""

from datetime import date
from functools import partial

import streamlit as st

from karta.i18n import day as day_text
from karta.model import day_bounds
from karta.model.shift import ShiftOccurrence, ShiftVersion
from karta.services import mail
from karta.services.rosters import moving, shifts
from karta.services.rosters.moving import Moved
from karta.services.rosters.occurrences import when_text
from karta.services.rosters.series import Scope
from karta.ui import edits, feedback
from karta.ui.context import Context
from karta.ui.edits import Texts
from karta.ui.pages.rosters import counted

# The shift that was dragged on the board, and the day on which it was dropped.
_OFFERED = "rosters_dragged"


def offer(occurrence_id: str, day: str) -> None:
    """Fill in the day on which a shift was dropped on the board; "" for none."""
    st.session_state[_OFFERED] = (occurrence_id, day)


def offered(occurrence: ShiftOccurrence) -> date | None:
    """Return the day on which a shift was dropped and on which it is not held yet, None where it was not."""
    occurrence_id, day = st.session_state.get(_OFFERED, ("", ""))
    try:
        to = date.fromisoformat(day) if occurrence_id == occurrence.occurrence_id else None
    except ValueError:
        return None
    return None if to is None or not day_bounds.is_usable(to) or to == occurrence.held_on else to


def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the new date, and for which dates of the series it is meant."""
    say, name = context.say, occurrence.occurrence_id
    label = say("rosters.move_to")

    def texts(current: ShiftOccurrence) -> Texts:
        return {label: when_text(context.workspace, current)}

    def stored() -> tuple[ShiftVersion, Texts]:
        current = shifts.occurrence(context.workspace, context.viewer, name)
        return current.version, texts(current)

    edit = edits.opened(f"move_{name}", occurrence, occurrence.version, texts(occurrence))
    dropped = offered(occurrence)
    with st.form(f"move_{name}"):
        chosen = st.date_input(
            label, dropped or edit.row.held_on, key=edit.key(f"move_to_{name}{dropped or ''}", label),
            format="YYYY-MM-DD", help=say("rosters.move_help"),
        )  # fmt: skip
        scope = counted.ask_scope(context, edit.row, f"move_scope_{name}")
        sent = st.form_submit_button(say("rosters.move_do"), key=edit.watch(f"move_do_{name}"))
    if sent and isinstance(chosen, date):
        act = partial(_moved, context, edit.row, chosen, scope, edit.version)
        typed = {label: day_text(chosen, context.workspace.language)}
        feedback.save(context, edit, act, "rosters.moved", typed, stored)
    edits.compare(context, edit)


def _moved(
    context: Context, occurrence: ShiftOccurrence, to: date, scope: Scope, version: ShiftVersion
) -> str:
    """Move a shift and return in words to which day, and who has been told."""
    moved: Moved = moving.move(
        context.workspace, context.viewer, occurrence.occurrence_id, to, scope, version=version
    )
    parts = [context.say("rosters.moved_to", day=day_text(to, context.workspace.language))]
    if moved.notified:
        how = "seen" if mail.server(context.workspace) is None else "told"
        parts.append(context.say(f"rosters.moved_{how}", count=moved.notified))
    if moved.clashing:
        parts.append(context.say("rosters.moved_clash", count=moved.clashing))
    return " ".join(parts)

"""What places get of a shift before and after a change of its way, and for which of its dates the change is meant."""

from collections.abc import Callable

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.model.shift import ShiftOccurrence
from karta.services.rosters.counted import Comparison
from karta.services.rosters.series import SCOPES, Scope
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.rosters import details


def ask_scope(context: Context, occurrence: ShiftOccurrence, key: str) -> Scope:
    """Ask whether a change is for this date, from it on or for all; a shift that is held once has one answer.

    So has a date that was changed for itself, and it is said.
    """
    if occurrence.set_apart:
        words.paragraph(context.say("rosters.scope_single"), "quiet")
    if occurrence.set_apart or not occurrence.repeats:
        return "one"
    return st.radio(
        context.say("rosters.scope"), SCOPES, format_func=lambda name: context.say(f"rosters.scope_{name}"),
        key=key, horizontal=True,
    )  # fmt: skip


def show(context: Context, compare: Callable[[], Comparison]) -> None:
    """Show what each place gets now and would get after the change; what is wrong with the change, if anything is."""
    say, language = context.say, context.workspace.language
    try:
        comparison = compare()
    except KartaError as error:
        feedback.fault(context, error)
        return
    names = details.place_names(context)
    words.paragraph(say("rosters.counted", adults=int(comparison.adults)))
    words.bullets(
        [
            say(
                "rosters.counted_place",
                place=names.get(place.place_id, ""),
                before=number(place.before, 1, language),
                after=number(place.after, 1, language),
            )
            for place in comparison.places
        ]
    )
    if comparison.losing:
        words.paragraph(say("rosters.counted_less", count=comparison.losing), "note")

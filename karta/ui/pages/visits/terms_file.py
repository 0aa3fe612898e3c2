"""Terms of venues from a file: shown as they would stand, and stored as one act; what is at fault is told by row."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from karta.services.planning import visit_terms, visit_terms_files
from karta.services.planning.visit_terms import Terms
from karta.services.planning.visit_terms_files import TermsFile
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.visits import files

TYPES, KEY = ("xlsx", "csv"), "terms_file"


def show(context: Context, heads: list[str], cells: Callable[[Context, Terms], list[str]]) -> None:
    """Show the box for a file of terms, the terms as they would stand, and the button that stores them."""
    say = context.say
    with st.expander(say("visits.terms_file")):
        words.paragraph(say("visits.terms_file_lead"), "quiet")
        read: TermsFile | None = files.read_box(context, KEY, visit_terms_files.terms_in, TYPES)
        if read is None:
            return
        if read.terms:
            words.table(heads, [_row(context, row, cells) for row in read.terms], say("visits.file_preview"))
        else:
            words.paragraph(say("visits.terms_file_nothing"), "note")
        files.faults(context, read.issues)
        if read.there:
            words.paragraph(say("visits.terms_there", count=read.there), "quiet")
        count = len(read.terms)
        if count and st.button(
            say("visits.terms_file_store", count=count), key=f"{KEY}_store", type="primary"
        ):
            act = partial(visit_terms.set_several, context.workspace, context.viewer, read.terms)
            feedback.perform(context, files.emptying(KEY, act), "visits.terms_file_stored")


def _row(context: Context, row: Terms, cells: Callable[[Context, Terms], list[str]]) -> list[str]:
    if row.answer == "no":
        return [row.place, context.say("visits.answers.no"), "", "", ""]
    return cells(context, row)

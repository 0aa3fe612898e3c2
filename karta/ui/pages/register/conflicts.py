"""Cells that people have edited in the app and that a file says otherwise: both values, and the choice between them."""

from typing import Any

import streamlit as st

from karta.services.importing.changeset import ChangeSet, cell_text
from karta.services.importing.conflicts import CHOICES
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.register.draft import Draft

# How many are asked about at a time; the buttons answer for all of them.
MOST = 10


def ask(context: Context, draft: Draft, changes: ChangeSet) -> None:
    """Show the conflicts that nobody has answered, with the buttons for all of them and a choice for each."""
    open_ = changes.open_conflicts(context.workspace.language)
    if not open_:
        return
    words.heading(context.say("register.conflicts", count=len(open_)), 3)
    words.paragraph(context.say("register.conflicts_what"))
    with st.container(horizontal=True):
        keep = st.button(context.say("register.conflicts_app"), key=f"conflicts_app_{draft.file_id}")
        take = st.button(context.say("register.conflicts_file"), key=f"conflicts_file_{draft.file_id}")
    if keep or take:
        _answer(draft, [(conflict, "app" if keep else "file") for conflict in open_])
    _each(context, draft, open_[:MOST])
    if len(open_) > MOST:
        words.paragraph(context.say("register.and_more", count=len(open_) - MOST), "quiet")


def _each(context: Context, draft: Draft, conflicts: list[dict[str, Any]]) -> None:
    with st.form(f"conflicts_{draft.file_id}", border=True):
        choices = [(conflict, _choice(context, draft, conflict)) for conflict in conflicts]
        sent = st.form_submit_button(context.say("register.conflicts_send"))
    answered = [(conflict, choice) for conflict, choice in choices if choice is not None]
    if sent and answered:
        _answer(draft, answered)


def _choice(context: Context, draft: Draft, conflict: dict[str, Any]) -> str | None:
    """Ask about one cell: what people have typed stands above the choice, never in it."""
    language = context.workspace.language
    cells = {name: cell_text(conflict[name], language, "cli.blank") for name in ("before", "app", "file")}
    facts = {"row": conflict["row"], "column": conflict["column"], **cells}
    words.paragraph(context.say("register.conflict", **facts))
    return st.radio(
        context.say("register.conflict_choice", row=conflict["row"]), CHOICES, None,
        format_func=lambda name: context.say(f"register.conflict_{name}"), horizontal=True,
        key=f"conflict_{draft.file_id}_{conflict['row']}_{conflict['field']}", label_visibility="collapsed",
    )  # fmt: skip


def _answer(draft: Draft, choices: list[tuple[dict[str, Any], str]]) -> None:
    """Add answers by row and field to those that were given before, and read the file again with them."""
    answers = {row: dict(cells) for row, cells in draft.answers.get("conflicts", {}).items()}
    for conflict, choice in choices:
        answers.setdefault(str(conflict["row"]), {})[conflict["field"]] = choice
    draft.answer(conflicts=answers)
    st.rerun()

"""Where an organisation's volunteers learn what a role asks of them: the form of the addresses."""

from functools import partial

import streamlit as st

from karta.model.shift import ROLES
from karta.services.rosters import training_links
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.edits import Texts


def show(context: Context, org: str) -> None:
    """Show the form of an organisation's pages, one for each role."""
    say = context.say
    labels = {role: say(f"rosters.training_{role}") for role in ROLES}

    def stored() -> tuple[dict[str, int], Texts]:
        settings = training_links.stored(context.workspace, context.viewer, org)
        versions = {role: setting.version for role, setting in settings.items()}
        return versions, {labels[role]: setting.value or "" for role, setting in settings.items()}

    with st.expander(say("rosters.training")):
        words.paragraph(say("rosters.training_what"), "quiet")
        versions, texts = stored()
        edit = edits.opened(f"training_{org}", texts, versions, texts)
        with st.form(f"training_{org}", border=False):
            typed = {
                role: st.text_input(
                    label, edit.row[label], key=edit.key(f"training_{role}_{org}", label),
                    max_chars=training_links.LONGEST, placeholder="https://",
                )
                for role, label in labels.items()
            }  # fmt: skip
            sent = st.form_submit_button(say("rosters.training_save"))
        if sent:
            act = partial(
                training_links.put, context.workspace, context.viewer, org, typed, versions=edit.version
            )
            now = {labels[role]: page.strip() for role, page in typed.items()}
            feedback.save(context, edit, act, "rosters.training_saved", now, stored)
        edits.compare(context, edit)

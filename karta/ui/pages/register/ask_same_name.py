"""Names of organisations in a file that are nearly those of the register: one and the same, or two?"""

import streamlit as st

from karta.services.importing.changeset import ChangeSet
from karta.services.register import duplicates
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.register.draft import Draft


def ask(context: Context, draft: Draft, changes: ChangeSet) -> None:
    """Ask about each such name; without an answer they stay two, and are suggested as duplicates later."""
    new = list(changes.new_organisations)
    if changes.kind == "organisations" and len(changes.new):
        new += list(changes.new["name"])
    pairs = duplicates.alike(context.workspace, context.viewer, new) if new else None
    draft.same, draft.different = {}, {}
    if pairs is None or pairs.empty:
        return
    words.heading(context.say("register.alike", count=len(pairs)), 3)
    words.paragraph(context.say("register.alike_what"), "quiet")
    for pair in pairs.itertuples(index=False):
        words.paragraph(context.say("register.alike_pair", name=pair.name, org=pair.org))
        answer = st.radio(
            context.say("register.alike_ask"), ("same", "different"), None, horizontal=True,
            format_func=lambda name: context.say(f"register.alike_{name}"),
            key=f"alike_{draft.file_id}_{pair.name}",
        )  # fmt: skip
        if answer == "same":
            draft.same[pair.name] = pair.org_id
        elif answer == "different":
            draft.different[pair.name] = pair.org_id

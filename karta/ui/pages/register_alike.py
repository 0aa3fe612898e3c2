"""Names of organisations in a file that are nearly those of the register: one and the same, or two?"""

import streamlit as st

from karta.services import register
from karta.services.changes import ChangeSet
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages.register_draft import Draft


def ask(context: Context, draft: Draft, found: ChangeSet) -> None:
    """Ask about each such name; what is not answered stays two, and is on the list of doubles later."""
    new = list(found.new_organisations)
    if found.kind == "organisations" and len(found.new):
        new += list(found.new["name"])
    pairs = register.alike(context.workspace, context.viewer, new) if new else None
    draft.same, draft.different = {}, {}
    if pairs is None or pairs.empty:
        return
    words.heading(context.say("register.alike", count=len(pairs)), 3)
    words.paragraph(context.say("register.alike_what"), "quiet")
    for pair in pairs.itertuples(index=False):
        words.paragraph(context.say("register.alike_pair", name=pair.name, org=pair.org))
        said = st.radio(
            context.say("register.alike_ask"), ("same", "different"), None, horizontal=True,
            format_func=lambda name: context.say(f"register.alike_{name}"),
            key=f"alike_{draft.file_id}_{pair.name}",
        )  # fmt: skip
        if said == "same":
            draft.same[pair.name] = pair.org_id
        elif said == "different":
            draft.different[pair.name] = pair.org_id

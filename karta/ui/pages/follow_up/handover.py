"""The handover sheet of a function: what is open, promised and waiting, by when."""

from functools import partial

import streamlit as st

from karta.services.needs import handover
from karta.ui import words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the choice of a function, and its sheet."""
    say, workspace, viewer = context.say, context.workspace, context.viewer
    words.paragraph(say("measures.handover_lead"))
    functions = handover.functions(workspace, viewer)
    if not functions:
        words.paragraph(say("measures.handover_none"), "quiet")
        return
    function = st.selectbox(
        say("measures.handover_function"), functions, key="handover_" + "_".join(functions), width=420
    )
    given = handover.handover(workspace, viewer, function)
    for section in handover.parts(given, workspace.language):
        words.heading(section.title, 3)
        if section.rows:
            words.table(section.columns, section.rows, section.title)
        else:
            words.paragraph(section.empty, "quiet")
    st.download_button(
        say("measures.handover_download"), partial(handover.pdf, workspace, viewer, function),
        file_name=f"{say('measures.handover_file')}.pdf", mime="application/pdf", icon=":material/picture_as_pdf:",
        key="handover_pdf", on_click="ignore",
    )  # fmt: skip

"""An organisation's own page about its year: on screen, and as a PDF that it may send to whom it likes."""

from functools import partial

import streamlit as st

from karta.services.follow_up import own_result
from karta.ui import own_organisation, words
from karta.ui.context import Context
from karta.ui.pages.follow_up.year import year as year_of


def show(context: Context) -> None:
    """Show the part."""
    say, year = context.say, year_of(context)
    if year is None:
        return
    words.heading(say("follow_up.result_head"))
    words.paragraph(say("follow_up.result_lead"), "quiet")
    names = own_result.organisations(context.workspace, context.viewer, year)
    if not names:
        words.paragraph(say("follow_up.result_none"), "quiet")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        org = st.selectbox(
            say("follow_up.result_whose"), list(names), own_organisation.position(context.viewer, names),
            format_func=names.__getitem__, key="follow_up_result",
        )  # fmt: skip
        if org is None:
            return
        st.download_button(
            say("follow_up.result_download"), partial(own_result.pdf, context.workspace, context.viewer, year, org),
            file_name="resultat.pdf", mime="application/pdf", icon=":material/picture_as_pdf:",
            key="follow_up_result_pdf", on_click="ignore",
        )  # fmt: skip
    for section in own_result.page(context.workspace, context.viewer, year, org):
        words.heading(section.title, 3)
        words.table(section.columns, section.rows, section.title)
        if section.note:
            words.paragraph(section.note, "quiet")

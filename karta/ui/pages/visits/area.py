"""The area card: what a new officer of an area gets, on screen and as a PDF, from the data as they are now."""

from functools import partial

import streamlit as st

from karta.services.planning import area_card
from karta.services.register import town
from karta.ui import words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the choice of an area, its card, and the button that gives it on paper."""
    say = context.say
    frame = town.areas(context.workspace, context.viewer)
    names: dict[str | None, str] = {None: say("visits.all_areas")}
    names.update(zip(frame["area_id"], frame["name"], strict=True))
    words.paragraph(say("visits.card_lead"), "quiet")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        area = st.selectbox(
            say("visits.card_area"), list(names), format_func=names.__getitem__, key="card_area"
        )
        st.download_button(
            say("visits.card_download"), partial(area_card.pdf, context.workspace, context.viewer, area),
            file_name="omradeskort.pdf", mime="application/pdf", icon=":material/picture_as_pdf:", key="card_pdf",
            on_click="ignore",
        )  # fmt: skip
    card = area_card.card(context.workspace, context.viewer, area)
    for section in card.sections:
        words.heading(section.title, 3)
        if section.rows:
            words.table(section.columns, section.rows, section.title)
        else:
            words.paragraph(section.empty, "quiet")
        if section.note:
            words.paragraph(section.note)

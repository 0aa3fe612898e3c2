"""Reading a part of a map: a packed map of a county is clipped to a municipality, by its name or by a file of areas."""

import streamlit as st

from karta.ui import uploads, words
from karta.ui.context import Context
from karta.ui.pages.register.draft import Draft

_PACKED = b"\n\tOSMHeader"


def can_be(head: bytes) -> bool:
    """Tell whether a file that begins so is a map that can be clipped while it is read."""
    return head[4:15] == _PACKED


def offer(context: Context, draft: Draft, key: str) -> None:
    """Offer to read only what lies within a municipality; the file is read again with the answer."""
    if not draft.is_packed_map:
        return
    with (
        st.expander(context.say("register.within_title")),
        st.form(f"{key}_within_{draft.file_id}", border=False),
    ):
        words.paragraph(context.say("register.within_what"), "quiet")
        name = st.text_input(context.say("register.within_name"), key=f"{key}_within_name_{draft.file_id}")
        areas = st.file_uploader(
            context.say("register.within_areas"), key=f"{key}_within_areas_{draft.file_id}"
        )
        sent = st.form_submit_button(context.say("register.read_again"))
    if sent and (areas is not None or name.strip()):
        draft.clip(name.strip() if areas is None else uploads.handle(areas))
        st.rerun()

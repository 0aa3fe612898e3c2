"""Finding a point by an address: streets of the workspace's own map are offered, and the point is shown on the map."""

import streamlit as st

from karta.i18n import number
from karta.services import addresses
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_point


def search(context: Context, key: str, suggested: str) -> None:
    """Show a box for an address; the street chosen among those found puts the point of `key` on the map."""
    with st.form(f"address_{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            context.say("register.address"), suggested, key=f"address_text_{key}", width=300,
            help=context.say("register.address_help"),
        )  # fmt: skip
        asked = st.form_submit_button(context.say("register.address_find"))
    # The place for what is found is there always: the map below keeps its own, and is not drawn anew elsewhere.
    place = st.container()
    if asked:
        st.session_state[f"address_asked_{key}"] = typed
    wanted = st.session_state.get(f"address_asked_{key}")
    if wanted:
        with place:
            _found(context, key, wanted)


def _found(context: Context, key: str, wanted: str) -> None:
    """Show what streets there are, and put the point on the one that is chosen."""
    found = addresses.find(context.workspace, context.viewer, wanted)
    if found.empty:
        words.paragraph(context.say("register.address_none", typed=wanted), "quiet")
        return
    told = [_label(context, row) for row in found.to_dict("records")]
    at = st.selectbox(
        context.say("register.address_which", count=len(found)), range(len(told)), format_func=told.__getitem__,
        key=f"address_at_{key}_{wanted}",
    )  # fmt: skip
    mark = (wanted, at)
    # Put once: after that the point is the person's to move with a click.
    if st.session_state.get(f"address_put_{key}") != mark:
        st.session_state[f"address_put_{key}"] = mark
        register_point.put(key, float(found["lon"].iloc[at]), float(found["lat"].iloc[at]))
    words.paragraph(context.say("register.address_confirm"), "quiet")


def _label(context: Context, row: dict[str, object]) -> str:
    metres = number(float(str(row["length_m"])), 0, context.workspace.language)
    area = row["area"] if isinstance(row["area"], str) else ""
    said = context.say("register.address_street", street=row["street"], metres=metres)
    return f"{said}, {area}" if area else said

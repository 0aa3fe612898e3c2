"""Finding a point by an address: streets of the workspace's own map are offered, and the point is shown on the map."""

import streamlit as st

from karta.i18n import number
from karta.services.register import addresses
from karta.ui import pick_point, words
from karta.ui.context import Context


def search(context: Context, key: str, suggested: str) -> None:
    """Show a box for an address; the street chosen among those found puts the point of `key` on the map."""
    with st.form(f"address_{key}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            context.say("register.address"), suggested, key=f"address_text_{key}", width=300,
            help=context.say("register.address_help"),
        )  # fmt: skip
        sent = st.form_submit_button(context.say("register.address_find"))
    # The place for what is found is there always: the map below keeps its own, and is not drawn anew elsewhere.
    place = st.container()
    if sent:
        st.session_state[f"address_asked_{key}"] = typed
    wanted = st.session_state.get(f"address_asked_{key}")
    if wanted:
        with place:
            _show_streets(context, key, wanted)


def _show_streets(context: Context, key: str, wanted: str) -> None:
    """Show what streets there are, and put the point on the one that is chosen."""
    streets = addresses.find(context.workspace, context.viewer, wanted)
    if streets.empty:
        words.paragraph(context.say("register.address_none", typed=wanted), "quiet")
        return
    labels = [_label(context, row) for row in streets.to_dict("records")]
    at = st.selectbox(
        context.say("register.address_which", count=len(streets)), range(len(labels)), format_func=labels.__getitem__,
        key=f"address_at_{key}_{wanted}",
    )  # fmt: skip
    mark = (wanted, at)
    # Put once: after that the point is the person's to move with a click.
    if st.session_state.get(f"address_put_{key}") != mark:
        st.session_state[f"address_put_{key}"] = mark
        pick_point.put(key, float(streets["lon"].iloc[at]), float(streets["lat"].iloc[at]))
    words.paragraph(context.say("register.address_confirm"), "quiet")


def _label(context: Context, row: dict[str, object]) -> str:
    metres = number(float(str(row["length_m"])), 0, context.workspace.language)
    area = row["area"] if isinstance(row["area"], str) else ""
    street = context.say("register.address_street", street=row["street"], metres=metres)
    return f"{street}, {area}" if area else street

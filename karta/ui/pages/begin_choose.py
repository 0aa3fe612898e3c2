"""Step two: three to five places, on the map or from the list."""

import streamlit as st

from karta.services import register, standing
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import begin_choice, register_point
from karta.ui.pages.begin_place import add_form


def show(context: Context) -> None:
    """Show the list and the map; a click near a place chooses it, elsewhere it offers to add one."""
    places = register.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("begin.choose_no_places"), "note")
    else:
        _list(context, begin_choice.chosen(context))
        words.paragraph(context.say("begin.choose_map"), "quiet")
    point = register_point.choose(context, "begin_choose")
    if point is None:
        return
    lon, lat = point
    near = standing.nearest(places, lat, lon)
    if near is not None:
        register_point.forget()
        begin_choice.toggle(context, near)
        st.rerun()
    words.heading(context.say("begin.add_here"), 3)
    add_form(context, point, choose=True)


def _list(context: Context, now: list[str]) -> None:
    places = register.places(context.workspace, context.viewer)
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    names = {
        row.id: begin_choice.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    # What was chosen elsewhere is shown by a fresh list: a list keeps its own choice.
    key = f"begin_pick_{begin_choice.turn()}"
    if key not in st.session_state:
        st.session_state[key] = now
    picked = st.multiselect(
        context.say("begin.chosen"), list(names), format_func=names.__getitem__, key=key,
        placeholder=context.say("begin.choose_list"),
    )  # fmt: skip
    if picked != now:
        begin_choice.choose(picked, anew=False)
        st.rerun()
    if len(now) > begin_choice.MOST:
        words.paragraph(context.say("begin.choose_many", count=len(now)), "note")

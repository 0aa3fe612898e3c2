"""Step two: three to five places, on the map or from the list."""

import streamlit as st

from karta.services.needs import place_status
from karta.services.register import places as register_places
from karta.ui import chosen_places, pick_point, words
from karta.ui.context import Context
from karta.ui.pages.register.add_place import add_form


def show(context: Context) -> None:
    """Show the list and the map; a click near a place chooses it, elsewhere it offers to add one."""
    places = register_places.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("begin.choose_no_places"), "note")
    else:
        _list(context, chosen_places.chosen(context))
        words.paragraph(context.say("begin.choose_map"), "quiet")
    point = pick_point.choose(context, "begin_choose")
    if point is None:
        return
    lon, lat = point
    near = place_status.nearest(places, lat, lon)
    if near is not None:
        pick_point.forget()
        chosen_places.toggle(context, near)
        st.rerun()
    words.heading(context.say("begin.add_here"), 3)
    add_form(context, point, choose=True)


def _list(context: Context, now: list[str]) -> None:
    places = register_places.places(context.workspace, context.viewer)
    places = places.sort_values("name", key=lambda names: names.str.casefold())
    names = {
        row.id: chosen_places.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    # What was chosen elsewhere is shown by a fresh list: a list keeps its own choice.
    key = f"begin_pick_{chosen_places.attempt()}"
    if key not in st.session_state:
        st.session_state[key] = now
    picked = st.multiselect(
        context.say("begin.chosen"), list(names), format_func=names.__getitem__, key=key,
        placeholder=context.say("begin.choose_list"),
    )  # fmt: skip
    if picked != now:
        chosen_places.choose(picked, anew=False)
        st.rerun()
    if len(now) > chosen_places.MOST:
        words.paragraph(context.say("begin.choose_many", count=len(now)), "note")

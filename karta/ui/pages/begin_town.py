"""Step one: the town itself, from a file or by clicks on the map."""

import streamlit as st

from karta.services import register, town
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_load, register_point
from karta.ui.pages.begin_place import add_form

WAYS = ("file", "map")


def show(context: Context) -> None:
    """Show the ways to get places into the workspace."""
    count = len(register.places(context.workspace, context.viewer))
    streets = bool(town.layers_version(context.workspace, context.viewer))
    held = "begin.town_has" if count else "begin.town_has_streets" if streets else "begin.town_empty"
    words.paragraph(context.say(held, count=count), "note")
    way = st.segmented_control(
        context.say("begin.town_way"), WAYS, default="file", required=True, key="begin_way",
        format_func=lambda name: context.say(f"begin.way.{name}"), label_visibility="collapsed",
    )  # fmt: skip
    if way == "map":
        words.paragraph(context.say("begin.map_help"), "quiet")
        point = register_point.choose(context, "begin_town")
        add_form(context, point)
        return
    words.bullets([context.say(f"begin.file_help_{number}") for number in range(1, 4)])
    register_load.load(
        context, ("osm", "places", "areas", "organisations", "calendar", "access"), "begin_town"
    )

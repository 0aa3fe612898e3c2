"""Step one: the town itself, from a file or by clicks on the map."""

import streamlit as st

from karta.services.register import places, town
from karta.ui import pick_point, words
from karta.ui.context import Context
from karta.ui.pages.register import load
from karta.ui.pages.register.add_place import add_form

WAYS = ("file", "map")


def show(context: Context) -> None:
    """Show the ways to get places into the workspace."""
    count = len(places.places(context.workspace, context.viewer))
    streets = bool(town.layers_version(context.workspace, context.viewer))
    key = "begin.town_has" if count else "begin.town_has_streets" if streets else "begin.town_empty"
    words.paragraph(context.say(key, count=count), "note")
    way = st.segmented_control(
        context.say("begin.town_way"), WAYS, default="file", required=True, key="begin_way",
        format_func=lambda name: context.say(f"begin.way.{name}"), label_visibility="collapsed",
    )  # fmt: skip
    if way == "map":
        words.paragraph(context.say("begin.map_help"), "quiet")
        point = pick_point.choose(context, "begin_town")
        add_form(context, point)
        return
    words.bullets([context.say(f"begin.file_help_{number}") for number in range(1, 4)])
    load.load(context, ("osm", "places", "areas", "organisations", "calendar", "access"), "begin_town")

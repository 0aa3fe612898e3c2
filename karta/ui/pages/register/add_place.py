"""The form that puts a place into the register: where the map was clicked, or at typed coordinates."""

import re

import streamlit as st

from karta.errors import InputError
from karta.model.place import PLACE_KINDS
from karta.services.importing import entries
from karta.services.register import places
from karta.ui import chosen_places, feedback, pick_point, words
from karta.ui.context import Context

_PAIR = re.compile(r"\s*(\d{1,2}(?:[.,]\d+)?)\s*[,; ]\s*(\d{1,3}(?:[.,]\d+)?)\s*")


def add_form(context: Context, point: tuple[float, float] | None, *, choose: bool = False) -> None:
    """Show the form; what was typed stays until the place is stored. `choose`: the new place is chosen at once."""
    attempt = st.session_state.get("begin_place_attempt", 0)
    words.paragraph(context.say("begin.point_chosen" if point else "begin.point_none"), "quiet")
    left, right = st.columns([3, 2])
    name = left.text_input(context.say("begin.place_name"), key=f"place_name_{attempt}")
    kind = right.selectbox(
        context.say("register.kind"), PLACE_KINDS, PLACE_KINDS.index("meeting_place"),
        format_func=lambda code: context.say(f"kinds.{code}"), key=f"place_kind_{attempt}",
    )  # fmt: skip
    with st.expander(context.say("begin.typed_point")):
        typed = st.text_input(
            context.say("begin.coordinates"), placeholder="59.3326, 18.0649", key=f"place_at_{attempt}"
        )
    if not st.button(context.say("begin.add_place"), type="primary", key="begin_add_place"):
        return
    try:
        lat, lon = _where(point, typed)
    except InputError as error:
        feedback.fault(context, error)
        return

    def act() -> None:
        before = chosen_places.chosen(context)
        earlier_ids = set(places.places(context.workspace, context.viewer)["id"])
        entries.add_place(context.workspace, context.viewer, name=name, kind=kind, lat=lat, lon=lon)
        if choose:
            now = places.places(context.workspace, context.viewer)["id"]
            chosen_places.choose([*before, *(place_id for place_id in now if place_id not in earlier_ids)])
        st.session_state["begin_place_attempt"] = attempt + 1
        pick_point.forget()

    feedback.perform(context, act, "begin.place_added", name=name.strip())


def _where(point: tuple[float, float] | None, typed: str) -> tuple[float, float]:
    """Return latitude and longitude: those typed, else those clicked. Raises InputError."""
    if typed.strip():
        pair = _PAIR.fullmatch(typed)
        if pair is None:
            raise InputError("point_unreadable", value=typed)
        return float(pair[1].replace(",", ".")), float(pair[2].replace(",", "."))
    if point is None:
        raise InputError("point_missing")
    return point[1], point[0]

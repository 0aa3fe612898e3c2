"""The form that puts a place into the register: where the map was clicked, or at typed coordinates."""

import re

import streamlit as st

from karta.errors import InputError
from karta.model.place import PLACE_KINDS
from karta.services import entries, register
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import begin_choice, register_point
from karta.ui.pages import register_notes as notes

_PAIR = re.compile(r"\s*(\d{1,2}(?:[.,]\d+)?)\s*[,; ]\s*(\d{1,3}(?:[.,]\d+)?)\s*")


def add_form(context: Context, point: tuple[float, float] | None, *, choose: bool = False) -> None:
    """Show the form; what was typed stays until the place is stored. `choose`: the new place is chosen at once."""
    turn = st.session_state.get("begin_place_turn", 0)
    words.paragraph(context.say("begin.point_chosen" if point else "begin.point_none"), "quiet")
    named, which = st.columns([3, 2])
    name = named.text_input(context.say("begin.place_name"), key=f"place_name_{turn}")
    kind = which.selectbox(
        context.say("register.kind"), PLACE_KINDS, PLACE_KINDS.index("meeting_place"),
        format_func=lambda code: context.say(f"kinds.{code}"), key=f"place_kind_{turn}",
    )  # fmt: skip
    with st.expander(context.say("begin.typed_point")):
        typed = st.text_input(
            context.say("begin.coordinates"), placeholder="59.3326, 18.0649", key=f"place_at_{turn}"
        )
    if not st.button(context.say("begin.add_place"), type="primary", key="begin_add_place"):
        return
    try:
        lat, lon = _where(point, typed)
    except InputError as error:
        notes.fault(context, error)
        return

    def act() -> None:
        before = begin_choice.chosen(context)
        held = set(register.places(context.workspace, context.viewer)["id"])
        entries.add_place(context.workspace, context.viewer, name=name, kind=kind, lat=lat, lon=lon)
        if choose:
            now = register.places(context.workspace, context.viewer)["id"]
            begin_choice.choose([*before, *(place_id for place_id in now if place_id not in held)])
        st.session_state["begin_place_turn"] = turn + 1
        register_point.forget()

    notes.perform(context, act, "begin.place_added", name=name.strip())


def _where(point: tuple[float, float] | None, typed: str) -> tuple[float, float]:
    """Return latitude and longitude: those typed, else those clicked. Raises InputError."""
    if typed.strip():
        found = _PAIR.fullmatch(typed)
        if found is None:
            raise InputError("point_unreadable", value=typed)
        return float(found[1].replace(",", ".")), float(found[2].replace(",", "."))
    if point is None:
        raise InputError("point_missing")
    return point[1], point[0]

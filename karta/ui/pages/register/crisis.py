"""On the card of a place: whether it can open when something has happened, and how many it takes then."""

from functools import partial

import pandas as pd
import streamlit as st

from karta.errors import NotFoundError
from karta.privacy import WORKSPACE, allowed
from karta.services.register import crisis_places
from karta.services.register import places as register_places
from karta.ui import edits, feedback
from karta.ui.context import Context
from karta.ui.edits import Texts

_ANSWERS = {"unchanged": None, "yes": True, "no": False}


def lines(context: Context, place: pd.Series) -> list[str]:
    """Return what the card says of it: nothing where nobody has said that it can open."""
    opens, room = _stored(place)
    if not opens:
        return []
    key = "register.crisis_opens" if room is None else "register.crisis_opens_room"
    return [context.say(key, room=room)]


def show(context: Context, place: pd.Series) -> None:
    """Show the form to whoever may correct places; a blank changes nothing."""
    if not allowed(context.viewer, "edit_places", WORKSPACE):
        return
    say, place_id = context.say, str(place["place_id"])
    opens_label, room_label = say("register.crisis_question"), say("register.crisis_room")

    def texts(answers: tuple[bool | None, int | None]) -> Texts:
        opens, room = answers
        said = "unchanged" if opens is None else "yes" if opens else "no"
        return {opens_label: say(f"register.crisis_{said}"), room_label: "" if room is None else str(room)}

    def stored() -> tuple[int, Texts]:
        rows = register_places.places(context.workspace, context.viewer)
        rows = rows[rows["id"] == place_id]
        if rows.empty:
            raise NotFoundError("place_missing")
        return int(rows["version"].iloc[0]), texts(_stored(rows.iloc[0]))

    edit = edits.opened(f"crisis_{place_id}", _stored(place), int(place["version"]), texts(_stored(place)))
    choices = list(_ANSWERS)
    with st.expander(say("register.crisis_title")):
        with st.form(f"crisis_{place_id}", border=False):
            answer = st.selectbox(
                opens_label, choices, list(_ANSWERS.values()).index(edit.row[0]),
                key=edit.key(f"crisis_opens_{place_id}", opens_label),
                format_func=lambda name: say(f"register.crisis_{name}"), help=say("register.crisis_blank"),
            )  # fmt: skip
            room = st.number_input(
                room_label,
                1,
                crisis_places.MOST_ROOM,
                edit.row[1],
                key=edit.key(f"crisis_room_{place_id}", room_label),
            )
            sent = st.form_submit_button(say("register.crisis_store"))
        if sent:
            opens = _ANSWERS[answer]
            act = partial(
                crisis_places.set_crisis, context.workspace, context.viewer, place_id, opens=opens, room=room,
                version=edit.version,
            )  # fmt: skip
            feedback.save(context, edit, act, "register.crisis_stored", texts((opens, room)), stored)
        edits.compare(context, edit)


def _stored(place: pd.Series) -> tuple[bool | None, int | None]:
    """Return whether a place can open, and for how many; None where nobody has said."""
    opens, room = place["crisis"], place["crisis_room"]
    return None if pd.isna(opens) else bool(opens), None if pd.isna(room) else int(room)

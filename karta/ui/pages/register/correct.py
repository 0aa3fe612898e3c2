"""The form that corrects a place on its card: name, kind, and how long around trainings is a time of its own."""

from functools import partial

import pandas as pd
import streamlit as st

from karta.errors import NotFoundError
from karta.model.place import AROUND_CHOICES, AROUND_MIN, PLACE_KINDS
from karta.privacy import WORKSPACE, allowed
from karta.services.importing import entries
from karta.services.register import places as register_places
from karta.ui import edits, feedback
from karta.ui.context import Context
from karta.ui.edits import Texts


def show(context: Context, place: pd.Series) -> None:
    """Show the form to whoever may correct places."""
    if not allowed(context.viewer, "edit_places", WORKSPACE):
        return
    place_id = str(place["place_id"])
    name_label, kind_label = context.say("register.correct_name"), context.say("register.kind")
    around_label = context.say("register.correct_around")

    def texts(name: str, code: str, around_min: int | None) -> Texts:
        kind = context.say(f"kinds.{code}")
        return {name_label: name, kind_label: kind, around_label: _minutes(context, around_min)}

    def stored() -> tuple[int, Texts]:
        rows = register_places.places(context.workspace, context.viewer)
        rows = rows[rows["id"] == place_id]
        if rows.empty:
            raise NotFoundError("place_missing")
        return int(rows["version"].iloc[0]), texts(*_row(rows.iloc[0]["name"], rows.iloc[0]))

    row = _row(place["place"], place)
    edit = edits.opened(f"correct_{place_id}", row, int(place["version"]), texts(*row))
    kinds = list(dict.fromkeys([*PLACE_KINDS, edit.row[1]]))
    lengths = [None, *AROUND_CHOICES]
    with st.expander(context.say("register.correct")):
        with st.form(f"correct_{place_id}", border=False):
            name = st.text_input(
                name_label, edit.row[0], key=edit.key(f"correct_name_{place_id}", name_label)
            )
            chosen = st.selectbox(
                kind_label, kinds, kinds.index(edit.row[1]), key=edit.key(f"correct_kind_{place_id}", kind_label),
                format_func=lambda code: context.say(f"kinds.{code}"),
            )  # fmt: skip
            length = st.selectbox(
                around_label, range(len(lengths)), lengths.index(edit.row[2]),
                key=edit.key(f"correct_around_{place_id}", around_label),
                format_func=lambda number: _minutes(context, lengths[number]),
                help=context.say("register.correct_around_help"),
            )  # fmt: skip
            sent = st.form_submit_button(context.say("register.correct_store"))
        if sent:
            corrected = name.strip(), chosen, lengths[length]
            act = partial(
                entries.edit_place, context.workspace, context.viewer, place_id, name=name, kind=chosen,
                around_min=lengths[length], version=edit.version,
            )  # fmt: skip
            feedback.save(
                context, edit, act, "register.corrected", texts(*corrected), stored, place=corrected[0]
            )
        edits.compare(context, edit)


def _row(name: object, place: pd.Series) -> tuple[str, str, int | None]:
    """Return what can be corrected of a place: name, kind and minutes around trainings (None: the method's)."""
    around_min = place["around_min"]
    return str(name), str(place["kind"]), None if pd.isna(around_min) else int(around_min)


def _minutes(context: Context, around_min: int | None) -> str:
    if around_min is None:
        return context.say("register.around_usual", minutes=AROUND_MIN)
    return context.say(
        "register.around_minutes" if around_min else "register.around_none", minutes=around_min
    )

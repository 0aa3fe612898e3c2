"""The fields that a new shift and one that is changed have in common: where to meet, what to bring, who is needed."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from karta.model.shift import MOST_SIGN_OFF_HOURS, PURPOSES, ROLES, SIGN_OFF_HOURS, ShiftOccurrence
from karta.services import free_text
from karta.services.register import contacts
from karta.services.register import places as register_places
from karta.ui.context import Context
from karta.ui.edits import Edit

# Of the purposes, those that people choose.
CHOSEN = 5


def ask(
    context: Context,
    name: str,
    occurrence: ShiftOccurrence | None = None,
    suggested: Sequence[str] = (),
    *,
    edit: Edit[ShiftOccurrence] | None = None,
) -> dict[str, Any]:
    """Show the fields, filled in from a shift where there is one, and return what they say by the plan's names.

    `suggested` is what young people could be invited to; anything else may be typed, too. `edit` is that of the form
    that they belong to where it changes a shift.
    """
    say = context.say
    hours = SIGN_OFF_HOURS if occurrence is None else sign_off_hours(occurrence)

    def key(field: str, label: str) -> str:
        return f"{name}_{field}" if edit is None else edit.key(f"{name}_{field}", say(f"rosters.{label}"))

    def words(field: str, **rest: Any) -> str:
        current = "" if occurrence is None else getattr(occurrence, field)
        # What a file has brought may be longer, and stays so until somebody writes anew.
        most = max(free_text.LONGEST, len(current))
        return str(st.text_input(say(f"rosters.{field}"), current, most, key=key(field, field), **rest))

    names = _call_names(context)
    call = None if occurrence is None else occurrence.call_before_id
    paired = occurrence is not None and bool(occurrence.young_leaders)
    return {
        "title": words("title", help=say("rosters.notes_help")),
        "fetch": words("fetch", help=say("rosters.notes_help")),
        "call_before_id": st.selectbox(
            say("rosters.call_before_id"), list(names), list(names).index(call) if call in names else None,
            format_func=names.__getitem__, key=key("call", "call_before_id"),
            placeholder=say("rosters.call_before_none"),
        ),
        **({"paired_with": words("paired_with", help=say("rosters.notes_help"))} if paired else {}),
        "meeting_point": words("meeting_point", help=say("rosters.notes_help")),
        "notes": words("notes", help=say("rosters.notes_help")),
        "invite_to": (
            _invite_to(context, name, suggested) if suggested
            else words("invite_to", help=say("rosters.notes_help"))
        ),
        "roles": tuple(st.multiselect(
            say("rosters.roles"), ROLES, list(occurrence.roles) if occurrence else [], key=key("roles", "roles"),
            format_func=lambda name: say(f"web.role_{name}"), placeholder=say("rosters.roles_none"),
        )),
        "known_here": st.checkbox(
            say("rosters.known_here"), bool(occurrence and occurrence.known_here), key=key("known", "known_here")
        ),
        "sign_off_hours": float(
            st.number_input(
                say("rosters.sign_off_hours"), 0, MOST_SIGN_OFF_HOURS, int(hours), key=key("off", "sign_off_hours")
            )
        ),
    }  # fmt: skip


def sign_off_hours(occurrence: ShiftOccurrence) -> float:
    """Return how many hours before a shift signing off closes."""
    return (occurrence.start - occurrence.sign_off_until).total_seconds() / 3600


def ask_purpose(context: Context, key: str, current: str = PURPOSES[0]) -> str:
    """Ask what a shift is for; what only rosters say stays a choice where one says it."""
    # What an undone act brings back may be what nothing is for any more.
    current = current if current in PURPOSES else PURPOSES[0]
    choices = [purpose for purpose in PURPOSES[:CHOSEN] if purpose != current]
    ordered = [purpose for purpose in PURPOSES if purpose in {*choices, current}]
    return st.selectbox(
        context.say("rosters.purpose"), ordered, ordered.index(current), key=key,
        format_func=lambda name: context.say(f"web.purpose_{name}"),
    )  # fmt: skip


def call_name(context: Context, contact_id: str | None) -> str:
    """Return whom to call before going out, with the number; "" for nobody."""
    return "" if contact_id is None else _call_names(context).get(contact_id, "")


def _call_names(context: Context) -> dict[str, str]:
    """Return the functions that can be called, with their numbers, by id."""
    rows = contacts.contacts(context.workspace, context.viewer)
    current = rows[rows["in_force"]]
    return {row.id: f"{row.function}, {row.channel}" for row in current.itertuples(index=False)}


def _invite_to(context: Context, key: str, suggested: Sequence[str]) -> str:
    chosen = st.selectbox(
        context.say("rosters.invite_to"), suggested, None, key=f"{key}_invite_near", accept_new_options=True,
        placeholder=context.say("rosters.invite_near"),
    )  # fmt: skip
    return chosen or ""


def place_names(context: Context) -> dict[str, str]:
    """Return what the places of the register are called, by id, in the order of the names."""
    places = register_places.places(context.workspace, context.viewer).sort_values("name")
    return {row.id: row.name or context.say(f"kinds.{row.kind}") for row in places.itertuples(index=False)}

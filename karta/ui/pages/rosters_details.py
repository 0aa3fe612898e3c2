"""The fields that a new shift and one that is changed have in common: where to meet, what to bring, who is needed."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from karta.errors import InputError
from karta.model.shift import ROLES, SIGN_OFF_HOURS, Turn
from karta.services import register
from karta.ui.app import Context


def ask(
    context: Context, key: str, turn: Turn | None = None, suggested: Sequence[str] = ()
) -> dict[str, Any]:
    """Show the fields, filled in from a shift where there is one, and return what they say by the plan's names.

    `suggested` is what young people could be invited to; anything else may be typed, too.
    """
    say = context.say
    hours = SIGN_OFF_HOURS if turn is None else (turn.start - turn.sign_off_until).total_seconds() / 3600

    def words(name: str, **rest: Any) -> str:
        held = "" if turn is None else getattr(turn, name)
        return str(st.text_input(say(f"rosters.{name}"), held, key=f"{key}_{name}", **rest))

    return {
        "title": words("title"),
        "meeting_point": words("meeting_point"),
        "notes": words("notes", help=say("rosters.notes_help")),
        "invite_to": _invite_to(context, key, suggested) if suggested else words("invite_to"),
        "roles": tuple(st.multiselect(
            say("rosters.roles"), ROLES, list(turn.roles) if turn else [], key=f"{key}_roles",
            format_func=lambda name: say(f"web.role_{name}"), placeholder=say("rosters.roles_none"),
        )),
        "known_here": st.checkbox(say("rosters.known_here"), bool(turn and turn.known_here), key=f"{key}_known"),
        "sign_off_hours": float(
            st.number_input(say("rosters.sign_off_hours"), 0, 336, int(hours), key=f"{key}_off")
        ),
    }  # fmt: skip


def _invite_to(context: Context, key: str, suggested: Sequence[str]) -> str:
    chosen = st.selectbox(
        context.say("rosters.invite_to"), suggested, None, key=f"{key}_invite_near", accept_new_options=True,
        placeholder=context.say("rosters.invite_near"),
    )  # fmt: skip
    return chosen or ""


def place_names(context: Context) -> dict[str, str]:
    """Return what the places of the register are called, by id, in the order of the names."""
    places = register.places(context.workspace, context.viewer).sort_values("name")
    return {row.id: row.name or context.say(f"kinds.{row.kind}") for row in places.itertuples(index=False)}


def days(said: str) -> frozenset[date]:
    """Return the dates that somebody has typed, with spaces or commas between them. Raises InputError."""
    found = set()
    for word in filter(None, re.split(r"[\s,;]+", said)):
        try:
            found.add(date.fromisoformat(word))
        except ValueError as error:
            raise InputError("date_unreadable", value=word) from error
    return frozenset(found)

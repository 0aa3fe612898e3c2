"""The three to five places that somebody starts with: kept for the session, and found again by their needs."""

from datetime import timedelta

import streamlit as st

from karta.services import register, standing
from karta.services.standing import Standing
from karta.ui import data, parts, view
from karta.ui.app import Context
from karta.ui.view import View

_CHOSEN = "begin_chosen"
_TURN = "begin_turn"
MOST = 5


def chosen(context: Context) -> list[str]:
    """Return the ids of the chosen places; at first those that have a need already, where they are few."""
    if _CHOSEN not in st.session_state:
        ids = list(dict.fromkeys(standing.rules(context.workspace, context.viewer)["place_id"]))
        st.session_state[_CHOSEN] = ids if len(ids) <= MOST else []
    known = set(register.places(context.workspace, context.viewer)["id"])
    return [place_id for place_id in st.session_state[_CHOSEN] if place_id in known]


def choose(place_ids: list[str], *, anew: bool = True) -> None:
    """Keep another choice; `anew`: the list of the page is to start from it."""
    st.session_state[_CHOSEN] = place_ids
    if anew:
        st.session_state[_TURN] = turn() + 1


def start_with(context: Context, place_id: str) -> None:
    """Let the guided start begin with the need of a place."""
    choose([place_id, *(one for one in chosen(context) if one != place_id)])
    parts.begin_at("begin", "need")


def turn() -> int:
    """Return how often the choice was made elsewhere than in the list."""
    return int(st.session_state.get(_TURN, 0))


def toggle(context: Context, place_id: str) -> None:
    """Add a place to the choice, or take it away."""
    now = chosen(context)
    choose([one for one in now if one != place_id] if place_id in now else [*now, place_id])


def this_week(context: Context) -> View:
    """Return the view of the coming seven days' week: this one, from Saturday on the next."""
    return View(view.monday(context.workspace.today + timedelta(days=2)))


def standings(context: Context) -> list[Standing]:
    """Return how the chosen places stand this week."""
    ids = chosen(context)
    if not ids:
        return []
    with st.spinner(context.say("register.working")):
        shown = data.period(context, this_week(context))
    return standing.standing(context.workspace, context.viewer, ids, shown)


def label(context: Context, name: str, kind: str) -> str:
    """Return a place's name with its kind, as a list shows it."""
    kind = context.say(f"kinds.{kind}")
    return f"{name} ({kind})" if name else kind

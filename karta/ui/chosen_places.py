"""The three to five places that somebody starts with, remembered for the session."""

from datetime import timedelta

import streamlit as st

from karta.services.needs import place_status
from karta.services.needs.place_status import PlaceStatus
from karta.services.register import places
from karta.ui import cached_week, parts, view
from karta.ui.context import Context
from karta.ui.view import View

_CHOSEN = "begin_chosen"
_ATTEMPT = "begin_attempt"
MOST = 5


def chosen(context: Context) -> list[str]:
    """Return the ids of the chosen places; at first those that have a need already, where they are few."""
    if _CHOSEN not in st.session_state:
        ids = list(dict.fromkeys(place_status.rules(context.workspace, context.viewer)["place_id"]))
        st.session_state[_CHOSEN] = ids if len(ids) <= MOST else []
    register_ids = set(places.places(context.workspace, context.viewer)["id"])
    return [place_id for place_id in st.session_state[_CHOSEN] if place_id in register_ids]


def choose(place_ids: list[str], *, anew: bool = True) -> None:
    """Store another choice of places; `anew`: the list on the page starts from it."""
    st.session_state[_CHOSEN] = place_ids
    if anew:
        st.session_state[_ATTEMPT] = attempt() + 1


def start_with(context: Context, place_id: str) -> None:
    """Let the guided start begin with the need of a place."""
    choose([place_id, *(other_id for other_id in chosen(context) if other_id != place_id)])
    parts.begin_at("begin", "need")


def attempt() -> int:
    """Return how often the choice was made elsewhere than in the list on the page."""
    return int(st.session_state.get(_ATTEMPT, 0))


def toggle(context: Context, place_id: str) -> None:
    """Add a place to the choice, or take it away."""
    now = chosen(context)
    choose([other_id for other_id in now if other_id != place_id] if place_id in now else [*now, place_id])


def this_week(context: Context) -> View:
    """Return the view of the coming seven days' week: this one, from Saturday on the next."""
    return View(view.monday(context.workspace.today + timedelta(days=2)))


def place_statuses(context: Context) -> list[PlaceStatus]:
    """Return the status of each chosen place this week."""
    ids = chosen(context)
    if not ids:
        return []
    with st.spinner(context.say("register.working")):
        shown = cached_week.period(context, this_week(context))
    return place_status.of_places(context.workspace, context.viewer, ids, shown)


def label(context: Context, name: str, kind: str) -> str:
    """Return a place's name with its kind, as a list shows it."""
    kind = context.say(f"kinds.{kind}")
    return f"{name} ({kind})" if name else kind

"""An act on the plan of visits from a page: done, told, and undone by the plan's own book."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from karta.errors import KartaError
from karta.services.planning import visits
from karta.ui import feedback
from karta.ui.context import Context


def perform(context: Context, act: Callable[[], Any], key: str, **facts: object) -> None:
    """Do an act on the plan and report it by `key`; an error is shown where this is called, and nothing is lost."""
    before = visits.count(context.workspace)
    try:
        with st.spinner(context.say("register.working")):
            outcome = act()
    except KartaError as error:
        feedback.fault(context, error)
        return
    own = visits.own_since(context.workspace, context.viewer, before)
    feedback.did(own, context.say(key, **{"result": outcome, **facts}), visits.undo)

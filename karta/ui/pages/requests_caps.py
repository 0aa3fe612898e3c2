"""How many open requests each organisation takes at a time."""

import numpy as np
import streamlit as st

from karta.privacy import may
from karta.services import requests
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes


def show(context: Context) -> None:
    """Show the caps, and the form that changes one."""
    say = context.say
    words.paragraph(say("requests.caps_lead"))
    found = requests.caps(context.workspace, context.viewer)
    if found.empty:
        words.paragraph(say("requests.no_orgs"), "quiet")
        return
    most_told = [say("requests.cap_any") if np.isnan(cap) else str(int(cap)) for cap in found["cap"]]
    words.table(
        [say("requests.cap_org"), say("requests.cap_open"), say("requests.cap_most")],
        zip(found["org"], found["open"], most_told, strict=True),
        say("requests.part_caps"),
    )
    if not may(context.viewer, "cap_requests"):
        return
    who, most, save = st.columns([3, 3, 2], vertical_alignment="bottom")
    org = who.selectbox(say("requests.cap_org"), list(found["org"]), key="cap_org")
    cap = most.number_input(say("requests.cap_value"), 0, 50, None, key="cap_most")
    if save.button(say("requests.cap_save"), key="cap_save"):
        limit = None if cap is None else int(cap)
        notes.perform(
            context,
            lambda: requests.cap_requests(context.workspace, context.viewer, org, limit),
            "requests.cap_saved_any" if limit is None else "requests.cap_saved",
            org=org,
            most=limit,
        )

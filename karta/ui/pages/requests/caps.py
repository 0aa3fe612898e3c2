"""How many open requests each organisation takes at a time."""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from karta.errors import InputError
from karta.privacy import WORKSPACE, allowed
from karta.services.needs import requests
from karta.ui import edits, feedback, own_organisation, words
from karta.ui.context import Context
from karta.ui.edits import Edit, Texts


def show(context: Context) -> None:
    """Show the caps, and the form that changes one."""
    say = context.say
    words.paragraph(say("requests.caps_lead"))
    caps = requests.caps(context.workspace, context.viewer)
    if caps.empty:
        words.paragraph(say("requests.no_orgs"), "quiet")
        return
    limits = [_limit(context, cap) for cap in caps["cap"]]
    words.table(
        [say("requests.cap_org"), say("requests.cap_open"), say("requests.cap_most")],
        zip(caps["org"], ("" if count is None else count for count in caps["open"]), limits, strict=True),
        say("requests.part_caps"),
    )
    if not allowed(context.viewer, "cap_requests", WORKSPACE):
        return
    who, most, save = st.columns([3, 3, 2], vertical_alignment="bottom")
    names = {org: org for org in caps["org"]}
    org = who.selectbox(
        say("requests.cap_org"), list(names), own_organisation.position(context.viewer, names), key="cap_org",
        placeholder=say("rosters.organisation_choose"),
    )  # fmt: skip
    cap = most.number_input(say("requests.cap_value"), 0, 50, None, key="cap_most")
    pressed = save.button(say("requests.cap_save"), key="cap_save")
    if org is None:
        if pressed:
            feedback.fault(context, InputError("organisation_missing"))
        return
    edit = _edit(context, caps, org)
    if pressed:
        limit = None if cap is None else int(cap)
        act = partial(
            requests.cap_requests, context.workspace, context.viewer, org, limit, version=edit.version
        )

        def stored() -> tuple[int, Texts]:
            return _stored(context, requests.caps(context.workspace, context.viewer), org)

        feedback.save(
            context, edit, act, "requests.cap_saved_any" if limit is None else "requests.cap_saved",
            {say("requests.cap_most"): _limit(context, np.nan if limit is None else limit)}, stored,
            org=org, most=limit,
        )  # fmt: skip
    edits.compare(context, edit)


def _edit(context: Context, caps: pd.DataFrame, org: str) -> Edit[None]:
    version, texts = _stored(context, caps, org)
    edit = edits.opened(f"cap_{org}", None, version, texts)
    edit.watch("cap_most")
    return edit


def _stored(context: Context, caps: pd.DataFrame, org: str) -> tuple[int, Texts]:
    """Return the version of an organisation's row, and its limit in words."""
    row = caps[caps["org"] == org].iloc[0]
    return int(row["version"]), {context.say("requests.cap_most"): _limit(context, row["cap"])}


def _limit(context: Context, cap: float) -> str:
    return context.say("requests.cap_any") if np.isnan(cap) else str(int(cap))

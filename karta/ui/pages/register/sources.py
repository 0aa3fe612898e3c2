"""Whose rosters are expected at a place, whether they are in, and the forms that say so."""

from datetime import timedelta

import pandas as pd
import streamlit as st

from karta.errors import InputError
from karta.privacy import WORKSPACE, allowed
from karta.services.importing import entries
from karta.services.needs import place_status
from karta.services.register import organisations
from karta.ui import feedback, own_organisation, words
from karta.ui.context import Context
from karta.ui.dates import on

UNTIL_DAYS = 90


def summary(context: Context, complete: int, missing: int) -> str:
    """Return how many of the expected rosters are in, in a few words."""
    if complete + missing == 0:
        return context.say("register.sources_none_short")
    return context.say("register.sources_in", count=complete, total=complete + missing)


def show(context: Context, sources: pd.DataFrame) -> None:
    """Show each expected source: who, whether the roster is in, until when."""
    if sources.empty:
        words.paragraph(context.say("register.sources_none"), "quiet")
        return
    lines = []
    for source in sources.sort_values(["known", "org"]).to_dict("records"):
        org = source["org"] or context.say("register.some_organisation")
        if source["known"]:
            until = on(context, source["until"]) if source["until"] else context.say("register.until_further")
            lines.append(context.say("register.source_known", org=org, until=until))
        elif source["asked_on"]:
            lines.append(context.say("register.source_asked", org=org, day=on(context, source["asked_on"])))
        else:
            lines.append(context.say("register.source_unknown", org=org))
    words.bullets(lines)


def confirm(context: Context, place_id: str, place: str, sources: pd.DataFrame) -> None:
    """Show the form that says: this organisation's roster for the place is complete until a day."""
    if not allowed(context.viewer, "confirm_sources", WORKSPACE):
        return
    expected = [org for org in sources["org"] if org]
    others = [
        o for o in place_status.whom_to_ask(context.workspace, context.viewer, place_id) if o not in expected
    ]
    if not expected and not others:
        return
    with st.form(f"confirm_{place_id}", border=False):
        likely = {org: org for org in expected or others}
        org = st.selectbox(
            context.say("register.confirm_org"), [*expected, *others],
            own_organisation.position(context.viewer, likely), placeholder=context.say("rosters.organisation_choose"),
        )  # fmt: skip
        until, send = st.columns(2, vertical_alignment="bottom")
        day = until.date_input(
            context.say("register.confirm_until"),
            context.workspace.today + timedelta(days=UNTIL_DAYS),
            min_value=context.workspace.today,
            format="YYYY-MM-DD",
        )
        sent = send.form_submit_button(context.say("register.confirm"), width="stretch")
    if sent and org is None:
        feedback.fault(context, InputError("organisation_missing"))
    elif sent and org is not None:
        feedback.perform(
            context,
            lambda: organisations.confirm_source(context.workspace, context.viewer, org, place_id, day),
            "register.confirmed",
            org=org,
            place=place,
            until=on(context, day),
        )


def expect(context: Context, place_id: str, place: str) -> None:
    """Show the form that adds an organisation whose roster is expected at the place."""
    with st.form(f"expect_{place_id}", border=False):
        who, send = st.columns([5, 2], vertical_alignment="bottom")
        org = who.text_input(
            context.say("register.expect_org"), placeholder=context.say("register.expect_example")
        )
        sent = send.form_submit_button(context.say("register.expect"), width="stretch")
    if sent:
        feedback.perform(
            context,
            lambda: entries.expect_source(context.workspace, context.viewer, org=org, place_id=place_id),
            "register.expected",
            org=org.strip(),
            place=place,
        )

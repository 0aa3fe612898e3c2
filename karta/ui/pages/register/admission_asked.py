"""How an organisation is admitted, on the page: the criteria, who asks for a decision, and saying no to one."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.register import admission_requests
from karta.services.register.admission_requests import Standing
from karta.ui import edits, feedback, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.edits import Texts


def show(context: Context) -> None:
    """Show the criteria, and to whoever may admit the form that writes them, who asks, and the way to say no."""
    say = context.say
    stated = admission_requests.criteria(context.workspace, context.viewer)
    words.heading(say("admission.criteria"), 3)
    words.paragraph(stated.value or say("admission.no_criteria"), "" if stated.value else "quiet")
    if not allowed(context.viewer, "admit_organisations", WORKSPACE):
        return
    _write(context, stated.value or "", stated.version)
    standings = admission_requests.standings(context.workspace, context.viewer)
    asked = [_asked(context, each) for each in standings if each.asked_on is not None]
    if asked:
        words.heading(say("admission.asked"), 3)
        words.bullets(asked)
    if standings:
        _decline(context, standings)


def of_card(context: Context, org_id: str) -> None:
    """Show on a card how one is admitted, and to its own who said no, and the button that asks for a decision."""
    say = context.say
    standings = admission_requests.standings(context.workspace, context.viewer)
    standing = next((each for each in standings if each.org_id == org_id), None)
    if standing is None:
        return
    stated = admission_requests.criteria(context.workspace, context.viewer)
    words.paragraph(f"{say('admission.criteria')}: {stated.value or say('admission.no_criteria')}")
    if standing.declined_on is not None:
        day = on(context, standing.declined_on)
        words.paragraph(say("admission.declined", by=standing.declined_by, day=day), "note")
    if standing.asked_on is not None:
        words.paragraph(_asked(context, standing))
    elif standing.may_ask and st.button(
        say("admission.ask_anew" if standing.declined_on else "admission.ask"), key=f"ask_admission_{org_id}"
    ):
        act = partial(admission_requests.ask, context.workspace, context.viewer, org_id)
        feedback.perform(context, act, "admission.ask_done", org=standing.name)


def _asked(context: Context, standing: Standing) -> str:
    day = on(context, standing.asked_on) if standing.asked_on else ""
    return context.say("admission.asked_on", org=standing.name, by=standing.asked_by, day=day)


def _write(context: Context, written: str, version: int) -> None:
    say, label = context.say, context.say("admission.criteria")

    def stored() -> tuple[int, Texts]:
        now = admission_requests.criteria(context.workspace, context.viewer)
        return now.version, {label: now.value or ""}

    edit = edits.opened("admission_criteria", written, version, {label: written})
    with st.expander(say("admission.write")):
        with st.form("admission_criteria", border=False):
            typed = st.text_area(
                label,
                edit.row,
                key=edit.key("admission_criteria", label),
                max_chars=admission_requests.LONGEST,
            )
            sent = st.form_submit_button(say("directory.save"))
        if sent:
            act = partial(
                admission_requests.set_criteria, context.workspace, context.viewer, typed, version=edit.version
            )  # fmt: skip
            feedback.save(context, edit, act, "admission.written", {label: typed}, stored)
        edits.compare(context, edit)


def _decline(context: Context, standings: list[Standing]) -> None:
    say, by_id = context.say, {each.org_id: each for each in standings}
    with st.expander(say("admission.say_no")), st.form("decline", border=False):
        words.paragraph(say("admission.say_no_what"), "quiet")
        org = st.selectbox(
            say("register.organisation"), list(by_id), None, format_func=lambda key: by_id[key].name,
            placeholder=say("register.choose"),
        )  # fmt: skip
        sent = st.form_submit_button(say("admission.say_no"))
    if sent and org is not None:
        standing = by_id[org]
        act = partial(
            admission_requests.decline, context.workspace, context.viewer, org, version=standing.version
        )
        feedback.perform(context, act, "admission.no_done", org=standing.name)

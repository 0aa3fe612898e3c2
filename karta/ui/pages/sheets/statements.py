"""What organisations say of their own presence, with the sheet; each writes and takes back its own."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed, belonging_to
from karta.services.needs import statements
from karta.services.needs.statements import Statement
from karta.services.register import organisations
from karta.ui import feedback, own_organisation, words
from karta.ui.context import Context
from karta.ui.dates import on


def show(context: Context) -> None:
    """Show all statements, and the form for one's own."""
    say = context.say
    rows = statements.statements(context.workspace, context.viewer)
    if rows:
        words.heading(say("voices.statements"), 3)
        words.paragraph(say("voices.statements_lead"), "quiet")
        words.bullets(
            [
                f"{say('voices.statement_of', org=row.organisation, day=on(context, row.stated_on))} {row.words}"
                for row in rows
            ]
        )
    if allowed(context.viewer, "make_statement", WORKSPACE):
        _form(context, {row.org_id: row for row in rows})


def _form(context: Context, said: dict[str, Statement]) -> None:
    say, workspace, viewer = context.say, context.workspace, context.viewer
    names = {
        org_id: name
        for org_id, name in organisations.organisations(workspace, viewer).items()
        if allowed(viewer, "make_statement", belonging_to(org_id))
    }
    if not names:
        return
    with st.container(key="karta_unprinted_statement"), st.expander(say("voices.statement_words")):
        org = st.selectbox(
            say("voices.statement_org"), list(names), own_organisation.position(viewer, names),
            format_func=names.__getitem__, key="statement_org", placeholder=say("register.choose"),
        )  # fmt: skip
        if org is None:
            return
        own = said.get(org)
        version = own.version if own else 0
        with st.form(f"statement_{org}", border=False):
            typed = st.text_area(
                say("voices.statement_words"), own.words if own else "", max_chars=statements.LONGEST,
                help=say("voices.statements_lead"),
            )  # fmt: skip
            sent = st.form_submit_button(say("voices.statement_save"), type="primary")
        if sent:
            act = partial(statements.state, workspace, viewer, org, typed, version=version)
            feedback.perform(context, act, "voices.statement_saved")
        if own and st.button(say("voices.statement_take_back"), key=f"statement_back_{org}"):
            act = partial(statements.take_back, workspace, viewer, org, version=version)
            feedback.perform(context, act, "voices.statement_taken")

"""The organiser's people and their personal links: shown once, copied, withdrawn."""

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.privacy import may
from karta.services import invitations, rosters
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes

# The link just made: (name, address), shown until the next act of this session.
_LINK = "rosters_link"


def show(context: Context) -> None:
    """Show the people of an organisation, and the form that invites one more."""
    say = context.say
    if not may(context.viewer, "see_people"):
        words.paragraph(say("rosters.people_not_yours"))
        return
    names = rosters.organisations(context.workspace, context.viewer)
    if not names:
        words.paragraph(say("rosters.no_organisation"))
        return
    org = st.selectbox(
        say("rosters.organisation"), list(names), format_func=names.__getitem__, key="people_org"
    )
    words.paragraph(say("rosters.people_what"), "quiet")
    _link(context)
    _invite(context, org)
    people = invitations.invited(context.workspace, context.viewer, org)
    words.heading(say("rosters.people", count=len(people)), 3)
    for one in people:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            since = say("rosters.no_link")
            if one.link_since is not None:
                since = say("rosters.link_since", day=day_text(one.link_since, context.workspace.language))
            words.paragraph(" · ".join(part for part in (one.name, one.phone, since) if part))
            if st.button(say("rosters.new_link"), key=f"link_{one.person_id}"):
                token = invitations.new_link(context.workspace, context.viewer, one.person_id)
                st.session_state[_LINK] = (one.name, _address(token))
                st.rerun()
            if one.link_since is not None and st.button(
                say("rosters.withdraw"), key=f"withdraw_{one.person_id}"
            ):
                notes.perform(
                    context,
                    partial(invitations.withdraw_link, context.workspace, context.viewer, one.person_id),
                    "rosters.withdrawn",
                )


def _invite(context: Context, org: str) -> None:
    say = context.say
    with st.form("rosters_invite", clear_on_submit=True):
        name = st.text_input(say("rosters.name"), key="invite_name")
        phone = st.text_input(say("rosters.phone"), key="invite_phone")
        if not st.form_submit_button(say("rosters.invite"), type="primary"):
            return
    try:
        _, token = invitations.invite(context.workspace, context.viewer, org, name, phone)
    except KartaError as error:
        notes.fault(context, error)
        return
    st.session_state[_LINK] = (name.strip(), _address(token))
    st.rerun()


def _link(context: Context) -> None:
    shown = st.session_state.get(_LINK)
    if shown is None:
        return
    name, address = shown
    with st.container(border=True, key="karta_link"):
        words.paragraph(context.say("rosters.link_of", name=name))
        st.code(address, language=None, wrap_lines=True)
        words.paragraph(context.say("rosters.link_once"), "quiet")


def _address(token: str) -> str:
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/p/{token}" if here.netloc else f"/p/{token}"

"""The members: who may sign in for an organisation, an invitation for one more, another role, and the end of one."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.model.member import Member
from karta.model.web_address import INVITATION
from karta.services.access import members
from karta.services.register import town
from karta.ui import feedback, own_address, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.access import keys

# The address of the invitation that was made last in this session, until it is put away.
_LINK, _MADE = "access_link", "access_made"


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.members"))
    feedback.show(context)
    words.paragraph(context.say("access.members_what"))
    _show_link(context)
    every = members.listed(context.workspace, context.viewer)
    for member in every:
        _show_member(context, member)
    if not every:
        words.paragraph(context.say("access.members_none"), "quiet")
    words.heading(context.say("access.invite_title"))
    _invite(context)
    keys.show(context)


def _show_member(context: Context, member: Member) -> None:
    say, is_self = context.say, context.member is not None and member.id == context.member.id
    with st.container(border=True, key=f"member_{member.id}"):
        words.heading(member.function, 3)
        parts = [say(f"access.roles.{member.role}"), member.organisation or "", member.address or ""]
        words.paragraph(" · ".join(part for part in parts if part), "quiet")
        if not member.is_bound:
            words.paragraph(say("access.not_taken_up"))
        elif member.seen_at is not None:
            local = member.seen_at.astimezone(context.workspace.zone)
            words.paragraph(say("access.seen", when=f"{on(context, local)} {local:%H:%M}"), "quiet")
        if is_self:
            words.paragraph(say("access.yourself"), "quiet")
            return
        with st.container(horizontal=True):
            _buttons(context, member)


def _buttons(context: Context, member: Member) -> None:
    say, about = context.say, (context.workspace, context.viewer, member.id)
    if not member.is_bound and st.button(say("access.new_link"), key=f"again_{member.id}"):
        try:
            _keep_link(members.invite_again(*about))
        except KartaError as error:
            feedback.fault(context, error)
    if member.is_bound and st.button(say("access.end_sign_ins"), key=f"out_{member.id}"):
        feedback.perform(context, partial(members.end_sessions, *about), "access.ended_sign_ins")
    with st.popover(say("access.change"), key=f"role_of_{member.id}"):
        roles = members.grants(context.viewer)
        role = st.selectbox(
            say("access.role"), roles, index=roles.index(member.role) if member.role in roles else None,
            format_func=lambda role: say(f"access.roles.{role}"), key=f"role_{member.id}",
        )  # fmt: skip
        is_another = role is not None and role != member.role
        pressed = st.button(say("access.change_yes"), key=f"change_{member.id}", disabled=not is_another)
        if pressed and role is not None:
            feedback.perform(context, partial(members.change_role, *about, role), "access.changed")
    with st.popover(say("access.end"), key=f"ask_{member.id}"):
        words.paragraph(say("access.end_what"))
        if st.button(say("access.end_yes", function=member.function), key=f"end_{member.id}"):
            feedback.perform(
                context, partial(members.end, *about), "access.ended_member", function=member.function
            )


def _invite(context: Context) -> None:
    say, made = context.say, st.session_state.get(_MADE, 0)
    names = members.organisations(context.workspace, context.viewer)
    with st.form("access_invite"):
        role = st.selectbox(
            say("access.role"), members.grants(context.viewer), key=f"access_role_{made}",
            format_func=lambda role: say(f"access.roles.{role}"),
        )  # fmt: skip
        org = st.selectbox(
            say("access.organisation"), list(names), index=0 if len(names) == 1 else None,
            format_func=lambda org_id: names[org_id], key=f"access_org_{made}",
            placeholder=say("access.organisation_none"),
        )  # fmt: skip
        areas = town.areas(context.workspace, context.viewer)
        called = dict(zip(areas["area_id"], areas["name"], strict=True))
        area_ids = st.multiselect(
            say("access.areas"), list(called), format_func=called.__getitem__, key=f"access_areas_{made}",
            help=say("access.areas_help"), placeholder=say("access.areas_all"),
        )  # fmt: skip
        function = st.text_input(
            say("access.function"),
            key=f"access_function_{made}",
            max_chars=80,
            help=say("access.function_help"),
        )
        if not st.form_submit_button(say("access.invite"), type="primary"):
            return
    try:
        token = members.invite(
            context.workspace, context.viewer, role=role, function=function, org=org, area_ids=area_ids
        )
    except KartaError as error:
        feedback.fault(context, error)
        return
    st.session_state[_MADE] = made + 1
    _keep_link(token)


def _keep_link(token: str) -> None:
    path = f"{INVITATION}{token}"
    st.session_state[_LINK] = own_address.of(path) or path
    st.rerun()


def _show_link(context: Context) -> None:
    """Show the invitation that was made last: nobody sees it again once it is put away."""
    address = st.session_state.get(_LINK)
    if address is None:
        return
    with st.container(border=True, key="access_new_link"):
        words.paragraph(context.say("access.link_once"), "note")
        own_address.warn(context, address)
        st.code(address, language=None, wrap_lines=True)
        st.button(context.say("access.link_away"), on_click=st.session_state.pop, args=(_LINK, None))

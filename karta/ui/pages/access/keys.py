"""Keys by which programs read what one may see: those that work, a new one shown once, and revoking one."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.privacy import WORKSPACE, allowed
from karta.services.access import api_keys
from karta.services.access.api_keys import DAYS, SCOPES, ListedKey
from karta.ui import feedback, own_address, words
from karta.ui.context import Context
from karta.ui.dates import on

# The key that was made last in this session, until it is put away.
_TOKEN, _MADE = "api_key_token", "api_key_made"


def show(context: Context) -> None:
    """Show the keys that the viewer may revoke, and the form for one of its own; nothing to who may have none."""
    if not allowed(context.viewer, "keep_api_keys", WORKSPACE):
        return
    say = context.say
    words.heading(say("access.keys_title"))
    addresses = ", ".join(own_address.of(path) or path for path in (f"/api/v1/{scope}" for scope in SCOPES))
    words.paragraph(say("access.keys_what", addresses=addresses))
    _show_token(context)
    keys = api_keys.listed(context.workspace, context.viewer)
    for row in keys:
        _show_key(context, row)
    if not keys:
        words.paragraph(say("access.keys_none"), "quiet")
    _form(context)


def _show_key(context: Context, row: ListedKey) -> None:
    say, key = context.say, row.key
    with st.container(border=True, key=f"api_key_{key.id}"):
        words.heading(key.name, 3)
        reads = ", ".join(say(f"access.key_scope.{scope}") for scope in SCOPES if scope in key.scopes)
        parts = [
            _whose(context, row),
            say("access.key_reads", what=reads),
            say("access.key_until", when=on(context, key.ends_at.astimezone(context.workspace.zone))),
        ]
        words.paragraph(" · ".join(parts), "quiet")
        with st.popover(say("access.key_revoke"), key=f"api_key_ask_{key.id}"):
            words.paragraph(say("access.key_revoke_what"))
            if st.button(say("access.key_revoke_yes", name=key.name), key=f"api_key_revoke_{key.id}"):
                act = partial(api_keys.revoke, context.workspace, context.viewer, key.id)
                feedback.perform(context, act, "access.key_revoked", name=key.name)


def _whose(context: Context, row: ListedKey) -> str:
    if row.member is None:
        return context.say("access.key_here")
    if context.member is not None and row.member.id == context.member.id:
        return context.say("access.key_yours")
    return context.say("access.key_of", function=row.member.function)


def _form(context: Context) -> None:
    say, made = context.say, st.session_state.get(_MADE, 0)
    words.heading(say("access.key_new"), 3)
    with st.form("api_key_form"):
        name = st.text_input(
            say("access.key_name"),
            key=f"api_key_name_{made}",
            max_chars=80,
            help=say("access.key_name_help"),
        )
        scopes = st.multiselect(
            say("access.key_scopes"), SCOPES, format_func=lambda scope: say(f"access.key_scope.{scope}"),
            key=f"api_key_scopes_{made}", placeholder=say("access.key_scopes_none"),
        )  # fmt: skip
        days = st.selectbox(
            say("access.key_days"),
            DAYS,
            format_func=lambda days: say("access.key_days_of", days=days),
            key=f"api_key_days_{made}",
        )
        if not st.form_submit_button(say("access.key_make")):
            return
    try:
        token = api_keys.make(context.workspace, context.viewer, name=name, scopes=scopes, days=days)
    except KartaError as error:
        feedback.fault(context, error)
        return
    st.session_state[_MADE] = made + 1
    st.session_state[_TOKEN] = token
    st.rerun()


def _show_token(context: Context) -> None:
    """Show the key that was made last: nobody sees it again once it is put away."""
    token = st.session_state.get(_TOKEN)
    if token is None:
        return
    with st.container(border=True, key="api_key_new"):
        words.paragraph(context.say("access.key_once"), "note")
        st.code(token, language=None, wrap_lines=True)
        st.button(context.say("access.key_away"), on_click=st.session_state.pop, args=(_TOKEN, None))

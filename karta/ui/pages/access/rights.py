"""Roles and rights: the policy table as it stands, in words, and Karta as a role or a member sees it."""

import streamlit as st

from karta.model.member import ROLES as MEMBER_ROLES
from karta.privacy import ROLES, Cell, Role
from karta.services.access import members, seen_as
from karta.ui import looking_as, words
from karta.ui.context import Context


def show(context: Context) -> None:
    """Show the page."""
    say = context.say
    words.title(say("rights.title"))
    words.paragraph(say("rights.what"))
    role: Role = st.selectbox(
        say("rights.role"), ROLES, key="rights_role", index=ROLES.index("coordinator"),
        format_func=lambda name: _role(context, name),
    )  # fmt: skip
    if context.viewer.behind is None:
        with st.expander(say("rights.as_title")):
            _as_somebody(context, role)
    # Its key is the theme's: a line is no wider than one reads at a glance.
    with st.container(key="karta_rights"):
        _of_role(context, role)
    with st.expander(say("rights.whole")):
        _whole(context)


def _as_somebody(context: Context, role: Role) -> None:
    words.paragraph(context.say("rights.as_what"))
    if role in MEMBER_ROLES:
        _as_role(context, role)
    else:
        words.paragraph(context.say("rights.as_nobody"), "quiet")
    if members.may_invite(context.viewer):
        _as_member(context)


def _role(context: Context, name: str) -> str:
    said = context.say(f"access.roles.{name}")
    return said[:1].upper() + said[1:]


def _of_role(context: Context, role: Role) -> None:
    say, denied = context.say, []
    for name, acts in seen_as.rights(context.viewer, role).items():
        may = [(act, cell) for act, cell in acts.items() if cell is not None]
        denied += [say(f"rights.acts.{act}") for act, cell in acts.items() if cell is None]
        if may:
            title = say(f"rights.classes.{name}")
            words.heading(title, 3)
            rows = [(say(f"rights.acts.{act}"), _said(context, cell)) for act, cell in may]
            words.table([say("rights.act"), say("rights.how_much")], rows, title)
    words.paragraph(say("rights.legend"), "quiet")
    if denied:
        with st.expander(say("rights.denied")):
            words.bullets(denied)


def _said(context: Context, cell: Cell | None) -> str:
    if cell is None:
        return context.say("rights.none")
    scope = context.say(f"rights.{cell.scope}")
    return context.say("rights.logged", scope=scope) if cell.logged else scope


def _whole(context: Context) -> None:
    """Show a column for each role; on a phone one reads a role at a time instead."""
    by_role = [seen_as.rights(context.viewer, role) for role in ROLES]
    rows = [
        (context.say(f"rights.acts.{act}"), *(_said(context, rights[name][act]) for rights in by_role))
        for name, acts in by_role[0].items()
        for act in acts
    ]
    columns = [context.say("rights.act"), *(_role(context, role) for role in ROLES)]
    words.table(columns, rows, context.say("rights.whole"))


def _as_role(context: Context, role: Role) -> None:
    say, name = context.say, context.say(f"access.roles.{role}")
    org_id = None
    if seen_as.needs_organisation(role):
        orgs = seen_as.organisations(context.workspace, context.viewer)
        org_id = st.selectbox(
            say("rights.organisation"), list(orgs), index=None, format_func=orgs.__getitem__, key="rights_org",
            placeholder=say("rights.organisation_none"),
        )  # fmt: skip
    lacks = org_id is None and seen_as.needs_organisation(role)
    if st.button(say("rights.as_role_go", role=name), key="rights_as_role", disabled=lacks):
        looking_as.begin(role=role, function=name, org_id=org_id)
        _go()


def _as_member(context: Context) -> None:
    say, listed = context.say, members.listed(context.workspace, context.viewer)
    if not listed:
        return
    names = {
        member.id: ", ".join(filter(None, (member.function, member.organisation or ""))) for member in listed
    }
    chosen = st.selectbox(
        say("rights.member"), list(names), index=None, format_func=names.__getitem__, key="rights_member",
        placeholder=say("rights.member_none"),
    )  # fmt: skip
    if st.button(say("rights.as_member_go"), key="rights_as_member", disabled=chosen is None):
        looking_as.begin(member_id=chosen)
        _go()


def _go() -> None:
    """Come to the start page, from where the next run leads to the page that the role comes for."""
    st.switch_page(st.session_state["karta_pages"]["start"])

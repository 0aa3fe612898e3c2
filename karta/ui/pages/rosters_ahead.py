"""The shifts of the weeks to come: who is on them, and what can be done about one."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.model.shift import Turn
from karta.privacy import may
from karta.services import invitations, rosters, signups
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import register_notes as notes
from karta.ui.pages import rosters_lines, rosters_notices
from karta.ui.pages.rosters_edit import edit

# What the address calls the shift that is opened.
OPEN = "pass"
FEW = 12


def show(context: Context) -> None:
    """Show what is ahead, understaffed shifts first."""
    found = rosters.ahead(context.workspace, context.viewer)
    if not (found.understaffed or found.staffed or found.cancelled):
        words.paragraph(context.say("rosters.none"))
        page_link("gaps", context.say("rosters.none_go"))
        return
    rosters_notices.faults(context)
    rosters_notices.alarms(context, listed=False)
    for name, listed in (
        ("understaffed", found.understaffed), ("staffed", found.staffed), ("cancelled", found.cancelled),
    ):  # fmt: skip
        if listed or name == "understaffed":
            words.heading(context.say(f"rosters.{name}", count=len(listed)))
        if not listed and name == "understaffed":
            words.paragraph(context.say("rosters.all_filled"), "quiet")
        linked = any(turn.turn_id == st.query_params.get(OPEN) for turn in listed[FEW:])
        every = len(listed) <= FEW or linked or st.session_state.get(f"rosters_all_{name}", False)
        for turn in listed if every else listed[:FEW]:
            _card(context, turn)
        if len(listed) > FEW:
            st.checkbox(context.say("rosters.show_all", count=len(listed)), key=f"rosters_all_{name}")


def _card(context: Context, turn: Turn) -> None:
    opened = st.query_params.get(OPEN) == turn.turn_id
    with st.container(border=True):
        row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
        with row:
            words.heading(rosters_lines.heading(context, turn), 3)
            label = context.say("rosters.close" if opened else "rosters.open")
            if not turn.cancelled and st.button(label, key=f"open_{turn.turn_id}"):
                _open(None if opened else turn.turn_id)
        if turn.cancelled:
            words.paragraph(
                context.say("web.cancelled") + (f": {turn.notice}" if turn.notice else ""), "quiet"
            )
            return
        words.paragraph(rosters_lines.counted(context, turn))
        if opened:
            words.bullets(rosters_lines.facts(context, turn))
            if may(context.viewer, "see_people"):
                _people(context, turn)
            if may(context.viewer, "plan_shifts"):
                edit(context, turn)


def _open(turn_id: str | None) -> None:
    """Make the address say which shift is opened, so that a link leads to it and Back closes it."""
    if turn_id is None:
        st.query_params.pop(OPEN, None)
    else:
        st.query_params[OPEN] = turn_id
    st.rerun()


def _people(context: Context, turn: Turn) -> None:
    """Show who goes and who waits, and sign people up or off by hand."""
    say = context.say
    ids = {one.person_id for one in turn.sign_ups}
    names = invitations.names(context.workspace, context.viewer, ids)
    for one in turn.sign_ups:
        row = st.container(horizontal=True, vertical_alignment="center")
        with row:
            state = say(f"rosters.state_{one.state}")
            role = [say(f"web.role_{one.role}")] if one.role else []
            words.paragraph(" · ".join([names.get(one.person_id, say("rosters.somebody")), state, *role]))
            if one.person_id in names and st.button(
                say("rosters.take_off"), key=f"off_{turn.turn_id}_{one.person_id}"
            ):
                who = signups.for_person(context.workspace, context.viewer, one.person_id)
                notes.perform(
                    context, partial(signups.sign_off, context.workspace, who, turn.turn_id, late=True),
                    "rosters.taken_off",
                )  # fmt: skip
    _sign_up(context, turn, ids)


def _sign_up(context: Context, turn: Turn, taken: set[str]) -> None:
    free: dict[str, str] = {}
    for org in dict.fromkeys(party.organisation_id for party in turn.parties):
        try:
            people = [] if org is None else invitations.invited(context.workspace, context.viewer, org)
        except KartaError:
            continue
        free |= {one.person_id: one.name for one in people if one.person_id not in taken}
    if not free:
        words.paragraph(context.say("rosters.nobody_to_add"), "quiet")
        return
    with st.form(f"add_{turn.turn_id}"):
        chosen = st.selectbox(
            context.say("rosters.add"), list(free), format_func=free.__getitem__, key=f"who_{turn.turn_id}"
        )
        adult = st.checkbox(context.say("rosters.add_adult"), key=f"adult_{turn.turn_id}")
        wait = (
            st.checkbox(context.say("rosters.add_wait"), key=f"wait_{turn.turn_id}")
            if turn.is_full
            else False
        )
        role = None
        if turn.missing_roles:
            role = st.selectbox(
                context.say("rosters.add_role"), turn.missing_roles, None, key=f"role_{turn.turn_id}",
                format_func=lambda name: context.say(f"web.role_{name}"), placeholder=context.say("rosters.roles_none"),
            )  # fmt: skip
        if st.form_submit_button(context.say("rosters.add_do")):
            who = signups.for_person(context.workspace, context.viewer, chosen)
            said = True if adult else None
            act = partial(
                signups.sign_up, context.workspace, who, turn.turn_id, is_adult=said, wait=wait, role=role
            )
            notes.perform(context, act, "rosters.added")

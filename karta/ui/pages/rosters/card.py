"""The shift of the board that is opened: who is on it, and what can be done about it."""

from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.model.shift import UNNAMED, ShiftOccurrence
from karta.privacy import WORKSPACE, allowed
from karta.services.rosters import invitations, sign_ups, volunteers
from karta.services.rosters.occurrences import resource_of
from karta.ui import feedback, why_hidden, words
from karta.ui.context import PART, Context, page_link
from karta.ui.pages.planning import ways
from karta.ui.pages.rosters import lines, message, move, swaps
from karta.ui.pages.rosters.edit import edit

# What the address calls the shift that is opened.
OPEN = "pass"


def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the shift that is opened, and all that can be done with it."""
    with st.container(border=True):
        row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
        with row:
            # The board hands the focus over to it.
            words.heading(lines.heading(context, occurrence), 3, stop=True)
            st.button(context.say("rosters.hide"), key="shift_close", on_click=_close)
        if occurrence.cancelled:
            words.paragraph(
                context.say("web.cancelled") + (f": {occurrence.notice}" if occurrence.notice else ""),
                "quiet",
            )
            return
        words.paragraph(lines.state(context, occurrence))
        may_plan = bool(allowed(context.viewer, "plan_shifts", resource_of(occurrence)))
        dropped = move.offered(occurrence)
        if may_plan and dropped is not None:
            words.paragraph(
                context.say("rosters.dropped", day=day_text(dropped, context.workspace.language)), "note"
            )
            move.show(context, occurrence)
        words.bullets(lines.facts(context, occurrence))
        if occurrence.opened:
            page_link("sheets", context.say("web.sheet"), **{PART: "walk", OPEN: occurrence.occurrence_id})
        ways.taken(context, occurrence)
        people = occurrence.opened or occurrence.sign_ups
        if people and allowed(context.viewer, "see_people", WORKSPACE):
            _people(context, occurrence)
        if people:
            answer = allowed(context.viewer, "see_people", resource_of(occurrence))
            why_hidden.show(context, "people", answer, occurrence.occurrence_id)
        if may_plan and people and allowed(context.viewer, "see_people", WORKSPACE):
            with st.expander(context.say("rosters.message")):
                message.show(context, occurrence)
        swaps.ask(context, occurrence)
        if may_plan:
            edit(context, occurrence)


def _close() -> None:
    """Take the shift out of the address, where it stands so that a link leads to it and Back closes it."""
    st.query_params.pop(OPEN, None)


def _people(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show who goes and who waits, and sign people up or off by hand."""
    say = context.say
    ids = {sign_up.person_id for sign_up in occurrence.sign_ups}
    names = invitations.names(context.workspace, context.viewer, ids)
    for sign_up in occurrence.sign_ups:
        row = st.container(horizontal=True, vertical_alignment="center")
        with row:
            state = say(f"rosters.state_{sign_up.state}")
            unknown = say("rosters.unnamed" if sign_up.person_id == UNNAMED else "rosters.somebody")
            role = [say(f"web.role_{sign_up.role}")] if sign_up.role else []
            words.paragraph(" · ".join([names.get(sign_up.person_id, unknown), state, *role]))
            if sign_up.person_id in names and st.button(
                say("rosters.take_off"), key=f"off_{occurrence.occurrence_id}_{sign_up.person_id}"
            ):
                who = volunteers.for_person(context.workspace, context.viewer, sign_up.person_id)
                feedback.perform(
                    context, partial(sign_ups.sign_off, context.workspace, who, occurrence.occurrence_id, late=True),
                    "rosters.taken_off",
                )  # fmt: skip
    if occurrence.opened:
        _sign_up(context, occurrence, ids)


def _sign_up(context: Context, occurrence: ShiftOccurrence, taken: set[str]) -> None:
    invited: dict[str, str] = {}
    for org in dict.fromkeys(party.organisation_id for party in occurrence.parties):
        try:
            people = [] if org is None else invitations.invited(context.workspace, context.viewer, org)
        except KartaError:
            continue
        invited |= {person.person_id: person.name for person in people}
    free = {person_id: name for person_id, name in invited.items() if person_id not in taken}
    if not free:
        words.paragraph(context.say("rosters.all_added" if invited else "rosters.nobody_to_add"), "quiet")
        return
    with st.form(f"add_{occurrence.occurrence_id}"):
        chosen = st.selectbox(
            context.say("rosters.add"),
            list(free),
            format_func=free.__getitem__,
            key=f"who_{occurrence.occurrence_id}",
        )
        adult = st.checkbox(context.say("rosters.add_adult"), key=f"adult_{occurrence.occurrence_id}")
        wait = (
            st.checkbox(context.say("rosters.add_wait"), key=f"wait_{occurrence.occurrence_id}")
            if occurrence.is_full
            else False
        )
        role = None
        if occurrence.missing_roles:
            role = st.selectbox(
                context.say("rosters.add_role"), occurrence.missing_roles, None, key=f"role_{occurrence.occurrence_id}",
                format_func=lambda name: context.say(f"web.role_{name}"), placeholder=context.say("rosters.roles_none"),
            )  # fmt: skip
        if st.form_submit_button(context.say("rosters.add_do")):
            who = volunteers.for_person(context.workspace, context.viewer, chosen)
            is_adult = True if adult else None
            act = partial(
                sign_ups.sign_up,
                context.workspace,
                who,
                occurrence.occurrence_id,
                is_adult=is_adult,
                wait=wait,
                role=role,
            )
            feedback.perform(context, act, "rosters.added")

"""The organiser's people and their personal links: shown once, copied, withdrawn."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import day as day_text
from karta.model.typed_guests import guests
from karta.privacy import WORKSPACE, allowed
from karta.services.register import organisations
from karta.services.rosters import invitations, joining, leaving
from karta.ui import feedback, own_organisation, words
from karta.ui.context import Context
from karta.ui.dates import on
from karta.ui.pages.rosters import links, routine, training

# How often people have been invited in this session: the form is an empty one each time.
_INVITED = "rosters_invited"


def show(context: Context) -> None:
    """Show the people of an organisation, and the form that invites more."""
    say = context.say
    if not allowed(context.viewer, "see_people", WORKSPACE):
        words.paragraph(say("rosters.people_not_yours"))
        return
    names = organisations.organisations(context.workspace, context.viewer)
    if not names:
        words.paragraph(say("rosters.no_organisation"))
        return
    first = own_organisation.first(context.viewer, names)
    if first is None:
        peopled = invitations.organisations_with_people(context.workspace, context.viewer)
        # The only one that has people is as good as the only one that there is.
        first = own_organisation.first(context.viewer, {org: names[org] for org in names if org in peopled})
    org = st.selectbox(
        say("rosters.organisation"), list(names), None if first is None else list(names).index(first),
        format_func=names.__getitem__, key="people_org", placeholder=say("rosters.organisation_choose"),
    )  # fmt: skip
    if org is None:
        _overview(context)
        return
    words.paragraph(say("rosters.people_what"), "quiet")
    links.show(context, org, names[org])
    _invite(context, org)
    _wishes(context, org)
    people = invitations.invited(context.workspace, context.viewer, org)
    words.heading(say("rosters.people", count=len(people)), 3)
    for person in people:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            since = say("rosters.no_link")
            if person.link_since is not None:
                since = say("rosters.link_since", day=day_text(person.link_since, context.workspace.language))
            words.paragraph(" · ".join(part for part in (person.name, person.phone, since) if part))
            if st.button(say("rosters.new_link"), key=f"link_{person.person_id}"):
                token = invitations.new_link(context.workspace, context.viewer, person.person_id)
                links.add(org, [invitations.Invitation(person.person_id, person.name, token)])
            if person.link_since is not None and st.button(
                say("rosters.withdraw"), key=f"withdraw_{person.person_id}"
            ):
                feedback.perform(
                    context,
                    partial(_withdraw, context, org, person.person_id),
                    "rosters.withdrawn",
                )
            routine.show(context, person)
        _change(context, org, person)
    training.show(context, org)
    _month_counts(context, org, people)
    _leave(context, org)


def _wishes(context: Context, org: str) -> None:
    """Show who has asked on the open page to come along, to say yes or no to."""
    say = context.say
    wishes = joining.wishes(context.workspace, context.viewer, org)
    if not wishes:
        return
    words.heading(say("rosters.wishes", count=len(wishes)), 3)
    words.paragraph(say("rosters.wishes_what"), "quiet")
    for wish in wishes:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            since = say("rosters.wish_since", day=day_text(wish.asked_on, context.workspace.language))
            words.paragraph(" · ".join((wish.name, wish.reach, since)))
            if st.button(say("rosters.wish_yes"), key=f"wish_yes_{wish.wish_id}"):
                act = partial(joining.answer, context.workspace, context.viewer, wish.wish_id, yes=True)
                _answered(context, org, act)
            if st.button(say("rosters.wish_no"), key=f"wish_no_{wish.wish_id}"):
                act = partial(joining.answer, context.workspace, context.viewer, wish.wish_id, yes=False)
                feedback.perform(context, act, "rosters.wish_declined")


def _answered(context: Context, org: str, act: Callable[[], invitations.Invitation | None]) -> None:
    """Say yes, and show the link that is to be handed over."""
    try:
        made = act()
    except KartaError as error:
        feedback.fault(context, error)
        return
    links.add(org, [made] if made else [])


def _change(context: Context, org: str, person: invitations.Invited) -> None:
    """Offer to change a person's name and phone, and to erase them for good, which is asked once more."""
    say, key = context.say, person.person_id
    with st.expander(say("rosters.change_person", name=person.name)):
        if person.reminded_on is not None:
            words.paragraph(say("rosters.person_reminded", day=on(context, person.reminded_on)), "note")
        with st.form(f"person_{key}", border=False):
            name = st.text_input(say("rosters.person_name"), person.name, key=f"person_name_{key}")
            phone = st.text_input(say("rosters.person_phone"), person.phone, key=f"person_phone_{key}")
            if st.form_submit_button(say("rosters.person_save")):
                feedback.perform(
                    context,
                    partial(
                        invitations.edit, context.workspace, context.viewer, key, name, phone,
                        shown=(person.name, person.phone),
                    ),
                    "rosters.person_saved",
                )  # fmt: skip
        sure = st.checkbox(say("rosters.erase_sure"), key=f"erase_sure_{key}")
        if st.button(say("rosters.erase_person"), key=f"erase_{key}", disabled=not sure):
            feedback.perform(context, partial(_erase, context, org, key), "rosters.person_erased")


def _erase(context: Context, org: str, person_id: str) -> None:
    """Erase a person, and take their link off the screen."""
    invitations.erase(context.workspace, context.viewer, person_id)
    links.shown(org).pop(person_id, None)


def _month_counts(context: Context, org: str, people: list[invitations.Invited]) -> None:
    """Show how many shifts people went to whose names have gone from them, by month and place."""
    counts = invitations.month_counts(context.workspace, context.viewer, org)
    if counts.empty:
        return
    names = {person.person_id: person.name for person in people}
    with st.expander(context.say("rosters.month_counts")):
        words.paragraph(context.say("rosters.month_counts_what"), "quiet")
        words.table(
            [context.say(f"rosters.count_{name}") for name in ("person", "month", "place", "shifts")],
            [
                (names.get(row.person_id, context.say("rosters.unnamed")), row.month, row.place, row.shifts)
                for row in counts.itertuples()
            ],
            context.say("rosters.month_counts"),
        )


def _leave(context: Context, org: str) -> None:
    """Let the organisation leave: its roster is handed out first, and it is asked once more."""
    say = context.say
    if not allowed(context.viewer, "leave_karta", WORKSPACE):
        return
    with st.expander(say("rosters.leave")):
        words.paragraph(say("rosters.leave_what"))
        st.download_button(
            say("rosters.leave_roster"), leaving.roster(context.workspace, context.viewer, org),
            f"{say('rosters.leave_file')}.csv", "text/csv", key=f"leave_file_{org}",
        )  # fmt: skip
        sure = st.checkbox(say("rosters.leave_sure"), key=f"leave_sure_{org}")
        if st.button(say("rosters.leave_now"), key=f"leave_{org}", disabled=not sure):
            feedback.perform(
                context, partial(leaving.leave, context.workspace, context.viewer, org), "rosters.left"
            )


def _overview(context: Context) -> None:
    """Show which organisations have people, and how many."""
    counts = invitations.counts(context.workspace, context.viewer)
    if not counts:
        words.paragraph(context.say("rosters.people_nobody"), "quiet")
        return
    words.table(
        [context.say("rosters.organisation"), context.say("rosters.people_count")], list(counts.items()),
        context.say("rosters.part_people"),
    )  # fmt: skip


def _invite(context: Context, org: str) -> None:
    say = context.say
    invited = st.session_state.get(_INVITED, 0)
    with st.form("rosters_invite"):
        names = st.text_area(
            say("rosters.names"), key=f"invite_names_{invited}", help=say("rosters.names_help"), height=120
        )
        if not st.form_submit_button(say("rosters.invite"), type="primary"):
            return
    try:
        made = invitations.invite_all(context.workspace, context.viewer, org, guests(names))
    except KartaError as error:
        feedback.fault(context, error)
        return
    st.session_state[_INVITED] = invited + 1
    links.add(org, made)


def _withdraw(context: Context, org: str, person_id: str) -> None:
    """Withdraw a person's link, and take it off the screen."""
    invitations.withdraw_link(context.workspace, context.viewer, person_id)
    links.shown(org).pop(person_id, None)

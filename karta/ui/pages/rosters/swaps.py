"""Dates between two organisations: what waits for an answer stands first, and an opened shift can be offered."""

from functools import partial

import streamlit as st

from karta.model.shift import ShiftOccurrence
from karta.services.rosters import swaps
from karta.services.rosters.occurrences import when_text
from karta.services.rosters.swaps import Offer
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.rosters import cached_occurrences


def show(context: Context) -> None:
    """Show the offers to answer, and those that one has made; nothing where there are none."""
    offers = swaps.offers(context.workspace, context.viewer)
    to_answer = [one for one in offers if one.to_answer and one.state == swaps.OPEN]
    own = [one for one in offers if one.own]
    if to_answer:
        with st.container(border=True, key="karta_swaps"):
            words.heading(context.say("rosters.swaps", count=len(to_answer)), 3)
            for one in to_answer:
                _to_answer(context, one)
    if own:
        with st.container(key="karta_own_swaps"):
            for one in own:
                _own(context, one)


def ask(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the way to offer a date to another organisation, to whoever may."""
    say, name = context.say, occurrence.occurrence_id
    owners = swaps.may_offer(context.workspace, context.viewer, occurrence)
    others = swaps.others(context.workspace, context.viewer, occurrence) if owners else {}
    if not others:
        return
    with st.expander(say("rosters.swap")):
        words.paragraph(say("rosters.swap_what"), "quiet")
        owner = owners[0]
        if len(owners) > 1:
            names = {party.organisation_id: party.organisation for party in occurrence.parties}
            owner = st.selectbox(
                say("rosters.swap_from"), owners, format_func=lambda org: names[org], key=f"swap_from_{name}"
            )
        other = st.selectbox(
            say("rosters.swap_to"), list(others), None, format_func=others.__getitem__, key=f"swap_to_{name}",
            placeholder=say("rosters.organisations_choose"),
        )  # fmt: skip
        if other is None:
            return
        theirs = {each.occurrence_id: _when(context, each) for each in _of(context, other, owner)}
        wanted = st.selectbox(
            say("rosters.swap_for"), ["", *theirs], key=f"swap_for_{name}_{other}",
            format_func=lambda one: theirs.get(one) or say("rosters.swap_for_none"),
        )  # fmt: skip
        if st.button(say("rosters.swap_do"), key=f"swap_do_{name}", type="primary"):
            act = partial(swaps.offer, context.workspace, context.viewer, owner, name, other, wanted or None)
            feedback.perform(context, act, "rosters.swap_sent", org=others[other])


def _of(context: Context, org: str, owner: str) -> list[ShiftOccurrence]:
    """Return the dates of an organisation that the viewer knows of and that could be asked for in turn."""
    ahead, now = cached_occurrences.ahead(context), context.workspace.now()
    return [
        each
        for each in sorted([*ahead.understaffed, *ahead.staffed], key=lambda one: one.start)
        if each.opened
        and each.start > now
        and org in (ids := [party.organisation_id for party in each.parties])
        and owner not in ids
    ]


def _to_answer(context: Context, one: Offer) -> None:
    say = context.say
    if one.wanted is None:
        sentence = say(
            "rosters.swap_asked", org=one.from_org, when=_when(context, one.given), least=one.given.min_team
        )
    else:
        sentence = say(
            "rosters.swap_asked_for", org=one.from_org, when=_when(context, one.given),
            wanted=_when(context, one.wanted),
        )  # fmt: skip
    words.paragraph(sentence)
    with st.container(horizontal=True, gap="small"):
        for yes, label in ((True, "swap_yes"), (False, "swap_no")):
            if st.button(say(f"rosters.{label}"), key=f"{label}_{one.offer_id}"):
                act = partial(swaps.answer, context.workspace, context.viewer, one.offer_id, yes=yes)
                feedback.perform(context, act, f"rosters.{label}_done")


def _own(context: Context, one: Offer) -> None:
    sentence = context.say(f"rosters.swap_own_{one.state}", org=one.to_org, when=_when(context, one.given))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        words.paragraph(sentence, "quiet")
        if one.state == swaps.OPEN and st.button(
            context.say("rosters.swap_withdraw"), key=f"swap_withdraw_{one.offer_id}"
        ):
            act = partial(swaps.withdraw, context.workspace, context.viewer, one.offer_id)
            feedback.perform(context, act, "rosters.swap_withdrawn")


def _when(context: Context, occurrence: ShiftOccurrence) -> str:
    return f"{when_text(context.workspace, occurrence)}, {occurrence.place or context.say('ui.unnamed')}"

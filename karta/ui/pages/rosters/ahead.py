"""The shifts of the weeks to come: those that people sign up to, and those that rosters state."""

import streamlit as st

from karta.errors import KartaError
from karta.model.shift import ShiftOccurrence
from karta.services.rosters import roster_lines, shifts
from karta.ui import edits, words
from karta.ui.context import Context, page_link
from karta.ui.pages.rosters import cached_occurrences, card, notices, owners, paging


def show(context: Context) -> None:
    """Show what is ahead, understaffed shifts first, what rosters state last."""
    edits.begin()
    _lists(context)
    edits.tell_vanished(context)


def _lists(context: Context) -> None:
    ahead = cached_occurrences.ahead(context)
    whose = cached_occurrences.owners(context)
    planned = bool(ahead.understaffed or ahead.staffed or ahead.cancelled)
    if not planned:
        words.paragraph(context.say("rosters.none_planned" if whose else "rosters.none"))
        page_link("gaps", context.say("rosters.none_go"))
    else:
        _planned(context, ahead)
    if whose:
        _roster(context, whose)


def _planned(context: Context, ahead: shifts.Ahead) -> None:
    notices.failed_mails(context)
    notices.short_soon(context, cached_occurrences.short_soon(context))
    words.paragraph(context.say("rosters.weeks_shown"), "quiet")
    for name, listed in (
        ("understaffed", ahead.understaffed), ("staffed", ahead.staffed), ("cancelled", ahead.cancelled),
    ):  # fmt: skip
        if listed or name == "understaffed":
            words.heading(context.say(f"rosters.{name}", count=len(listed)))
        if not listed and name == "understaffed":
            words.paragraph(context.say("rosters.all_filled"), "quiet")
        for occurrence in paging.page_of(context, name, listed, st.query_params.get(card.OPEN)):
            card.show(context, occurrence)


def _roster(context: Context, whose: list[roster_lines.Owner]) -> None:
    """Show the lines of an organisation's roster, marked as such: nobody is asked to sign up to them."""
    words.heading(context.say("rosters.from_rosters", count=sum(owner.lines for owner in whose)))
    words.paragraph(context.say("rosters.from_rosters_what"), "quiet")
    linked = _linked(context)
    parties = [] if linked is None else [party.organisation_id or "" for party in linked.parties]
    org = owners.choose(context, "roster_ahead", whose, parties)
    listed = cached_occurrences.lines(context, org)
    if not listed:
        words.paragraph(context.say("rosters.from_rosters_none"), "quiet")
    for occurrence in paging.page_of(context, f"roster_{org}", listed, st.query_params.get(card.OPEN)):
        card.show(context, occurrence)


def _linked(context: Context) -> ShiftOccurrence | None:
    """Return the line of a roster that the address opens."""
    occurrence_id = st.query_params.get(card.OPEN)
    if occurrence_id is None:
        return None
    try:
        occurrence = shifts.occurrence(context.workspace, context.viewer, occurrence_id)
    except KartaError:
        return None
    return None if occurrence.opened else occurrence

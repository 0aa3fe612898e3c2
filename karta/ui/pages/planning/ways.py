"""Föreslå väg: the way of a shift with timed stops where adults are missing most; taken, it is its own route."""

from dataclasses import replace
from functools import partial

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.model.shift import ShiftOccurrence
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import walk_ways
from karta.services.planning.walk_ways import Way, WayProposal
from karta.services.rosters import routes
from karta.services.sheets import walk_gpx
from karta.ui import feedback, pick_point, words
from karta.ui.context import Context
from karta.ui.gap_map import pick_map

HEIGHT = 360
# Degrees around a way that is shown.
AROUND = 0.002
_PROPOSAL = "karta_way"


def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show where the walk begins, and the way that is proposed."""
    say, key = context.say, occurrence.occurrence_id
    if not allowed(context.viewer, "see_gaps", WORKSPACE):
        words.paragraph(say("rosters.suggest_not_yours"), "quiet")
        return
    words.paragraph(say("ways.lead"), "quiet")
    with st.form(f"way_{key}"):
        typed = st.text_input(
            say("ways.meeting"), max_chars=200, key=f"way_meeting_{key}", placeholder=occurrence.place
        )
        lit = st.checkbox(say("ways.lit"), value=True, key=f"way_lit_{key}")
        sent = st.form_submit_button(say("ways.propose"), type="primary")
    if sent:
        st.session_state.pop(_PROPOSAL, None)
        try:
            with st.spinner(say("ways.searching")):
                meeting = (
                    routes.locate(context.workspace, context.viewer, typed)[1] if typed.strip() else None
                )
                st.session_state[_PROPOSAL] = walk_ways.propose(
                    context.workspace, context.viewer, key, meeting, lit=lit
                )
        except KartaError as error:
            feedback.fault(context, error)
    proposal: WayProposal | None = st.session_state.get(_PROPOSAL)
    if proposal is not None and (proposal.occurrence_id, proposal.audience) == (key, context.viewer.scope):
        _proposal(context, proposal)


def taken(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show the ways out of the way that a shift has: a file for maps and watches, and the phone's own map."""
    try:
        content = walk_gpx.way_gpx(context.workspace, context.viewer, occurrence.occurrence_id)
    except KartaError:
        return
    say, key = context.say, occurrence.occurrence_id
    link = walk_gpx.geo_link(context.workspace, context.viewer, key)
    with st.container(horizontal=True):
        st.download_button(
            say("ways.gpx"), content, f"karta-{occurrence.held_on.isoformat()}.gpx", "application/gpx+xml",
            key=f"way_gpx_{key}",
        )  # fmt: skip
        if link:
            st.link_button(say("ways.geo"), link)


def _proposal(context: Context, proposal: WayProposal) -> None:
    say, language = context.say, context.workspace.language
    if not proposal.ways:
        words.paragraph(say("ways.nothing"))
        _left(context, proposal)
        return
    way = proposal.ways[0]
    metres = number(way.length_m, 0, language)
    words.paragraph(
        say(
            "ways.found",
            count=len(way.stops),
            metres=metres,
            leave=f"{way.leave:%H:%M}",
            back=f"{way.back:%H:%M}",
        )
    )
    if proposal.share is not None:
        share = number(100 * min(1.0, proposal.share), 0, language)
        words.paragraph(say("ways.share", share=share), "quiet")
    words.paragraph(say(_light(proposal)), "quiet")
    columns = [say(f"ways.column_{name}") for name in ("at", "place", "missing")]
    rows = [
        (f"{stop.start:%H:%M}\u2013{stop.end:%H:%M}", stop.place or say("ui.unnamed"), number(stop.worth, 1, language))
        for stop in way.stops
    ]  # fmt: skip
    words.table(columns, rows, say("ways.stops"))
    _left(context, proposal)
    _map(context, proposal, way)
    if st.button(say("ways.take"), type="primary", key=f"way_take_{proposal.occurrence_id}"):
        st.session_state.pop(_PROPOSAL, None)
        feedback.perform(
            context, partial(walk_ways.take, context.workspace, context.viewer, proposal), "ways.taken"
        )  # fmt: skip


def _light(proposal: WayProposal) -> str:
    """Return the sentence that tells what is known of the streets, and of light on them."""
    if not proposal.streets:
        return "ways.no_streets"
    if not proposal.light_known:
        return "ways.light_unknown"
    return "ways.light_avoided" if proposal.lit else "ways.light_allowed"


def _left(context: Context, proposal: WayProposal) -> None:
    say = context.say
    words.bullets(
        [say(f"ways.left.{row.why}", place=row.place or say("ui.unnamed")) for row in proposal.left]
    )


def _map(context: Context, proposal: WayProposal, way: Way) -> None:
    lons, lats = [lon for lon, _ in way.line], [lat for _, lat in way.line]
    bounds = (min(lons) - 2 * AROUND, min(lats) - AROUND, max(lons) + 2 * AROUND, max(lats) + AROUND)
    picture = pick_point.picture(context, proposal.meeting, way.line)
    picture = replace(picture, bounds=bounds, labels={**picture.labels, "point": context.say("ways.map")})
    pick_map(picture, f"way_map_{proposal.occurrence_id}", height=HEIGHT)

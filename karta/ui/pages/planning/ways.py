"""Föreslå väg: the ways of a shift with timed stops where adults are missing most; taken, they are its own routes."""

from dataclasses import dataclass

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.model.shift import MIN_TEAM, ShiftOccurrence
from karta.privacy import WORKSPACE, allowed
from karta.services.planning import walk_ways
from karta.services.planning.way_proposal import Point, WayProposal
from karta.services.rosters import routes
from karta.services.search import Search
from karta.services.sheets import walk_gpx
from karta.ui import feedback, solving, words
from karta.ui.context import Context, own_part
from karta.ui.pages.planning import way_map, way_stops
from karta.ui.pages.planning.way_stops import PROPOSAL
from karta.ui.solving import Task

_WANTED, _SEARCH = "karta_way_wanted", "ways"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What ways were asked for: of which shift, from where (lon, lat; None: its place), and for how many groups."""

    occurrence_id: str
    meeting: Point | None
    lit: bool
    groups: int


@own_part
def show(context: Context, occurrence: ShiftOccurrence) -> None:
    """Show where the walk begins, and the ways that are proposed; changing one reruns this part alone."""
    say, key = context.say, occurrence.occurrence_id
    if not allowed(context.viewer, "see_gaps", WORKSPACE):
        words.paragraph(say("rosters.suggest_not_yours"), "quiet")
        return
    words.paragraph(say("ways.lead"), "quiet")
    with st.form(f"way_{key}"):
        typed = st.text_input(
            say("ways.meeting"), max_chars=200, key=f"way_meeting_{key}", placeholder=occurrence.place
        )
        groups = 1
        # Only a shift that people sign up to can part: each group is a shift that people sign up to.
        if occurrence.opened:
            groups = st.radio(
                say("ways.groups"), range(1, walk_ways.MOST_GROUPS + 1), key=f"way_groups_{key}", horizontal=True,
                help=say("ways.groups_help"),
            )  # fmt: skip
        lit = st.checkbox(say("ways.lit"), value=True, key=f"way_lit_{key}")
        sent = st.form_submit_button(say("ways.propose"), type="primary")
    if sent:
        _let_go()
        try:
            meeting = routes.locate(context.workspace, context.viewer, typed)[1] if typed.strip() else None
            st.session_state[_WANTED] = _Wanted(key, meeting, lit, groups)
        except KartaError as error:
            feedback.fault(context, error)
    _wait(context, key)
    way_map.follow(context, key)
    proposal: WayProposal | None = st.session_state.get(PROPOSAL)
    if proposal is not None and (proposal.occurrence_id, proposal.audience) == (key, context.viewer.scope):
        _proposal(context, occurrence, proposal)


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


def _wait(context: Context, occurrence_id: str) -> None:
    """Show how far the search has come; what it came to is from then on the proposal that people change."""
    wanted: _Wanted | None = st.session_state.get(_WANTED)
    if wanted is None or wanted.occurrence_id != occurrence_id:
        return
    try:
        found = solving.solved(context, _task(context, wanted))
    except KartaError as error:
        _let_go()
        feedback.fault(context, error)
        return
    before: WayProposal | None = st.session_state.get(PROPOSAL)
    if found is not None and (before is None or before.audience != found.audience):
        st.session_state[PROPOSAL] = found


def _task(context: Context, wanted: _Wanted) -> Task[WayProposal]:
    """Return the search of ways; a shift that is changed meanwhile is told when a way is changed or used."""

    def do(search: Search[WayProposal]) -> WayProposal:
        return walk_ways.propose(
            context.workspace, context.viewer, wanted.occurrence_id, wanted.meeting, lit=wanted.lit,
            groups=wanted.groups, search=search,
        )  # fmt: skip

    def tell(best: WayProposal) -> str:
        return context.say("ways.best", count=sum(len(way.stops) for way in best.ways))

    return Task(_SEARCH, wanted, 2 * walk_ways.SECONDS, do, tell)


def _let_go() -> None:
    """Let go of what was asked for and found."""
    solving.forget(_SEARCH)
    for name in (PROPOSAL, _WANTED):
        st.session_state.pop(name, None)


def _proposal(context: Context, occurrence: ShiftOccurrence, proposal: WayProposal) -> None:
    say, language, groups = context.say, context.workspace.language, len(proposal.ways)
    if not proposal.ways:
        words.paragraph(say("ways.nothing"))
        way_stops.left(context, proposal)
        return
    if groups < proposal.groups:
        words.paragraph(say("ways.fewer_groups", count=groups))
    if groups > 1 and occurrence.adults < MIN_TEAM * groups:
        words.paragraph(
            say("ways.groups_few", groups=groups, least=MIN_TEAM * groups, adults=occurrence.adults), "note"
        )
    if proposal.share is not None:
        share = number(100 * proposal.share, 0, language)
        words.paragraph(say("ways.share_all" if groups > 1 else "ways.share", share=share), "quiet")
    words.paragraph(say(_light(proposal)), "quiet")
    for group in range(groups):
        way_stops.show(context, proposal, group)
    way_stops.left(context, proposal)
    way_map.show(context, proposal)
    key = f"way_take_{proposal.occurrence_id}"
    if groups > 1:
        words.paragraph(say("ways.take_all_what"), "quiet")
    if st.button(say("ways.take_all" if groups > 1 else "ways.take"), type="primary", key=key):
        act = walk_ways.take_all if groups > 1 else walk_ways.take
        done = "ways.taken_all" if groups > 1 else "ways.taken"

        def take() -> object:
            count = act(context.workspace, context.viewer, proposal)
            # It stays where somebody has changed the shift meanwhile.
            _let_go()
            return count

        feedback.perform(context, take, done)


def _light(proposal: WayProposal) -> str:
    """Return the sentence that tells what is known of the streets, and of light on them."""
    if not proposal.streets:
        return "ways.no_streets"
    if not proposal.light_known:
        return "ways.light_unknown"
    return "ways.light_avoided" if proposal.lit else "ways.light_allowed"

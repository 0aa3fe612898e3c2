"""The proposed ways on the map, each group's line in a manner of its own, with stops that a hand can drag."""

from dataclasses import replace

import streamlit as st

from karta.maps import Mark
from karta.services.planning.way_changes import Change
from karta.services.planning.way_proposal import WayProposal
from karta.ui import pick_point
from karta.ui.context import Context
from karta.ui.gap_map import arrived, pick_map
from karta.ui.pages.planning import way_stops

HEIGHT = 420
# Degrees around the ways that are shown.
AROUND = 0.002


def follow(context: Context, occurrence_id: str) -> None:
    """Let a stop that was dragged go to where it was let go, before anything of the proposal is shown."""
    event = arrived(_key(occurrence_id))
    proposal: WayProposal | None = st.session_state.get(way_stops.PROPOSAL)
    if event is None or event.kind != "stop" or proposal is None or proposal.occurrence_id != occurrence_id:
        return
    numbers = [(group, stop) for group, way in enumerate(proposal.ways) for stop in range(len(way.stops))]
    if event.stop is None or event.stop >= len(numbers) or event.lon is None or event.lat is None:
        return
    group, stop = numbers[event.stop]
    way_stops.change(context, group, Change("put", stop, at=(event.lon, event.lat)))


def show(context: Context, proposal: WayProposal) -> None:
    """Show the ways, where they begin, and their stops."""
    lines = [way.line for way in proposal.ways]
    lons, lats = [lon for line in lines for lon, _ in line], [lat for line in lines for _, lat in line]
    marks = [
        Mark(way_stops.sign(proposal, group, n), *stop.at, f"{stop.start:%H:%M} {stop.place}")
        for group, way in enumerate(proposal.ways)
        for n, stop in enumerate(way.stops)
    ]
    picture = pick_point.picture(context, proposal.meeting)
    picture = replace(
        picture,
        bounds=(min(lons) - 2 * AROUND, min(lats) - AROUND, max(lons) + 2 * AROUND, max(lats) + AROUND),
        ways=lines,
        marks=marks,
        labels={**picture.labels, "point": context.say("ways.drag")},
    )
    pick_map(picture, _key(proposal.occurrence_id), height=HEIGHT)


def _key(occurrence_id: str) -> str:
    return f"way_map_{occurrence_id}"

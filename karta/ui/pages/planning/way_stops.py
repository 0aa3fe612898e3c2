"""The stops of a proposed way, and what can be done with each: by keyboard all that the map does by hand."""

import streamlit as st

from karta.errors import KartaError
from karta.i18n import number
from karta.services.planning import walk_ways, way_changes
from karta.services.planning.way_changes import Act, Change
from karta.services.planning.way_proposal import WayProposal, WayStop
from karta.ui import feedback, words
from karta.ui.context import Context

PROPOSAL = "karta_way"
# In which group a change was not made, and why.
_FAULT = "karta_way_fault"
ACTS: tuple[Act, ...] = ("up", "down", "longer", "shorter", "remove")


def show(context: Context, proposal: WayProposal, group: int) -> None:
    """Show the way of one group: its times, its stops, and what can be changed."""
    say, language, way = context.say, context.workspace.language, proposal.ways[group]
    several = len(proposal.ways) > 1
    if several:
        letter = walk_ways.GROUPS[group]
        words.heading(f"{say('ways.group', group=letter)}: {say(f'ways.line_{group}')}", 4)
    metres = number(way.length_m, 0, language)
    times = {"leave": f"{way.leave:%H:%M}", "back": f"{way.back:%H:%M}"}
    words.paragraph(say("ways.found", count=len(way.stops), metres=metres, **times))
    columns = [say(f"ways.column_{name}") for name in ("at", "place", "missing")]
    rows = [
        (
            _hours(stop),
            f"{sign(proposal, group, n)}. {_place(context, stop)}",
            number(stop.worth, 1, language),
        )
        for n, stop in enumerate(way.stops)
    ]
    title = say("ways.stops_of", group=walk_ways.GROUPS[group]) if several else say("ways.stops")
    words.table(columns, rows, title)
    unneeded = [stop for stop in way.stops if stop.worth <= 0]
    if unneeded:
        words.bullets(
            [say("ways.nobody_missing", place=_place(context, stop), at=_hours(stop)) for stop in unneeded]
        )
    if several:
        _gpx(context, proposal, group)
    # An expander would close where a sentence comes above it; a switch stays as it was put.
    if st.toggle(say("ways.change"), key=f"way_change_{proposal.occurrence_id}_{group}"):
        with st.container(border=True):
            _change(context, proposal, group)
    if st.session_state.get(_FAULT, (None,))[0] == group:
        feedback.fault(context, st.session_state.pop(_FAULT)[1])


def left(context: Context, proposal: WayProposal) -> None:
    """Show the places at which nobody stops, and why."""
    say = context.say
    words.bullets(
        [say(f"ways.left.{row.why}", place=row.place or say("ui.unnamed")) for row in proposal.left]
    )


def change(context: Context, group: int, wanted: Change, select: tuple[str, int] | None = None) -> None:
    """Change the way of a group in the proposal that is shown; what cannot be is told, and all stays.

    `select` is the stop that is chosen then, and the key of the list in which it is.
    """
    proposal: WayProposal | None = st.session_state.get(PROPOSAL)
    if proposal is None:
        return
    try:
        st.session_state[PROPOSAL] = way_changes.revise(
            context.workspace, context.viewer, proposal, group, wanted
        )
    except KartaError as error:
        st.session_state[_FAULT] = (group, error)
        return
    if select is not None:
        st.session_state[select[0]] = select[1]


def sign(proposal: WayProposal, group: int, stop: int) -> str:
    """Return what a stop is called in the list and on the map: its number, after the letter of its group."""
    letter = walk_ways.GROUPS[group] if len(proposal.ways) > 1 else ""
    return f"{letter}{stop + 1}"


def _change(context: Context, proposal: WayProposal, group: int) -> None:
    """Show a stop to choose and what can be done with it, and the places that can be added."""
    say, stops = context.say, proposal.ways[group].stops
    key = f"{proposal.occurrence_id}_{group}"
    chosen_key = f"way_stop_{key}"
    # Put anew each time: what the browser shows of the choice has new times with each change.
    st.session_state[chosen_key] = min(st.session_state.get(chosen_key, 0), len(stops) - 1)
    chosen = st.selectbox(
        say("ways.change_stop"), range(len(stops)), key=chosen_key,
        format_func=lambda n: f"{sign(proposal, group, n)}. {_hours(stops[n])} {_place(context, stops[n])}",
    )  # fmt: skip
    off = {"up": chosen == 0, "down": chosen == len(stops) - 1, "remove": len(stops) == 1}
    after = {"up": chosen - 1, "down": chosen + 1, "remove": max(0, chosen - 1)}
    with st.container(horizontal=True):
        for act in ACTS:
            st.button(
                say(f"ways.{act}"), key=f"way_{act}_{key}", disabled=off.get(act, False), on_click=change,
                args=(context, group, Change(act, chosen), (chosen_key, after.get(act, chosen))),
            )  # fmt: skip
    names = {row.place_id: row.place or say("ui.unnamed") for row in proposal.left if row.why != "no_way"}
    if not names:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place_id = st.selectbox(
            say("ways.add"), list(names), None, format_func=names.__getitem__, key=f"way_add_{key}",
            placeholder=say("ways.add_none"),
        )  # fmt: skip
        st.button(
            say("ways.add_do"), key=f"way_add_do_{key}", disabled=place_id is None, on_click=change,
            args=(context, group, Change("add", place_id=place_id or "")),
        )  # fmt: skip


def _gpx(context: Context, proposal: WayProposal, group: int) -> None:
    letter = walk_ways.GROUPS[group]
    content = walk_ways.proposed_gpx(context.workspace, context.viewer, proposal, group)
    day = f"{proposal.ways[group].leave:%Y-%m-%d}"
    st.download_button(
        context.say("ways.gpx_group", group=letter), content, f"karta-{day}-{letter.lower()}.gpx",
        "application/gpx+xml", key=f"way_gpx_{proposal.occurrence_id}_{group}",
    )  # fmt: skip


def _hours(stop: WayStop) -> str:
    return f"{stop.start:%H:%M}\u2013{stop.end:%H:%M}"


def _place(context: Context, stop: WayStop) -> str:
    return stop.place or context.say("ui.unnamed")

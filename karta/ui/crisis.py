"""When something has happened, on the pages that show now: what is open, what can open, and the form that opens it.

Where, when and who is the host; there is no field for what has happened.
"""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.needs import crisis_mode
from karta.services.needs.crisis_mode import Opening, Venue
from karta.ui import feedback, words
from karta.ui.context import Context, own_part


def show_open(context: Context) -> None:
    """Show what is open, each until its end, with the way to close it; nothing where nothing is."""
    opened = crisis_mode.openings(context.workspace, context.viewer)
    if not opened:
        return
    words.heading(context.say("crisis.open"))
    for each in opened:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            words.paragraph(_line(context, each))
            if each.mine and st.button(context.say("crisis.close"), key=f"crisis_close_{each.opening_id}"):
                feedback.perform(
                    context, partial(crisis_mode.close, context.workspace, context.viewer, each.opening_id),
                    "crisis.closed", place=each.place,
                )  # fmt: skip


def show_venues(context: Context) -> None:
    """Show the venues that can open now, how many they take and whom to call, and the form for whoever may open one."""
    say = context.say
    words.paragraph(say("crisis.what"), "quiet")
    venues = crisis_mode.venues(context.workspace, context.viewer)
    if not venues:
        words.paragraph(say("crisis.no_venues"), "quiet")
        return
    words.bullets([_venue(context, venue) for venue in venues])
    if allowed(context.viewer, "open_in_crisis", WORKSPACE):
        _form(context, venues)


@own_part
def show_folded(context: Context) -> None:
    """Show venues and form folded, on a page that is about something else."""
    with st.expander(context.say("crisis.title"), icon=":material/emergency:"):
        show_venues(context)


def _form(context: Context, venues: list[Venue]) -> None:
    say, viewer = context.say, context.viewer
    orgs = crisis_mode.hosts(context.workspace, viewer)
    places = {venue.place_id: venue.place for venue in venues}
    where, who, together, how_long = st.columns([3, 3, 3, 2])
    place_id = where.selectbox(
        say("crisis.place"), list(places), None, format_func=lambda code: places.get(code, code), key="crisis_place",
        placeholder=say("ui.place_choose"),
    )  # fmt: skip
    host = who.selectbox(
        say("crisis.host"), list(orgs), None, format_func=lambda code: orgs.get(code, code), key="crisis_host",
        placeholder=say("crisis.host_choose"),
    )  # fmt: skip
    # Whoever acts for its own organisation alone is one of the hosts.
    own = viewer.role == "police" and viewer.home_id in orgs
    alone = {} if own else {"": say("crisis.alone")}
    joints = alone | ({viewer.home_id or "": orgs[viewer.home_id or ""]} if own else orgs)
    joint = together.selectbox(
        say("crisis.joint"), list(joints), format_func=lambda code: joints.get(code, code), key="crisis_joint",
        help=say("crisis.joint_help"),
    )  # fmt: skip
    hours = how_long.selectbox(
        say("crisis.hours"), crisis_mode.HOURS, 1, key="crisis_hours",
        format_func=lambda count: say("crisis.hours_count", count=count),
    )  # fmt: skip
    if st.button(say("crisis.open_now"), type="primary", key="crisis_open", disabled=not (place_id and host)):
        feedback.perform(
            context,
            partial(
                crisis_mode.open_venue, context.workspace, viewer, place_id=place_id or "", host=host or "",
                hours=hours, joint=joint or None,
            ),
            "crisis.opened", place=places.get(place_id or "", ""),
        )  # fmt: skip


def _line(context: Context, each: Opening) -> str:
    say = context.say
    facts = {"place": each.place, "host": each.host or say("ui.someone"), "until": f"{each.ends:%H:%M}"}
    if each.ends.date() != context.workspace.now().astimezone(context.workspace.zone).date():
        facts["until"] = say("crisis.tomorrow", time=facts["until"])
    line = say("crisis.line", **facts)
    if not each.joint:
        return line
    return f"{line} {say('crisis.with' if each.agreed else 'crisis.with_asked', joint=each.joint)}"


def _venue(context: Context, venue: Venue) -> str:
    say = context.say
    room = say("crisis.room_unknown") if venue.room is None else say("crisis.room", room=venue.room)
    call = ", ".join(f"{function} {number}" for function, number in venue.call) or say("crisis.call_nobody")
    return say("crisis.venue", place=venue.place, kind=say(f"kinds.{venue.kind}"), room=room, call=call)

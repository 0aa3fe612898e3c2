"""The shifts of the last two weeks: what came of them, in four answers."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from karta.model.shift import MET, Turn
from karta.privacy import may
from karta.services import rosters, shift_reports
from karta.ui import words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes
from karta.ui.pages import rosters_lines

QUARTER = timedelta(minutes=15)


def show(context: Context) -> None:
    """Show past shifts, those without a report first."""
    found = rosters.past(context.workspace, context.viewer)
    told = shift_reports.reported(context.workspace, context.viewer)
    if not found:
        words.paragraph(context.say("rosters.past_none"))
        return

    def outcome(turn: Turn) -> str | None:
        return next((told[key] for p in turn.parties if (key := (p.party_id, turn.day)) in told), None)

    for turn in sorted(found, key=lambda turn: outcome(turn) is not None):
        with st.container(border=True):
            words.heading(rosters_lines.heading(context, turn), 3)
            came = outcome(turn)
            said = context.say("rosters.unreported" if came is None else f"rosters.outcome_{came}")
            words.paragraph(f"{rosters_lines.counted(context, turn)} · {said}", "quiet")
            if may(context.viewer, "report_shifts"):
                with st.expander(context.say("web.report")):
                    _report(context, turn)


def _report(context: Context, turn: Turn) -> None:
    say, key = context.say, turn.turn_id
    zone = ZoneInfo(context.workspace.method.timezone)
    start, end = turn.start.astimezone(zone), turn.end.astimezone(zone)
    with st.form(f"report_{key}"):
        came = st.radio(
            say("web.outcome"), ("carried_out", "no_show"), horizontal=True, key=f"came_{key}",
            format_func=lambda name: say(f"web.outcome_{name}"),
        )  # fmt: skip
        adults = st.number_input(say("web.adults"), 1, 50, max(1, turn.adults), key=f"adults_{key}")
        left, right = st.columns(2)
        first = left.time_input(
            say("web.start"), time(start.hour, start.minute), key=f"from_{key}", step=QUARTER
        )
        last = right.time_input(say("web.end"), time(end.hour, end.minute), key=f"to_{key}", step=QUARTER)
        met = st.radio(
            say("web.met"), MET, index=None, horizontal=True, key=f"met_{key}",
            format_func=lambda name: say(f"web.met_{MET.index(name)}"), help=say("web.met_what"),
        )  # fmt: skip
        if not st.form_submit_button(say("web.send")):
            return
    notes.perform(
        context,
        lambda: shift_reports.report(
            context.workspace, context.viewer, key, carried_out=came == "carried_out", adults=int(adults),
            start=f"{first:%H:%M}", end=f"{last:%H:%M}", met=met,
        ),
        "web.done_reported",
    )  # fmt: skip

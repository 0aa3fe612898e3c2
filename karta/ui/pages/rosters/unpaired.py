"""Young leaders who have no adult to turn to, and the form that says whom."""

from functools import partial

import streamlit as st

from karta.privacy import WORKSPACE, allowed
from karta.services.rosters import young_leaders
from karta.services.rosters.young_leaders import RIGHTS, Unpaired
from karta.ui import feedback, words
from karta.ui.context import Context

# How many are shown: the next come when these are answered.
MOST = 20


def show(context: Context) -> None:
    """Show the shifts and sessions whose young leaders have nobody to turn to; nothing where there are none."""
    rows = young_leaders.unpaired(context.workspace, context.viewer)
    if not rows:
        return
    words.heading(context.say("rosters.unpaired", count=len(rows)))
    words.paragraph(context.say("rosters.unpaired_what"), "quiet")
    for row in rows[:MOST]:
        _row(context, row)


def _row(context: Context, row: Unpaired) -> None:
    say = context.say
    with st.container(border=True):
        where = " · ".join(filter(None, (row.place, row.title))) or say("rosters.no_place")
        org = row.organisation or say("rosters.roster_of_nobody")
        words.paragraph(say("rosters.unpaired_line", where=where, org=org, count=row.count))
        if not allowed(context.viewer, RIGHTS[row.what], WORKSPACE):
            return
        with st.form(f"pair_{row.row_id}", border=False):
            typed, send = st.columns([5, 2], vertical_alignment="bottom")
            function = typed.text_input(
                say("rosters.paired_with"), key=f"pair_with_{row.row_id}", max_chars=young_leaders.LONGEST,
                help=say("rosters.notes_help"),
            )  # fmt: skip
            sent = send.form_submit_button(say("rosters.save"), width="stretch")
    if sent and function.strip():
        act = partial(
            young_leaders.pair, context.workspace, context.viewer, row.what, row.row_id, function, version=row.version
        )  # fmt: skip
        feedback.perform(context, act, "rosters.paired")

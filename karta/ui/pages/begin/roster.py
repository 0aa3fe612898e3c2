"""Step four: who is there already: a file, or one line at a time."""

from datetime import time

import streamlit as st

from karta.model.place import PRESENCE_KINDS
from karta.services.importing import entries
from karta.services.register import places as register_places
from karta.ui import chosen_places, feedback, view, words
from karta.ui.context import Context
from karta.ui.pages.register import admission, load

WAYS = ("form", "file")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def show(context: Context) -> None:
    """Show the form of a shift, or the upload of a file, and whose lines do not count yet."""
    admission.offer(context, admission.waiting(context), "begin_roster")
    way = st.segmented_control(
        context.say("begin.roster_way"), WAYS, default="form", required=True, key="begin_roster_way",
        format_func=lambda name: context.say(f"begin.roster_{name}"), label_visibility="collapsed",
    )  # fmt: skip
    if way == "file":
        words.paragraph(context.say("begin.roster_file_help"), "quiet")
        load.load(context, ("roster", "sessions", "sources"), "begin_roster")
        return
    _form(context)


def _form(context: Context) -> None:
    places = register_places.places(context.workspace, context.viewer)
    if places.empty:
        words.paragraph(context.say("begin.roster_no_places"))
        return
    names = {
        row.id: chosen_places.label(context, row.name, row.kind) for row in places.itertuples(index=False)
    }
    first = [place_id for place_id in chosen_places.chosen(context) if place_id in names]
    order = [*first, *sorted(set(names) - set(first), key=lambda place_id: names[place_id].casefold())]
    with st.form("begin_shift", border=False):
        who, where, role = st.columns([3, 3, 2])
        org = who.text_input(
            context.say("begin.shift_org"), placeholder=context.say("begin.shift_org_example")
        )
        place_id = where.selectbox(context.say("register.place"), order, format_func=names.__getitem__)
        kind = role.selectbox(
            context.say("begin.shift_role"),
            PRESENCE_KINDS,
            format_func=lambda code: context.say(f"roles.{code}").capitalize(),
        )
        days, start, end, count = st.columns([4, 2, 2, 2])
        weekdays = days.multiselect(
            context.say("begin.shift_days"), WEEKDAYS, format_func=lambda code: context.say(f"days.{code}"),
            placeholder=context.say("register.choose"),
        )  # fmt: skip
        first_hour = start.time_input(context.say("begin.from"), time(20), step=900)
        last_hour = end.time_input(context.say("begin.to"), time(23), step=900)
        adults = count.number_input(
            context.say("begin.shift_adults"), 1, 200, None, placeholder=context.say("begin.shift_unknown"),
            help=context.say("begin.shift_adults_help"),
        )  # fmt: skip
        sent = st.form_submit_button(context.say("begin.add_shift"), type="primary")
    if sent:
        feedback.perform(
            context,
            lambda: entries.add_shift(
                context.workspace, context.viewer, org=org, place_id=place_id or "", kind=kind, weekdays=weekdays,
                start=f"{first_hour:%H:%M}", end=f"{last_hour:%H:%M}", adults=adults,
                from_day=view.monday(context.workspace.today),
            ),
            "begin.shift_added",
            org=org.strip(),
            place=names.get(place_id, ""),
        )  # fmt: skip

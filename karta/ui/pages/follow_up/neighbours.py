"""Presence at a place and at its neighbours before and after a day: whether adults moved, never why."""

from datetime import date

import streamlit as st

from karta.i18n import number
from karta.services.follow_up import neighbours
from karta.ui import words
from karta.ui.context import Context
from karta.ui.pages.follow_up.year import year as year_of


def show(context: Context) -> None:
    """Show the choice of a place and a day, and the hours."""
    say, language = context.say, context.workspace.language
    words.heading(say("follow_up.neighbours_title"))
    words.paragraph(say("follow_up.neighbours_lead"))
    year = year_of(context)
    if year is None:
        return
    left, right = st.columns(2)
    names = dict(sorted(year.places.items(), key=lambda pair: str(pair[1])))
    place = left.selectbox(
        say("follow_up.neighbours_place"), list(names), None, key="follow_up_place",
        format_func=lambda each: names[each] or say("ui.unnamed"),
    )  # fmt: skip
    began = right.date_input(
        say("follow_up.neighbours_began"), None, year.before, year.last, key="follow_up_began",
        format="YYYY-MM-DD",
    )  # fmt: skip
    if place is None or not isinstance(began, date):
        words.paragraph(say("follow_up.neighbours_choose"), "quiet")
        return
    near, change = neighbours.moved(context.workspace, context.viewer, year, place, began)
    if change is None:
        words.paragraph(say("follow_up.neighbours_too_short"), "note")
        return
    rows = [(names[place] or say("ui.unnamed"), change.here_before, change.here_after)]
    if near:
        rows.append((say("follow_up.neighbours_near", count=near), change.near_before, change.near_after))
    cells = [(name, number(before, 0, language), number(after, 0, language)) for name, before, after in rows]
    heads = [say(f"follow_up.neighbours_{name}") for name in ("where", "before", "after")]
    words.table(heads, cells, say("follow_up.neighbours_title"))
    if not near:
        words.paragraph(say("follow_up.neighbours_none"), "quiet")
    words.paragraph(say("follow_up.neighbours_weeks", weeks=change.weeks), "quiet")

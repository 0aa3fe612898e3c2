"""Blad: what one takes along from a week - the meeting's sheet, lists as files, sheets of walks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib.resources import files

import streamlit as st

from karta.ui import area_names, feedback, parts, view, words
from karta.ui.context import Context
from karta.ui.pages.sheets import chapter, contacts, exports, kept, meeting, walks
from karta.ui.view import View

PARTS: dict[str, Callable[[Context, View], None]] = {
    "meeting": meeting.show,
    "kept": kept.show,
    "chapter": chapter.show,
    "exports": exports.show,
    "walk": walks.walk,
    "wall": walks.wall,
    "poster": walks.poster,
    "contacts": contacts.show,
}
# What hangs on the week that is shown.
OF_A_WEEK = ("meeting", "exports", "wall")


def show(context: Context) -> None:
    """Show the page."""
    css = files("karta").joinpath("ui", "sheet.css").read_text(encoding="utf-8")
    st.html(f"<style>{css}</style>")
    # The key is the theme's: nothing in it is printed.
    with st.container(key="karta_unprinted"):
        words.title(context.say("ui.page.sheets"))
        part = parts.chosen(context, "sheets", PARTS, "meeting")
        feedback.show(context, part)
        shown = view.for_paper(context.workspace.service_day)
        view.tell_week(context)
        if part in OF_A_WEEK:
            shown = _controls(context, shown, whole=part != "wall")
    PARTS[part](context, shown)


def _controls(context: Context, shown: View, *, whole: bool) -> View:
    """Show the week, and of the whole town also view and area; return the view as chosen, written to the URL."""
    say = context.say
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    if row.button(say("sheets.week_before"), icon=":material/chevron_left:", key="sheet_before"):
        shown = shown.moved(-1)
    slot = row.container(width=150)
    if row.button(say("sheets.week_after"), icon=":material/chevron_right:", key="sheet_after"):
        shown = shown.moved(1)
    day = slot.date_input(
        say("sheets.week_of"), shown.week, key=f"sheet_week_{shown.week}", format="YYYY-MM-DD"
    )
    if isinstance(day, date) and view.monday(day) != shown.week:
        shown = replace(shown, week=view.monday(day))
    if not whole:
        view.write(shown)
        return shown
    chosen = row.selectbox(
        say("ui.view"), view.VIEWS, view.VIEWS.index(shown.view), width=view.WIDE,
        format_func=lambda name: say(f"gaps.view.{name}"),
    )  # fmt: skip
    names: dict[str | None, str] = dict(
        ((None, area_names.everywhere(context)), *area_names.of_gaps(context).items())
    )
    ids = list(names)
    area = row.selectbox(
        say("ui.area"), ids, ids.index(shown.area) if shown.area in names else 0,
        format_func=names.__getitem__, width=view.WIDE, placeholder=names[None],
    )  # fmt: skip
    shown = replace(shown, view=chosen, area=area)
    view.write(shown)
    return shown

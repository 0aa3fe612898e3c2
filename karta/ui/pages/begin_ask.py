"""Step five: what is known at the chosen places, and whom to ask about the rest; then the gaps can be told."""

from datetime import timedelta

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number
from karta.privacy import may
from karta.services import standing
from karta.services.standing import Standing
from karta.ui import words
from karta.ui.app import Context, page_link
from karta.ui.pages import begin_choice, register_sources
from karta.ui.pages import register_notes as notes
from karta.ui.pages.register_dates import on

MOST_SHIFTS = 7


def show(context: Context) -> None:
    """Show each chosen place with what is known and who has not answered, then the way to the gaps."""
    found = begin_choice.standings(context)
    if not found:
        words.paragraph(context.say("begin.need_no_choice"))
    for one in found:
        with st.container(border=True, gap="xsmall"):
            _place(context, one)
    page_link("gaps", context.say("begin.to_gaps"))


def _place(context: Context, one: Standing) -> None:
    words.heading(one.name or context.say(f"kinds.{one.kind}"), 3)
    waits = one.sources.empty or not one.sources["known"].all()
    words.paragraph(
        f"{_known(context, one)} {context.say('begin.rest_unknown' if waits else 'begin.all_known')}"
    )
    _shifts(context, one)
    register_sources.show(context, one.sources)
    if waits:
        words.paragraph(context.say("begin.usual", who=context.say(_usual(context, one.kind))), "quiet")
    with st.expander(context.say("begin.ask_more")):
        register_sources.expect(context, one.place_id, one.name)
        register_sources.confirm(context, one.place_id, one.name, one.sources)
    if may(context.viewer, "confirm_sources"):
        _all_in(context, one)


def _known(context: Context, one: Standing) -> str:
    language = context.workspace.language
    if one.known_hours:
        return context.say(
            "begin.you_know",
            adults=number(one.known_adults, 1, language),
            hours=number(one.known_hours, 0, language),
        )
    return context.say("begin.you_know_none" if one.present.empty else "begin.you_know_no_number")


def _shifts(context: Context, one: Standing) -> None:
    """Show the shifts of the week that are known here."""
    language = context.workspace.language
    if one.present.empty:
        return
    unknown = context.say("ui.count_unknown")
    words.bullets(
        [
            context.say(
                "begin.shift_line",
                day=day_text(row.start, language), start=f"{row.start:%H:%M}", end=f"{row.end:%H:%M}",
                org=row.org or context.say("ui.someone"),
                adults=unknown if row.adults != row.adults else number(row.adults, 0, language),
            )
            for row in one.present.head(MOST_SHIFTS).itertuples()
        ]
    )  # fmt: skip
    rest = len(one.present) - MOST_SHIFTS
    if rest > 0:
        words.paragraph(context.say("begin.more_shifts", count=rest), "quiet")


def _usual(context: Context, kind: str) -> str:
    """Return the key of whom one usually asks about a kind of place."""
    key = f"begin.usual_at.{kind}"
    return key if context.say(key) != f"[{key}]" else "begin.usual_at.other"


def _all_in(context: Context, one: Standing) -> None:
    until, send = st.columns([2, 3], vertical_alignment="bottom")
    day = until.date_input(
        context.say("begin.all_in_until"), context.workspace.today + timedelta(days=register_sources.UNTIL_DAYS),
        min_value=context.workspace.today, format="YYYY-MM-DD", key=f"all_in_until_{one.place_id}",
    )  # fmt: skip
    if send.button(
        context.say("begin.all_in"), key=f"all_in_{one.place_id}", help=context.say("begin.all_in_help")
    ):
        notes.perform(
            context,
            lambda: standing.confirm_all(context.workspace, context.viewer, one.place_id, day),
            "begin.all_in_done",
            place=one.name,
            until=on(context, day),
        )

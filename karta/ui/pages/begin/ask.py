"""Step five: what is known at the chosen places, and whom to ask about the rest; then the gaps can be shown."""

from datetime import timedelta

import streamlit as st

from karta.i18n import day as day_text
from karta.i18n import number
from karta.privacy import WORKSPACE, allowed
from karta.services.needs import place_status
from karta.services.needs.place_status import PlaceStatus
from karta.ui import chosen_places, feedback, words
from karta.ui.context import Context, page_link
from karta.ui.dates import on
from karta.ui.pages.register import admission, sources

MOST_SHIFTS = 7


def show(context: Context) -> None:
    """Show each chosen place with what is known and who has not answered, then the way to the gaps."""
    admission.offer(context, admission.waiting(context), "begin_ask")
    places = chosen_places.place_statuses(context)
    if not places:
        words.paragraph(context.say("begin.need_no_choice"))
    for place in places:
        with st.container(border=True, gap="xsmall"):
            _place(context, place)
    page_link("gaps", context.say("begin.to_gaps"))


def _place(context: Context, place: PlaceStatus) -> None:
    words.heading(place.name or context.say(f"kinds.{place.kind}"), 3)
    waits = place.sources.empty or not place.sources["known"].all()
    words.paragraph(
        f"{_presence_sentence(context, place)} {context.say('begin.rest_unknown' if waits else 'begin.all_known')}"
    )
    _shifts(context, place)
    sources.show(context, place.sources)
    if waits:
        words.paragraph(context.say("begin.usual", who=context.say(_usual(context, place.kind))), "quiet")
    with st.expander(context.say("begin.ask_more")):
        sources.expect(context, place.place_id, place.name)
        sources.confirm(context, place.place_id, place.name, place.sources)
    if allowed(context.viewer, "confirm_sources", WORKSPACE):
        _all_in(context, place)


def _presence_sentence(context: Context, place: PlaceStatus) -> str:
    language = context.workspace.language
    if place.known_hours:
        return context.say(
            "begin.you_know",
            adults=number(place.known_adults, 1, language),
            hours=number(place.known_hours, 1, language),
        )
    return context.say("begin.you_know_none" if place.present.empty else "begin.you_know_no_number")


def _shifts(context: Context, place: PlaceStatus) -> None:
    """Show the shifts of the week that are known here."""
    language = context.workspace.language
    if place.present.empty:
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
            for row in place.present.head(MOST_SHIFTS).itertuples()
        ]
    )  # fmt: skip
    rest = len(place.present) - MOST_SHIFTS
    if rest > 0:
        words.paragraph(context.say("begin.more_shifts", count=rest), "quiet")


def _usual(context: Context, kind: str) -> str:
    """Return the key of whom one usually asks about a kind of place."""
    key = f"begin.usual_at.{kind}"
    return key if context.say(key) != f"[{key}]" else "begin.usual_at.other"


def _all_in(context: Context, place: PlaceStatus) -> None:
    until, send = st.columns([2, 3], vertical_alignment="bottom")
    day = until.date_input(
        context.say("begin.all_in_until"), context.workspace.today + timedelta(days=sources.UNTIL_DAYS),
        min_value=context.workspace.today, format="YYYY-MM-DD", key=f"all_in_until_{place.place_id}",
    )  # fmt: skip
    if send.button(
        context.say("begin.all_in"), key=f"all_in_{place.place_id}", help=context.say("begin.all_in_help")
    ):
        feedback.perform(
            context,
            lambda: place_status.confirm_all(context.workspace, context.viewer, place.place_id, day),
            "begin.all_in_done",
            place=place.name,
            until=on(context, day),
        )

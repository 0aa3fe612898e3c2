"""What the method suggests for a place, and what is known there: shown wherever a need is decided."""

import streamlit as st

from karta.i18n import number
from karta.services.needs import rule_rows
from karta.services.needs.place_status import PlaceStatus
from karta.ui import feedback, words
from karta.ui.context import Context
from karta.ui.pages.needs import defaults


def known_presence(context: Context, place: PlaceStatus) -> str:
    """Return in a sentence how many adult-hours of presence are known at a place this week."""
    return context.say(
        "begin.known_here", place=place.name, hours=number(place.known_hours, 1, context.workspace.language)
    )


def suggestion(context: Context, place: PlaceStatus) -> None:
    """Show the method's defaults for the place with their price, as what they are: no decision."""
    prices = rule_rows.default_prices(context.workspace, context.viewer, place.kind)
    if not prices:
        words.paragraph(context.say("begin.no_default", kind=context.say(f"kinds.{place.kind}").lower()))
        words.paragraph(known_presence(context, place), "quiet")
        return
    with st.container(gap="xsmall", key="karta_suggested"):
        words.paragraph(context.say("begin.suggestion"), "suggested")
        words.bullets([defaults.line(context, price) for price in prices])
        words.paragraph(known_presence(context, place), "quiet")
        if st.button(context.say("begin.suggest"), key=f"suggest_{place.place_id}"):
            feedback.perform(
                context,
                lambda: rule_rows.switch_on_default(
                    context.workspace, context.viewer, place.kind, only=[place.place_id]
                ),
                "begin.suggested",
                place=place.name,
            )

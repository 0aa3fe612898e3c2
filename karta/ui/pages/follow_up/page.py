"""Uppföljning: figures over months, each with what it counts and what it does not."""

from collections.abc import Callable

from karta.ui import feedback, parts, words
from karta.ui.context import Context
from karta.ui.pages.follow_up import figures

PARTS: dict[str, Callable[[Context], None]] = {"figures": figures.show}


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.follow_up"))
    words.paragraph(context.say("follow_up.caption"), "caption")
    part = parts.chosen(context, "follow_up", PARTS, next(iter(PARTS)))
    feedback.show(context, part)
    PARTS[part](context)

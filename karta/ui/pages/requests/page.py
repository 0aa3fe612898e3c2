"""Önskemål: what is asked of each other about places and hours, and what was answered."""

from collections.abc import Callable

from karta.ui import feedback, parts, words
from karta.ui.context import Context
from karta.ui.pages.requests import caps, months, new, request_list

PARTS: dict[str, Callable[[Context], None]] = {
    "open": request_list.show,
    "new": new.show,
    "caps": caps.show,
    "months": months.show,
}


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.requests"))
    words.paragraph(context.say("requests.lead"), "quiet")
    part = parts.chosen(context, "requests", PARTS, "open")
    feedback.show(context, part)
    PARTS[part](context)

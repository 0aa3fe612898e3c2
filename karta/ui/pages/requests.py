"""Önskemål: what is asked of each other about places and hours, and what was answered."""

from collections.abc import Callable

from karta.ui import parts, words
from karta.ui.app import Context
from karta.ui.pages import register_notes, request_new, requests_caps, requests_list

PARTS: dict[str, Callable[[Context], None]] = {
    "open": requests_list.show,
    "new": request_new.show,
    "caps": requests_caps.show,
}


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.requests"))
    words.paragraph(context.say("requests.lead"), "quiet")
    register_notes.show(context)
    part = parts.chosen(context, "requests", PARTS, "open")
    PARTS[part](context)

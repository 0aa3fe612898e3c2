"""Pass: shifts that people sign up to; those that need more people first, while there is time to find them."""

from collections.abc import Callable

from karta.ui import parts, watch, words
from karta.ui.app import Context
from karta.ui.pages import register_notes as notes
from karta.ui.pages import rosters_ahead, rosters_new, rosters_notices, rosters_past, rosters_people

PARTS: dict[str, Callable[[Context], None]] = {
    "ahead": rosters_ahead.show,
    "people": rosters_people.show,
    "notices": rosters_notices.show,
    "past": rosters_past.show,
    "new": rosters_new.show,
}


def show(context: Context) -> None:
    """Show the page."""
    revision = context.workspace.store.revision()
    words.title(context.say("ui.page.rosters"))
    notes.show(context)
    part = parts.chosen(context, "rosters", PARTS, "ahead")
    PARTS[part](context)
    watch.follow(context, revision)

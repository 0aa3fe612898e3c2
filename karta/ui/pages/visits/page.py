"""Besök: what is planned, the plan for some weeks, venues and their year, the functions that visit; a host's own."""

from collections.abc import Callable

from karta.privacy import WORKSPACE, allowed
from karta.ui import feedback, parts, words
from karta.ui.context import Context
from karta.ui.pages.visits import ahead, area, officers, plan, terms, venues

POLICE: dict[str, Callable[[Context], None]] = {
    "ahead": ahead.show, "plan": plan.show, "venues": venues.show, "officers": officers.show,
    "area": area.show,
}  # fmt: skip
HOST: dict[str, Callable[[Context], None]] = {"ahead": ahead.show, "terms": terms.show}
READER: dict[str, Callable[[Context], None]] = {"terms": terms.show}


def show(context: Context) -> None:
    """Show the page."""
    rooms = _rooms(context)
    words.title(context.say("ui.page.visits"))
    words.paragraph(context.say("visits.purpose"), "note")
    part = parts.chosen(context, "visits", rooms, next(iter(rooms)))
    feedback.show(context, part)
    rooms[part](context)


def _rooms(context: Context) -> dict[str, Callable[[Context], None]]:
    if allowed(context.viewer, "see_visits", WORKSPACE):
        return {**POLICE, "terms": terms.show}
    return HOST if allowed(context.viewer, "answer_visits", WORKSPACE) else READER

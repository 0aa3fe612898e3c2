"""Pass: shifts that people sign up to; those that need more people first, while there is time to find them."""

from collections.abc import Callable

from karta.services.rosters import joining
from karta.ui import feedback, parts, watch, words
from karta.ui.context import Context
from karta.ui.pages.planning import whatif
from karta.ui.pages.rosters import ahead, new, notices, past, people, suggest, team, who

PARTS: dict[str, Callable[[Context], None]] = {
    "ahead": ahead.show,
    "people": people.show,
    "team": team.show,
    "notices": notices.show,
    "past": past.show,
    "suggest": suggest.show,
    "who": who.show,
    "whatif": whatif.show,
    "new": new.show,
}


def show(context: Context) -> None:
    """Show the page."""
    revision = context.workspace.store.revision()
    words.title(context.say("ui.page.rosters"))
    waiting = joining.waiting(context.workspace, context.viewer)

    def label(name: str) -> str:
        """Say at the part of the people how many wait for an answer there."""
        count = waiting if name == "people" else 0
        return context.say(f"rosters.part_{name}_count" if count else f"rosters.part_{name}", count=count)

    part = parts.chosen(context, "rosters", PARTS, "ahead", label=label)
    feedback.show(context, part)
    PARTS[part](context)
    watch.follow(context, revision)

"""Platser: the register and how complete it is, what is read in, what needs a place, what may stand there twice."""

from collections.abc import Callable

from karta.services import register
from karta.ui import parts, words
from karta.ui.app import Context
from karta.ui.pages import (
    register_history,
    register_load,
    register_notes,
    register_places,
    register_twice,
    register_waiting,
)

PARTS: dict[str, Callable[[Context], None]] = {
    "places": register_places.show,
    "load": register_load.show,
    "waiting": register_waiting.show,
    "twice": register_twice.show,
    "history": register_history.show,
}


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.register"))
    register_notes.show(context)
    waiting = len(register.waiting(context.workspace, context.viewer))

    def label(name: str) -> str:
        counted = name == "waiting" and waiting
        return context.say(
            f"register.part_{name}_count" if counted else f"register.part_{name}", count=waiting
        )

    PARTS[parts.chosen(context, "register", PARTS, "places", label=label)](context)

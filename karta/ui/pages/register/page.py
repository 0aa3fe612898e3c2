"""Platser: the register and how complete it is, what is read in, what needs a place, what may be duplicates."""

from collections.abc import Callable

from karta.services.importing import unplaced_rows
from karta.ui import feedback, parts, words
from karta.ui.context import Context
from karta.ui.pages.register import (
    admission,
    duplicates,
    feeds,
    history,
    load,
    places,
    sharing,
)
from karta.ui.pages.register import (
    unplaced_rows as register_unplaced_rows,
)


def _organisations(context: Context) -> None:
    admission.show(context)
    sharing.show(context)
    sharing.agreed(context)


PARTS: dict[str, Callable[[Context], None]] = {
    "places": places.show,
    "organisations": _organisations,
    "load": load.show,
    "feeds": feeds.show,
    "waiting": register_unplaced_rows.show,
    "twice": duplicates.show,
    "history": history.show,
}


def show(context: Context) -> None:
    """Show the page."""
    words.title(context.say("ui.page.register"))
    counts = {
        "waiting": len(unplaced_rows.waiting(context.workspace, context.viewer)),
        "organisations": len(admission.waiting(context)),
        "feeds": feeds.waiting(context),
    }

    def label(name: str) -> str:
        count = counts.get(name, 0)
        return context.say(f"register.part_{name}_count" if count else f"register.part_{name}", count=count)

    seen = [name for name in PARTS if name != "feeds" or feeds.may(context)]
    part = parts.chosen(context, "register", seen, "places", label=label)
    feedback.show(context, part)
    PARTS[part](context)
